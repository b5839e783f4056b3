"""Who gets which item: custody and age, no pair twice, nobody examiner and supervisor at once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from database.connection import Database
from database.paging import FIRST_PAGE
from interop.review.control_pairs import Control
from interop.review.controls import insert_control
from interop.review.eligibility import CUSTODY_FIRST_FOR
from interop.review.items import Filter
from interop.review.tables import ReviewItemRow
from tests.gallery.prints import enrol, prints
from tests.interop.reviews import DIFFERENT, EXAMINER, FINGERS, SAME, UNSURE, Reviews

ONE, TWO, OTHER = 601, 602, 603
FIRST, SECOND, THIRD = "TCN-REVIEW-1", "TCN-REVIEW-2", "TCN-REVIEW-3"
IAFIS_7 = "IAFIS-7"


@pytest.fixture
def reviews(database: Database) -> Iterator[Reviews]:
    made = Reviews(database)
    for seed in (ONE, TWO, OTHER):
        enrol(made.ident, f"person-{seed}", prints(seed, 1, FINGERS))
    yield made
    made.close()


def given(reviews: Reviews, examiner_id: str) -> str | None:
    task = reviews.desk.next_task(examiner_id, EXAMINER)
    return None if task is None else task.item_id


def test_people_in_custody_go_first_and_then_the_oldest(reviews: Reviews) -> None:
    free = reviews.open(FIRST, ONE, [ONE], in_custody=False)
    held = reviews.open(SECOND, TWO, [TWO])
    later = reviews.open(THIRD, OTHER, [OTHER])
    assert [given(reviews, one) for one in ("anna", "ben", "carl", "dora", "emil")] == [
        *(held, held),
        *(later, later),
        free,
    ]


def test_nobody_waits_for_ever_behind_people_in_custody(reviews: Reviews) -> None:
    """What waited longer than the limit goes first, whoever it is about."""
    free = reviews.open(FIRST, ONE, [ONE], in_custody=False)
    reviews.clock.forward((CUSTODY_FIRST_FOR - timedelta(seconds=1)).total_seconds())
    held = reviews.open(SECOND, TWO, [TWO])
    assert given(reviews, "anna") == held
    reviews.clock.forward(1)
    assert given(reviews, "ben") == free


def test_an_examiner_never_gets_a_pair_twice(reviews: Reviews) -> None:
    """The same person is booked twice and matches the same candidate: others decide then."""
    reviews.open(FIRST, ONE, [TWO], booked_as=IAFIS_7)
    for name in ("anna", "ben"):
        reviews.decide(name, DIFFERENT)
    again = reviews.open(SECOND, ONE, [TWO], booked_as=IAFIS_7)
    assert given(reviews, "anna") is None
    assert given(reviews, "ben") is None
    assert given(reviews, "carl") == again


def test_one_known_pair_among_several_candidates_is_enough(reviews: Reviews) -> None:
    reviews.open(FIRST, ONE, [TWO], booked_as=IAFIS_7)
    reviews.decide("anna", UNSURE)
    reviews.decide("ben", UNSURE)
    reviews.decide("carl", DIFFERENT)
    again = reviews.open(SECOND, ONE, [OTHER, TWO], booked_as=IAFIS_7)
    assert [given(reviews, one) for one in ("anna", "ben", "carl", "dora")] == [
        None,
        None,
        None,
        again,
    ]


def test_another_person_or_another_candidate_is_another_pair(reviews: Reviews) -> None:
    reviews.open(FIRST, ONE, [TWO], booked_as=IAFIS_7)
    reviews.decide("anna", DIFFERENT)
    reviews.decide("ben", DIFFERENT)
    stranger = reviews.open(SECOND, OTHER, [TWO], booked_as="IAFIS-8")
    assert given(reviews, "anna") == stranger
    reviews.decide("anna", DIFFERENT)
    reviews.decide("ben", DIFFERENT)
    other = reviews.open(THIRD, ONE, [OTHER], booked_as=IAFIS_7)
    assert given(reviews, "anna") == other


def test_a_person_whom_the_criminal_file_does_not_know_is_nobody_elses_pair(
    reviews: Reviews,
) -> None:
    reviews.open(FIRST, ONE, [TWO])
    reviews.decide("anna", DIFFERENT)
    reviews.decide("ben", DIFFERENT)
    another = reviews.open(SECOND, OTHER, [TWO])
    assert given(reviews, "anna") == another


@pytest.mark.parametrize(("probe", "candidate"), [(ONE, TWO), (TWO, ONE)])
def test_a_control_is_never_a_pair_that_was_decided_either_way_round(
    reviews: Reviews, probe: int, candidate: int
) -> None:
    control(reviews, reviews.open(FIRST, OTHER, [OTHER]), ONE, TWO)
    for _ in range(2):
        reviews.decide("anna", DIFFERENT)
        reviews.decide("ben", DIFFERENT)
    control(reviews, reviews.open(SECOND, OTHER, [OTHER], booked_as=IAFIS_7), probe, candidate)
    kinds = {given(reviews, one) in controls(reviews) for one in ("anna", "ben")}
    assert kinds == {False}, "the booking alone"
    for name in ("anna", "ben"):
        reviews.decide(name, SAME)
        assert given(reviews, name) is None
    assert given(reviews, "carl") in controls(reviews)


def test_a_control_is_held_if_its_item_is(reviews: Reviews) -> None:
    """The order tells nobody which item is the control."""
    control(reviews, reviews.open(FIRST, ONE, [ONE], in_custody=False), TWO, OTHER)
    with reviews.database.read() as session:
        held = session.scalars(select(ReviewItemRow.in_custody)).all()
    assert held == [False, False]


def test_nobody_is_examiner_and_supervisor_on_one_item(reviews: Reviews) -> None:
    item = reviews.open(FIRST, ONE, [TWO])
    assert given(reviews, "anna") == item
    assert seen(reviews, "anna") == [], "in hand, and still open"
    assert seen(reviews, "ben") == [item]
    assert given(reviews, "ben") is None, "saw the other opinions"
    reviews.decide("anna", SAME)
    assert seen(reviews, "anna") == []
    reviews.decide("carl", SAME)
    assert seen(reviews, "anna") == [item], "the review has ended"


def test_the_agreement_of_pairs_of_examiners_is_counted(reviews: Reviews) -> None:
    for tcn, reply in ((FIRST, SAME), (SECOND, UNSURE), (THIRD, DIFFERENT)):
        reviews.open(tcn, ONE, [ONE])
        reviews.decide("anna", SAME)
        reviews.decide("ben", reply)
    reviews.decide("carl", SAME)
    [both, *others] = reviews.desk.statistics().pairs
    assert (both.first_examiner_id, both.second_examiner_id) == ("anna", "ben")
    assert (both.agreed.count, both.opposed.count, both.agreed.total) == (1, 1, 3)
    assert (both.agreed.low, both.agreed.high) == pytest.approx((0.0084, 0.9057), abs=1e-3)
    told = [(one.first_examiner_id, one.second_examiner_id, one.agreed.count) for one in others]
    assert told == [("anna", "carl", 1), ("ben", "carl", 0)]


def seen(reviews: Reviews, supervisor: str) -> list[str]:
    found, _ = reviews.desk.records(Filter(viewer_id=supervisor), FIRST_PAGE, EXAMINER)
    return [one.item_id for one in found]


def controls(reviews: Reviews) -> set[str]:
    with reviews.database.read() as session:
        found = select(ReviewItemRow.item_id).where(ReviewItemRow.control_of.is_not(None))
        return set(session.scalars(found))


def control(reviews: Reviews, item_id: str, probe: int, candidate: int) -> None:
    """Put a control of chosen people into the queue."""
    found = reviews.found([candidate], FINGERS).candidates[0]
    drawn = Control(f"person-{probe}", FINGERS, ((found, False),))
    with reviews.database.write() as session:
        insert_control(session, item_id, drawn, reviews.clock.now)
