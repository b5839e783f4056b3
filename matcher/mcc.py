"""The cylinders of Minutia Cylinder-Code, compiled. Frame: x right, y down, clockwise.

Every constant is the source's (Cappelli, Ferrara & Maltoni, PAMI 2010, table 1 and 2) unless a
reason is given. Kernels release the interpreter's lock and hold no state.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]
Rows = NDArray[np.int64]

RADIUS_PX = 70.0
"""R: how far a cylinder sees."""
SPACE_CELLS = 8
"""N_S. 8 instead of 16: one 64-bit word a layer, faster and, summed as here, more accurate."""
DIRECTION_CELLS = 5
"""N_D; 5 instead of 6, as in the authors' later work on bit cylinders."""
SPACE_SIGMA_PX = 28 / 3
"""σ_S"""
DIRECTION_SIGMA_RAD = 2 * math.pi / 9
"""σ_D"""
CELL_THRESHOLD = 0.005
"""µ_Ψ: a cell is set from this much contribution."""
MIN_VALID_SHARE = 0.5
"""min_VC: 0.5 instead of 0.75, so that minutiae near the border of small prints count."""
MIN_NEIGHBOURS = 2
"""min_M"""
HULL_STEP_PX = 4
HULL_BORDER = 16
"""Cells around the hull's grid, so that none of its points lies outside."""

_TABLE_SIZE = 256


def _cell_offsets() -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Cells within the radius: offsets in the minutia's frame, and bit numbers."""
    step = 2 * RADIUS_PX / SPACE_CELLS
    line = (np.arange(SPACE_CELLS) - (SPACE_CELLS - 1) / 2) * step
    u, v = np.meshgrid(line, line, indexing="ij")
    inside = (u**2 + v**2 <= RADIUS_PX**2).ravel()
    return u.ravel()[inside], v.ravel()[inside], np.flatnonzero(inside)


def _direction_table() -> Floats:
    """Share of a direction cell that a neighbour at angle a (-pi to pi) fills: equation 11."""
    width = 2 * math.pi / DIRECTION_CELLS
    root = DIRECTION_SIGMA_RAD * math.sqrt(2)
    angles = -math.pi + (np.arange(_TABLE_SIZE) + 0.5) * 2 * math.pi / _TABLE_SIZE
    area = [math.erf((a + width / 2) / root) - math.erf((a - width / 2) / root) for a in angles]
    return 0.5 * np.array(area)


_CELL_U, _CELL_V, _CELL_BIT = _cell_offsets()
_DIRECTION_TABLE = _direction_table()
CELL_COUNT = len(_CELL_BIT)
_STEP_PX = 2 * RADIUS_PX / SPACE_CELLS
_FIRST_PX = -(SPACE_CELLS - 1) / 2 * _STEP_PX
_SEES_PX = 3 * SPACE_SIGMA_PX
"""How far from its centre a cell sees."""


@njit(cache=True, nogil=True, fastmath=True)
def extents(hull: NDArray[np.uint8], reach: Rows) -> Rows:
    """Grow a filled convex polygon by a disc: (height, 2) first and last column of each row.

    reach: (2 r + 1,) half width of each row of the disc. Rows that are not reached: (1, 0).
    """
    height, width = hull.shape
    filled = np.empty((height, 2), np.int64)
    for row in range(height):
        first, last = 0, width - 1
        while first < width and hull[row, first] == 0:
            first += 1
        while last > first and hull[row, last] == 0:
            last -= 1
        filled[row, 0], filled[row, 1] = first, last
    grown = np.empty((height, 2), np.int64)
    radius = len(reach) // 2
    for row in range(height):
        grown[row, 0], grown[row, 1] = width, -1
        for other in range(max(0, row - radius), min(height, row + radius + 1)):
            if filled[other, 0] < width:
                half = reach[other - row + radius]
                grown[row, 0] = min(grown[row, 0], max(filled[other, 0] - half, 0))
                grown[row, 1] = max(grown[row, 1], min(filled[other, 1] + half, width - 1))
    return grown


