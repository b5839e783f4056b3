"""Sample quality, 0 (worst) to 100 (best): how well a template will compare with its mates.

Only LEADER's ratings of the minutiae count, so that stored and synthetic templates are rated alike.
The weights best predict the comparison score of rendered mated prints (`training.quality`).
Foreground area and coherence of the ridge flow were tried too and added nothing. The evidence is
the error-versus-discard curve of `benchmarks.accuracy`.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class QualityParameters:
    """Fitted on 267 rendered prints of 100 fingers by `training.quality`: the pair's rating and its
    score had a rank correlation of 0.85."""

    amount_weight: float = 0.25
    """Weight of the logarithm of the sum of the minutiae's qualities: the amount of the print."""
    certainty_weight: float = 1.31
    """Weight of the logarithm of the mean quality: the clarity of the print."""
    worst: float = -1.07
    """The weighted sum of quality 0."""
    best: float = 0.93
    """The weighted sum of quality 100."""


RECAPTURE_BELOW = 30
"""Samples of lower quality are worth another try while the person is still present."""
_FEW_MINUTIAE = 25
"""With fewer minutiae than this, too little of the finger lay on the sensor."""


def assess(
    minutia_quality: NDArray[np.floating], parameters: QualityParameters | None = None
) -> int:
    """Rate a template by the qualities of its minutiae."""
    if not len(minutia_quality):
        return 0
    p = parameters or QualityParameters()
    rating = weighted(minutia_quality, p.amount_weight, p.certainty_weight)
    return round(100 * min(1.0, max(0.0, (rating - p.worst) / (p.best - p.worst))))


def weighted(
    minutia_quality: NDArray[np.floating], amount_weight: float, certainty_weight: float
) -> float:
    """Return the weighted sum of the logarithms of the qualities' sum and mean."""
    amount, certainty = signals(minutia_quality)
    return amount_weight * amount + certainty_weight * certainty


def signals(minutia_quality: NDArray[np.floating]) -> tuple[float, float]:
    """Return the logarithms of the sum and of the mean of at least one quality."""
    total = float(np.sum(minutia_quality, dtype=np.float64))
    return math.log(total), math.log(total / len(minutia_quality))


def recapture_advice(quality: int, minutia_count: int) -> str:
    """Return advice for another capture of the finger; empty if the sample is good enough."""
    if quality >= RECAPTURE_BELOW:
        return ""
    if quality == 0:
        return (
            "quality 0 of 100: the stated resolution is wrong, or the ridges are unclear all over; "
            "check the scanner's resolution, clean the sensor, and capture again"
        )
    if minutia_count < _FEW_MINUTIAE:
        return (
            f"quality {quality} of 100: capture again with more of the finger on the sensor, "
            "flat and centred"
        )
    return (
        f"quality {quality} of 100: the ridges are unclear; clean and dry the finger and the "
        "sensor, or moisten dry skin, and capture again with light, even pressure"
    )
