"""Straight lines across a print along which the ridges break: seams between two prints.

Every vertical and every horizontal line in the foreground, four pixels apart, is described by a few
numbers. Only those places on a line count that have ridges on both sides, so that the border of a
print or of a sensor is no seam.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.segmentation import Segmentation

CELL_PX = 4
"""The maps have one value for a square of this side, as in segmentation."""
NEAR, FAR = 5, 9
"""Cells from a line to the middles of two windows that must have ridges, on both sides. A gap of
30 px (7.5 cells) leaves half of the near window to ridges."""
_REACH_PX = 20
"""The profile across a line reaches so far: two ridge periods of 9 px."""
_MIDDLE_PX = 6
"""The profile's middle, which is compared with the rest of the profile."""
_WINDOW = (5, 7)
"""Cells across and along a line: two and three ridge periods."""
_RIDGE_ENERGY = 0.25
"""Least energy of a window with ridges, as a share of the print's median."""
_RIDGE_COHERENCE = 0.2
"""Least coherence of a window with ridges; white noise stays below."""
_PRIOR_WEIGHT = 4.0
"""Sum of coherences by which a short line counts as one with ridges that run alike."""
_MIN_PLACES = 12
"""A line needs so many places with ridges on both sides, in cells: 48 px, five ridges."""

FEATURES = ("places", "edge", "gap", "turn", "before", "after")
"""Columns of `lines`:
places: cells on the line that have ridges on both sides.
edge: by how much the gradient across the line exceeds its surroundings, as a share of all gradient.
gap: by how much less gradient there is on the line than beside it, as a share.
turn: mean squared sine of the angle between the ridges 20 px on either side, 0 (they run alike)
to 1.
before, after: cells with ridges on either side of the line."""

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Lines = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Cells:
    """Mean values of squares of CELL_PX, (rows, columns)."""

    xx: Floats
    yy: Floats
    xy: Floats
    inside: Flags
    """Whether the foreground covers the cell."""

    def transposed(self) -> "_Cells":
        """Swap x and y."""
        turned = np.ascontiguousarray
        return _Cells(
            turned(self.yy.T),
            turned(self.xx.T),
            turned(self.xy.T),
            turned(self.inside.T),
        )


def lines(seen: Segmentation) -> Lines:
    """Describe the vertical, then the horizontal lines of a print: (lines, len(FEATURES)).

    Lines with too few places are left out, so there may be none.
    """
    left, top, right, bottom = seen.foreground.box(0)
    rows, columns = (bottom - top) // CELL_PX, (right - left) // CELL_PX
    part = np.s_[top : top + rows * CELL_PX, left : left + columns * CELL_PX]
    xx, yy, xy = (one[part] for one in (seen.gradients.xx, seen.gradients.yy, seen.gradients.xy))
    mask = seen.foreground.mask[part].view(np.uint8)
    cells = _Cells(
        xx=_shrunk(xx, columns, rows),
        yy=_shrunk(yy, columns, rows),
        xy=_shrunk(xy, columns, rows),
        inside=_shrunk(mask, columns, rows) > 0,
    )
    wide, high = columns * CELL_PX, rows * CELL_PX
    upright = _describe(cells, _shrunk(xx, wide, rows), _shrunk(yy, wide, rows))
    level = _describe(
        cells.transposed(),
        np.ascontiguousarray(_shrunk(yy, columns, high).T),
        np.ascontiguousarray(_shrunk(xx, columns, high).T),
    )
    return np.vstack([upright, level])


def _shrunk(values: NDArray[np.float32] | NDArray[np.uint8], width: int, height: int) -> Floats:
    small = cv2.resize(values, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _describe(cells: _Cells, across: Floats, along: Floats) -> Lines:
    """Describe vertical lines; across, along: (rows, CELL_PX x columns) squared derivatives."""
    energy = _window(cells.xx + cells.yy)
    cosine, sine = _window(cells.xx - cells.yy), _window(2 * cells.xy)
    strength = np.hypot(cosine, sine) / (energy + 1e-6)
    least = _RIDGE_ENERGY * float(np.median(energy[cells.inside]))
    ridges = cells.inside & (energy > least) & (strength > _RIDGE_COHERENCE)
    flow = np.stack([cosine, sine, strength, energy])
    found: Lines = _lines(across, across + along, ridges, flow)
    before = np.cumsum(ridges.sum(0))
    found[:, 4], found[:, 5] = before, before[-1] - before
    return found[found[:, 0] >= _MIN_PLACES]


def _window(values: Floats) -> Floats:
    return np.asarray(cv2.blur(values, _WINDOW), np.float32)


@njit(cache=True, nogil=True)
def _lines(across: Floats, total: Floats, ridges: Flags, flow: Floats) -> Lines:
    columns = ridges.shape[1]
    found = np.zeros((columns, 6))
    for column in range(FAR, columns - FAR):
        places = np.flatnonzero(
            ridges[:, column - NEAR]
            & ridges[:, column + NEAR]
            & ridges[:, column - FAR]
            & ridges[:, column + FAR]
        )
        if len(places) < _MIN_PLACES:
            continue
        one = found[column]
        one[0] = len(places)
        sides = _sides(flow, places, column, one)
        _profile(across, total, places, column, sides, one)
    return found


@njit(cache=True, nogil=True)
def _sides(flow: Floats, places: NDArray[np.int64], column: int, one: NDArray[np.float64]) -> float:
    """Compare the two sides of a line. Return the mean gradient there, summed over the places."""
    turn, weight, gradient = 0.0, _PRIOR_WEIGHT, 0.0
    for row in places:
        c1, s1, w1 = flow[:3, row, column - NEAR]
        c2, s2, w2 = flow[:3, row, column + NEAR]
        length = np.sqrt((c1 * c1 + s1 * s1) * (c2 * c2 + s2 * s2)) + 1e-6
        w = min(w1, w2)
        turn += w * (1 - (c1 * c2 + s1 * s2) / length) / 2
        weight += w
        gradient += (flow[3, row, column - FAR] + flow[3, row, column + FAR]) / 2
    one[3] = turn / weight
    return gradient


@njit(cache=True, nogil=True)
def _profile(
    across: Floats,
    total: Floats,
    places: NDArray[np.int64],
    column: int,
    sides: float,
    one: NDArray[np.float64],
) -> None:
    """Sum the gradients along the line, pixel column by pixel column."""
    a, t = np.zeros(2 * _REACH_PX), np.zeros(2 * _REACH_PX)
    start = CELL_PX * column + CELL_PX // 2 - _REACH_PX
    for row in places:
        for k in range(2 * _REACH_PX):
            a[k] += across[row, start + k]
            t[k] += total[row, start + k]
    share = a / (t + 0.1 * sides)
    first, last = _REACH_PX - _MIDDLE_PX, _REACH_PX + _MIDDLE_PX
    ordinary = np.median(np.concatenate((share[:first], share[last:])))
    middle = slice(_REACH_PX - CELL_PX // 2, _REACH_PX + CELL_PX // 2)
    one[1] = max(0.0, share[middle].max() - ordinary)
    one[2] = 1 - min(1.0, t[middle].min() / sides)
