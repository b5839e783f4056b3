"""Distances between two samples, with intervals over fingers: pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import wasserstein_distance

from benchmarks.data import Floats, Integers, metrics
from benchmarks.realism.quantities import Values

DRAWS = 200


@dataclass(frozen=True)
class Distance:
    """The distance between two samples of one quantity."""

    value: float
    """Of samples: the largest difference of their cumulative shares, 0 to 1 (Kolmogorov and
    Smirnov). Of curves: the mean difference."""
    low: float
    high: float
    """Upper end of the bootstrap interval over fingers. Noise only adds: never near 0."""
    wasserstein: float | None
    """Of samples: the mean shift of values from one to the other, in the quantity's own unit."""


class TwoSamples:
    """Two samples, sorted together for many weightings."""

    def __init__(self, one: Floats, other: Floats) -> None:
        """Take the values; both samples must have some."""
        values, place = np.unique(np.concatenate([one, other]), return_inverse=True)
        self._count = len(values)
        self._one, self._other = place[: len(one)], place[len(one) :]

    def ks(self, one_weight: Integers, other_weight: Integers) -> float:
        """Return the largest difference of the cumulative shares."""
        one = np.cumsum(np.bincount(self._one, one_weight, self._count))
        other = np.cumsum(np.bincount(self._other, other_weight, self._count))
        return float(np.abs(one / one[-1] - other / other[-1]).max())


def distance(one: Values, other: Values) -> Distance:
    """Compare two samples; the interval is a bootstrap over the fingers of both."""
    both = TwoSamples(one.values, other.values)
    drawn = [
        both.ks(one.weights(a), other.weights(b))
        for a, b in zip(draw(one, 0), draw(other, 1), strict=True)
    ]
    moved = float(wasserstein_distance(one.values, other.values))
    return Distance(ks(one, other), *metrics.interval(drawn), moved)


def ks(one: Values, other: Values) -> float:
    """Return the distance without its interval."""
    weights = (np.ones(len(each.values), np.int64) for each in (one, other))
    return TwoSamples(one.values, other.values).ks(*weights)


def between(sets: Sequence[Values]) -> float:
    """Return the mean distance of a set from all others together: the difference between sensors.

    A single set is split into halves: the difference between ten fingers and ten others.
    """
    parts = list(sets) if len(sets) > 1 else halves(sets[0])
    return float(
        np.mean([ks(one, join(parts[:k] + parts[k + 1 :])) for k, one in enumerate(parts)])
    )


def halves(sample: Values) -> list[Values]:
    """Split a sample into even and odd fingers; mixed pairs go by their first finger."""
    odd = sample.finger % 2 == 1
    return [
        Values(sample.values[part], sample.finger[part], sample.other[part]) for part in (~odd, odd)
    ]


def join(sets: Sequence[Values]) -> Values:
    """Join samples of different fingers."""
    first = np.cumsum([0, *(finger_count(one) for one in sets)])
    return Values(
        np.concatenate([one.values for one in sets]),
        np.concatenate([one.finger + first[k] for k, one in enumerate(sets)]),
        np.concatenate([one.other + first[k] for k, one in enumerate(sets)]),
    )


def finger_count(sample: Values) -> int:
    """Return the highest finger number of a sample plus 1."""
    return int(max(sample.finger.max(), sample.other.max())) + 1


def draw(sample: Values, seed: int) -> Integers:
    """Draw a sample's fingers with replacement: (draws, fingers), how often each."""
    return metrics.draw_fingers(np.zeros(finger_count(sample), np.int64), DRAWS, seed)
