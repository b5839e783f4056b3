"""Where a finger's minutiae lie: a point process with pair affinities and a sense of its own.

Candidates are met one by one. One is the likelier to stay the more it suits the minutiae that
are there already: close ones mostly oppose each other, and those that point at each other (the
ends of a short ridge) are commoner than those that point apart.
"""

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from synthesis.orientation import FieldArrays, Floats, orientation, spreading

_REFERENCE_PERIOD_PX = 9.0
_STEP_PX = 2.0
_REACH_PX = 54.0
_SENSE_GAIN = 4.0
"""How strictly more minutiae begin than end where the flow spreads; 4 would be exact. On real
prints this shows most in the base below the pattern, where `_BASE_GAIN` adds to it."""
_BASE_PX = 40.0
"""How far below the pattern's centre the base begins, over some 25 px."""
_BASE_GAIN = 8.0
_BASE_CROWD = 1.0
"""What the base adds to the density where the flow spreads as fast as minutiae can make it."""
_MOST = 2.5
"""Candidates that suit their surroundings better than this many times chance count as this."""

AFFINITY: NDArray[np.float64] = np.array(
    (
        (0.00, 0.00, 0.00, 0.00, 0.00),
        (0.00, 0.00, 0.00, 0.00, 0.00),
        (0.00, 0.00, 0.00, 0.03, 0.00),
        (0.00, 0.00, 0.00, 0.46, 0.05),
        (0.16, 0.03, 0.69, 3.64, 0.81),
        (0.24, 0.05, 1.18, 3.58, 1.01),
        (0.39, 0.09, 2.02, 3.09, 1.22),
        (0.55, 0.19, 2.80, 2.25, 1.25),
        (0.68, 0.34, 3.19, 1.56, 1.13),
        (0.77, 0.49, 3.24, 1.22, 1.00),
        (0.86, 0.60, 3.10, 1.16, 0.94),
        (0.95, 0.64, 2.85, 1.25, 0.92),
        (1.01, 0.69, 2.48, 1.40, 0.92),
        (1.01, 0.75, 2.07, 1.53, 0.93),
        (0.98, 0.82, 1.74, 1.61, 0.99),
        (0.94, 0.86, 1.55, 1.66, 1.04),
        (0.91, 0.87, 1.49, 1.68, 1.00),
        (0.93, 0.90, 1.48, 1.61, 0.91),
        (1.02, 0.95, 1.46, 1.45, 0.88),
        (1.15, 1.05, 1.37, 1.29, 0.98),
        (1.20, 1.16, 1.24, 1.22, 1.16),
        (1.14, 1.23, 1.15, 1.27, 1.31),
        (1.02, 1.25, 1.11, 1.36, 1.35),
        (0.89, 1.24, 1.11, 1.39, 1.28),
        (0.79, 1.24, 1.10, 1.26, 1.15),
        (0.72, 1.22, 1.02, 1.05, 1.01),
        (0.68, 1.21, 0.94, 0.89, 0.93),
    )
)
"""Pair affinity by distance (rows of 2 px at a period of 9 px) and configuration: same sense side
by side, same sense in line, opposed and facing, opposed side by side, opposed and turned away.

Fitted by iteration until pairs of minutiae of quality 0.6 and more are as frequent, against pairs
54 to 90 px apart, as LEADER finds them pooled over three sets of real prints.
"""


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def configuration(angle: float, other: float, bearing: float) -> int:
    """Return which configuration two minutiae form; bearing: from the first to the other."""
    ahead, ahead_other = math.cos(bearing - angle), -math.cos(bearing - other)
    if math.cos(angle - other) > 0.0:
        return 0 if abs(ahead - ahead_other) < 1.0 else 1
    facing = 0.5 * (ahead + ahead_other)
    if facing > 0.5:
        return 2
    return 3 if facing > -0.5 else 4


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _attraction(x: float, y: float, cores: Floats, deltas: Floats) -> float:
    """Return the relative density of minutiae: higher near singular points."""
    weight = 0.55
    for i in range(cores.shape[0]):
        square = (x - cores[i, 0]) ** 2 + (y - cores[i, 1]) ** 2
        weight += 0.35 * math.exp(-square / (2.0 * 55.0**2))
    for i in range(deltas.shape[0]):
        square = (x - deltas[i, 0]) ** 2 + (y - deltas[i, 1]) ** 2
        weight += 0.30 * math.exp(-square / (2.0 * 45.0**2))
    return min(weight, 1.0)


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _suit(
    x: float, y: float, angle: float, rows: Floats, count: int, scale: float, affinity: Floats
) -> tuple[float, float]:
    """Return how well a minutia suits those that are there, pointing one way or the other."""
    one = other = 1.0
    for j in range(count):
        dx, dy = (rows[j, 0] - x) * scale, (rows[j, 1] - y) * scale
        square = dx * dx + dy * dy
        if square >= _REACH_PX * _REACH_PX:
            continue
        row = int(math.sqrt(square) / _STEP_PX)
        bearing = math.atan2(-dy, dx)
        one *= affinity[row, configuration(angle, rows[j, 2], bearing)]
        other *= affinity[row, configuration(angle + math.pi, rows[j, 2], bearing)]
        if one + other == 0.0:
            break
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

    smooth: `field` without its waves, whose spreading is too small a thing to be told by
    minutiae; tries: (m, 4) uniform numbers; frame: pad centre, pad half axes, ridge period (px).
    """
    period = frame[4]
    rows = np.empty((wanted, 3))
    count = 0
    for i in range(tries.shape[0]):
        if count == wanted:
            break
        u, v = 2.0 * tries[i, 0] - 1.0, 2.0 * tries[i, 1] - 1.0
        x, y = frame[0] + frame[2] * u, frame[1] + frame[3] * v
        if u * u + v * v > 1.0:
            continue
        base = 1.0 / (1.0 + math.exp(-(y - _BASE_PX) / 25.0))
        balance = spreading(x, y, smooth) / (period * density)
        room = _attraction(x, y, field[0], field[1]) + _BASE_CROWD * base * min(abs(balance), 1.0)
        chance = tries[i, 2] * _MOST / min(room, 1.0)
        if chance > _MOST:
            continue
        angle = orientation(x, y, field)
        scale = _REFERENCE_PERIOD_PX / period
        one, other = _suit(x, y, angle, rows, count, scale, affinity)
        balance = math.tanh(0.5 * (_SENSE_GAIN + _BASE_GAIN * base) * balance)
        one, other = one * (1.0 + balance), other * (1.0 - balance)
        if 0.5 * (one + other) <= chance:
            continue
        if tries[i, 3] * (one + other) > one:
            angle += math.pi
        rows[count, 0], rows[count, 1], rows[count, 2] = x, y, angle
        count += 1
    return rows[:count]
