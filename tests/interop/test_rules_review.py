"""Rule R8, and where this programme departs from it (docs/decisions/0012-review.md)."""

import pytest

from interop.review.thresholds import Route, classify
from tests.interop.review.test_thresholds import AUTOMATIC_DB, REVIEW_DB, candidate, search


def test_r8_a_certain_match_is_sent_on_automatically() -> None:
    """R8: "information is automatically sent to ICE's Law Enforcement Support Center"."""
    assert classify(search(candidate(AUTOMATIC_DB)), known_non_mate=False) is Route.AUTOMATIC


@pytest.mark.parametrize("score_db", [REVIEW_DB, AUTOMATIC_DB - 0.1])
def test_r8_departed_from_where_a_match_is_less_than_certain(score_db: float) -> None:
    """No human step in R8; here two people come before the LESC where chance could do it."""
    assert classify(search(candidate(score_db)), known_non_mate=False) is Route.REVIEW
