from dataclasses import replace

import numpy as np
import pytest

from matcher.calibration import (
    BAND_COUNT,
    COUNT_EDGES,
    SPREAD_EDGES_PX,
    Array,
    Tables,
    bands,
    llr_many,
)
from training.calibration.pairs import Block
from training.calibration.ratios import (
    RatioParameters,
    ScoreCounts,
    count_scores,
    grid,
    rarities,
    rarity,
    ratios,
    rising,
)

PARAMETERS = RatioParameters(least_strangers=1_000)
SIZES = COUNT_EDGES[::3]
"""Cylinder counts of several bands."""
SPREADS_PX = (30.0, 50.0, 100.0)


def block(seed: int, people: int = 120) -> Block:
    """Draw people whose scores among strangers fall as the power of their band."""
    rng = np.random.default_rng(seed)
    size = rng.choice(SIZES, (people, 10))
    smaller = np.minimum(size[:, None], size[None])
    spread = rng.choice(SPREADS_PX, (people, 10))
    scale = 0.2 / smaller / np.minimum(spread[:, None], spread[None])
    stranger = scale * (rng.random(smaller.shape) ** (-1 / 3) - 1)
    stranger *= rng.random(smaller.shape) < 0.2
    same = np.eye(people, dtype=bool)
    score = np.where(same[..., None], rng.lognormal(1.0, 1.0, smaller.shape), stranger)
    return Block(score.astype(np.float32), size, size, spread, spread)


def tables(llr: Array) -> Tables:
    nothing = np.zeros((10, 1))
    return Tables(grid(PARAMETERS), llr, nothing, nothing, nothing[:, 0], nothing[:, 0],
                  nothing[:, 0])  # fmt: skip


def fit(counts: ScoreCounts) -> Array:
    return ratios(counts, rarities(counts.nonmated, PARAMETERS), PARAMETERS)


def test_a_rising_sequence_stays_and_a_falling_one_becomes_its_mean() -> None:
    up = np.array([-1.0, 0.0, 0.5, 4.0])
    assert rising(up).tolist() == up.tolist()
    assert rising(up[::-1]) == pytest.approx(np.full(4, up.mean()))
    assert rising(np.array([1.0, 3.0, 2.0, 5.0])) == pytest.approx([1.0, 2.5, 2.5, 5.0])


def test_rarity_is_the_share_of_strangers_counted_or_not() -> None:
    """Pareto scores: the tail is a straight line, which holds far beyond what was counted."""
    rng = np.random.default_rng(1)
    middles = grid(PARAMETERS)
    x = middles[0] + rng.exponential(1 / 3.5 / np.log(10), 400_000)
    cells = 1 + np.floor((x - middles[0]) / PARAMETERS.step).astype(int)
    counts = np.bincount(cells, minlength=len(middles)).astype(float)
    found, expected = rarity(counts, PARAMETERS), 3.5 * (middles - middles[0])
    assert found[1:100] == pytest.approx(expected[1:100], abs=0.05)
    assert found[-1] == pytest.approx(expected[-1], rel=0.12)
    assert (np.diff(found) >= 0).all()


def test_strangers_of_every_size_reach_a_ratio_equally_often() -> None:
    made = fit(count_scores([block(1), block(2), block(3)], PARAMETERS))
    held_back = block(4, 300)
    strange = ~held_back.mated
    band = bands(held_back.cylinder_count, held_back.spread_px)[strange]
    llr = llr_many(held_back.score[strange], band, tables(made))
    for share in (0.1, 0.01):
        level = np.quantile(llr, 1 - share)
        for one in np.unique(band):
            chosen = llr[band == one]
            spread = 4 * np.sqrt(share / len(chosen)) + 0.1 * share
            assert (chosen >= level).mean() == pytest.approx(share, abs=spread)


def test_ratios_rise_with_the_score_and_with_size() -> None:
    made = fit(count_scores([block(1), block(2)], PARAMETERS))
    assert made.shape == (BAND_COUNT, len(grid(PARAMETERS)))
    assert (np.diff(made, axis=1) >= 0).all()
    assert (made[:, 0] == made[0, 0]).all(), "score 0 says the same at every size"
    assert made[0, 0] * 100 == pytest.approx(round(made[0, 0] * 100))
    middle = int(np.searchsorted(grid(PARAMETERS), -2.0))
    small, middling, large = bands(np.array([8, 16, 38]), np.array([30.0, 50.0, 100.0]))
    assert made[small, middle] < made[middling, middle] < made[large, middle]


def test_fingers_that_could_not_be_compared_are_not_counted() -> None:
    whole = block(1, 30)
    none = replace(whole, probe_cylinder_count=0 * whole.probe_cylinder_count)
    counts = count_scores([none], PARAMETERS)
    assert counts.mated.sum() == counts.nonmated.sum() == 0
    assert count_scores([whole], PARAMETERS).mated.sum() == 300


def test_bands_with_few_strangers_are_put_together_from_the_largest_spread() -> None:
    columns = len(SPREAD_EDGES_PX) + 1
    counts = np.zeros((BAND_COUNT, len(grid(PARAMETERS))))
    few, enough = 0.6 * PARAMETERS.least_strangers, 1.2 * PARAMETERS.least_strangers
    counts[columns - 1, 0], counts[columns - 2, 300], counts[0, 500] = few, few, few
    counts[2 * columns - 1, 0], counts[columns, 400] = enough, enough
    made = rarities(counts, PARAMETERS).reshape(-1, columns, counts.shape[1])
    assert (made[0] == made[0, 0]).all(), "a rest joins the next larger spread"
    assert (made[1, :-1] == made[1, 0]).all()
    assert (made[1, -1] != made[1, 0]).any()
    assert (made[2:] == made[1]).all(), "a count without strangers is like the next smaller one"
