"""Second responses in versions: new versions are added, a version never changes."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from database.rows import from_row, required
from interop.bookings import documents
from interop.bookings.tables import SecondResponseRow
from interop.bookings.types import ResponseCause, ResponseVersion, SecondResponse
from interop.errors import ResponseNotFoundError


def append(session: Session, tcn: str, response: SecondResponse, cause: ResponseCause) -> int:
    """Add a version to a booking's second response; returns its ordinal."""
    newest = session.scalar(
        select(func.max(SecondResponseRow.ordinal)).where(SecondResponseRow.tcn == tcn)
    )
    ordinal = (newest or 0) + 1
    session.add(
        SecondResponseRow(
            tcn=tcn,
            ordinal=ordinal,
            document=documents.SECOND_RESPONSE.dump(response),
            cause=cause.value,
            create_time=response.response_time,
        )
    )
    session.flush()
    return ordinal


def versions(session: Session, tcn: str) -> tuple[ResponseVersion, ...]:
    """Read every version of a booking's second response, oldest first."""
    rows = session.scalars(
        select(SecondResponseRow)
        .where(SecondResponseRow.tcn == tcn)
        .order_by(SecondResponseRow.ordinal)
    )
    load = documents.SECOND_RESPONSE.load
    return tuple(from_row(ResponseVersion, row, response=load(row.document)) for row in rows)


def is_corrected(session: Session, tcn: str) -> bool:
    """Tell whether the newest version withdrew a match: no late answer undoes a withdrawal."""
    cause = session.scalar(
        select(SecondResponseRow.cause)
        .where(SecondResponseRow.tcn == tcn)
        .order_by(SecondResponseRow.ordinal.desc())
        .limit(1)
    )
    return cause == ResponseCause.CORRECTION.value


def acknowledge(session: Session, tcn: str, ordinal: int, now: datetime) -> bool:
    """Record that the agency has a version; returns whether that is new.

    Raises ResponseNotFoundError.
    """
    found = session.get(SecondResponseRow, (tcn, ordinal))
    message = f"booking {tcn} has no second response {ordinal}"
    row = required(found, ResponseNotFoundError, message)
    if row.acknowledge_time is not None:
        return False
    row.acknowledge_time = now
    return True
