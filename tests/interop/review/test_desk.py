"""Examiners at work: blind, two of them, a third where they differ."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import cv2
import numpy as np
import pytest
from PIL import Image

from database.connection import Database
from database.paging import FIRST_PAGE, Page
from database.sealing import seal
from gallery.people import ChangeRequest
from interop.audit.types import Action
from interop.bookings import SubmissionSampleRow, store
from interop.review import store as review_store
from interop.review.eligibility import LEASE
from interop.review.errors import (
    ReviewDecidedError,
    ReviewEndedError,
    ReviewIncompleteError,
    ReviewItemNotFoundError,
    ReviewNotDecidedError,
    ReviewPrintNotFoundError,
)
from interop.review.items import Filter
from interop.review.types import Decision, ReviewOutcome, Verdict
from matcher.types import FingerPosition
from tests.gallery.prints import enrol, prints
from tests.interop.logged import entries
from tests.interop.reviews import DIFFERENT, EXAMINER, FINGERS, SAME, UNSURE, Reviews

TCN = "TCN-REVIEW-1"
MATE, STRANGER, OTHER = 601, 602, 603


@pytest.fixture
def reviews(database: Database) -> Iterator[Reviews]:
    made = Reviews(database)
    for seed in (MATE, STRANGER, OTHER):
        enrol(made.ident, f"person-{seed}", prints(seed, 1, FINGERS))
    yield made
    made.close()


def outcome(reviews: Reviews, tcn: str = TCN) -> ReviewOutcome | None:
    with reviews.database.read() as session:
        return review_store.outcome(session, tcn)


def test_two_who_say_the_same_person_end_the_review_and_wake_the_booking(reviews: Reviews) -> None:
    reviews.open(TCN, MATE, [MATE])
    reviews.decide("anna", SAME)
    assert outcome(reviews) is None
    assert not reviews.due(TCN)
    reviews.decide("ben", SAME)
    ended = outcome(reviews)
    assert ended is not None
    assert ended.verdict is Verdict.SAME
    assert ended.matched is not None
    assert ended.matched.encounter_id == f"person-{MATE}"
    assert reviews.due(TCN)
    assert reviews.desk.next_task("carl", EXAMINER) is None


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ((DIFFERENT, DIFFERENT), Verdict.DIFFERENT),
        ((SAME, DIFFERENT, SAME), Verdict.SAME),
        ((SAME, DIFFERENT, DIFFERENT), Verdict.DIFFERENT),
        ((SAME, UNSURE, SAME), Verdict.SAME),
        ((UNSURE, UNSURE, SAME), Verdict.UNDECIDED),
        ((SAME, DIFFERENT, UNSURE), Verdict.UNDECIDED),
    ],
)
def test_a_third_decides_where_two_differ_or_cannot(
    reviews: Reviews, said: tuple[Decision, ...], verdict: Verdict
) -> None:
    reviews.open(TCN, MATE, [MATE])
    for examiner_id, decision in zip(("anna", "ben", "carl"), said, strict=False):
        assert outcome(reviews) is None
        reviews.decide(examiner_id, decision)
    ended = outcome(reviews)
    assert ended is not None
    assert ended.verdict is verdict
    assert (ended.matched is not None) is (verdict is Verdict.SAME)
    assert reviews.due(TCN)


def test_a_task_tells_nothing_of_score_rank_name_booking_or_others(reviews: Reviews) -> None:
    reviews.open(TCN, MATE, [STRANGER, MATE, OTHER])
    first = reviews.next_task("anna")
    assert set(vars(first)) == {"item_id", "candidates"}
    for one in first.candidates:
        assert set(vars(one)) == {"candidate_id", "fingers"}
        assert re.fullmatch("[0-9a-f]{16}", one.candidate_id)
    reviews.decide("anna", SAME)
    second = reviews.next_task("ben")
    assert {one.candidate_id for one in first.candidates} == {
        one.candidate_id for one in second.candidates
    }
    assert all(one.fingers == FINGERS for one in second.candidates)


def test_candidates_are_shuffled_for_each_examiner_and_stay_so(reviews: Reviews) -> None:
    reviews.open(TCN, MATE, [STRANGER, MATE, OTHER])
    orders = set()
    for number in range(12):
        examiner_id = f"examiner-{number}"
        task = reviews.next_task(examiner_id)
        assert reviews.next_task(examiner_id) == task
        orders.add(tuple(one.candidate_id for one in task.candidates))
        reviews.clock.forward((LEASE + timedelta(seconds=1)).total_seconds())
    assert len(orders) > 1


def test_no_more_than_two_get_an_item_until_they_let_it_lie(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    assert reviews.next_task("anna").item_id == reviews.next_task("ben").item_id == item_id
    assert reviews.desk.next_task("carl", EXAMINER) is None
    reviews.clock.forward((LEASE + timedelta(seconds=1)).total_seconds())
    reviews.decide("carl", SAME)
    reviews.decide("ben", SAME)
    late = _decisions(reviews, item_id)
    with pytest.raises(ReviewEndedError, match="by others meanwhile"):
        reviews.desk.decide(item_id, "anna", late, EXAMINER)


def _decisions(
    reviews: Reviews, item_id: str, decision: Decision = Decision.SAME
) -> dict[str, Decision]:
    records, _ = reviews.desk.records(Filter(), FIRST_PAGE, EXAMINER)
    [record] = [one for one in records if one.item_id == item_id]
    return {one.candidate_id: decision for one in record.candidates}


def test_nobody_decides_twice(reviews: Reviews) -> None:
    task_id = reviews.open(TCN, MATE, [MATE])
    reviews.decide("anna", SAME)
    assert reviews.desk.next_task("anna", EXAMINER) is None
    again = _decisions(reviews, task_id)
    reviews.desk.decide(task_id, "anna", again, EXAMINER)
    with pytest.raises(ReviewDecidedError, match="nobody decides twice"):
        reviews.desk.decide(
            task_id, "anna", _decisions(reviews, task_id, Decision.DIFFERENT), EXAMINER
        )
    assert outcome(reviews) is None


def test_every_candidate_is_decided_about_once(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE, STRANGER])
    reviews.next_task("anna")
    complete = _decisions(reviews, item_id)
    first, second = complete
    for wrong in ({first: SAME}, {**complete, "foreign": SAME}, {}):
        with pytest.raises(ReviewIncompleteError):
            reviews.desk.decide(item_id, "anna", wrong, EXAMINER)
    reviews.desk.decide(item_id, "anna", {first: SAME, second: DIFFERENT}, EXAMINER)


def test_who_was_not_given_an_item_can_do_nothing_with_it(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    with pytest.raises(ReviewItemNotFoundError):
        reviews.desk.decide(item_id, "mallory", _decisions(reviews, item_id), EXAMINER)
    with pytest.raises(ReviewItemNotFoundError):
        reviews.desk.picture(item_id, "mallory", "", FINGERS[0])
    with pytest.raises(ReviewItemNotFoundError):
        reviews.desk.explanation(item_id, "mallory", "", None, EXAMINER)


def test_prints_are_shown_as_they_are_or_by_their_minutiae(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    [candidate] = reviews.next_task("anna").candidates
    probe = cv2.imdecode(
        np.frombuffer(reviews.desk.picture(item_id, "anna", "", FINGERS[0]), np.uint8),
        cv2.IMREAD_UNCHANGED,
    )
    assert probe is not None
    assert probe.ndim == 2
    assert (np.diff(probe[0].astype(int)) >= 0).all(), "the ramp, untouched"
    drawn = reviews.desk.picture(item_id, "anna", candidate.candidate_id, FINGERS[0])
    minutiae = cv2.imdecode(np.frombuffer(drawn, np.uint8), cv2.IMREAD_UNCHANGED)
    assert minutiae is not None
    assert minutiae.ndim == 3
    assert (minutiae != 255).any()
    with pytest.raises(ReviewPrintNotFoundError):
        reviews.desk.picture(item_id, "anna", "", FingerPosition.RIGHT_LITTLE)
    with pytest.raises(ReviewItemNotFoundError):
        reviews.desk.picture(item_id, "anna", "foreign", FINGERS[0])


def test_a_print_whose_stored_image_is_refused_today_is_shown_by_its_minutiae(
    reviews: Reviews,
) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    reviews.next_task("anna")
    # An earlier version took files of several pages.
    page = Image.fromarray(np.full((80, 80), 200, np.uint8))
    pages = io.BytesIO()
    page.save(pages, "TIFF", save_all=True, append_images=[page])
    with reviews.database.write() as session:
        row = session.get_one(SubmissionSampleRow, (TCN, int(FINGERS[0])))
        row.image, row.encoding, row.width_px, row.height_px = seal(pages.getvalue()), "tiff", 0, 0
    shown = reviews.desk.picture(item_id, "anna", "", FINGERS[0])
    drawn = cv2.imdecode(np.frombuffer(shown, np.uint8), cv2.IMREAD_UNCHANGED)
    assert drawn is not None
    assert drawn.ndim == 3, "minutiae, in colour"
    assert (drawn != 255).any()


def test_the_explanation_comes_after_the_own_decision(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    reviews.decide("anna", SAME)
    [candidate] = reviews.next_task("ben").candidates
    arguments = (item_id, "ben", candidate.candidate_id, FINGERS[0], EXAMINER)
    with pytest.raises(ReviewNotDecidedError):
        reviews.desk.explanation(*arguments)
    reviews.decide("ben", SAME)
    told = reviews.desk.explanation(*arguments)
    assert (told.rank, told.score_db) == (1, 78.0)
    assert [one.position for one in told.fingers] == list(FINGERS)
    assert all(one.paired_minutia_count > 5 for one in told.fingers)
    picture = cv2.imdecode(np.frombuffer(told.picture, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    width_px = prints(MATE, 1, FINGERS)[0].template.width_px
    assert picture.shape[1] > 2 * width_px, "two prints side by side"


def test_what_is_left_of_a_booking_is_shown_from_the_gallery(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    reviews.decide("anna", SAME)
    [candidate] = reviews.decide("ben", SAME).candidates
    with reviews.database.write() as session:
        store.drop_prints(session, TCN)
    arguments = (item_id, "anna", candidate.candidate_id, FINGERS[0], EXAMINER)
    with pytest.raises(ReviewPrintNotFoundError):
        reviews.desk.explanation(*arguments)
    enrol(reviews.ident, f"tcn:{TCN}", prints(MATE, 2, FINGERS))
    assert reviews.desk.explanation(*arguments).picture


def test_an_identity_merged_meanwhile_is_named_as_it_is_now(reviews: Reviews) -> None:
    reviews.open(TCN, MATE, [MATE])
    ours = reviews.ident.get_encounter(f"person-{MATE}").identity_id
    into = reviews.ident.get_encounter(f"person-{OTHER}").identity_id
    reviews.ident.identities.merge(
        ours, into, ChangeRequest("merge-1", EXAMINER, reviews.clock.now)
    )
    reviews.decide("anna", SAME)
    reviews.decide("ben", SAME)
    ended = outcome(reviews)
    assert ended is not None
    assert ended.matched is not None
    assert ended.matched.identity_id == into


def test_a_candidate_whose_prints_were_deleted_can_still_be_decided_about(
    reviews: Reviews,
) -> None:
    reviews.open(TCN, MATE, [MATE])
    reviews.ident.delete_encounter(f"person-{MATE}")
    [candidate] = reviews.next_task("anna").candidates
    assert candidate.fingers == ()
    for examiner_id in ("anna", "ben", "carl"):
        reviews.decide(examiner_id, UNSURE)
    ended = outcome(reviews)
    assert ended is not None
    assert ended.verdict is Verdict.UNDECIDED


def test_what_is_seen_and_decided_is_in_the_audit_log(reviews: Reviews) -> None:
    item_id = reviews.open(TCN, MATE, [MATE])
    [candidate] = reviews.decide("anna", SAME).candidates
    reviews.desk.explanation(item_id, "anna", candidate.candidate_id, None, EXAMINER)
    with reviews.database.read() as session:
        logged = [one.entry for one in entries(session, object_id=item_id)]
    assert [one.action for one in logged] == [
        Action.REVIEW_ITEM_VIEWED,
        Action.REVIEW_DECIDED,
        Action.EXPLANATION_VIEWED,
    ]
    assert {one.actor_id for one in logged} == {"anna"}


def test_a_supervisor_lists_and_filters_page_by_page(reviews: Reviews) -> None:
    first = reviews.open(TCN, MATE, [MATE])
    second = reviews.open("TCN-REVIEW-2", MATE, [STRANGER, MATE])
    reviews.decide("anna", SAME)
    reviews.decide("ben", SAME)
    page, token = reviews.desk.records(Filter(), Page(1), EXAMINER)
    rest, end = reviews.desk.records(Filter(), Page(1, token), EXAMINER)
    assert [one.item_id for one in (*page, *rest)] == [first, second]
    assert not end
    [one] = page[0].candidates
    assert one.decisions == (("anna", SAME), ("ben", SAME))
    for wanted, found in (
        (Filter(open_only=True), [second]),
        (Filter(item_id=second), [second]),
        (Filter(tcn=TCN), [first]),
        (Filter(examiner_id="anna"), [first]),
        (Filter(controls_only=True), []),
    ):
        listed, _ = reviews.desk.records(wanted, FIRST_PAGE, EXAMINER)
        assert [one.item_id for one in listed] == found
