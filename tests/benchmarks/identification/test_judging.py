"""Figures of identification: cases worked by hand, and what must hold whatever was found."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.identification import judging, raw
from benchmarks.identification.raw import Searches
from benchmarks.identification.searching import Best, Found
from matcher.calibration import threshold_db

FOUND = Found(
    10, 1, 1, 5.0, 1.0, Best(0, 200.0, 90.0, 10, True), Best(3, 12.0, 2.0, 10), 0.1, 0.5, 4.0
)


def searches(mates_db: list[float], strangers_db: list[float], **columns: object) -> Searches:
    """Mated searches of these decibels, then non-mated ones whose best stranger has those."""
    mated = [replace(FOUND, mate=replace(FOUND.mate, db=db)) for db in mates_db]
    alone = replace(FOUND, mate_rank=0, mate_rescored_rank=0, mate=Best())
    nobody = [replace(alone, other=replace(FOUND.other, db=db)) for db in strangers_db]
    count = len(mated) + len(nobody)
    made = raw.table(
        np.arange(count),
        np.arange(count) < len(mated),
        [*mated, *nobody],
    )
    return replace(made, **{name: np.array(column) for name, column in columns.items()})


def test_no_searches_give_no_rates_and_the_widest_intervals() -> None:
    figures = judging.figures(raw.concatenate([]), 1_000)
    assert (figures["mated_searches"], figures["nonmated_searches"]) == (0, 0)
    assert (figures["fnir_low"], figures["fnir_high"]) == (0.0, 1.0)
    assert (figures["fpir_low"], figures["fpir_high"]) == (0.0, 1.0)
    assert figures["stage_cpu_ms"] == {"shortlist": 0.0, "rescoring": 0.0, "comparison": 0.0}


def test_a_search_that_compared_no_stranger_counts_as_0_decibels() -> None:
    nobody = searches([70.0], [], other_db=[-np.inf])
    somebody = searches([70.0], [], other_db=[8.0])
    loss = judging.cascade_loss(nobody, somebody, 1_000)
    assert loss["best_stranger_db_higher_without_mean"] == 8.0
    assert judging.cascade_loss(nobody, nobody, 1_000)["best_stranger_db_higher_without_mean"] == 0


def test_a_mate_below_the_threshold_or_not_compared_is_missed() -> None:
    some = searches([60.0, 49.9, -np.inf], [])
    assert judging.misses(some, 50.0) == 2
    assert judging.misses(some, 60.0) == 2, "at the threshold is above it"


def test_a_search_is_one_false_positive_however_many_candidates() -> None:
    assert judging.false_positives(searches([80.0], [49.0, 50.0, 75.0]), 50.0) == 2


def test_figures_are_at_the_threshold_of_references_and_target() -> None:
    cut = threshold_db(100, 1e-3)
    figures = judging.figures(searches([cut, cut - 1, 99.0, 99.0], [cut + 1, 3.0, 4.0]), 100)
    assert figures["threshold_db"] == cut == 50.0
    assert (figures["misses"], figures["fnir"]) == (1, 0.25)
    assert (figures["false_positives"], figures["fpir"]) == (1, pytest.approx(1 / 3))
    assert figures["fpir_over_target"] == pytest.approx(1 / 3 / 1e-3)
    assert (figures["mated_searches"], figures["nonmated_searches"]) == (4, 3)


def test_keys_that_others_read_are_there() -> None:
    figures = judging.figures(searches([80.0], [10.0]), 100)
    assert figures.keys() >= {
        "mated_searches", "misses", "fnir", "fnir_low", "fnir_high", "nonmated_searches",
        "false_positives", "fpir", "fpir_low", "fpir_high", "failures_to_extract",
        "threshold_db", "target_fpir",
    }  # fmt: skip


def test_shortlist_counts_mates_within_each_depth() -> None:
    some = searches([90.0] * 4, [1.0], mate_rank=[1, 2, 11, 1001, 0])
    hits = judging.shortlist(some)
    assert {depth: hit["count"] for depth, hit in hits.items()} == {
        "1": 1, "2": 2, "10": 2, "100": 3, "1000": 3,
    }  # fmt: skip


def test_first_is_who_is_ahead_by_decibels_and_then_by_llr() -> None:
    ahead = searches([300.0, 300.0, 11.0], [], other_db=[300.0, 300.0, 12.0],
                     mate_llr=[9.0, 9.0, 9.0], other_llr=[8.0, 9.0, 8.0])  # fmt: skip
    assert judging.figures(ahead, 10)["rank1"] == judging.shortlist(searches([9.0] * 3, [],
        mate_rank=[1, 2, 3]))["1"]  # fmt: skip


def test_a_search_without_fingers_failed_to_extract() -> None:
    some = searches([0.0, 90.0], [0.0], probe_finger_count=[0, 10, 0])
    assert judging.figures(some, 10)["failures_to_extract"] == 2


@given(
    st.lists(st.integers(-5, 99), min_size=1, max_size=30),
    st.lists(st.integers(-5, 99), min_size=1, max_size=30),
)
def test_det_trades_one_error_for_the_other(mates: list[int], strangers: list[int]) -> None:
    curve = judging.det(searches([*map(float, mates)], [*map(float, strangers)]))
    fpir, fnir = ([point[name] for point in curve] for name in ("fpir", "fnir"))
    assert fpir == sorted(fpir)
    assert fnir == sorted(fnir, reverse=True)
    assert fpir[-1] == 1.0


def test_what_the_cascade_loses_is_counted() -> None:
    # One mate is not compared with the cascade, and the best stranger of it scores 5 dB more.
    mates = [90.0, -np.inf], [90.0, 70.0]
    with_cascade = searches(mates[0], [], other_db=[10.0, 10.0])
    without = searches(mates[1], [], other_db=[10.0, 15.0])
    lost = judging.cascade_loss(with_cascade, without, 100)
    assert (lost["misses"], lost["misses_without"]) == (1, 0)
    assert lost["mates_not_compared_fully"] == 1
    assert lost["best_stranger_db_higher_without_mean"] == pytest.approx(2.5)


def test_raw_results_are_read_as_they_were_written() -> None:
    some = searches([90.0, 12.0], [3.0])
    again = raw.from_bytes(raw.to_bytes(some.columns()))
    for name, column in some.columns().items():
        assert np.array_equal(column, again.columns()[name]), name
        assert column.dtype == again.columns()[name].dtype, name
