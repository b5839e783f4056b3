"""Quantities measured on prints: samples of values, each value with its fingers."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Floats, Integers
from benchmarks.realism.prints import Prints, outline_mm2
from matcher.comparison import prepare, score_packed
from matcher.cylinders import Cylinders, pack
from matcher.types import Template
from matcher.vector import vector

CLEAR = 0.6
"""LEADER's own threshold: minutiae of at least this quality are called clear."""
Pairs = tuple[Integers, Integers]
"""Rows of prints."""
_NEIGHBOURHOOD_PX = 30.0
_NONMATED_PER_PRINT = 36


@dataclass(frozen=True, eq=False)
class Values:
    """A sample of one quantity. A finger's values are correlated: the bootstrap draws fingers."""

    values: Floats
    finger: Integers
    """(n,)"""
    other: Integers
    """(n,) the second finger of a pair of fingers; otherwise the same finger."""

    def weights(self, finger_weight: Integers) -> Integers:
        """Return how often each value occurs, given how often fingers occur."""
        one = finger_weight[self.finger]
        return np.where(self.finger == self.other, one, one * finger_weight[self.other])


def per_print(prints: Prints, measure: Callable[[Template], float]) -> Values:
    """Measure one value per print."""
    values = np.array([measure(template) for template in prints.templates])
    return Values(values, prints.finger, prints.finger)


def per_minutia(prints: Prints, measure: Callable[[Template], NDArray[np.floating]]) -> Values:
    """Measure any number of values per print."""
    return gather(prints.finger, (measure(template) for template in prints.templates))


def gather(finger: Integers, samples: Iterable[NDArray[np.floating]]) -> Values:
    """Join the samples of single prints."""
    made = [np.asarray(sample, np.float64) for sample in samples]
    of = np.repeat(finger, [len(sample) for sample in made])
    return Values(np.concatenate(made), of, of)


def density_per_mm2(template: Template) -> float:
    """Return minutiae per square millimetre of the foreground's convex outline."""
    area = outline_mm2(template)
    return template.minutia_count / area if area else 0.0


def clear_density_per_mm2(template: Template) -> float:
    """Return clear minutiae per square millimetre of the foreground's convex outline."""
    area = outline_mm2(template)
    return float((template.minutia_quality >= CLEAR).sum()) / area if area else 0.0


def spacing_px(template: Template) -> Floats:
    """Return each minutia's distance to the nearest other minutia."""
    if template.minutia_count < 2:
        return np.empty(0)
    apart = apart_px(template)
    np.fill_diagonal(apart, np.inf)
    return np.asarray(apart.min(1))


def direction_to_neighbours_deg(template: Template) -> Floats:
    """Return each minutia's direction against the flow of its neighbours, 0 to 90 degrees.

    The flow is the mean of doubled angles, weighted by a Gaussian of the distance. It needs no
    image, so that both levels can be measured.
    """
    if template.minutia_count < 4:
        return np.empty(0)
    weight = np.exp(-0.5 * (apart_px(template) / _NEIGHBOURHOOD_PX) ** 2)
    np.fill_diagonal(weight, 0.0)
    doubled = np.exp(2j * template.direction_rad.astype(np.float64))
    difference = np.angle(doubled * np.conj(weight @ doubled)) / 2
    return np.asarray(np.abs(np.degrees(difference)))


def cylinders_of(prints: Prints) -> list[Cylinders]:
    """Prepare all prints for comparison."""
    return [prepare(template) for template in prints.templates]


def vectors_of(prints: Prints) -> NDArray[np.float32]:
    """Compute the vectors of all prints."""
    return np.stack([vector(template) for template in prints.templates])


def mated_pairs(prints: Prints) -> Pairs:
    """List all pairs of impressions of one finger."""
    row, column = np.triu_indices(len(prints.finger), 1)
    mated = prints.finger[row] == prints.finger[column]
    return row[mated], column[mated]


def nonmated_pairs(prints: Prints) -> Pairs:
    """List pairs of different fingers: a limited number for each print, evenly spread."""
    rows, columns = [], []
    for row in range(len(prints.finger)):
        others = np.flatnonzero(prints.finger > prints.finger[row])
        step = max(1, math.ceil(len(others) / _NONMATED_PER_PRINT))
        chosen = others[row % step :: step]
        rows.append(np.full(len(chosen), row))
        columns.append(chosen)
    return np.concatenate(rows).astype(np.int64), np.concatenate(columns).astype(np.int64)


def score_pairs(prints: Prints, cylinders: list[Cylinders], pairs: Pairs) -> Values:
    """Compare pairs of prints, ordered by their first print."""
    row, column = pairs
    scores, packed = np.empty(len(row)), pack(cylinders)
    for probe in np.unique(row):
        mine = np.flatnonzero(row == probe)
        scores[mine] = score_packed(cylinders[probe], packed, column[mine])
    return Values(scores, prints.finger[row], prints.finger[column])


def cosine_pairs(prints: Prints, vectors: NDArray[np.float32], pairs: Pairs) -> Values:
    """Compute the cosines of pairs of prints."""
    row, column = pairs
    cosines = (vectors[row].astype(np.float64) * vectors[column]).sum(1)
    return Values(cosines, prints.finger[row], prints.finger[column])


def apart_px(template: Template) -> Floats:
    """Return the distances between all minutiae."""
    x, y = template.x_px.astype(np.float64), template.y_px.astype(np.float64)
    return np.hypot(x[:, None] - x, y[:, None] - y)
