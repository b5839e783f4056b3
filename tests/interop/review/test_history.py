"""An examiner's own history: nothing of others, and of controls only what is over."""

from collections.abc import Iterator

import pytest

from database.connection import Database
from database.paging import FIRST_PAGE, Page
from interop.review.items import Filter
from interop.review.types import OwnReview
from tests.gallery.prints import enrol, prints
from tests.interop.reviews import DIFFERENT, EXAMINER, FINGERS, SAME, UNSURE, Reviews

TCN = "TCN-REVIEW-1"
MATE, STRANGER = 601, 602


@pytest.fixture
def reviews(database: Database) -> Iterator[Reviews]:
    made = Reviews(database, control_share=0.5)
    for seed in (MATE, STRANGER):
        identity_id = enrol(made.ident, f"person-{seed}", prints(seed, 1, FINGERS))
        enrol(made.ident, f"again-{seed}", prints(seed, 3, FINGERS), identity_id)
    yield made
    made.close()


def history(reviews: Reviews, examiner_id: str, *, controls_only: bool = False) -> list[OwnReview]:
    found, token = reviews.desk.history(examiner_id, FIRST_PAGE, controls_only=controls_only)
    assert not token
    return found


def control_id(reviews: Reviews) -> tuple[str, str]:
    """Open an item with its control; return the ids of both."""
    item_id = reviews.open(TCN, MATE, [MATE])
    reviews.desk.draw_controls()
    [record], _ = reviews.desk.records(Filter(controls_only=True), FIRST_PAGE, EXAMINER)
    return item_id, record.item_id


def test_the_newest_comes_first_with_the_own_decisions_in_the_own_order(reviews: Reviews) -> None:
    reviews.open(TCN, MATE, [MATE, STRANGER])
    reviews.open("TCN-REVIEW-2", STRANGER, [STRANGER])
    first = reviews.next_task("anna")
    said = dict(zip((one.candidate_id for one in first.candidates), (SAME, UNSURE), strict=False))
    reviews.desk.decide(first.item_id, "anna", said, EXAMINER, "worn")
    reviews.clock.forward(1)
    second = reviews.decide("anna", DIFFERENT)
    newest, oldest = history(reviews, "anna")[:2]
    assert newest.item_id == second.item_id
    assert (oldest.item_id, oldest.remark) == (first.item_id, "worn")
    assert [(one.candidate_id, one.decision) for one in oldest.candidates] == list(said.items())
    assert oldest.fingers == FINGERS
    assert history(reviews, "ben") == []


def test_pages_hang_together(reviews: Reviews) -> None:
    for number in range(3):
        reviews.open(f"TCN-REVIEW-{number}", MATE, [MATE], booked_as="")
    decided = []
    while (task := reviews.desk.next_task("anna", EXAMINER)) is not None:
        decided.append(task.item_id)
        answers = {one.candidate_id: SAME for one in task.candidates}
        reviews.desk.decide(task.item_id, "anna", answers, EXAMINER)
        reviews.clock.forward(1)
    assert len(decided) >= 3
    seen, page = list[str](), Page(1)
    while True:
        found, token = reviews.desk.history("anna", page)
        seen += [one.item_id for one in found]
        if not token:
            break
        page = Page(1, token)
    assert seen == decided[::-1]


def test_an_open_control_looks_like_every_item_and_counts_nowhere(reviews: Reviews) -> None:
    """Nothing that anna can read changes with the fact that the item is a control."""
    control_id(reviews)
    before = reviews.desk.feedback("anna")
    assert (before.cannot_decide.total, before.item_count) == (0, 0)
    for _ in range(2):
        reviews.decide("anna", SAME)
    shown = history(reviews, "anna")
    assert len(shown) == 2
    assert {one.is_control for one in shown} == {False}
    assert {part.mated for one in shown for part in one.candidates} == {None}
    assert history(reviews, "anna", controls_only=True) == []
    after = reviews.desk.feedback("anna")
    assert (after.cannot_decide.total, after.item_count) == (0, 2)
    assert after.false_same.total == after.false_different.total == 0


def test_an_ended_control_says_the_truth_and_nothing_of_others(reviews: Reviews) -> None:
    item_id, control = control_id(reviews)
    for name in ("anna", "ben"):
        for _ in range(2):
            reviews.decide(name, SAME)
    by_id = {one.item_id: one for one in history(reviews, "anna")}
    assert (by_id[item_id].is_control, by_id[control].is_control) == (False, True)
    assert {one.mated for one in by_id[item_id].candidates} == {None}
    [candidate] = by_id[control].candidates
    assert candidate.mated in (True, False)
    [only] = history(reviews, "anna", controls_only=True)
    assert only.item_id == control
    figures = reviews.desk.feedback("anna")
    wrong = 0 if candidate.mated else 1
    assert (figures.false_same.count, figures.false_same.total) == (wrong, wrong)
    assert figures.cannot_decide.total == 1
    assert "ben" not in repr(history(reviews, "anna"))


def test_others_change_nothing_in_the_history_of_an_item(reviews: Reviews) -> None:
    """Whether and how others decided cannot be read off the own history."""
    item_id, control = control_id(reviews)
    for _ in range(2):
        reviews.decide("anna", SAME)
    alone = {one.item_id: one for one in history(reviews, "anna")}
    for name, said in (("ben", DIFFERENT), ("carl", SAME)):
        for _ in range(2):
            reviews.decide(name, said)
    after = {one.item_id: one for one in history(reviews, "anna")}
    assert after[item_id] == alone[item_id]
    assert after[control] != alone[control]
