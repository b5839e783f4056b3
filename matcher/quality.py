"""Sample quality, 0 (worst) to 100 (best): how well a template will compare with its mates.

From what LEADER says of the minutiae alone, so that a stored template and a synthetic one are
rated alike. The weights are those that best predict the comparison score of rendered mated
prints (`training.quality`); foreground area and coherence of the ridge flow were tried beside
them and added nothing. The evidence is the error-versus-discard curve of `benchmarks.accuracy`.
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
    """Of the logarithm of the sum of the minutiae's qualities: how much there is."""
    certainty_weight: float = 1.31
    """Of the logarithm of their mean: how clear it is."""
    worst: float = -1.07
    """The weighted sum that is quality 0."""
    best: float = 0.93
    """The weighted sum that is quality 100."""


RECAPTURE_BELOW = 30
"""Samples below are worth another try while the person is still there."""
_FEW_MINUTIAE = 25
"""A plain impression of a finger shows more: too little of it lay on the sensor."""


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
    """Say what to do better if the finger is captured again; empty where it is good enough."""
    if quality >= RECAPTURE_BELOW:
        return ""
    if minutia_count < _FEW_MINUTIAE:
        return (
            f"quality {quality} of 100: capture again with more of the finger on the sensor, "
            "flat and centred"
        )
    return (
        f"quality {quality} of 100: the ridges are unclear; clean and dry the finger and the "
        "sensor, or moisten dry skin, and capture again with light, even pressure"
    )
