"""Intervals of shares of searches, several of which may be of one person."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import metrics
from matcher.intervals import CONFIDENCE, interval

_SEED = 0


def interval_over_people(
    happened: NDArray[np.bool_], person: NDArray[np.int64], confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return the interval of a share of searches.

    happened: (searches,), person: (searches,) whose search it was.

    One search of each person: Clopper and Pearson. The searches of one person resemble each other,
    so if there are several, people are drawn again with all their searches (bootstrap,
    percentiles). A bootstrap of few events is narrow, so the interval reaches at least as far as
    that of as many independent searches. A bootstrap of no event has no width: then, and if it
    happened always, each person counts as one search.
    """
    count, total = int(happened.sum()), len(happened)
    exact = interval(count, total, confidence)
    _, row = np.unique(person, return_inverse=True)
    people = int(row.max(initial=-1)) + 1
    if people == total:
        return exact
    if count in (0, total):
        return interval(people * count / total, people, confidence)
    low, high = _drawn(np.bincount(row[happened], minlength=people), np.bincount(row), confidence)
    return min(low, exact[0]), max(high, exact[1])


def _drawn(
    events: NDArray[np.int64], searches: NDArray[np.int64], confidence: float
) -> tuple[float, float]:
    """Draw people with replacement. events, searches: (people,) of each person."""
    rng, people = np.random.default_rng(_SEED), len(searches)
    shares = np.empty(metrics.BOOTSTRAP_DRAWS)
    for draw in range(len(shares)):
        times = np.bincount(rng.integers(people, size=people), minlength=people)
        shares[draw] = (times @ events) / (times @ searches)
    edge = 100 * (1 - confidence) / 2
    low, high = np.percentile(shares, [edge, 100 - edge])
    return float(low), float(high)
