"""Measures whether neighbouring minutiae point the same way, by their distance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.data import Floats, Integers, metrics
from benchmarks.realism.distances import DRAWS, Distance
from benchmarks.realism.prints import Prints
from benchmarks.realism.quantities import apart_px

EDGES_PX = (0, 12, 16, 20, 25, 30, 40, 50, 70, 100)


@dataclass(frozen=True, eq=False)
class Agreement:
    """Pairs of minutiae that point the same way, and all pairs, by finger and by distance."""

    same: Floats
    """(fingers, bins of EDGES_PX): counts."""
    pairs: Floats

    def curve(self, finger_weight: Integers | None = None) -> Floats:
        """Return the share that points the same way, by distance; a half without pairs."""
        weight = np.ones(len(self.same), np.int64) if finger_weight is None else finger_weight
        pairs = weight @ self.pairs
        return np.where(pairs > 0, weight @ self.same / np.maximum(pairs, 1), 0.5)


def agreement(prints: Prints) -> Agreement:
    """Count the pairs of each finger."""
    shape = (prints.finger_count, len(EDGES_PX) - 1)
    same, pairs = np.zeros(shape), np.zeros(shape)
    for finger, template in zip(prints.finger, prints.templates, strict=True):
        row, column = np.triu_indices(template.minutia_count, 1)
        place = np.searchsorted(EDGES_PX, apart_px(template)[row, column], side="right") - 1
        direction = template.direction_rad.astype(np.float64)
        alike = np.cos(direction[row] - direction[column]) > 0
        near = place < shape[1]
        pairs[finger] += np.bincount(place[near], minlength=shape[1])
        same[finger] += np.bincount(place[near], alike[near], shape[1])
    return Agreement(same, pairs)


def distance(one: Agreement, other: Agreement) -> Distance:
    """Compare two curves by their mean difference."""
    drawn = [
        difference(one.curve(a), other.curve(b))
        for a, b in zip(_draw(one, 0), _draw(other, 1), strict=True)
    ]
    return Distance(difference(one.curve(), other.curve()), *metrics.interval(drawn), None)


def difference(one: Floats, other: Floats) -> float:
    """Return the mean absolute difference of two curves."""
    return float(np.abs(one - other).mean())


def join(sets: Sequence[Agreement]) -> Agreement:
    """Join the counts of different fingers."""
    return Agreement(
        np.concatenate([one.same for one in sets]), np.concatenate([one.pairs for one in sets])
    )


def between(sets: Sequence[Agreement]) -> float:
    """Return the mean difference of a set from all others; a single set is split into halves."""
    parts = list(sets)
    if len(parts) == 1:
        parts = [Agreement(sets[0].same[k::2], sets[0].pairs[k::2]) for k in (0, 1)]
    return float(
        np.mean(
            [
                difference(one.curve(), join(parts[:k] + parts[k + 1 :]).curve())
                for k, one in enumerate(parts)
            ]
        )
    )


def _draw(sample: Agreement, seed: int) -> Integers:
    return metrics.draw_fingers(np.zeros(len(sample.same), np.int64), DRAWS, seed)