@njit(cache=True, nogil=True, fastmath=True)
def _line(offset: float, line: Floats) -> tuple[int, int]:
    """Write what a neighbour at this offset contributes along a line of cells: from, to."""
    nearest = round((offset - _FIRST_PX) / _STEP_PX)
    first = max(nearest - 2, 0)
    last = min(nearest + 3, SPACE_CELLS)
    for cell in range(first, last):
        apart = _FIRST_PX + cell * _STEP_PX - offset
        line[cell] = math.exp(-apart * apart / (2 * SPACE_SIGMA_PX**2))
    return first, last


@njit(cache=True, nogil=True, fastmath=True)
def _directions(turned: float, shares: Floats) -> None:
    """Write the share of each direction layer that a neighbour turned so far fills."""
    for k in range(DIRECTION_CELLS):
        a = (k + 0.5) / DIRECTION_CELLS - turned / (2 * math.pi)
        a -= math.floor(a)
        shares[k] = _DIRECTION_TABLE[min(int(a * _TABLE_SIZE), _TABLE_SIZE - 1)]


@njit(cache=True, nogil=True, fastmath=True)
def _contribute(
    m: int, x: Floats, y: Floats, t: Floats, c: float, s: float, layers: Floats,
    lines: Floats, shares: Floats,
) -> int:  # fmt: skip
    """Add what all other minutiae contribute to each cell; returns how many are in reach."""
    gain = 1 / (SPACE_SIGMA_PX * math.sqrt(2 * math.pi))
    reach = (RADIUS_PX + _SEES_PX) ** 2
    count = 0
    layers[:] = 0
    for q in range(len(x)):
        dx, dy = x[q] - x[m], y[q] - y[m]
        if q == m or dx * dx + dy * dy > reach:
            continue
        count += 1
        u, v = c * dx + s * dy, c * dy - s * dx
        u_first, u_last = _line(u, lines[0])
        v_first, v_last = _line(v, lines[1])
        _directions(t[m] - t[q], shares)
        for i in range(u_first, u_last):
            apart_u = _FIRST_PX + i * _STEP_PX - u
            for j in range(v_first, v_last):
                apart_v = _FIRST_PX + j * _STEP_PX - v
                if apart_u * apart_u + apart_v * apart_v <= _SEES_PX**2:
                    near = gain * lines[0, i] * lines[1, j]
                    for k in range(DIRECTION_CELLS):
                        layers[i * SPACE_CELLS + j, k] += near * shares[k]
    return count


@njit(cache=True, nogil=True, fastmath=True)
def cylinders(x: Floats, y: Floats, t: Floats, hull: Rows) -> tuple[Bits, Bits, NDArray[np.bool_]]:
    """Build the bit cylinders of all minutiae: (n, 5) values, (n,) masks, (n,) valid.

    hull: (height, 2) where the print reaches, as `extents` gives it: a row per 4 px with a border
    of 16, first and last column of 4 px.
    """
    n = len(x)
    values = np.zeros((n, DIRECTION_CELLS), np.uint64)
    masks = np.zeros(n, np.uint64)
    valid = np.zeros(n, np.bool_)
    layers = np.empty((SPACE_CELLS * SPACE_CELLS, DIRECTION_CELLS))
    lines, shares = np.empty((2, SPACE_CELLS)), np.empty(DIRECTION_CELLS)
    for m in range(n):
        c, s = math.cos(t[m]), math.sin(t[m])
        neighbours = _contribute(m, x, y, t, c, s, layers, lines, shares)
        seen = 0
        for cell in range(CELL_COUNT):
            px = x[m] + c * _CELL_U[cell] - s * _CELL_V[cell]
            py = y[m] + s * _CELL_U[cell] + c * _CELL_V[cell]
            column = int(px / HULL_STEP_PX + HULL_BORDER)
            row = int(py / HULL_STEP_PX + HULL_BORDER)
            if row < 0 or row >= len(hull) or column < hull[row, 0] or column > hull[row, 1]:
                continue
            seen += 1
            bit = np.uint64(1) << np.uint64(_CELL_BIT[cell])
            masks[m] |= bit
            for k in range(DIRECTION_CELLS):
                if layers[_CELL_BIT[cell], k] > CELL_THRESHOLD:
                    values[m, k] |= bit
        valid[m] = seen >= MIN_VALID_SHARE * CELL_COUNT and neighbours >= MIN_NEIGHBOURS
    return values, masks, valid
