"""What is kept of an expungement, so that its proof can be made again at any time.

Of each window that was looked for a salted digest is kept, and nothing of the window itself. A
window of an image, a template, a vector, a code or a key cannot be guessed, so its digest tells
nobody what it was. Windows of texts could be guessed, so none of them is kept: that the rows are
gone is shown by the database.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gallery.expungement.searching import WINDOW_BYTES, Trace, windows

_SALT_BYTES = 16
_DIGEST_BYTES = 16
_MARK_BITS = 32
"""Of a window's mark, which rules out nearly every place before the slow digest is computed."""
_PLACES = 2**20
"""How many places of a chunk are marked at once, which bounds the memory."""
_WORDS = WINDOW_BYTES // 8

Marks = NDArray[np.uint64]


@dataclass(frozen=True)
class KeptProof:
    """A file beside the data: what was expunged, when, and the digests of what was there."""

    gallery: str
    encounter_id: str
    expunge_time: str
    """ISO 8601, UTC."""
    identity_deleted: bool
    is_sealed: bool
    salt: str
    """Hexadecimal."""
    windows: tuple[tuple[str, int, str], ...]
    """What a window was of, its mark, and its digest in hexadecimal."""


def keep(folder: Path, proof: KeptProof) -> None:
    """Write a proof, which only the owner may read. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = _file(folder, proof.gallery, proof.encounter_id)
    new = file.with_suffix(".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        json.dump(asdict(proof), opened)
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)


def kept(folder: Path, gallery: str, encounter_id: str) -> KeptProof | None:
    """Read what is kept of an expungement; None if nothing is."""
    file = _file(folder, gallery, encounter_id)
    if not file.is_file():
        return None
    said = json.loads(file.read_text())
    found = tuple((what, mark, digest) for what, mark, digest in said.pop("windows"))
    return KeptProof(**said, windows=found)


def digests(traces: Sequence[Trace], salt: bytes) -> tuple[tuple[str, int, str], ...]:
    """Compute what is kept of traces; texts are left out."""
    marked: dict[bytes, str] = {}
    for trace in traces:
        for window in [] if trace.is_text else windows(trace):
            marked.setdefault(window, trace.what)
    if not marked:
        return ()
    marks = _marks(b"".join(marked), salt)[::WINDOW_BYTES]
    return tuple(
        (what, int(mark), _digest(window, salt).hex())
        for (window, what), mark in zip(marked.items(), marks, strict=True)
    )


def new_salt() -> bytes:
    """Draw a salt."""
    return os.urandom(_SALT_BYTES)


class KeptNeedles:
    """Looks for windows of which only the digests are known, all at once."""

    def __init__(self, proof: KeptProof) -> None:
        self._salt = bytes.fromhex(proof.salt)
        self._digests = {bytes.fromhex(digest): what for what, _, digest in proof.windows}
        self._marks = np.unique(np.array([mark for _, mark, _ in proof.windows], np.uint64))
        self._likely = np.zeros(2**16, np.bool_)
        self._likely[self._marks >> np.uint64(_MARK_BITS - 16)] = True

    @property
    def count(self) -> int:
        """How many windows are looked for."""
        return len(self._digests)

    def find(self, data: bytes) -> Iterator[tuple[int, str]]:
        """Yield where a window begins, and of which trace it is."""
        if not self._digests:
            return
        for start in range(0, len(data) - WINDOW_BYTES + 1, _PLACES):
            part = data[start : start + _PLACES + WINDOW_BYTES - 1]
            marks = _marks(part, self._salt)
            places = np.flatnonzero(self._likely[marks >> np.uint64(_MARK_BITS - 16)])
            for place in places[np.isin(marks[places], self._marks)].tolist():
                window = part[place : place + WINDOW_BYTES]
                what = self._digests.get(_digest(window, self._salt))
                if what is not None:
                    yield start + place, what


def _marks(data: bytes, salt: bytes) -> Marks:
    """Mark the window that begins at each place. Returns (len(data) - 23,) uint64 below 2^32."""
    count = len(data) - WINDOW_BYTES + 1
    words = np.ndarray(len(data) - 7, "<u8", data, strides=(1,))
    mark = np.zeros(count, np.uint64)
    for n, factor in enumerate(_factors(salt)):
        mark += words[8 * n : 8 * n + count] * factor
    return mark >> np.uint64(64 - _MARK_BITS)


def _factors(salt: bytes) -> list[np.uint64]:
    """Draw an odd factor for each word of a window from a salt."""
    drawn = hashlib.blake2b(salt, digest_size=8 * _WORDS).digest()
    return [np.uint64(one | 1) for one in np.frombuffer(drawn, "<u8").tolist()]


def _digest(window: bytes, salt: bytes) -> bytes:
    return hashlib.blake2b(window, digest_size=_DIGEST_BYTES, key=salt).digest()


def _file(folder: Path, gallery: str, encounter_id: str) -> Path:
    name = hashlib.sha256(f"{gallery}/{encounter_id}".encode()).hexdigest()[:32]
    return folder / f"{name}.json"
