"""Judges whether ridges are those of a finger, and whether the stated resolution can be true.

The limits were set on 1,600 rendered prints and on parts of them, outside of all that occurred
there, and checked on real prints (docs/decisions/0019-one-clean-finger.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from matcher.errors import NotAFingerError
from matcher.ridges import Ridges


@dataclass(frozen=True)
class FingerLimits:
    """What the ridges of a finger do. A core or delta weighs more in a small print."""

    most_turn_rad: float = 0.70
    most_turn_rad_px2: float = 3_000.0
    """Added after division by the area: what one core turns."""
    least_waves_per_px2: float = 0.6e-3
    least_waves_growth_px2: float = 3e7
    """The area divided by this is added: the larger a print, the more directions it has."""
    most_least_waves_per_px2: float = 2.5e-3
    """The sum of both grows no further than this."""
    least_minutiae_per_px2: float = 1.3e-4
    """Half of the smallest density that occurred on real prints, 0.4 of that on rendered prints."""
    many_minutiae: int = 50
    least_certainty: float = 0.45
    """Least mean quality of so many minutiae. A bad print has few minutiae, fur has many, and
    hardly any is certain. The least on rendered prints was 0.58."""


@dataclass(frozen=True)
class PeriodLimits:
    """Ridge periods of fingers at 500 ppi. The mean over a print is 0.33 to 0.6 mm."""

    typical_px: float = 9.1
    """Median of rendered prints, whose periods follow the published breadths of adults."""
    least_px: float = 6.0
    most_px: float = 14.0
    several: int = 3
    """From this number of fingers on, the limits of their median hold."""
    least_median_px: float = 6.6
    most_median_px: float = 12.0


IMPLAUSIBLE_QUALITY = 0
"""The quality of a sample whose ridges do not go with its stated resolution: nothing that is
compared at a wrong scale matches."""

_ANY_PPI = 500
"""Whether a period is plausible does not depend on the stated resolution."""
_STANDARD_PPI = (250, 300, 400, 500, 600, 800, 1000, 1200)
"""What scanners offer; ANSI/NIST-ITL knows 500 and 1000."""


def refuse_no_finger(ridges: Ridges, limits: FingerLimits | None = None) -> None:
    """Raise NotAFingerError if no finger has such ridges."""
    p, scale = limits or FingerLimits(), _scale(ridges)
    area = ridges.area_px * min(1.0, scale**2)
    most_turn = p.most_turn_rad + p.most_turn_rad_px2 / ridges.area_px
    if ridges.turn_rad > most_turn * max(1.0, scale):
        _refuse("the lines turn too much from place to place")
    least = min(p.most_least_waves_per_px2, p.least_waves_per_px2 + area / p.least_waves_growth_px2)
    if ridges.waves < least * area:
        _refuse("the lines repeat one pattern")


def refuse_no_minutiae(
    qualities: NDArray[np.floating], ridges: Ridges, limits: FingerLimits | None = None
) -> None:
    """Raise NotAFingerError if no finger has such minutiae.

    qualities: of the minutiae, 0 to 1; at least one.
    """
    p, count = limits or FingerLimits(), len(qualities)
    if count < p.least_minutiae_per_px2 * ridges.area_px * min(1.0, _scale(ridges) ** 2):
        _refuse(f"lines over {ridges.area_px} px² have only {count} minutiae")
    if count >= p.many_minutiae and float(qualities.mean()) < p.least_certainty:
        _refuse(f"hardly any of {count} minutiae is certain")


def _scale(ridges: Ridges) -> float:
    """Return the factor that makes an implausible period a typical one, otherwise 1.

    A print whose stated resolution is wrong is a print; it is reported, not refused.
    """
    if not likely_resolution_ppi([ridges.period_px], _ANY_PPI):
        return 1.0
    return PeriodLimits().typical_px / ridges.period_px


def likely_resolution_ppi(
    periods_px: Sequence[float], stated_ppi: int, limits: PeriodLimits | None = None
) -> int:
    """Return about the true resolution if the stated one is implausible, otherwise 0.

    periods_px: ridge periods of the fingers of one person that have the stated resolution, at
    500 ppi by that resolution. 0 stands for an unknown period.
    """
    p = limits or PeriodLimits()
    known = [period for period in periods_px if period > 0]
    if not known:
        return 0
    middle = median(known)
    least, most = (
        (p.least_median_px, p.most_median_px)
        if len(known) >= p.several
        else (p.least_px, p.most_px)
    )
    if least <= middle <= most:
        return 0
    true_ppi = stated_ppi * middle / p.typical_px
    return min(_STANDARD_PPI, key=lambda ppi: max(ppi / true_ppi, true_ppi / ppi))


def resolution_advice(likely_ppi: int) -> str:
    """Return advice for a sample whose stated resolution is implausible."""
    return (
        "the distance of the ridges does not go with the stated resolution: "
        f"state the scanner's true resolution, which may be about {likely_ppi} ppi"
    )


def _refuse(observation: str) -> None:
    raise NotAFingerError(f"this is no print of a finger: {observation}; capture the finger again")
