"""Error rates: cases worked by hand, and what must hold whatever the scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.data import metrics
from benchmarks.data.metrics import Curve, ScoredPairs

scores = st.lists(st.integers(-1, 12), min_size=1, max_size=30)


def curve(mated: list[float], nonmated: list[float]) -> Curve:
    return ScoredPairs(np.array(mated, np.float64), np.array(nonmated, np.float64)).curve()


def test_separated_scores_have_no_error() -> None:
    perfect = curve([5, 6, 7], [1, 2, 3, 4])
    assert metrics.equal_error_rate(perfect) == 0
    assert metrics.fnmr_at(perfect, 0.0) == 0


def test_reversed_scores_are_all_wrong() -> None:
    # Any cut with equal counts refuses every mated pair or accepts every non-mated one.
    assert metrics.equal_error_rate(curve([1, 2], [3, 4])) == 1
    assert metrics.fnmr_at(curve([1, 2], [3, 4]), 0.0) == 1


def test_equal_error_rate_worked_by_hand() -> None:
    # Cut at 2: accepted non-mated 3 of 4 are {3} -> FMR 1/4; missed mated {2} -> FNMR 1/4.
    assert metrics.equal_error_rate(curve([2, 4, 5, 6], [0, 1, 2, 3])) == 0.25


def test_equal_error_rate_is_the_mean_where_the_rates_do_not_meet() -> None:
    # Cuts: accept all (1, 0); 1: (1/2, 0); 2: (1/2, 1/3); 3: (0, 1/3).
    # Differences 1, 1/2, 1/6, 1/3, so at 2: (1/2 + 1/3) / 2.
    assert metrics.equal_error_rate(curve([2, 4, 5], [1, 3])) == pytest.approx(5 / 12)


def test_equal_differences_give_the_larger_error() -> None:
    # Cuts: accept all (1, 0); 1: (1/2, 0); 2: (1/2, 1); 3: (0, 1).
    # At 1 and 2 the difference is 1/2: their means are 1/4 and 3/4.
    assert metrics.equal_error_rate(curve([2], [1, 3])) == 0.75


def test_tied_scores_are_accepted_or_refused_together() -> None:
    assert metrics.equal_error_rate(curve([2], [2])) == 0.5
    # A cut at 1 (1/4, 1/4) is better than either side of the tie at 2.
    assert metrics.equal_error_rate(curve([1, 2, 2, 2], [2, 0, 0, 0])) == 0.25


def test_a_tie_between_mated_and_non_mated_counts_as_missed() -> None:
    tied = curve([5, 7], [5, 1])
    assert metrics.missed_at(tied, 0.0) == 1
    assert metrics.missed_at(tied, 0.5) == 0


@pytest.mark.parametrize(("limit", "missed"), [(0.0, 3), (0.1, 2), (0.19, 2), (0.2, 1), (0.3, 0)])
def test_fnmr_at_a_limit_uses_the_lowest_cut_within_it(limit: float, missed: int) -> None:
    nonmated = [0.0] * 7 + [2.5, 4.5, 6.5]
    assert metrics.missed_at(curve([2, 4, 6, 8], nonmated), limit) == missed


def test_a_limit_that_is_a_whole_count_is_within() -> None:
    # 3 of 3,000 is a rate of exactly 1e-3.
    nonmated = [0.0] * 2_997 + [9.0, 9.0, 9.0]
    assert metrics.missed_at(curve([5.0], nonmated), 1e-3) == 0


def test_failed_extractions_are_missed_before_all_others() -> None:
    # A pair that compares as nothing at all (0) is still above one that could not be compared.
    failed, nothing = -1.0, 0.0
    with_failure = curve([failed, nothing, 9.0], [nothing, nothing])
    assert metrics.missed_at(with_failure, 0.0) == 2
    assert metrics.missed_at(with_failure, 1.0) == 0


@given(scores, scores)
def test_rates_are_rates_and_fall_against_each_other(mated: list[int], nonmated: list[int]) -> None:
    whole = curve([*mated], [*nonmated])
    assert (np.diff(whole.fmr) <= 0).all()
    assert (np.diff(whole.fnmr) >= 0).all()
    assert (whole.fmr[0], whole.fnmr[0], whole.fmr[-1], whole.fnmr[-1]) == (1, 0, 0, 1)
    assert 0 <= metrics.equal_error_rate(whole) <= 1


@given(scores, scores)
def test_equal_error_rate_is_symmetric(mated: list[int], nonmated: list[int]) -> None:
    swapped = curve([-s for s in nonmated], [-s for s in mated])
    assert metrics.equal_error_rate(curve([*mated], [*nonmated])) == pytest.approx(
        metrics.equal_error_rate(swapped)
    )


@given(scores, scores)
def test_any_rising_map_of_scores_changes_nothing(mated: list[int], nonmated: list[int]) -> None:
    plain = curve([*mated], [*nonmated])
    mapped = curve([np.exp(s / 3) for s in mated], [np.exp(s / 3) for s in nonmated])
    assert metrics.equal_error_rate(plain) == metrics.equal_error_rate(mapped)
    assert metrics.fnmr_at(plain, 0.1) == metrics.fnmr_at(mapped, 0.1)


@given(scores, scores, st.floats(0, 1), st.floats(0, 1))
def test_a_looser_limit_misses_no_more(
    mated: list[int], nonmated: list[int], one: float, other: float
) -> None:
    whole = curve([*mated], [*nonmated])
    strict, loose = sorted((one, other))
    assert metrics.fnmr_at(whole, loose) <= metrics.fnmr_at(whole, strict)


@given(scores, scores, st.integers(0, 12))
def test_decisions_agree_with_counting_pair_by_pair(
    mated: list[int], nonmated: list[int], cut: int
) -> None:
    whole = curve([*mated], [*nonmated])
    at = np.searchsorted(whole.cut, cut, side="right") - 1
    assert whole.false_matches[at] == sum(s > cut for s in nonmated)
    assert whole.missed[at] == sum(s <= cut for s in mated)


@given(scores, scores)
def test_weights_repeat_pairs(mated: list[int], nonmated: list[int]) -> None:
    pairs = ScoredPairs(np.array(mated, float), np.array(nonmated, float))
    weights = np.arange(len(mated)) % 3 + 1, np.arange(len(nonmated)) % 2 + 1
    repeated = curve(
        [s for s, n in zip(mated, weights[0], strict=True) for _ in range(n)],
        [s for s, n in zip(nonmated, weights[1], strict=True) for _ in range(n)],
    )
    weighted = pairs.curve(*weights)
    assert metrics.equal_error_rate(weighted) == metrics.equal_error_rate(repeated)
    assert metrics.missed_at(weighted, 0.25) == metrics.missed_at(repeated, 0.25)


def test_ranks_worked_by_hand() -> None:
    found = np.array([[9.0, 1.0, 2.0], [5.0, 5.0, 1.0], [3.0, 2.0, 1.0]])
    assert metrics.ranks(found, np.array([0, 1, 2])).tolist() == [1, 2, 3]


def test_a_tie_ranks_the_mate_last() -> None:
    assert metrics.ranks(np.zeros((1, 5)), np.array([2])).tolist() == [5]


def test_what_could_not_be_searched_ranks_behind_the_gallery() -> None:
    rank = metrics.ranks(np.array([[1.0, 0.0]]), np.array([0]), np.array([False]))
    assert rank.tolist() == [3]
    assert metrics.hit_rate(rank, 2) == 0


def test_hit_rate_weighs_probes() -> None:
    assert metrics.hit_rate(np.array([1, 5]), 1, np.array([3, 1])) == 0.75


def test_draws_keep_strata_and_have_two_fingers_of_each() -> None:
    stratum = np.array([0, 0, 1, 1, 1])
    weight = metrics.draw_fingers(stratum, draws=300, seed=4)
    assert (weight[:, :2].sum(1) == 2).all()
    assert (weight[:, 2:].sum(1) == 3).all()
    assert ((weight[:, :2] > 0).sum(1) == 2).all()
    assert ((weight[:, 2:] > 0).sum(1) >= 2).all()
    assert (weight == metrics.draw_fingers(stratum, draws=300, seed=4)).all()


def test_intervals_are_percentiles_of_the_draws() -> None:
    weights = np.arange(1, 1_001)[:, None]
    found = metrics.intervals(lambda weight: {"itself": float(weight[0])}, weights)
    assert found["itself"] == pytest.approx((25.975, 975.025))


def test_error_versus_discard_worked_by_hand() -> None:
    # Samples rated 10, 20, 20, 30; the missed pair is that of the worst sample.
    discarded, fnmr = metrics.error_versus_discard(
        np.array([True, False, False, False]),
        np.array([10, 20, 20, 30]),
        np.array([10, 20, 20, 30, 40]),
    )
    assert discarded.tolist() == pytest.approx([0, 0.2, 0.6])
    assert fnmr.tolist() == [0.25, 0, 0]


def test_equal_quality_is_discarded_together() -> None:
    discarded, fnmr = metrics.error_versus_discard(
        np.array([True, False]), np.array([50, 50]), np.array([50, 50, 50, 60])
    )
    assert (discarded.tolist(), fnmr.tolist()) == ([0], [0.5])


@given(scores, scores, st.integers(1, 1_000))
def test_a_det_curve_is_read_where_its_limit_is(
    mated: list[int], nonmated: list[int], per_mille: int
) -> None:
    found = curve([float(s) for s in mated], [float(s) for s in nonmated])
    limit = per_mille / 1_000
    read = metrics.fnmr_by_fmr(found, np.array([limit]))[0]
    assert read == pytest.approx(metrics.fnmr_at(found, limit))
    cut = metrics.cut_at(found, limit)
    assert sum(score > cut for score in nonmated) <= limit * len(nonmated) + 1e-9
