"""Examiners who step aside, and items that a supervisor takes away."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from database.connection import Database
from database.paging import FIRST_PAGE
from interop.audit.types import Action
from interop.review import store as review_store
from interop.review.eligibility import LEASE
from interop.review.errors import (
    ReviewBarredError,
    ReviewDecidedError,
    ReviewEndedError,
    ReviewItemNotFoundError,
    ReviewNotAssignedError,
    ReviewSteppedAsideError,
)
from interop.review.items import Filter
from interop.review.tables import ReviewItemRow
from interop.review.types import AsideReason
from matcher.types import FingerPosition
from tests.gallery.prints import enrol, prints
from tests.interop.logged import entries
from tests.interop.reviews import DIFFERENT, EXAMINER, FINGERS, SAME, Reviews

TCN, AGAIN = "TCN-REVIEW-1", "TCN-REVIEW-2"
MATE, STRANGER = 601, 602
KNOWN = AsideReason.PERSON_KNOWN


@pytest.fixture
def reviews(database: Database) -> Iterator[Reviews]:
    made = Reviews(database)
    for seed in (MATE, STRANGER):
        enrol(made.ident, f"person-{seed}", prints(seed, 1, FINGERS))
    yield made
    made.close()


def given(reviews: Reviews, examiner_id: str) -> str | None:
    task = reviews.desk.next_task(examiner_id, EXAMINER)
    return None if task is None else task.item_id


def aside(reviews: Reviews, examiner_id: str, reason: AsideReason = KNOWN) -> str:
    item_id = reviews.next_task(examiner_id).item_id
    reviews.desk.step_aside(item_id, examiner_id, reason, EXAMINER)
    return item_id


def test_who_steps_aside_never_gets_the_item_again(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    assert aside(reviews, "anna") == item_id
    reviews.desk.step_aside(item_id, "anna", AsideReason.CASE_KNOWN, EXAMINER)
    reviews.clock.forward(2 * LEASE.total_seconds())
    assert given(reviews, "anna") is None
    assert [given(reviews, one) for one in ("ben", "carl")] == [item_id, item_id]
    with reviews.database.read() as session:
        [logged] = entries(session, action=Action.REVIEW_STEPPED_ASIDE)
    assert (logged.entry.object_id, logged.entry.actor_id) == (item_id, "anna")
    assert logged.entry.reason == "person_known", "the first reason stays"


def test_the_place_of_who_steps_aside_is_free_at_once(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    assert [given(reviews, one) for one in ("anna", "ben", "carl")] == [item_id, item_id, None]
    reviews.desk.step_aside(item_id, "anna", KNOWN, EXAMINER)
    assert given(reviews, "carl") == item_id


def test_who_steps_aside_sees_and_decides_nothing_more(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    task = reviews.next_task("anna")
    [candidate] = task.candidates
    reviews.desk.step_aside(item_id, "anna", KNOWN, EXAMINER)
    with pytest.raises(ReviewSteppedAsideError):
        reviews.desk.picture(item_id, "anna", "", FingerPosition.RIGHT_INDEX)
    with pytest.raises(ReviewSteppedAsideError):
        reviews.desk.decide(item_id, "anna", {candidate.candidate_id: SAME}, EXAMINER)
    with pytest.raises(ReviewSteppedAsideError):
        reviews.desk.explanation(item_id, "anna", candidate.candidate_id, None, EXAMINER)


def test_who_steps_aside_gets_nothing_more_about_the_person(reviews: Reviews) -> None:
    """Another booking of the person, and the same booking compared again."""
    reviews.open(TCN, MATE, [MATE], booked_as="IAFIS-7")
    aside(reviews, "anna")
    reviews.open(AGAIN, MATE, [STRANGER], booked_as="IAFIS-7")
    assert given(reviews, "anna") is None
    for name in ("ben", "carl"):
        reviews.decide(name, SAME)
        reviews.decide(name, SAME)
    with reviews.database.write() as session:
        first = review_store.find_item(session, TCN)
        assert first is not None
        [shown] = reviews.found([MATE], FINGERS).candidates
        again = ReviewItemRow(
            compared_tcn=TCN, gallery="ident", reason="requested", fingers=first.fingers,
            open_time=reviews.clock.now, control_pending=False,
        )  # fmt: skip
        review_store.insert(session, again, [(shown, None)])
        compared = again.item_id
    assert given(reviews, "anna") is None
    assert given(reviews, "dora") == compared


def test_another_person_is_no_reason_to_be_kept_out(reviews: Reviews) -> None:
    reviews.open(TCN, MATE, [MATE], booked_as="IAFIS-7")
    aside(reviews, "anna")
    other = reviews.open(AGAIN, STRANGER, [STRANGER], booked_as="IAFIS-8")
    assert given(reviews, "anna") == other


def test_nobody_steps_aside_after_the_decision_or_the_end_or_from_what_was_not_given(
    reviews: Reviews,
) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    reviews.next_task("dora")
    with pytest.raises(ReviewItemNotFoundError):
        reviews.desk.step_aside(item_id, "anna", KNOWN, EXAMINER)
    with pytest.raises(ReviewItemNotFoundError):
        reviews.desk.step_aside("0" * 16, "anna", KNOWN, EXAMINER)
    reviews.clock.forward(LEASE.total_seconds() + 1)
    reviews.decide("anna", SAME)
    with pytest.raises(ReviewDecidedError):
        reviews.desk.step_aside(item_id, "anna", KNOWN, EXAMINER)
    reviews.decide("ben", SAME)
    with pytest.raises(ReviewEndedError):
        reviews.desk.step_aside(item_id, "dora", KNOWN, EXAMINER)


def test_a_supervisor_gives_an_item_to_another_examiner(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    reviews.next_task("anna")
    for _ in range(2):
        listed = reviews.desk.reassign(item_id, "anna", "ben", "sven", EXAMINER)
        assert [(one.examiner_id, one.aside_reason) for one in listed] == [
            ("anna", AsideReason.TAKEN_AWAY),
            ("ben", None),
        ]
    assert given(reviews, "anna") is None
    assert given(reviews, "ben") == item_id
    assert given(reviews, "sven") is None, "who looks after the item does not decide"
    with reviews.database.read() as session:
        logged = entries(session, action=Action.REVIEW_REASSIGNED)
    assert [one.entry.reason for one in logged] == ["from:anna", "to:ben"]
    assert {one.entry.actor_id for one in logged} == {"sven"}


def test_an_item_is_given_away_once(reviews: Reviews) -> None:
    """A second supervisor, who has seen the item before, is told that the first was faster."""
    item_id = reviews.open(TCN, MATE, [MATE])
    reviews.next_task("anna")
    reviews.desk.reassign(item_id, "anna", "ben", "sven", EXAMINER)
    with pytest.raises(ReviewNotAssignedError):
        reviews.desk.reassign(item_id, "anna", "carl", "sonja", EXAMINER)
    assert given(reviews, "ben") == item_id
    reviews.desk.step_aside(item_id, "ben", KNOWN, EXAMINER)
    for to in ("", "carl"):
        with pytest.raises(ReviewNotAssignedError):
            reviews.desk.reassign(item_id, "ben", to, "sven", EXAMINER)


def test_an_item_that_is_taken_away_goes_to_whoever_asks_next(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    for name in ("anna", "ben"):
        reviews.next_task(name)
    reviews.desk.reassign(item_id, "anna", "", "sven", EXAMINER)
    reviews.desk.reassign(item_id, "anna", "", "sven", EXAMINER)
    assert given(reviews, "carl") == item_id


def test_a_person_from_whom_one_item_was_taken_gets_others_about_the_person(
    reviews: Reviews,
) -> None:
    item_id = reviews.open(TCN, MATE, [MATE], booked_as="IAFIS-7")
    reviews.next_task("anna")
    reviews.desk.reassign(item_id, "anna", "", "sven", EXAMINER)
    other = reviews.open(AGAIN, MATE, [STRANGER], booked_as="IAFIS-7")
    assert given(reviews, "anna") == other


def test_who_may_not_decide_is_not_given_the_item_by_hand_either(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    reviews.decide("carl", SAME)
    reviews.desk.records(Filter(viewer_id="dora"), FIRST_PAGE, EXAMINER)
    reviews.next_task("anna")
    for name in ("carl", "dora", "sven"):
        with pytest.raises(ReviewBarredError):
            reviews.desk.reassign(item_id, "anna", name, "sven", EXAMINER)
        assert given(reviews, "anna") == item_id, "nothing was taken"
    with pytest.raises(ReviewBarredError):
        reviews.desk.reassign(item_id, "anna", "ben", "anna", EXAMINER)
    for name in ("carl", "ben"):
        with pytest.raises(ReviewNotAssignedError):
            reviews.desk.reassign(item_id, name, "", "sven", EXAMINER)
    with pytest.raises(ReviewItemNotFoundError):
        reviews.desk.reassign("0" * 16, "anna", "", "sven", EXAMINER)


def test_an_ended_item_is_taken_from_nobody(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    reviews.next_task("anna")
    reviews.clock.forward((LEASE + timedelta(seconds=1)).total_seconds())
    for name in ("ben", "carl"):
        reviews.decide(name, DIFFERENT)
    with pytest.raises(ReviewEndedError):
        reviews.desk.reassign(item_id, "anna", "", "sven", EXAMINER)


def test_a_supervisor_reads_who_had_an_item_and_what_was_remarked(reviews: Reviews) -> None:
    reviews.open(TCN, MATE, [MATE])
    aside(reviews, "anna", AsideReason.NOT_IMPARTIAL)
    task = reviews.next_task("ben")
    decisions = {one.candidate_id: SAME for one in task.candidates}
    for _ in range(2):
        reviews.desk.decide(task.item_id, "ben", decisions, EXAMINER, "a scar")
    with pytest.raises(ReviewDecidedError):
        reviews.desk.decide(task.item_id, "ben", decisions, EXAMINER, "no scar")
    [record], _ = reviews.desk.records(Filter(), FIRST_PAGE, EXAMINER)
    first, second = record.assignments
    assert (first.examiner_id, first.aside_reason) == ("anna", AsideReason.NOT_IMPARTIAL)
    assert first.aside_time is not None and first.decide_time is None
    assert (second.examiner_id, second.remark, second.aside_time) == ("ben", "a scar", None)
