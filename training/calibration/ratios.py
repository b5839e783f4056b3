"""Likelihood ratios of one finger's score, through the score's rarity among strangers of its band.

Strangers' scores depend on the number of a pair's cylinders and on the area in which they lie. So
a score is first turned into its rarity r = -log10 of the share of strangers of the same band that
reach the score. This makes strangers of all bands alike. The ratio is then that of the densities
of r, mated over non-mated, over all bands. A sum of these ratios is as rare among large prints as
among small ones, unlike a sum of ratios of single bands (docs/decisions/0008).

Scores are counted on the grid of log10(score + offset), zeros separately: most strangers score
exactly 0. The tail of strangers' scores is an exponential in the logarithm of the score.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import (
    BAND_COUNT,
    SCORE_OFFSET,
    SPREAD_EDGES_PX,
    Array,
    bands,
)
from matcher.comparison import MIN_CYLINDERS
from training.calibration.pairs import Block

ZERO = float(np.log10(SCORE_OFFSET))
LN_10 = float(np.log(10))


@dataclass(frozen=True)
class RatioParameters:
    """Parameters of densities from counts; chosen on the pilot's fitting half."""

    step: float = 0.01
    end: float = 1.8
    """log10 of the score, 63, above which evidence no longer grows."""
    tail_share: float = 1e-4
    """Beyond this quantile of a band the survival of strangers is an exponential."""
    tail_counted: int = 100
    """The exponential begins earlier if only this number of strangers is left."""
    least_strangers: int = 30_000
    """Bands of fewer strangers are put together: 30,000 show a rarity of 1 in 300 within 10 %."""
    rarity_step: float = 0.1
    rarity_smoothing: float = 0.3
    """Standard deviation, in decades, of the smoothing of the mates' density of rarity."""
    exact_rarity: float = 2.0
    """Above this, strangers' density of rarity is 10^-r by construction, not by counting."""
    least_slope: float = 0.1
    """The least rise of a ratio with rarity, so that no two scores give the same ratio."""
    rounding: float = 0.01
    """The ratio of score 0 is a multiple of this, so that its sums fall on the steps of sums."""


@dataclass(frozen=True, eq=False)
class ScoreCounts:
    """The number of scores in each cell of the grid, by band."""

    mated: Array
    """(bands, 1 + cells): the first cell counts scores of exactly 0."""
    nonmated: Array


def grid(p: RatioParameters) -> Array:
    """Return score 0, then the middles of the cells."""
    return np.concatenate([[ZERO], np.arange(ZERO + p.step / 2, p.end, p.step)])


def count_scores(blocks: Iterable[Block], p: RatioParameters) -> ScoreCounts:
    """Count the scores of all compared fingers."""
    shape = BAND_COUNT, len(grid(p))
    mated, nonmated = np.zeros(shape), np.zeros(shape)
    for block in blocks:
        band, same = bands(block.cylinder_count, block.spread_px), block.mated
        there = block.cylinder_count >= MIN_CYLINDERS
        mated += _count(block.score[same], band[same], there[same], shape, p)
        nonmated += _count(block.score[~same], band[~same], there[~same], shape, p)
    return ScoreCounts(mated, nonmated)


def rarities(nonmated: Array, p: RatioParameters) -> Array:
    """Return (bands, grid) the rarity of each score among the strangers of its band.

    nonmated: (bands, grid) counts of strangers. Of equal cylinder counts, bands with too few
    strangers are put together, from the largest spread to the smallest. A count without strangers
    is judged like the next smaller one that has some.
    """
    by_count = nonmated.reshape(-1, len(SPREAD_EDGES_PX) + 1, nonmated.shape[1])
    met = np.flatnonzero(by_count.any((1, 2)))
    judged = {int(k): _rarities_of_count(by_count[k], p) for k in met}
    like = met[(np.searchsorted(met, np.arange(len(by_count)), side="right") - 1).clip(0)]
    return np.stack([one for k in like.tolist() for one in judged[k]])


def _rarities_of_count(nonmated: Array, p: RatioParameters) -> list[Array]:
    """Return the rarities of the bands of one cylinder count, by rising spread."""
    groups: list[list[int]] = [[]]
    for column in reversed(range(len(nonmated))):
        groups[-1].append(column)
        if nonmated[groups[-1]].sum() >= p.least_strangers:
            groups.append([])
    last = groups.pop()
    if groups:
        groups[-1] += last
    else:
        groups = [last]
    found = {column: rarity(nonmated[group].sum(0), p) for group in groups for column in group}
    return [found[column] for column in range(len(nonmated))]


