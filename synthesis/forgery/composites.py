"""Composites: prints of several fingers cut out and laid on one image, as a forger would."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.segmentation import segment

Pixels = NDArray[np.uint8]

GRIDS: dict[int, tuple[tuple[int, ...], ...]] = {
    2: ((2,), (1, 1)),
    3: ((3,), (1, 1, 1), (2, 1), (1, 2)),
    4: ((2, 2),),
    6: ((3, 3), (2, 2, 2)),
}
"""By the number of fingers: how many prints each row may have, from the top."""
MAX_GAP_PX = 30
_MARGIN_PX = 24
"""Paper around a composite."""
_INSIDE = 0.97
"""Share of foreground in a print that is cut tight."""
_STEP_PX, _LEAST_PX = 4, 80


@dataclass(frozen=True)
class Layout:
    """How prints are cut and laid."""

    rows: tuple[int, ...]
    """How many prints each row has."""
    gap_px: int
    tight: bool
    """Whether a print is cut inside its foreground, so that ridges reach every border; otherwise to
    the foreground's box, whose corners are paper."""
    even: bool
    """Whether larger prints are cut to the size of the smallest; otherwise paper fills up."""
    paper: int
    """Grey of the gaps."""


@dataclass(frozen=True, eq=False)
class Composite:
    """Prints of several fingers on one image."""

    pixels: Pixels
    """(height, width), 500 ppi, ridges dark."""
    boxes_px: tuple[tuple[int, int, int, int], ...]
    """Where each print lies: left, top, right, bottom (exclusive)."""


def random_layout(count: int, rng: np.random.Generator, gap_px: int | None = None) -> Layout:
    """Draw the layout of `count` prints; a gap of 0 to MAX_GAP_PX if none is given."""
    grids = GRIDS[count]
    return Layout(
        rows=grids[rng.integers(len(grids))],
        gap_px=int(rng.integers(MAX_GAP_PX + 1)) if gap_px is None else gap_px,
        tight=bool(rng.integers(2)),
        even=bool(rng.integers(2)),
        paper=int(rng.choice([200, 225, 255])),
    )


def compose(prints: Sequence[Pixels], layout: Layout) -> Composite:
    """Cut prints and lay them row by row. Raises SampleError if a print has no foreground."""
    pieces = [cut_out(one, tight=layout.tight) for one in prints]
    choose = min if layout.even else max
    height = choose(one.shape[0] for one in pieces)
    width = choose(one.shape[1] for one in pieces)
    gap, most = layout.gap_px, max(layout.rows)
    size = (
        len(layout.rows) * (height + gap) - gap + 2 * _MARGIN_PX,
        most * (width + gap) - gap + 2 * _MARGIN_PX,
    )
    canvas = np.full(size, layout.paper, np.uint8)
    boxes: list[tuple[int, int, int, int]] = []
    for row, count in enumerate(layout.rows):
        top = _MARGIN_PX + row * (height + gap)
        first = _MARGIN_PX + (most - count) * (width + gap) // 2
        for left in range(first, first + count * (width + gap), width + gap):
            _lay(canvas[top : top + height, left : left + width], pieces[len(boxes)])
            boxes.append((left, top, left + width, top + height))
    return Composite(canvas, tuple(boxes))


def cut_out(pixels: Pixels, *, tight: bool) -> Pixels:
    """Cut a print to its foreground's box or, if tight, to a rectangle inside the foreground."""
    mask = segment(pixels).mask
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    if not tight:
        return pixels[top : top + height, left : left + width]
    right, bottom = left + width, top + height
    total = cv2.integral(mask.view(np.uint8))

    def share(box: tuple[int, int, int, int]) -> float:
        a, b, c, d = box
        inside = total[d, c] - total[b, c] - total[d, a] + total[b, a]
        return float(inside) / ((c - a) * (d - b))

    box = (left, top, right, bottom)
    while share(box) < _INSIDE and min(box[2] - box[0], box[3] - box[1]) > _LEAST_PX:
        a, b, c, d = box
        s = _STEP_PX
        smaller = ((a + s, b, c, d), (a, b + s, c, d), (a, b, c - s, d), (a, b, c, d - s))
        box = max(smaller, key=share)
    return pixels[box[1] : box[3], box[0] : box[2]]


def _lay(cell: Pixels, piece: Pixels) -> None:
    """Lay a print in the middle of a cell; what is larger is cut."""
    for axis in (0, 1):
        extra = max(0, piece.shape[axis] - cell.shape[axis]) // 2
        kept = slice(extra, extra + cell.shape[axis])
        piece = piece[kept] if axis == 0 else piece[:, kept]
    top = (cell.shape[0] - piece.shape[0]) // 2
    left = (cell.shape[1] - piece.shape[1]) // 2
    cell[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
