"""The nearest of many strangers: quantiles, tails, and predictions for more people."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from benchmarks.search.pool import Floats, Rows

QUANTILES = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
TAIL_SHARE = 0.005
"""Share of people, nearest to a probe, to whom the tail is fitted."""
_LEAST_TAIL = 10
_DRAWS = 1_000
_INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Difference:
    """The difference between two ways of making people, over the same probes; 95 % interval."""

    mean: float
    low: float
    high: float
    quantiles: tuple[float, ...]
    """Quantiles of one way less those of the other, at QUANTILES."""
    quantiles_low: tuple[float, ...]
    quantiles_high: tuple[float, ...]


def difference(one: Floats, other: Floats) -> Difference:
    """Compare two values of each probe, paired."""
    drawn = np.random.default_rng(0).integers(0, len(one), (_DRAWS, len(one)))
    means = one[drawn].mean(1) - other[drawn].mean(1)
    marks = np.quantile(one[drawn], QUANTILES, 1) - np.quantile(other[drawn], QUANTILES, 1)
    low, high = np.quantile(means, _INTERVAL)
    marks_low, marks_high = np.quantile(marks, _INTERVAL, 1)
    apart = np.quantile(one, QUANTILES) - np.quantile(other, QUANTILES)
    return Difference(
        float(one.mean() - other.mean()),
        float(low),
        float(high),
        tuple(apart.tolist()),
        tuple(marks_low.tolist()),
        tuple(marks_high.tolist()),
    )


def best_among(numbers: Rows, similarity: Floats, count: int) -> Floats:
    """Return each probe's best among the first `count` people."""
    best: Floats = np.where(numbers < count, similarity, np.float32(-np.inf)).max(1)
    return best


def predicted_best(largest: Floats, people: int, wanted: int) -> Floats:
    """Predict the mean of the best of `wanted` people from the largest of `people`: (probes,).

    largest: (probes, k) best first. Sums of ten cosines are nearly normal far out: the largest are
    a parabola in the normal quantiles of their ranks. The parabola is fitted to each probe, with
    ranks of equal ratio counting alike, and extrapolated. Plotting positions: Gringorten 1963.
    """
    rank = np.arange(1.0, max(_LEAST_TAIL, round(TAIL_SHARE * people)) + 1)
    terms = _powers((rank - 0.44) / (people + 0.12))
    weight = np.sqrt(1 / rank)[:, None]
    tail = largest[:, : len(rank)].T.astype(np.float64)
    fitted = np.linalg.lstsq(terms * weight, tail * weight, rcond=None)[0]
    predicted: Floats = (_powers(np.array([0.56 / wanted])) @ fitted)[0].astype(np.float32)
    return predicted


def _powers(beyond: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 1, z and z squared; a share of people lies beyond the normal quantile z."""
    normal = NormalDist()
    z = np.array([-normal.inv_cdf(share) for share in beyond.tolist()])
    return np.stack([np.ones(len(z)), z, z * z], 1)
