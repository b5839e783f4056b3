"""Which fingers the tips of a slap are, by where they lie and how wide they are.

Every choice of tips, of a hand, and of fingers of that hand is a hypothesis. Its likelihood says
how well the heights of the tips, the distances between them and their widths go with a hand's. The
position that the slap is sent under plays no part in it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.slaps.arranging import Tip
from matcher.slaps.types import FingerBox, Hand

_INDEX, _MIDDLE, _RING, _LITTLE = range(4)


@dataclass(frozen=True)
class HandModel:
    """Proportions of hands. Rough anatomy, in pixels at 500 ppi: 20 px are 1 mm."""

    lowered_px: tuple[float, ...] = (160.0, 0.0, 60.0, 405.0)
    """How far the tips of index to little finger lie below the middle finger's."""
    lowered_spread_px: float = 55.0
    turn_spread_rad: float = 0.075
    """How wrongly the angle of a hand is measured."""
    relative_width: tuple[float, ...] = (1.0, 1.02, 0.99, 0.86)
    width_spread: float = 0.11
    """Of the logarithm."""
    spacing_px: float = 350.0
    """Between neighbouring fingers."""
    spacing_spread: float = 0.22
    """Of the logarithm, shared by the fingers of a hand."""
    own_spacing_spread: float = 0.16
    """Of the logarithm."""
    typical_width_px: float = 280.0
    typical_spread: float = 0.2
    """Of the logarithm, of the mean width."""
    left_out: float = -7.0
    """Log likelihood of a tip that belongs to no finger of the hand: a neighbour's print."""
    left_out_at_edge: float = -1.5
    not_there: float = -5.0
    """Log likelihood of a finger of which no tip was found."""


@dataclass(frozen=True)
class Hypothesis:
    """Some tips, from left to right, and the fingers that they are."""

    tips: tuple[int, ...]
    hand: Hand
    digits: tuple[int, ...]
    """0 for the index finger to 3 for the little finger."""
    log_likelihood: float


def hypotheses(
    tips: Sequence[Tip], hand_angle_rad: float, model: HandModel | None = None
) -> list[Hypothesis]:
    """Return all hypotheses about up to four tips of at most eight, the likeliest first."""
    m = model or HandModel()
    across, lowered, widths = _measured(tips, hand_angle_rad)
    found = []
    for count in range(1, min(4, len(tips)) + 1):
        for chosen in combinations(range(len(tips)), count):
            at = list(chosen)
            outside = sum(
                m.left_out_at_edge if tips[n].at_edge else m.left_out
                for n in range(len(tips))
                if n not in chosen
            )
            outside += (4 - count) * m.not_there
            for digits in combinations(range(4), count):
                for hand in Hand:
                    ordered = digits if hand is Hand.RIGHT else digits[::-1]
                    fit = _fit(across[at], lowered[at], widths[at], ordered, m)
                    found.append(Hypothesis(chosen, hand, ordered, fit + outside))
    return sorted(found, key=lambda one: -one.log_likelihood)


def share(of: Sequence[Hypothesis], among: Sequence[Hypothesis]) -> float:
    """Return how likely it is that one of some hypotheses holds, if one of all holds."""
    if not of:
        return 0.0
    highest = max(one.log_likelihood for one in among)
    weights = [sum(math.exp(one.log_likelihood - highest) for one in some) for some in (of, among)]
    return weights[0] / weights[1]


def _measured(
    tips: Sequence[Tip], angle_rad: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return where the tips lie along and across the hand's axis, and their widths."""
    right, down = FingerBox(0.0, 0.0, 0.0, 0.0, angle_rad).axes
    ends = np.array([one.box.corners_px[:2].mean(0) for one in tips])
    return ends @ right, ends @ down, np.array([one.box.width_px for one in tips])


def _fit(
    across: NDArray[np.float64],
    lowered: NDArray[np.float64],
    widths: NDArray[np.float64],
    digits: Sequence[int],
    m: HandModel,
) -> float:
    """Return the log likelihood of heights, distances and widths."""
    expected = np.array([m.lowered_px[d] for d in digits])
    fit = _heights(across, lowered - expected, m)
    relative = np.log(widths) - np.log([m.relative_width[d] for d in digits])
    fit -= 0.5 * float(((relative - relative.mean()) ** 2).sum()) / m.width_spread**2
    mean = float(relative.mean()) - math.log(m.typical_width_px)
    fit -= 0.5 * (mean / m.typical_spread) ** 2
    if len(digits) > 1:
        steps = np.abs(np.diff(digits)) * m.spacing_px
        ratio = np.log(np.maximum(np.diff(across), 20.0) / steps)
        fit -= 0.5 * float(((ratio - ratio.mean()) ** 2).sum()) / m.own_spacing_spread**2
        fit -= 0.5 * (float(ratio.mean()) / m.spacing_spread) ** 2
    return fit


def _heights(across: NDArray[np.float64], off: NDArray[np.float64], m: HandModel) -> float:
    """Return the log likelihood of heights that are off; the hand may be turned a little."""
    across, off = across - across.mean(), off - off.mean()
    covariance = m.lowered_spread_px**2 * np.eye(len(off))
    covariance += m.turn_spread_rad**2 * np.outer(across, across)
    return -0.5 * float(off @ np.linalg.solve(covariance, off))
