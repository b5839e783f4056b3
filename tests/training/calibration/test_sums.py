import numpy as np
import pytest

from matcher.calibration import Array, Tables, score_db_many
from training.calibration import sums as calibration_sums
from training.calibration.proof import design_effect, share
from training.calibration.sums import SumCounts, TailParameters, count_sets, count_sums, finger_sets

RATE = 1.6
"""Of the exponential sums below; 10 / ln 10 * RATE dB a unit."""


def sums(seed: int, count: int) -> Array:
    """Draw ten fingers' ratios whose totals, and single values, have exponential tails."""
    rng = np.random.default_rng(seed)
    return rng.exponential(1 / RATE, (count, 10)) - 3.0


def made(counts: SumCounts) -> Tables:
    knots, decibels, slopes = calibration_sums.decibels(counts, TailParameters())
    none = np.zeros((10, 1))
    return Tables(none[:, 0], none, knots, decibels, slopes, none[:, 0], none[:, 0])


@pytest.mark.parametrize("finger_count", range(1, 11))
def test_sets_of_fingers_share_none(finger_count: int) -> None:
    drawn = list(finger_sets(finger_count, seed=5))
    assert len(drawn) == 10 // finger_count
    together = np.concatenate(drawn)
    assert len(set(together.tolist())) == len(together) == finger_count * len(drawn)


def test_sums_are_counted_where_all_fingers_were_compared() -> None:
    llr = sums(1, 100)
    llr[:20, 3] = np.nan
    counts = count_sums(llr, seed=0)
    assert counts.pairs[0] == 980
    assert counts.pairs[9] == 80
    one_set = count_sets(llr, [np.array([3, 4])])
    assert one_set.pairs.tolist() == [0, 80, *[0] * 8]
    assert (counts + one_set).pairs[1] == counts.pairs[1] + 80


@pytest.mark.parametrize("finger_count", [1, 2, 4, 10])
def test_decibels_are_the_share_of_strangers_to_come(finger_count: int) -> None:
    tables = made(count_sums(sums(1, 100_000), seed=0))
    rows = [count_sums(sums(seed, 20_000), seed=seed) for seed in range(2, 12)]
    for level in (10, 20, 30, 40):
        one = share(rows, tables, finger_count, level)
        # The tables of ten fingers come from a tenth of the sums: they are coarser.
        assert one.low * 0.8 <= one.asked <= one.high * 1.2, level


def test_the_tail_goes_on_as_it_was_fitted() -> None:
    tables = made(count_sums(sums(1, 400_000), seed=0))
    level = 70.0
    exact = level / 10 * np.log(10) / RATE - 3.0
    found = score_db_many(np.array([exact]), np.array([1]), tables)[0][0]
    assert found == pytest.approx(level, abs=2.0)


def test_a_tail_is_never_steeper_than_chance_allows() -> None:
    bounded = np.random.default_rng(1).random((200_000, 10))
    tables = made(count_sums(bounded, seed=0))
    assert (tables.tail_slope == 10).all()


def test_people_who_are_alike_count_for_less() -> None:
    rng = np.random.default_rng(2)
    pairs = np.full(200, 1_000.0)
    independent = rng.binomial(1_000, 0.1, 200).astype(np.float64)
    clumped = rng.binomial(1_000, rng.beta(10, 90, 200)).astype(np.float64)
    assert design_effect(independent, pairs) == pytest.approx(1.0, abs=0.25)
    assert design_effect(clumped, pairs) > 4
    assert design_effect(np.zeros(3), np.full(3, 10)) == 1


def test_what_tables_were_made_from_widens_the_interval() -> None:
    fitted = count_sums(sums(1, 20_000), seed=0)
    tables, rows = made(fitted), [count_sums(sums(seed, 20_000), seed=0) for seed in (2, 3, 4)]
    for level in (20, 50):
        alone, together = (share(rows, tables, 2, level, f) for f in (None, fitted))
        assert together.low <= alone.low
        assert together.high >= alone.high
