"""Single prints and composites, and what the gate makes of them."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data import ENCODINGS, Print, read_datasets, read_pixels, track, write_atomically
from matcher.errors import SampleError
from matcher.segmentation import Segmentation, analyse
from matcher.several_fingers import beyond_border, shows_several, weigh
from matcher.types import FINGERS, STANDARD_PPI, ImpressionType
from synthesis.forgery import Composite, compose, random_layout
from synthesis.images import encode_png, generator_digest, grow_masters, render_encounter
from synthesis.people import person
from synthesis.seeds import Purpose

Pixels = NDArray[np.uint8]

REFUSED, OTHER, ONE_KEPT, PASSED = "several fingers", "other reason", "one kept", "accepted"
"""Refused as several fingers; refused by another reason; accepted, but the foreground holds one
print of a composite alone; accepted."""
KINDS = (
    *[ImpressionType.LIVESCAN_PLAIN] * 6,
    ImpressionType.LIVESCAN_ROLLED,
    ImpressionType.NONLIVESCAN_ROLLED,
    ImpressionType.NONLIVESCAN_PLAIN,
    ImpressionType.NONLIVESCAN_ROLLED,
)
"""The kind of each impression of rendered people; inked rolled ones are blocks of a card."""
_OWN_SHARE = 0.95
"""A composite counts as one finger if so much of the foreground lies in one print."""
_NO_GAP = 0.25
"""Share of composites without a gap, which are the hardest."""


@dataclass(frozen=True)
class Source:
    """Prints that one composite may be made of, if they are of one group."""

    name: str
    real: bool
    ppi: int
    prints: Sequence[Print]

    def groups(self) -> list[list[Print]]:
        """Divide into prints of one look: a real set, or one impression of rendered people."""
        if self.real:
            return [list(self.prints)]
        impressions = sorted({one.impression for one in self.prints})
        return [[one for one in self.prints if one.impression == k] for k in impressions]

    def read(self, one: Print) -> Pixels:
        """Read a print at 500 ppi."""
        return read_pixels(one.path, self.ppi)


_UNWRITTEN = frozenset({"picture", "pixels", "prints", "gate_ms"})
_PICTURE_PX = 220


@dataclass(frozen=True, eq=False)
class Judged:
    """An image, and what became of it."""

    source: str
    kind: str
    fingers: int
    outcome: str
    odds: float
    """How far the stronger of seams and layout is from its border, in log odds."""
    gate_ms: float
    """CPU of the check beyond segmentation."""
    prints: tuple[Print, ...]
    picture: Pixels = field(repr=False)
    """The image, made small."""
    pixels: Pixels | None = field(default=None, repr=False)
    """The image as it was sent, if it is a composite."""
    gap_px: int = 0
    tight: bool = False
    even: bool = False
    rows: tuple[int, ...] = (1,)

    def described(self) -> dict[str, object]:
        """Return what can be written to a result file."""
        names = [f"{one.finger}_{one.impression}" for one in self.prints]
        row = {k: v for k, v in asdict(self).items() if k not in _UNWRITTEN}
        return row | {"prints": names}


def read_sources(folders: list[Path], ppi: int) -> list[Source]:
    """Read folders of real prints. Raises MeasurementError."""
    return [Source(one.name, True, ppi, one.prints) for one in read_datasets(folders)]


def read_singles(folder: Path, ppi: int) -> Source:
    """Read a folder of single prints, whatever their names."""
    paths = sorted(one for one in folder.iterdir() if one.suffix.lower() in ENCODINGS)
    prints = [Print(number, 1, path) for number, path in enumerate(paths, 1)]
    return Source(folder.name, True, ppi, prints)


def rendered_source(people: int, cache: Path) -> Source:
    """Render people's prints, or read the kept images."""
    folder = cache / "soundness" / generator_digest()
    prints = [
        Print(10 * number + place, k + 1, folder / f"{10 * number + place}_{k + 1}.png")
        for number in range(people)
        for k in range(len(KINDS))
        for place in range(len(FINGERS))
    ]
    per_person = len(KINDS) * len(FINGERS)
    for number in track(range(people), "rendering"):
        own = prints[per_person * number : per_person * (number + 1)]
        if not own[-1].path.is_file():
            _render(number, own)
    return Source("rendered", False, STANDARD_PPI, prints)


