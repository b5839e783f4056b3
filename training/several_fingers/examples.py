"""Examples for the network: maps of single prints and of composites, made of rendered prints."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.codecs import Encoding, decode
from matcher.errors import SampleError
from matcher.layout import layout_map
from matcher.segmentation import Segmentation, analyse
from matcher.types import FINGERS, ImpressionType
from synthesis.forgery import (
    NOBODY,
    Overlay,
    Owners,
    captured,
    compose,
    damaged,
    erased,
    jointed,
    neighboured,
    overlay,
    owned,
    random_layout,
    turned_together,
    worn,
    written,
)
from synthesis.images import encode_png, grow_masters, render_encounter
from synthesis.people import person
from synthesis.seeds import Purpose

Pixels = NDArray[np.uint8]
Rng = np.random.Generator

FIRST_PERSON = 910_000
"""A number of Purpose.TRAIN; no other training draws these people."""
KINDS = (
    *[ImpressionType.LIVESCAN_PLAIN] * 4,
    ImpressionType.NONLIVESCAN_PLAIN,
    ImpressionType.LIVESCAN_ROLLED,
    ImpressionType.NONLIVESCAN_ROLLED,
)
"""The kind of each impression of a person; plain ones come from several sensors."""
KIND_SHARES = (0.14, 0.14, 0.14, 0.14, 0.18, 0.12, 0.14)
SCALE = 63
"""Maps are kept as whole numbers: a value of 1 is this."""
_COUNTS, _COUNT_SHARES = (2, 3, 4, 6), (0.5, 0.2, 0.15, 0.15)
_NO_GAP = 0.3
_SEVERAL_SHARE, _OTHERS_SHARE, _ONE_SHARE = 0.14, 0.25, 0.06
"""An image shows several fingers if the second largest print, or all but the largest, have this
part of the foreground; one finger if all but the largest have less than the last. Others are no
examples."""


@dataclass(frozen=True, eq=False)
class Example:
    """The map of an image."""

    map: NDArray[np.int8]
    """(rows, columns, CHANNELS), times SCALE."""
    several: bool
    origin: str
    """How the image was made."""


class Prints:
    """Rendered prints of people, kept as files in a folder."""

    def __init__(self, folder: Path, people: range) -> None:
        self._folder = folder
        self.people = people

    def render(self) -> None:
        """Render what is missing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for number in self.people:
            if self._path(number, len(KINDS) - 1, FINGERS[-1]).is_file():
                continue
            someone = person(Purpose.TRAIN.seed(FIRST_PERSON + number))
            masters = grow_masters(someone)
            for encounter, kind in enumerate(KINDS):
                made = render_encounter(someone, encounter, kind=kind, masters=masters)
                for finger, pixels in made.items():
                    self._path(number, encounter, finger).write_bytes(encode_png(pixels))

    def draw(self, count: int, rng: Rng) -> list[Pixels]:
        """Draw prints of different fingers and of one kind, of one person or of several people."""
        encounter = int(rng.choice(len(KINDS), p=KIND_SHARES))
        if rng.random() < 0.2:
            numbers = [int(rng.choice(self.people))] * count
        else:
            numbers = rng.choice(self.people, count, replace=False).tolist()
        fingers = rng.choice(FINGERS, count, replace=False).tolist()
        return [
            decode(self._path(n, encounter, f).read_bytes(), Encoding.PNG)
            for n, f in zip(numbers, fingers, strict=True)
        ]

    def _path(self, number: int, encounter: int, finger: int) -> Path:
        return self._folder / f"{number:03d}_{encounter}_{int(finger):02d}.png"


def single(prints: Prints, rng: Rng) -> Example | None:
    """Make an example of one finger, as it was rendered or worn."""
    pixels = prints.draw(1, rng)[0]
    kept = rng.random() < 0.25
    seen = _seen(pixels if kept else worn(pixels, rng))
    return None if seen is None else _example(seen, False, "as rendered" if kept else "worn")


