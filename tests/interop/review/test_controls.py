"""Known mates and non-mates among the items, and what they tell of the examiners."""

import random
from collections.abc import Iterator

import pytest

from database.connection import Database
from database.paging import Page
from interop.bookings.types import BookingState
from interop.review import store as review_store
from interop.review.control_pairs import draw
from interop.review.controls import is_drawn
from interop.review.items import Filter
from interop.review.scripted import ScriptedExaminer
from interop.review.statistics import ExaminerFigures
from interop.review.types import ReviewRecord, Verdict
from matcher.types import FingerPosition
from tests.gallery.prints import enrol, prints
from tests.interop.reviews import (
    DIFFERENT,
    EXAMINER,
    FINGERS,
    UNSURE,
    DeskWork,
    Reviews,
    true_mates,
)

PEOPLE = range(610, 618)
EVERY = 0.5
"""Share of controls at which one goes with each item."""


@pytest.fixture
def reviews(database: Database) -> Iterator[Reviews]:
    made = Reviews(database, control_share=EVERY)
    for seed in PEOPLE:
        identity_id = enrol(made.ident, f"person-{seed}", prints(seed, 1, FINGERS))
        enrol(made.ident, f"again-{seed}", prints(seed, 3, FINGERS), identity_id)
    yield made
    made.close()


def records(reviews: Reviews, *, controls_only: bool = False) -> list[ReviewRecord]:
    return reviews.desk.records(Filter(controls_only=controls_only), Page(100), EXAMINER)[0]


def open_many(reviews: Reviews, count: int, candidate_count: int = 1) -> None:
    for number in range(count):
        seeds = list(PEOPLE)[:candidate_count]
        reviews.open(f"TCN-REVIEW-{number}", seeds[0], seeds)


def test_controls_are_the_share_of_the_queue_that_was_set() -> None:
    ids = [review_store._new_id() for _ in range(20_000)]
    drawn = sum(is_drawn(one, 0.05) for one in ids)
    assert drawn / (len(ids) + drawn) == pytest.approx(0.05, abs=0.006)
    assert not any(is_drawn(one, 0.0) for one in ids)
    assert all(is_drawn(one, 0.5) for one in ids)


def test_a_control_has_the_fingers_and_as_many_candidates_as_its_item(reviews: Reviews) -> None:
    open_many(reviews, 6, candidate_count=2)
    drawn = reviews.desk.draw_controls()
    assert reviews.desk.draw_controls() == 0
    controls = records(reviews, controls_only=True)
    assert 2 <= drawn == len(controls) <= 6, "the gallery is small, and no pair is shown twice"
    for one in controls:
        assert one.fingers == FINGERS
        assert [candidate.rank for candidate in one.candidates] == [1, 2]
    truths = {candidate.mated for one in controls for candidate in one.candidates}
    assert truths <= {True, False}
    assert False in truths


def test_a_task_does_not_tell_whether_it_is_a_control(reviews: Reviews) -> None:
    open_many(reviews, 3)
    work = DeskWork(reviews.desk, EXAMINER)
    ScriptedExaminer("anna", lambda _: True).work(work)
    everything = records(reviews)
    assert len(everything) == 3 + len(records(reviews, controls_only=True))
    shapes = {
        (len(one.item_id), one.fingers, one.needed_count, len(one.candidates)) for one in everything
    }
    assert len(shapes) == 1
    assert all(one.candidates[0].decisions for one in everything), "worked off like the others"


@pytest.mark.parametrize("mated", [True, False])
def test_what_is_drawn_is_what_it_is_said_to_be(reviews: Reviews, mated: bool) -> None:
    drawn = draw(reviews.database, reviews.ident, FINGERS, 3, mated=mated, rng=random.Random(1))
    assert drawn is not None
    own = reviews.ident.get_encounter(drawn.probe_encounter_id).identity_id
    assert len(drawn.candidates) == 3
    assert sum(truth for _, truth in drawn.candidates) == mated
    for candidate, truth in drawn.candidates:
        assert (candidate.identity_id == own) is truth
        assert candidate.encounter_id != drawn.probe_encounter_id


def test_a_gallery_where_nobody_has_the_fingers_gives_no_control(reviews: Reviews) -> None:
    thumbs = (FingerPosition.RIGHT_THUMB,)
    assert draw(reviews.database, reviews.ident, thumbs, 1, mated=True, rng=random.Random(1)) is (
        None
    )


def test_examiners_who_err_are_seen_to_err(reviews: Reviews) -> None:
    """Scripted ones: sound and one that is always wrong; the third decides what they left."""
    open_many(reviews, 8)
    control_count = reviews.desk.draw_controls()
    assert 4 <= control_count <= 8
    count = 8 + control_count
    mates = true_mates(
        records(reviews), {(f"TCN-REVIEW-{n}", f"person-{PEOPLE[0]}") for n in range(8)}
    )
    work = DeskWork(reviews.desk, EXAMINER)
    for examiner_id, error_rate in (("anna", 0.0), ("ben", 1.0), ("carl", 0.0)):
        examiner = ScriptedExaminer(examiner_id, lambda one: one in mates, error_rate)
        assert examiner.work(work) == count
    statistics = reviews.desk.statistics()
    figures = {one.examiner_id: one for one in statistics.examiners}
    anna, ben = figures["anna"], figures["ben"]
    assert anna.item_count == ben.item_count == count
    assert _errors(anna) == 0
    assert _errors(ben) == anna.false_same.total + anna.false_different.total == control_count
    assert statistics.queue.third_count == count
    assert statistics.queue.open_count == 0
    assert statistics.queue.control_count == control_count
    assert statistics.queue.verdict_counts == {Verdict.SAME: 8}
    assert all(one.verdict is not None for one in records(reviews))


def test_a_scripted_examiner_errs_as_often_as_told() -> None:
    examiner = ScriptedExaminer("anna", lambda _: True, error_rate=0.1, cannot_decide_rate=0.05)
    said = [examiner.decision(f"candidate-{n}") for n in range(5_000)]
    assert said.count(DIFFERENT) / len(said) == pytest.approx(0.1, abs=0.02)
    assert said.count(UNSURE) / len(said) == pytest.approx(0.05, abs=0.02)
    assert said == [examiner.decision(f"candidate-{n}") for n in range(5_000)]


def test_the_load_is_counted_by_the_fingers_that_were_searched(reviews: Reviews) -> None:
    open_many(reviews, 2)
    index = (FingerPosition.RIGHT_INDEX,)
    reviews.open("TCN-ONE-FINGER", PEOPLE[0], [PEOPLE[0]], index)
    with reviews.database.write() as session:
        for tcn in ("TCN-REVIEW-0", "TCN-REVIEW-1", "TCN-ONE-FINGER"):
            reviews.searched(session, tcn, BookingState.SEARCHED_IN_IDENT)
    load = reviews.desk.statistics().load
    assert [(one.fingers, one.reviewed.count, one.reviewed.total) for one in load] == [
        (FINGERS, 2, 2),
        (index, 1, 1),
    ]


def _errors(figures: ExaminerFigures) -> int:
    return figures.false_same.count + figures.false_different.count
