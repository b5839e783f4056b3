"""Where a finger's minutiae lie: a point process with pair affinities and a preferred sense.

Candidates come one by one. A candidate is likelier to stay if it suits the minutiae that are
already there. Close minutiae mostly oppose each other, and pairs that point at each other (the ends
of a short ridge) are commoner than pairs that point apart.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synthesis.orientation import FieldArrays, Floats, orientation, spreading

_REFERENCE_PERIOD_PX = 9.0
_STEP_PX = 3.0
_REACH_PX = 78.0
_SENSE_GAIN = 0.6
"""How strictly more minutiae begin than end where the flow spreads; 4 would be exact. Real prints
show this in the base below the pattern, where `_BASE_GAIN` adds to it, and hardly above the base:
there skin follows the model's flow less well than its ridges do."""
_DOWNWARD, _DOWNWARD_PX = 0.4, 110.0
"""Preference, in the same logit, of minutiae on steep ridges near the pattern's centre to point to
the finger's base, and how far from the centre it reaches."""
_UPWARD = 8.0
"""Preference of minutiae in the base, on ridges that slope either way, to point to the tip."""
_BASE_PX = 30.0
"""How far below the pattern's centre the base begins, over some 25 px."""
_BASE_GAIN = 5.0
_BASE_CROWD = 2.0
"""Density that the base adds where the flow spreads as fast as minutiae can make it spread."""
_MOST_CROWD = 2.0
"""Upper limit of the relative density."""
_STRAIGHT = -0.92
"""Cosine below which opposed minutiae lie in straight flow."""
_FORBIDDEN_ROWS = 2
"""Rows of `AFFINITY` that are zero throughout."""
_MOST = 2.5
"""Upper limit of how well a candidate suits its surroundings, as a multiple of chance."""

