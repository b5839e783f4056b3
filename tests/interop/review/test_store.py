"""Reviews as the flow sees them."""

from sqlalchemy import func, select

from database.connection import Database
from interop.bookings import store
from interop.review import store as review_store
from interop.review.tables import ReviewCandidateRow, ReviewItemRow
from interop.review.thresholds import ReviewReason
from tests.gallery.prints import NOW
from tests.interop.review.test_thresholds import candidate, search
from tests.interop.world import submission

TCN = "TCN-REVIEW-1"
FOUND = search(candidate(90, 1), candidate(61, 2), candidate(59, 3))


def test_a_review_is_opened_once_with_all_candidates_that_people_look_at(
    database: Database,
) -> None:
    with database.write() as session:
        store.insert_submission(session, submission(TCN, 1), NOW)
        for _ in range(2):
            review_store.open_review(session, TCN, FOUND, ReviewReason.BETWEEN_THRESHOLDS, NOW)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ReviewItemRow)) == 1
        rows = session.scalars(select(ReviewCandidateRow).order_by(ReviewCandidateRow.rank))
        assert [row.encounter_id for row in rows] == ["encounter-1", "encounter-2"]
        assert review_store.outcome(session, TCN) is None


def test_a_booking_without_a_review_has_no_outcome(database: Database) -> None:
    with database.read() as session:
        assert review_store.outcome(session, "TCN-UNKNOWN") is None
