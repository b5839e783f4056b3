"""Real-valued minutia cylinders: the neighbourhood of each minutia, in the minutia's own frame.

Space around a minutia is cut into cells of a square grid inside a circle, direction into sectors.
Each neighbour is spread over the cells near it, and each cell saturates. A wide, coarse grid can
lie over the fine grid.

Source: after Cappelli, Ferrara & Maltoni, "Minutia Cylinder-Code", PAMI 2010.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_STEPS_PER_PX = 2
_TURN_STEPS = 256
_CUT_SIGMAS = 3.2
"""A neighbour adds nothing to cells beyond this distance."""
_LANES = 8
"""Sectors lie in rows of this length, so that one vector instruction takes a row."""


@cache
def _inside(grid: "Grid") -> Integers:
    """Return the cells whose centre lies in the circle."""
    line = (np.arange(grid.cells) - (grid.cells - 1) / 2) * grid.step_px
    return np.flatnonzero((line[:, None] ** 2 + line[None] ** 2 <= grid.radius_px**2).ravel())


@dataclass(frozen=True)
class Grid:
    """A grid of cells around a minutia."""

    radius_px: float
    cells: int
    """Cells along a side of the square around the circle."""
    sectors: int
    """Sectors of direction; at most 8."""
    space_sigma_px: float
    direction_sigma_rad: float

    @property
    def step_px(self) -> float:
        """The side of a cell."""
        return 2 * self.radius_px / self.cells

    @property
    def length(self) -> int:
        """The number of values of a cylinder."""
        return len(_inside(self)) * self.sectors


NEAR = Grid(70.0, 8, 6, 28 / 3, 1.15 * 2 * math.pi / 9)
"""Radius and spreads of the source; 6 sectors instead of 5."""
FAR = Grid(126.0, 7, 4, 19.0, 0.95)
"""The area beyond NEAR, in cells of twice the side; set by hand."""
GRIDS = (NEAR, FAR)
SATURATION = np.float32(1.5)
"""A cell holds tanh(SATURATION x soft count of minutiae in it)."""

CYLINDER_LENGTH = sum(grid.length for grid in GRIDS)


def cylinders(minutiae: Floats, offsets: Integers) -> Floats:
    """Build the cylinders of many prints at once: (n, CYLINDER_LENGTH).

    minutiae: (n, >= 3) x, y and direction, clockwise as y points down.
    offsets: (prints + 1,): the row at which each print's minutiae begin.
    """
    out = np.empty((len(minutiae), CYLINDER_LENGTH), np.float32)
    column = 0
    for grid in GRIDS:
        _fill(minutiae, offsets, *_tables(grid), out, column)
        column += grid.length
    out *= SATURATION
    return np.tanh(out, out=out)


@cache
def _tables(grid: Grid) -> tuple[float, Floats, Integers, Floats, Integers]:
    """Return the reach; an offset's weights on a row of cells, and the first such cell; sectors."""
    reach = grid.radius_px + 3 * grid.space_sigma_px
    offset = np.arange(-math.ceil(reach * _STEPS_PER_PX), math.ceil(reach * _STEPS_PER_PX) + 1)
    centre = (np.arange(grid.cells) - (grid.cells - 1) / 2) * grid.step_px
    sigmas = (offset[:, None] / _STEPS_PER_PX - centre) / grid.space_sigma_px
    space = np.where(np.abs(sigmas) < _CUT_SIGMAS, np.exp(-0.5 * sigmas**2), 0.0)
    first = np.argmax(space > 0, axis=1)
    angle = np.arange(_TURN_STEPS) * 2 * math.pi / _TURN_STEPS
    middle = -math.pi + (np.arange(grid.sectors) + 0.5) * 2 * math.pi / grid.sectors
    apart = (angle[:, None] - middle + math.pi) % (2 * math.pi) - math.pi
    turn = np.zeros((_TURN_STEPS, _LANES))
    turn[:, : grid.sectors] = np.exp(-0.5 * (apart / grid.direction_sigma_rad) ** 2)
    wide = np.array([grid.cells, grid.sectors, int(np.max((space > 0).sum(1)))])
    return (
        reach,
        space.astype(np.float32),
        first,
        turn.astype(np.float32),
        np.concatenate([wide, _inside(grid)]),
    )


@njit(cache=True, nogil=True, fastmath=True)  # type: ignore[untyped-decorator]
def _fill(
    minutiae: Floats,
    offsets: Integers,
    reach: float,
    space: Floats,
    first: Integers,
    turn: Floats,
    shape: Integers,
    out: Floats,
    column: int,
) -> None:
    cells, sectors, width = shape[0], shape[1], shape[2]
    middle = space.shape[0] // 2
    steps = _TURN_STEPS / (2 * math.pi)
    grid = np.empty((cells * cells, _LANES), np.float32)
    for one in range(offsets.shape[0] - 1):
        start, stop = offsets[one], offsets[one + 1]
        for m in range(start, stop):
            grid[:] = 0
            c, s = math.cos(minutiae[m, 2]), math.sin(minutiae[m, 2])
            for q in range(start, stop):
                dx, dy = minutiae[q, 0] - minutiae[m, 0], minutiae[q, 1] - minutiae[m, 1]
                u, v = c * dx + s * dy, c * dy - s * dx
                if q == m or abs(u) > reach or abs(v) > reach or u * u + v * v > reach * reach:
                    continue
                along = middle + math.floor(u * _STEPS_PER_PX + 0.5)
                across = middle + math.floor(v * _STEPS_PER_PX + 0.5)
                turned = math.floor((minutiae[q, 2] - minutiae[m, 2]) * steps + 0.5)
                turned &= _TURN_STEPS - 1
                for i in range(first[along], min(first[along] + width, cells)):
                    for j in range(first[across], min(first[across] + width, cells)):
                        weight = space[along, i] * space[across, j]
                        for k in range(_LANES):
                            grid[i * cells + j, k] += weight * turn[turned, k]
            for cell in range(shape.shape[0] - 3):
                for k in range(sectors):
                    out[m, column + cell * sectors + k] = grid[shape[3 + cell], k]
