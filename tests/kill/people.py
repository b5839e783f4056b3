"""The people whom the kill loop books, with prints that are rendered once and kept."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import platformdirs

import synthesis
from matcher.types import FingerPosition
from synthesis.images.prints import encode_png, grow_masters, render_person
from synthesis.people import person
from tenprint.v1 import sample_pb2

POSITIONS = (
    FingerPosition.RIGHT_THUMB,
    FingerPosition.RIGHT_INDEX,
    FingerPosition.RIGHT_MIDDLE,
    FingerPosition.RIGHT_RING,
)
"""Enough to be found among a few people; further fingers cost extraction and show nothing."""
ENROLLED, BOOKED = 1, 2
"""The impression in the galleries, and the one that bookings bring."""


@dataclass(frozen=True)
class Subject:
    """Someone who is booked again and again."""

    seed: int
    in_iafis: bool
    in_ident: bool

    def samples(self, impression: int) -> list[sample_pb2.Sample]:
        """Bring the prints of one occasion."""
        return [
            sample_pb2.Sample(
                image=_print(self.seed, impression, position).read_bytes(),
                encoding=sample_pb2.IMAGE_ENCODING_PNG,
                resolution_ppi=500,
                position=sample_pb2.FingerPosition.Name(int(position)),
            )
            for position in POSITIONS
        ]


def subjects(count: int) -> list[Subject]:
    """Choose people: in IAFIS only, in IDENT only, in both, in neither, and so on.

    Their prints are rendered now where that has not been done before.
    """
    chosen = [
        Subject(seed, in_iafis=seed % 4 in (0, 2), in_ident=seed % 4 in (1, 2))
        for seed in range(count)
    ]
    for subject in chosen:
        _render_missing(subject.seed)
    return chosen


def _render_missing(seed: int) -> None:
    missing = {
        impression
        for impression in (ENROLLED, BOOKED)
        if not all(_print(seed, impression, position).exists() for position in POSITIONS)
    }
    if not missing:
        return
    someone = person(seed)
    masters = grow_masters(someone, positions=POSITIONS)
    for impression in missing:
        prints = render_person(someone, impression, positions=POSITIONS, masters=masters)
        for position, pixels in prints.items():
            _write(_print(seed, impression, position), encode_png(pixels))


def _print(seed: int, impression: int, position: FingerPosition) -> Path:
    return _folder() / f"{seed}_{impression}_{int(position)}.png"


@cache
def _folder() -> Path:
    digest = hashlib.sha256(b"".join(_sources())).hexdigest()[:16]
    return Path(platformdirs.user_cache_dir("tenprint")) / "kill-prints" / digest


def _sources() -> Iterator[bytes]:
    # Other generators render other prints: the cache is named by all of their code.
    folder = Path(synthesis.__path__[0])
    yield from (path.read_bytes() for path in sorted(folder.glob("*.py")))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    draft.write_bytes(data)
    draft.replace(path)