AFFINITY: NDArray[np.float64] = np.array(
    (
        (0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00),
        (0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00),
        (0.02, 0.01, 0.06, 1.07, 0.08, 0.00, 4.00, 4.00),
        (0.29, 0.08, 2.12, 2.65, 0.61, 0.01, 4.00, 4.00),
        (0.41, 0.15, 2.86, 2.22, 0.60, 0.02, 3.90, 3.99),
        (0.63, 0.30, 3.64, 1.71, 0.53, 0.06, 3.37, 3.93),
        (0.86, 0.48, 3.92, 1.45, 0.47, 0.18, 2.35, 3.76),
        (1.07, 0.63, 3.78, 1.42, 0.48, 0.39, 1.86, 3.46),
        (1.19, 0.74, 3.25, 1.44, 0.54, 0.67, 2.38, 2.94),
        (1.18, 0.84, 2.53, 1.40, 0.61, 1.02, 3.38, 2.47),
        (1.12, 0.93, 1.98, 1.36, 0.61, 1.34, 3.90, 2.23),
        (1.10, 1.03, 1.73, 1.32, 0.56, 1.45, 3.93, 2.18),
        (1.17, 1.16, 1.66, 1.26, 0.52, 1.33, 3.61, 2.33),
        (1.23, 1.32, 1.64, 1.20, 0.54, 1.17, 3.03, 2.68),
        (1.18, 1.43, 1.63, 1.15, 0.60, 1.06, 2.85, 2.85),
        (1.03, 1.41, 1.67, 1.10, 0.68, 0.96, 3.01, 2.55),
        (0.90, 1.32, 1.71, 1.07, 0.75, 0.83, 2.89, 2.11),
        (0.86, 1.24, 1.67, 1.11, 0.81, 0.73, 2.33, 1.93),
        (0.89, 1.19, 1.59, 1.19, 0.85, 0.77, 1.74, 2.02),
        (0.95, 1.19, 1.52, 1.23, 0.90, 0.98, 1.39, 2.11),
        (0.97, 1.23, 1.39, 1.21, 0.94, 1.22, 1.21, 1.91),
        (0.95, 1.27, 1.18, 1.19, 0.92, 1.29, 1.13, 1.53),
        (0.96, 1.29, 0.97, 1.20, 0.84, 1.19, 1.13, 1.24),
        (1.00, 1.30, 0.84, 1.21, 0.75, 1.07, 1.23, 1.12),
        (1.08, 1.31, 0.78, 1.22, 0.69, 1.01, 1.42, 1.05),
        (1.14, 1.31, 0.78, 1.24, 0.67, 1.00, 1.60, 0.99),
    )
)
"""Pair affinity by distance (rows of 3 px at a period of 9 px) and configuration: same sense side
by side, same sense in line; opposed facing, side by side, turned away, in straight flow; the same
three in curved flow.

Fitted by iteration until pairs of minutiae of quality 0.6 and more are as frequent, against pairs
78 to 110 px apart, as LEADER finds them pooled over three sets of real prints.
"""


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _configuration(ahead: float, ahead_other: float, along: float) -> int:
    """Return the column of `AFFINITY` of two minutiae.

    ahead: cosine between a minutia and the way to the other; along: between the two.
    """
    if along > 0.0:
        return 0 if abs(ahead - ahead_other) < 1.0 else 1
    facing = 0.5 * (ahead + ahead_other)
    column = 2 if facing > 0.5 else 3 if facing > -0.5 else 4
    return column if along < _STRAIGHT else column + 3


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _attraction(x: float, y: float, cores: Floats, deltas: Floats) -> float:
    """Return the relative density of minutiae: higher near singular points."""
    weight = 0.45
    for i in range(cores.shape[0]):
        square = (x - cores[i, 0]) ** 2 + (y - cores[i, 1]) ** 2
        weight += 0.20 * math.exp(-square / (2.0 * 55.0**2))
        weight += 0.45 * math.exp(-square / (2.0 * 28.0**2))
    for i in range(deltas.shape[0]):
        square = (x - deltas[i, 0]) ** 2 + (y - deltas[i, 1]) ** 2
        weight += 0.40 * math.exp(-square / (2.0 * 40.0**2))
    return min(weight, 1.0)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _suit(
    x: float, y: float, angle: float, rows: Floats, scale: float, affinity: Floats
) -> tuple[float, float]:
    """Return how well a minutia suits the present minutiae, pointing one way or the other."""
    one = other = 1.0
    along_x, along_y = math.cos(angle), math.sin(angle)
    for j in range(rows.shape[0]):
        dx, dy = rows[j, 0] - x, y - rows[j, 1]
        distance = math.sqrt(dx * dx + dy * dy)
        if distance * scale >= _REACH_PX:
            continue
        row = int(distance * scale / _STEP_PX)
        if row < _FORBIDDEN_ROWS:
            return 0.0, 0.0
        ahead = (dx * along_x + dy * along_y) / distance
        ahead_other = -(dx * rows[j, 3] + dy * rows[j, 4]) / distance
        along = along_x * rows[j, 3] + along_y * rows[j, 4]
        one *= affinity[row, _configuration(ahead, ahead_other, along)]
        other *= affinity[row, _configuration(-ahead, ahead_other, -along)]
    return one, other


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def settle(
    wanted: int,
    tries: Floats,
    frame: Floats,
    density: float,
    field: FieldArrays,
    smooth: FieldArrays,
    affinity: Floats,
) -> Floats:
    """Accept candidates until there are enough: (n, 3) x, y, direction in the finger's frame.

    smooth: `field` without its waves, whose spreading is too small to show in minutiae.
    tries: (m, 4) uniform numbers. frame: pad centre, pad half axes, ridge period (px).
    """
    period = frame[4]
    scale = _REFERENCE_PERIOD_PX / period
    rows = np.empty((wanted, 5))
    count = 0
    for i in range(tries.shape[0]):
        if count == wanted:
            break
        u, v = 2.0 * tries[i, 0] - 1.0, 2.0 * tries[i, 1] - 1.0
        x, y = frame[0] + frame[2] * u, frame[1] + frame[3] * v
        base = 1.0 / (1.0 + math.exp(-(y - _BASE_PX) / 25.0))
        room = _attraction(x, y, field[0], field[1])
        chance = tries[i, 2] * _MOST / min(room + _BASE_CROWD * base, _MOST_CROWD)
        if u * u + v * v > 1.0 or chance > _MOST:
            continue
        angle = orientation(x, y, field)
        one, other = _suit(x, y, angle, rows[:count], scale, affinity)
        if max(one, other) <= chance:  # whichever way the flow spreads
            continue
        balance = spreading(x, y, smooth) / (period * density)
        crowd = _BASE_CROWD * base * min(abs(balance), 1.0)
        chance = tries[i, 2] * _MOST / min(room + crowd, _MOST_CROWD)
        gain = _SENSE_GAIN + _BASE_GAIN * base
        near = math.exp(-(x * x + y * y) / (2.0 * _DOWNWARD_PX**2))
        rise, run = math.sin(angle), abs(math.cos(angle))
        drawn = _UPWARD * base * rise * run - _DOWNWARD * near * rise**5
        tilt = math.tanh(0.5 * gain * balance + drawn)
        one, other = one * (1.0 + tilt), other * (1.0 - tilt)
        if 0.5 * (one + other) <= chance:
            continue
        if tries[i, 3] * (one + other) > one:
            angle += math.pi
        rows[count, 0], rows[count, 1], rows[count, 2] = x, y, angle
        rows[count, 3], rows[count, 4] = math.cos(angle), math.sin(angle)
        count += 1
    return rows[:count, :3]
