"""The numbers that agencies state with bookings, by which bookings are found."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from interop.bookings.tables import BOOKING_NUMBER_LENGTH, BookingNumberRow
from interop.bookings.types import Submission


def rows_of(submission: Submission) -> Iterator[BookingNumberRow]:
    """Make the rows of a new booking's numbers."""
    subject = submission.subject
    stated = {
        "fbi_number": subject.fbi_number,
        "state_id": subject.state_id,
        "alien_number": subject.alien_number,
        "agency_case_number": submission.agency_case_number,
    }
    for kind, text in stated.items():
        number = text.strip().upper()
        if number and len(number) <= BOOKING_NUMBER_LENGTH:
            yield BookingNumberRow(tcn=submission.tcn, kind=kind, number=number)


def bookings_with(session: Session, kind: str, numbers: Collection[str], limit: int) -> list[str]:
    """List the bookings that state one of some numbers, at most `limit`, by TCN.

    kind: `fbi_number`, `state_id`, `alien_number` or `agency_case_number`. numbers: in capitals.
    """
    row = BookingNumberRow
    found = select(row.tcn).where(row.kind == kind, row.number.in_(numbers))
    return list(session.scalars(found.order_by(row.tcn).limit(limit)))