def ratios(counts: ScoreCounts, rare: Array, p: RatioParameters) -> Array:
    """Return (bands, grid) log10 likelihood ratios that never fall with the score.

    counts: of whole prints. rare: their `rarities`.
    """
    knots, values = _ratio_of_rarity(counts, rare, p)
    return np.asarray(np.interp(rare, knots, values))


def rarity(counts: Array, p: RatioParameters) -> Array:
    """Return (1 + cells,) -log10 of the share of strangers that reach the middle of a cell."""
    total = max(counts.sum(), 1.0)
    edge = np.append(np.cumsum(counts[::-1])[::-1], 0.0)
    middle = (edge[:-1] + edge[1:]) / 2
    middle[0] = total
    limit = max(p.tail_share * total, p.tail_counted)
    start = max(int(np.argmax(edge <= limit)), 1)
    result = -np.log10(np.maximum(middle, 0.5) / total)
    beyond = np.arange(len(counts) - start)
    # Excess over the edge where the tail starts; cells count at their middles.
    mean = max(((beyond + 0.5) * counts[start:]).sum() / max(edge[start], 1.0), 0.5)
    result[start:] = -np.log10(max(edge[start], 0.5) / total) + (beyond + 0.5) / (mean * LN_10)
    return np.maximum.accumulate(result)


def _ratio_of_rarity(counts: ScoreCounts, rare: Array, p: RatioParameters) -> tuple[Array, Array]:
    """Return the ratio of score 0, then the ratios at the middles of steps of rarity."""
    edges = np.arange(0.0, rare.max() + 2 * p.rarity_step, p.rarity_step)
    mated = np.histogram(rare[:, 1:], edges, weights=counts.mated[:, 1:])[0]
    nonmated = np.histogram(rare[:, 1:], edges, weights=counts.nonmated[:, 1:])[0]
    mated = _smooth(mated, p.rarity_smoothing / p.rarity_step)
    nonmated = nonmated / counts.nonmated.sum()
    exact = edges[:-1] >= p.exact_rarity - 1e-9
    nonmated[exact] = (10 ** -edges[:-1] - 10 ** -edges[1:])[exact]
    met = nonmated > 0
    mated = (mated + 0.5) / (counts.mated.sum() + 0.5 * len(mated))
    zero = np.log10(counts.mated[:, 0].sum() + 0.5) - np.log10(counts.mated.sum())
    zero -= np.log10(counts.nonmated[:, 0].sum() / counts.nonmated.sum())
    values = np.append(zero, np.log10(mated[met] / nonmated[met]))
    knots = np.append(0.0, ((edges[:-1] + edges[1:]) / 2)[met])
    values = rising(values - p.least_slope * knots) + p.least_slope * knots
    # Small prints score above 0 more often than others. What is as frequent as a score above 0
    # among all prints says no more than 0, so that small prints do not add up to rarer sums.
    values[knots < -np.log10(1 - counts.nonmated[:, 0].sum() / counts.nonmated.sum())] = values[0]
    values[0] = np.round(values[0] / p.rounding) * p.rounding
    return knots, values


def rising(values: Array) -> Array:
    """Return the nearest sequence, in least squares, that never falls."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while pools and pools[-1][0] >= mean:
            before, count = pools.pop()
            mean, size = (mean * size + before * count) / (size + count), size + count
        pools.append((mean, size))
    return np.concatenate([np.full(size, mean) for mean, size in pools])


def _count(
    score: NDArray[np.float32],
    band: NDArray[np.int64],
    there: NDArray[np.bool_],
    shape: tuple[int, int],
    p: RatioParameters,
) -> Array:
    x = np.log10(score[there].astype(np.float64) + SCORE_OFFSET)
    cell = 1 + ((x - ZERO) / p.step).astype(np.int64).clip(0, shape[1] - 2)
    cell[score[there] == 0] = 0
    flat = band[there] * shape[1] + cell
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _smooth(counts: Array, sigma: float) -> Array:
    reach = round(4 * sigma)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    padded = np.pad(counts, reach, mode="reflect")
    return np.asarray(np.convolve(padded, kernel / kernel.sum(), "valid"))
