"""Exchangeability: samples of one population pass, nearer real ones do not."""

import numpy as np
import pytest

from benchmarks.realism import exchange
from benchmarks.realism.exchange import Pairs

FINGERS, IMPRESSIONS = 12, 4


def pairs(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Pairs:
    row, column = np.nonzero(~np.eye(FINGERS, dtype=bool))
    repeated = -(-len(values) // len(row))
    finger, other = np.tile(row, repeated)[: len(values)], np.tile(column, repeated)[: len(values)]
    return Pairs(values, finger, other, np.zeros(FINGERS, np.int64))


def test_ranks_worked_by_hand() -> None:
    references = np.array([1.0, 2.0, 3.0, 4.0])
    found = exchange.normalised_ranks(np.array([5.0, 2.5, 0.0]), references)
    assert found == pytest.approx([0.1, 0.5, 0.9])


def test_ties_are_spread_evenly() -> None:
    found = exchange.normalised_ranks(np.zeros(4_000), np.array([0.0, 0.0, 0.0, 1.0]))
    # One of four is above; the rest is as likely at every place behind it.
    # (1 + chance of 3 + a half) of 5.
    assert found.min() >= 0.3
    assert np.quantile(found, [0.25, 0.5, 0.75]) == pytest.approx([0.45, 0.6, 0.75], abs=0.03)


def test_one_population_is_exchangeable() -> None:
    rng = np.random.default_rng(3)
    ranks = exchange.normalised_ranks(rng.normal(size=6_000), rng.normal(size=3_000))
    found = exchange.judge("any", "made", pairs(ranks), 3_000)
    assert found.exchangeable
    assert not found.optimistic
    assert all(share.covered for share in found.shares)


def test_nearer_real_non_mates_make_figures_optimistic() -> None:
    rng = np.random.default_rng(3)
    ranks = exchange.normalised_ranks(rng.normal(0.8, 1, 6_000), rng.normal(size=3_000))
    found = exchange.judge("any", "made", pairs(ranks), 3_000)
    assert found.optimistic
    assert not found.exchangeable


def test_farther_real_non_mates_are_not_exchangeable_but_not_optimistic() -> None:
    rng = np.random.default_rng(3)
    ranks = exchange.normalised_ranks(rng.normal(-1.5, 1, 6_000), rng.normal(size=3_000))
    found = exchange.judge("any", "made", pairs(ranks), 3_000)
    assert not found.optimistic
    assert not found.exchangeable


def test_one_odd_finger_widens_the_interval() -> None:
    made = pairs(np.zeros(FINGERS * (FINGERS - 1)))
    # About as many pairs: all of one finger, or one of each.
    one = exchange.share(made, made.finger == 0, 1 / FINGERS)
    each = exchange.share(made, (made.finger + 1) % FINGERS == made.other, 1 / FINGERS)
    assert one.value == pytest.approx(1 / FINGERS)
    assert each.value == pytest.approx(1 / (FINGERS - 1))
    assert one.high - one.low > each.high - each.low


def test_vectors_rank_other_fingers_only() -> None:
    rng = np.random.default_rng(1)
    finger = np.repeat(np.arange(3), 2)
    vectors = rng.normal(size=(6, 8)).astype(np.float32)
    found = exchange.vector_ranks(finger, vectors, rng.normal(size=(50, 8)).astype(np.float32))
    assert len(found.values) == 6 * 4
    assert (found.finger != found.other).all()
    both = exchange.pool([found, found])
    assert both.stratum.tolist() == [0, 0, 0, 1, 1, 1]
    assert both.finger.max() == 5