def _render(number: int, prints: Sequence[Print]) -> None:
    someone = person(Purpose.EVALUATE.seed(number))
    masters = grow_masters(someone)
    for k, kind in enumerate(KINDS):
        made = render_encounter(someone, k, kind=kind, masters=masters)
        for place, position in enumerate(FINGERS):
            write_atomically(prints[len(FINGERS) * k + place].path, encode_png(made[position]))


@dataclass(frozen=True, eq=False)
class Composition:
    """A composite, with the prints and the layout that it was made of."""

    source: Source
    prints: tuple[Print, ...]
    composite: Composite
    gap_px: int
    tight: bool
    even: bool
    rows: tuple[int, ...]


def compositions(
    sources: Sequence[Source], fingers: int, count: int, seed: int
) -> Iterator[Composition]:
    """Make composites of so many fingers, of one look each."""
    rng = np.random.default_rng((seed, fingers, sources[0].real))
    made = 0
    while made < count:
        source = sources[int(rng.integers(len(sources)))]
        groups = source.groups()
        group = groups[int(rng.integers(len(groups)))]
        chosen = rng.choice(sorted({one.finger for one in group}), fingers, replace=False)
        prints = tuple(
            own[int(rng.integers(len(own)))]
            for finger in chosen
            for own in [[one for one in group if one.finger == finger]]
        )
        layout = random_layout(fingers, rng, 0 if rng.random() < _NO_GAP else None)
        try:
            composite = compose([source.read(one) for one in prints], layout)
        except SampleError:  # a print without a foreground cannot be cut
            continue
        made += 1
        yield Composition(
            source, prints, composite, layout.gap_px, layout.tight, layout.even, layout.rows
        )


def judge_single(source: Source, one: Print) -> Judged:
    """Pass a single print through the gate."""
    pixels = source.read(one)
    outcome, odds, gate_ms, _ = _judge(pixels)
    kind = "real" if source.real else "rendered"
    return Judged(source.name, kind, 1, outcome, odds, gate_ms, (one,), _small(pixels))


def judge_composite(made: Composition) -> Judged:
    """Pass a composite through the gate."""
    pixels = made.composite.pixels
    outcome, odds, gate_ms, seen = _judge(pixels)
    if outcome == PASSED and seen is not None and _own_share(seen, made.composite) >= _OWN_SHARE:
        outcome = ONE_KEPT
    kind = "real" if made.source.real else "rendered"
    return Judged(
        made.source.name, kind, len(made.prints), outcome, odds, gate_ms, made.prints,
        _small(pixels), pixels,
        made.gap_px, made.tight, made.even, made.rows,
    )  # fmt: skip


def _small(pixels: Pixels) -> Pixels:
    scale = _PICTURE_PX / max(pixels.shape)
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _judge(pixels: Pixels) -> tuple[str, float, float, Segmentation | None]:
    try:
        seen = analyse(pixels)
    except SampleError:
        return OTHER, float("-inf"), 0.0, None
    started = time.process_time()
    evidence = weigh(seen)
    gate_ms = 1_000 * (time.process_time() - started)
    outcome = REFUSED if shows_several(evidence) else PASSED
    return outcome, beyond_border(evidence), gate_ms, seen


def _own_share(seen: Segmentation, composite: Composite) -> float:
    """Return the largest share of the foreground that lies in one print."""
    mask = seen.foreground.mask
    inside = [mask[t:b, left:right].sum() for left, t, right, b in composite.boxes_px]
    return float(max(inside) / sum(inside))
