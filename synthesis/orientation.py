"""Ridge orientation of a finger: a zero-pole field with corrections, or an arch.

The frame is the finger's: origin at the pattern's centre, x right and y down in pixels at
500 ppi; angles are counter-clockwise as seen on the picture (y up), as in matcher/types.py.
"""

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FieldArrays = tuple[Floats, Floats, Floats, Floats, Floats, Floats, float]

_CORE_REACH_PX = 170.0
_BASE_SIDE_PX = 100.0
"""How far from the middle the ridges of the base have bent to their full slope."""


@dataclass(frozen=True, eq=False)
class OrientationField:
    """Where the singular points are and how the flow deviates from the pure zero-pole field."""

    cores: Floats
    """(n, 4): x px, y px, and the correction's amplitude (rad) and phase (rad); it fades with
    distance."""
    deltas: Floats
    """(n, 4): as `cores`."""
    arch: Floats
    """(4,): slope, row of the steepest slope (px), vertical spread (px), half width (px)."""
    tip: Floats
    """(4,): how much steeper the ridges run on the finger's sides (rad), the horizontal scale of
    this effect, where below the pattern's centre it begins and over which height it grows (px)."""
    base: Floats
    """(4,): how far the ridges below the pattern settle along the finger's crease (0 not at all, 1
    wholly), where below the pattern's centre this begins and over which height it grows (px), and
    how far the ridges bend down on the sides (rad)."""
    waves: Floats
    """(k, 4): smooth perturbation: amplitude (rad), wave vector x, y (rad/px), phase (rad)."""
    tilt_rad: float

    @property
    def arrays(self) -> FieldArrays:
        """The field as the kernels take it."""
        return (
            self.cores,
            self.deltas,
            self.arch,
            self.tip,
            self.base,
            self.waves,
            self.tilt_rad,
        )

    def at(self, x_px: Floats, y_px: Floats) -> Floats:
        """Return the orientation in [0, pi) at points of the finger's frame."""
        flat = orientations(x_px.ravel(), y_px.ravel(), self.arrays)
        return np.asarray(flat).reshape(x_px.shape)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def orientation(x: float, y: float, field: FieldArrays) -> float:
    """Return the orientation at one point, not reduced to [0, pi).

    Source: zero-pole field, Sherlock & Monro 1993; the sinusoidal correction of each argument
    stands in for the piecewise linear one of Vizcaya & Gerhardt 1996.
    """
    cores, deltas, arch, tip, base, waves, tilt = field
    up = -y
    angle: float = tilt
    if arch[0] > 0.0:
        steep = (up + arch[1]) / arch[2]
        slope = arch[0] * math.exp(-0.5 * steep * steep)
        angle += math.atan(-slope * math.sin(math.pi * min(max(x / arch[3], -1.0), 1.0)))
    for i in range(cores.shape[0]):
        dx, dy = x - cores[i, 0], up + cores[i, 1]
        a = math.atan2(dy, dx)
        near = math.exp(-(dx * dx + dy * dy) / (2.0 * _CORE_REACH_PX**2))
        angle += 0.5 * (a + near * cores[i, 2] * math.sin(a + cores[i, 3]))
    for i in range(deltas.shape[0]):
        a = math.atan2(up + deltas[i, 1], x - deltas[i, 0])
        angle -= 0.5 * (a + deltas[i, 2] * math.sin(a + deltas[i, 3]))
    rise: float = min(max((up + tip[2]) / tip[3], 0.0), 1.0)
    angle -= tip[0] * rise * rise * (3.0 - 2.0 * rise) * math.tanh(x / tip[1])
    low: float = min(max((y - base[1]) / base[2], 0.0), 1.0)
    if low > 0.0:
        # Less than all of the way, so that no singular point appears or vanishes.
        settled = base[0] * low * low * (3.0 - 2.0 * low)
        rest = -base[3] * math.tanh(x / _BASE_SIDE_PX)
        angle -= 0.5 * settled * math.sin(2.0 * (angle - rest))
    for i in range(waves.shape[0]):
        angle += waves[i, 0] * math.sin(waves[i, 1] * x + waves[i, 2] * y + waves[i, 3])
    return angle


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def orientations(x: Floats, y: Floats, field: FieldArrays) -> Floats:
    """Return the orientation in [0, pi) at many points."""
    result = np.empty(x.shape[0])
    for i in range(x.shape[0]):
        angle = orientation(x[i], y[i], field)
        result[i] = angle - math.pi * math.floor(angle / math.pi)
    return result


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def spreading(x: float, y: float, field: FieldArrays) -> float:
    """Return how fast the flow spreads (1/px) along its orientation as `orientation` returns it.

    Where ridges spread, new ones begin: spreading / period is the net density of minutiae that
    point this way.
    """
    step = 3.0
    angle = orientation(x, y, field)
    along_x = orientation(x + step, y, field) - angle
    along_y = orientation(x, y + step, field) - angle
    along_x -= math.pi * math.floor(along_x / math.pi + 0.5)
    along_y -= math.pi * math.floor(along_y / math.pi + 0.5)
    return float(-(math.sin(angle) * along_x + math.cos(angle) * along_y) / step)
