"""Which bookings wait for a worker, for whom, and how urgently."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from interop.bookings import documents
from interop.bookings.tables import SubmissionRow
from interop.bookings.types import BookingState, Details
from matcher.errors import CorruptRecordError

Claim = tuple[str, str, int]
"""TCN, the agency that waits, and the priority."""


def claims(session: Session, tcns: Collection[str]) -> list[Claim]:
    """Tell who waits for bookings, and how urgently, in the order of arrival."""
    rows = session.execute(
        select(SubmissionRow.tcn, SubmissionRow.ori)
        .where(SubmissionRow.tcn.in_(tcns))
        .order_by(SubmissionRow.receive_time, SubmissionRow.tcn)
    ).all()
    return [(tcn, ori, _priority(session, tcn)) for tcn, ori in rows]


def unextracted(session: Session) -> list[str]:
    """List the bookings that wait for their first extraction."""
    waiting = select(SubmissionRow.tcn).where(
        SubmissionRow.next_attempt_time.is_not(None),
        SubmissionRow.state == int(BookingState.RECEIVED),
        # One attempt may have begun. A booking that failed waits for its time, not for a worker.
        SubmissionRow.attempt_count <= 1,
    )
    return list(session.scalars(waiting))


def _priority(session: Session, tcn: str) -> int:
    details = select(SubmissionRow.details).where(SubmissionRow.tcn == tcn)
    try:
        return documents.load_details(session.scalar(details)).priority
    except CorruptRecordError:
        # The step of this booking says what is wrong. The other bookings go on.
        return Details().priority
