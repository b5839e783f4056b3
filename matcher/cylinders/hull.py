"""The area of a print: the convex hull of its minutiae on a grid, grown by a margin. Compiled.

Edges and filling agree to the cell with `cv2.fillConvexPoly`, which the first version used, because
cylinders must not change. Only the first and the last cell of a row are kept, because a convex
polygon has no gaps.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Cells = NDArray[np.int64]

STEP_PX = 4
BORDER = 16
"""Cells around the grid, so that no point lies outside."""

_FIXED_BITS = 16
"""Edges are followed in whole multiples of 2^-16 of a cell."""


@njit(cache=True, nogil=True)
def extents(x: Floats, y: Floats, disc: Cells) -> Cells:
    """Return (2, height): the first and the last cell of each row, width and -1 in none.

    x, y: in pixels. disc: (2 r + 1,) half width of each row of the disc that the hull grows by.
    """
    if not len(x):
        return np.empty((2, 0), np.int64)
    corners = _corners(x, y)
    width, height = corners[:, 0].max() + BORDER, corners[:, 1].max() + BORDER
    drawn = _nothing(height, width)
    for k in range(len(corners)):
        one, other = corners[k - 1], corners[k]
        if one[0] > other[0]:
            one, other = other, one
        _draw(drawn, one, other)
        if len(corners) > 2:
            _fill(drawn, one, other)
    reached: Cells = _grown(drawn, width, disc)
    return reached


@njit(cache=True, nogil=True)
def _nothing(height: int, width: int) -> Cells:
    rows = np.empty((2, height), np.int64)
    rows[0], rows[1] = width, -1
    return rows


@njit(cache=True, nogil=True)
def _corners(x: Floats, y: Floats) -> Cells:
    """Return the corners of the hull in cells, in order around it: (k, 2)."""
    points, count = _sorted_points(x, y)
    corners, kept = np.empty((2 * count, 2), np.int64), 0
    for side in range(2):
        first = kept
        for n in range(count):
            point = points[n] if side == 0 else points[count - 1 - n]
            while kept - first > 1 and not _turns(corners[kept - 2], corners[kept - 1], point):
                kept -= 1
            corners[kept] = point
            kept += 1
        # Each side ends where the other one begins.
        kept -= 1
    return corners[: max(kept, 1)]


@njit(cache=True, nogil=True)
def _sorted_points(x: Floats, y: Floats) -> tuple[Cells, int]:
    """Return the distinct cells by column and row, and their number."""
    points, count = np.empty((len(x), 2), np.int64), 0
    for n in range(len(x)):
        column, row = _cell(x[n]), _cell(y[n])
        at = count
        while at and (
            points[at - 1, 0] > column or (points[at - 1, 0] == column and points[at - 1, 1] > row)
        ):
            at -= 1
        if at and points[at - 1, 0] == column and points[at - 1, 1] == row:
            continue
        for later in range(count, at, -1):
            points[later] = points[later - 1]
        points[at, 0], points[at, 1] = column, row
        count += 1
    return points, count


@njit(cache=True, nogil=True)
def _cell(place_px: float) -> np.int64:
    """Return the nearest cell; of two equally near cells, the even one."""
    return np.int64(np.rint(place_px / STEP_PX + BORDER))


@njit(cache=True, nogil=True)
def _turns(a: Cells, b: Cells, c: Cells) -> bool:
    return bool((b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0]))


@njit(cache=True, nogil=True)
def _take(rows: Cells, row: int, column: int) -> None:
    rows[0, row], rows[1, row] = min(rows[0, row], column), max(rows[1, row], column)


@njit(cache=True, nogil=True)
def _draw(rows: Cells, one: Cells, other: Cells) -> None:
    """Draw a line from left to right by Bresenham's algorithm."""
    right, down = other[0] - one[0], abs(other[1] - one[1])
    step = 1 if other[1] >= one[1] else -1
    column, row = one[0], one[1]
    longer, shorter = max(right, down), min(right, down)
    error = longer - 2 * shorter
    for _ in range(longer + 1):
        _take(rows, row, column)
        aside = error < 0
        error += 2 * longer * aside - 2 * shorter
        if down > right:
            row, column = row + step, column + aside
        else:
            row, column = row + step * aside, column + 1


@njit(cache=True, nogil=True)
def _fill(rows: Cells, one: Cells, other: Cells) -> None:
    """Fill up to an edge, from the edge's upper end to the row above its lower end."""
    upper, lower = (one, other) if one[1] <= other[1] else (other, one)
    height = lower[1] - upper[1]
    if height == 0:
        return
    doubled = ((lower[0] - upper[0]) << (_FIXED_BITS + 1)) + height
    slope = abs(doubled) // (2 * height)
    if doubled < 0:
        slope = -slope
    column = upper[0] << _FIXED_BITS
    for row in range(upper[1], lower[1]):
        _take(rows, row, (column + (1 << (_FIXED_BITS - 1))) >> _FIXED_BITS)
        column += slope


@njit(cache=True, nogil=True)
def _grown(rows: Cells, width: int, disc: Cells) -> Cells:
    height, radius = rows.shape[1], len(disc) // 2
    grown: Cells = _nothing(height, width)
    there = np.flatnonzero(rows[1] >= 0)
    for k in range(len(disc)):
        half = disc[k]
        first = max(there[0], k - radius)
        end = min(there[-1] + 1, height + k - radius)
        for other in range(first, end):
            row = other + radius - k
            grown[0, row] = min(grown[0, row], max(rows[0, other] - half, 0))
            grown[1, row] = max(grown[1, row], min(rows[1, other] + half, width - 1))
    return grown
