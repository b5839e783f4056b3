"""Which matches go on by themselves, and which wait for people."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gallery.types import Candidate, Identification, SearchReport
from interop.review.thresholds import (
    ReviewReason,
    Route,
    candidates_for_review,
    classify,
    limits_of,
    review_reason,
)
from matcher import calibration
from matcher.fusion import FingerComparison
from matcher.types import FINGERS

REFERENCE_COUNT = 1_000
REVIEW_DB, AUTOMATIC_DB = 60.0, 80.0


def candidate(
    score_db: float, rank: int = 1, *, extrapolated: bool = False, finger_count: int = 10
) -> Candidate:
    fingers = tuple(FingerComparison(one, 1.0, 5.0, 12) for one in FINGERS[:finger_count])
    name = f"IDENT-{rank}"
    return Candidate(rank, name, f"encounter-{rank}", score_db, True, extrapolated, fingers)


def search(*candidates: Candidate) -> Identification:
    report = SearchReport("ident", REFERENCE_COUNT, 1e-3, REVIEW_DB, "m", "i", "c")
    return Identification(candidates, report, 1)


def test_thresholds_are_those_of_the_two_rates() -> None:
    limits = limits_of(REFERENCE_COUNT)
    assert limits.review_db == pytest.approx(REVIEW_DB)
    assert limits.automatic_db == pytest.approx(AUTOMATIC_DB)
    assert limits_of(0) == limits_of(1), "an empty gallery has thresholds too"


@pytest.mark.parametrize(
    ("score_db", "route"),
    [
        (REVIEW_DB - 0.1, Route.NO_MATCH),
        (REVIEW_DB, Route.REVIEW),
        (AUTOMATIC_DB - 0.1, Route.REVIEW),
        (AUTOMATIC_DB, Route.AUTOMATIC),
    ],
)
def test_a_search_goes_the_way_of_its_score(score_db: float, route: Route) -> None:
    assert classify(search(candidate(score_db)), known_non_mate=False) is route


def test_a_search_without_candidates_is_no_match() -> None:
    assert classify(search(), known_non_mate=False) is Route.NO_MATCH


def test_the_best_candidate_decides_whatever_the_order() -> None:
    found = search(candidate(REVIEW_DB + 1, 2), candidate(AUTOMATIC_DB + 1, 1))
    assert classify(found, known_non_mate=False) is Route.AUTOMATIC


def test_a_known_non_mate_goes_to_people_however_high_it_scores() -> None:
    found = search(candidate(500.0))
    assert classify(found, known_non_mate=True) is Route.REVIEW
    assert review_reason(found, known_non_mate=True) is ReviewReason.KNOWN_NON_MATE
    assert classify(search(candidate(REVIEW_DB - 1)), known_non_mate=True) is Route.NO_MATCH


def test_what_is_extrapolated_beyond_a_tail_that_is_not_proved_goes_to_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    far = search(candidate(500.0, extrapolated=True, finger_count=2))
    prove(monkeypatch, lambda count: count != 2)
    assert classify(far, known_non_mate=False) is Route.REVIEW
    assert review_reason(far, known_non_mate=False) is ReviewReason.TAIL_NOT_PROVED
    prove(monkeypatch, lambda count: count == 2)
    assert classify(far, known_non_mate=False) is Route.AUTOMATIC


def test_what_was_counted_needs_no_proved_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    near = search(candidate(AUTOMATIC_DB, extrapolated=False))
    prove(monkeypatch, lambda _: False)
    assert classify(near, known_non_mate=False) is Route.AUTOMATIC


def prove(monkeypatch: pytest.MonkeyPatch, proved: Callable[[int], bool]) -> None:
    """Let the calibration prove the tails of these finger counts."""
    tables = replace(
        calibration.load_tables(), tail_proved=np.array([proved(count) for count in range(1, 11)])
    )
    monkeypatch.setattr(calibration, "load_tables", lambda: tables)


def test_people_see_all_that_reach_the_lower_threshold() -> None:
    found = search(candidate(90, 1), candidate(61, 2), candidate(59, 3))
    assert [one.rank for one in candidates_for_review(found)] == [1, 2]