def composite(prints: Prints, rng: Rng) -> Example | None:
    """Make an example of several prints; of one finger, if hardly more than one print is seen."""
    make = _grid if rng.random() < 0.55 else _overlay
    try:
        made = make(prints, rng)
    except SampleError:  # a print without a foreground
        return None
    if rng.random() < 0.3:
        made = turned_together(made, rng)
    pixels = made.pixels
    for likely, change in ((0.1, damaged), (0.1, erased), (0.1, written)):
        if rng.random() < likely:
            pixels = change(pixels, rng)
    seen = _seen(captured(pixels, rng))
    if seen is None:
        return None
    several = _several(seen, made.owners)
    return None if several is None else _example(seen, several, make.__name__[1:])


def _several(seen: Segmentation, owners: Owners) -> bool | None:
    """Tell whether the foreground shows several fingers; None if it hardly does."""
    mask = seen.foreground.mask
    own = owners[: mask.shape[0], : mask.shape[1]]  # a damaged image may have lost up to 4 rows
    shares = np.bincount(own[mask & (own != NOBODY)], minlength=2)
    shares = np.sort(shares / max(shares.sum(), 1))
    if shares[-2] >= _SEVERAL_SHARE or 1 - shares[-1] >= _OTHERS_SHARE:
        return True
    return False if 1 - shares[-1] <= _ONE_SHARE else None


def block(prints: Prints, rng: Rng) -> Example | None:
    """Make an example of one finger with its joint, with writing and with a neighbour's rim."""
    pixels, other = prints.draw(2, rng)
    try:
        if rng.random() < 0.8:
            pixels = jointed(pixels, rng)
        owners = np.zeros(pixels.shape, np.uint8)
        if rng.random() < 0.4:
            pixels, rim = neighboured(pixels, other, rng)
            owners = rim.astype(np.uint8)
    except SampleError:
        return None
    for likely, change in ((0.6, written), (0.2, damaged), (0.2, erased)):
        if rng.random() < likely:
            pixels = change(pixels, rng)
    seen = _seen(captured(pixels, rng))
    if seen is None or _several(seen, owners) is not False:
        return None
    return _example(seen, False, "block")


def jointed_composite(prints: Prints, rng: Rng) -> Example | None:
    """Make an example of several fingers, each with its joint."""
    count = int(rng.choice(_COUNTS, p=_COUNT_SHARES))
    try:
        pieces = [jointed(one, rng) for one in prints.draw(count, rng)]
        layout = random_layout(count, rng, 0 if rng.random() < _NO_GAP else None)
        made = owned(compose(pieces, layout))
    except SampleError:
        return None
    pixels = written(made.pixels, rng) if rng.random() < 0.4 else made.pixels
    seen = _seen(captured(pixels, rng))
    if seen is None:
        return None
    several = _several(seen, made.owners)
    return None if several is None else _example(seen, several, "grid with joints")


def examples(
    make: Callable[[Prints, Rng], Example | None], prints: Prints, count: int, rng: Rng
) -> list[Example]:
    """Make so many examples."""
    found: list[Example] = []
    while len(found) < count:
        one = make(prints, rng)
        if one is not None:
            found.append(one)
    return found


def _grid(prints: Prints, rng: Rng) -> Overlay:
    count = int(rng.choice(_COUNTS, p=_COUNT_SHARES))
    layout = random_layout(count, rng, 0 if rng.random() < _NO_GAP else None)
    return owned(compose(prints.draw(count, rng), layout))


def _overlay(prints: Prints, rng: Rng) -> Overlay:
    return overlay(prints.draw(2 if rng.random() < 0.75 else 3, rng), rng)


def _seen(pixels: Pixels) -> Segmentation | None:
    try:
        return analyse(pixels)
    except SampleError:
        return None


def _example(seen: Segmentation, several: bool, origin: str) -> Example:
    values = np.rint(np.clip(SCALE * layout_map(seen), -127, 127))
    return Example(values.astype(np.int8), several, origin)
