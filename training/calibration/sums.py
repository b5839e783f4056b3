"""Sums of likelihood ratios over the fingers of strangers: counts, decibels, tails.

Each pair of people gives as many sums of k fingers as ten fingers have disjoint sets of k. The sets
are drawn again for each block. A set with a finger that could not be compared gives no sum.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import MAX_FINGERS, Array, Tables, bands, llr_many
from matcher.comparison import MIN_CYLINDERS
from training.calibration.pairs import Block

STEP = 0.005
"""Step of summed llr. A cell holds the sums nearest to a multiple of the step."""
LOWEST, HIGHEST = -50.0, 50.0
CELLS = round((HIGHEST - LOWEST) / STEP) + 1


@dataclass(frozen=True)
class TailParameters:
    """The ranges of counted rates and of the fitted tail; chosen on the pilot's fitting half."""

    counted: int = 400
    """Rates are counted down to this number of sums (5 %), where the tail begins."""
    first_fmr: float = 3e-4
    """The tail's slope is fitted from this rate on."""
    last_fmr: float = 1e-5
    """The tail's slope is fitted down to this rate; counts beyond are not used."""
    steepest_db: float = 10.0
    """dB per unit of summed llr. Chance reaches a likelihood ratio of 10^t at most once in 10^t, so
    calibrated sums fall by 10 dB a unit if mates are equally dense. A steeper fit is not trusted
    beyond the counted range."""
    knot_count: int = 201
    """A quarter of a decibel apart."""


@dataclass(frozen=True, eq=False)
class SumCounts:
    """The number of sums of one to ten fingers in each cell."""

    counts: NDArray[np.int32]
    """(10, CELLS)"""

    @property
    def pairs(self) -> NDArray[np.int64]:
        """(10,) the number of sums."""
        return np.asarray(self.counts.sum(1, dtype=np.int64))

    def __add__(self, other: "SumCounts") -> "SumCounts":
        """Add two counts."""
        return SumCounts(self.counts + other.counts)


def finger_llr(block: Block, tables: Tables) -> Array:
    """Return (p, r, 10) log10 likelihood ratios, NaN for fingers that could not be compared."""
    smaller = block.cylinder_count
    llr = llr_many(block.score, bands(smaller, block.spread_px), tables)
    llr[smaller < MIN_CYLINDERS] = np.nan
    return llr


def count_sums(llr: Array, seed: int) -> SumCounts:
    """Count the sums of strangers over random sets of fingers. llr: (pairs, 10)."""
    every = range(1, MAX_FINGERS + 1)
    return count_sets(llr, [columns for k in every for columns in finger_sets(k, seed)])


def count_sets(llr: Array, sets: Sequence[NDArray[np.int64]]) -> SumCounts:
    """Count the sums of strangers over each set of fingers. llr: (pairs, 10)."""
    counts = np.zeros((MAX_FINGERS, CELLS), np.int32)
    for columns in sets:
        total = llr[:, columns].sum(1)
        cell = np.rint((total[~np.isnan(total)] - LOWEST) / STEP).clip(0, CELLS - 1)
        counts[len(columns) - 1] += np.bincount(cell.astype(np.int64), minlength=CELLS)
    return SumCounts(counts)


def finger_sets(finger_count: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Draw as many disjoint sets of `finger_count` as ten fingers give."""
    order = np.random.default_rng([seed, finger_count]).permutation(MAX_FINGERS)
    for k in range(MAX_FINGERS // finger_count):
        yield order[k * finger_count : (k + 1) * finger_count]


def decibels(counts: SumCounts, p: TailParameters) -> tuple[Array, Array, Array]:
    """Return knots (10, s), their decibels (10, s) and the slope beyond (10,)."""
    rows = [_knots(counts, k, p) for k in range(1, MAX_FINGERS + 1)]
    slopes = np.array([tail_slope(counts, k, p) for k in range(1, MAX_FINGERS + 1)])
    return np.stack([row[0] for row in rows]), np.stack([row[1] for row in rows]), slopes


def tail_slope(counts: SumCounts, finger_count: int, p: TailParameters) -> float:
    """Fit an exponential between two rates, in dB per unit of summed llr.

    By maximum likelihood; of sums beyond the second rate only the number is used.
    """
    beyond = np.cumsum(counts.counts[finger_count - 1, ::-1])[::-1]
    total = beyond[0]
    first = int(np.argmax(beyond <= p.first_fmr * total))
    last = max(int(np.argmax(beyond <= p.last_fmr * total)), first + 1)
    inside = counts.counts[finger_count - 1, first:last]
    # Cells hold the sums nearest to them: the middle of a cell lies half a step past its edge.
    excess = (inside * (np.arange(len(inside)) + 0.5)).sum() + beyond[last] * len(inside)
    if not excess:
        return p.steepest_db
    return float(min(p.steepest_db, 10 / np.log(10) * inside.sum() / (excess * STEP)))


def _knots(counts: SumCounts, finger_count: int, p: TailParameters) -> tuple[Array, Array]:
    """Return sums at even steps of rarity, and their exact rarity."""
    beyond = np.cumsum(counts.counts[finger_count - 1, ::-1])[::-1]
    total = beyond[0]
    last_db = -10 * np.log10(min(1.0, max(p.last_fmr, p.counted / total)))
    grid_db = np.linspace(0, last_db, p.knot_count)
    # The last cell that this number of sums still reaches.
    cell = np.searchsorted(-beyond, -total * 10 ** (-grid_db / 10), side="right") - 1
    knots = LOWEST + cell * STEP
    exact = -10 * np.log10(beyond[cell] / total)
    # Knots must rise strictly, for interpolation.
    return knots + np.arange(len(knots)) * 1e-9, np.maximum.accumulate(exact)
