"""The cylinders of Minutia Cylinder-Code, compiled. Frame: x right, y down, clockwise.

Every constant is the source's (Cappelli, Ferrara & Maltoni, PAMI 2010, table 1 and 2) unless a
reason is given. Kernels release the interpreter's lock and hold no state.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.cylinders import hull

Floats = NDArray[np.float64]
Bits = NDArray[np.uint64]
Rows = NDArray[np.int64]

RADIUS_PX = 70.0
"""R: the radius of a cylinder."""
SPACE_CELLS = 8
"""N_S: 8 instead of 16. A layer is one 64-bit word; faster and, summed as here, more accurate."""
DIRECTION_CELLS = 5
"""N_D; 5 instead of 6, as in the authors' later work on bit cylinders."""
SPACE_SIGMA_PX = 28 / 3
"""σ_S"""
DIRECTION_SIGMA_RAD = 2 * math.pi / 9
"""σ_D"""
CELL_THRESHOLD = 0.005
"""µ_Ψ: a cell is set from this contribution on."""
MIN_VALID_SHARE = 0.5
"""min_VC: 0.5 instead of 0.75, so that minutiae near the border of small prints count."""
MIN_NEIGHBOURS = 2
"""min_M"""

_TABLE_SIZE = 256


def _cell_offsets() -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Return the cells within the radius: offsets in the minutia's frame, and bit numbers."""
    step = 2 * RADIUS_PX / SPACE_CELLS
    line = (np.arange(SPACE_CELLS) - (SPACE_CELLS - 1) / 2) * step
    u, v = np.meshgrid(line, line, indexing="ij")
    inside = (u**2 + v**2 <= RADIUS_PX**2).ravel()
    return u.ravel()[inside], v.ravel()[inside], np.flatnonzero(inside)


def _direction_table() -> Floats:
    """Tabulate the share of a direction cell that a neighbour at angle a fills: equation 11."""
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
"""The reach of a cell, from its centre."""
_CELL_ROOM = np.uint64(8)
"""Places for the layers of a cell, so that each cell begins at a vector's start."""
_ONE, _TWO, _THREE, _FOUR = (np.uint64(n) for n in range(1, DIRECTION_CELLS))
_FALLS = math.exp(-(_STEP_PX**2) / SPACE_SIGMA_PX**2)


@njit(cache=True, nogil=True, fastmath=True)
def _reached(offset: float) -> tuple[int, int, float, float]:
    """Return the cells along a line that a neighbour at this offset may reach.

    Returns the first cell, the end, the distance of the first cell from the neighbour, and the
    ratio of the contributions to the next cell and to the first; it falls by `_FALLS` a cell.
    """
    nearest = round((offset - _FIRST_PX) / _STEP_PX)
    first, end = max(nearest - 2, 0), min(nearest + 3, SPACE_CELLS)
    apart = _FIRST_PX + first * _STEP_PX - offset
    factor = math.exp(-(2 * apart + _STEP_PX) * _STEP_PX / (2 * SPACE_SIGMA_PX**2))
    return first, end, apart, factor


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _share(k: int, turns: float) -> float:
    """Return the share of direction layer `k` that a neighbour turned by `turns` fills."""
    a = (k + 0.5) / DIRECTION_CELLS - turns
    a -= math.floor(a)
    return float(_DIRECTION_TABLE[min(int(a * _TABLE_SIZE), _TABLE_SIZE - 1)])


@njit(cache=True, nogil=True, fastmath=True)
def _contribute(m: int, x: Floats, y: Floats, t: Floats, c: float, s: float, cells: Floats) -> int:
    """Add the contributions of all other minutiae to each cell; returns how many are in reach.

    cells: the layers of each cell end to end, `_CELL_ROOM` apart. The code lists the layers one by
    one, so that a compiler keeps shares in registers and adds several at once.
    """
    gain = 1 / (SPACE_SIGMA_PX * math.sqrt(2 * math.pi))
    reach = (RADIUS_PX + _SEES_PX) ** 2
    count = 0
    cells[:] = 0
    for q in range(len(x)):
        dx, dy = x[q] - x[m], y[q] - y[m]
        if q == m or dx * dx + dy * dy > reach:
            continue
        count += 1
        i_first, i_end, u, u_factor = _reached(c * dx + s * dy)
        j_first, j_end, v_first, v_factor = _reached(c * dy - s * dx)
        nearest = gain * math.exp(-(u * u + v_first * v_first) / (2 * SPACE_SIGMA_PX**2))
        turns = (t[m] - t[q]) / (2 * math.pi)
        s0, s1, s2, s3, s4 = (
            _share(0, turns), _share(1, turns), _share(2, turns), _share(3, turns), _share(4, turns)
        )  # fmt: skip
        for i in range(i_first, i_end):
            near, factor, v = nearest, v_factor, v_first
            at = np.uint64((i * SPACE_CELLS + j_first) * _CELL_ROOM)
            for _ in range(j_first, j_end):
                if u * u + v * v <= _SEES_PX**2:
                    cells[at] += near * s0
                    cells[at + _ONE] += near * s1
                    cells[at + _TWO] += near * s2
                    cells[at + _THREE] += near * s3
                    cells[at + _FOUR] += near * s4
                at += _CELL_ROOM
                near *= factor
                factor *= _FALLS
                v += _STEP_PX
            nearest *= u_factor
            u_factor *= _FALLS
            u += _STEP_PX
    return count


@njit(cache=True, nogil=True, fastmath=True)
def cylinders(x: Floats, y: Floats, t: Floats, reach: Rows) -> tuple[Bits, Bits, NDArray[np.bool_]]:
    """Build the bit cylinders of all minutiae: (n, 5) values, (n,) masks, (n,) valid.

    reach: the area of the print, from `hull.extents`.
    """
    n = len(x)
    values = np.zeros((n, DIRECTION_CELLS), np.uint64)
    masks = np.zeros(n, np.uint64)
    valid = np.zeros(n, np.bool_)
    cells = np.empty(SPACE_CELLS * SPACE_CELLS * _CELL_ROOM)
    for m in range(n):
        c, s = math.cos(t[m]), math.sin(t[m])
        neighbours = _contribute(m, x, y, t, c, s, cells)
        seen = 0
        for cell in range(CELL_COUNT):
            px = x[m] + c * _CELL_U[cell] - s * _CELL_V[cell]
            py = y[m] + s * _CELL_U[cell] + c * _CELL_V[cell]
            column = int(px / hull.STEP_PX + hull.BORDER)
            row = int(py / hull.STEP_PX + hull.BORDER)
            if row < 0 or row >= reach.shape[1] or not reach[0, row] <= column <= reach[1, row]:
                continue
            seen += 1
            bit = np.uint64(_CELL_BIT[cell])
            masks[m] |= _ONE << bit
            for k in range(DIRECTION_CELLS):
                is_set = cells[bit * _CELL_ROOM + np.uint64(k)] > CELL_THRESHOLD
                values[m, k] |= np.uint64(is_set) << bit
        valid[m] = seen >= MIN_VALID_SHARE * CELL_COUNT and neighbours >= MIN_NEIGHBOURS
    return values, masks, valid
