"""Second responses as versions: a new one is added, none is ever changed."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interop import documents
from interop.tables import SecondResponseRow
from interop.types import ResponseCause, ResponseVersion, SecondResponse


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
            document=documents.dump_second_response(response),
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
    return tuple(_version(row) for row in rows)


def acknowledge(session: Session, tcn: str, ordinal: int, now: datetime) -> bool:
    """Note that the agency has a version; returns whether there is such a version."""
    row = session.get(SecondResponseRow, (tcn, ordinal))
    if row is None:
        return False
    row.acknowledge_time = row.acknowledge_time or now
    return True


def _version(row: SecondResponseRow) -> ResponseVersion:
    return ResponseVersion(
        ordinal=row.ordinal,
        response=documents.load_second_response(row.document),
        cause=ResponseCause(row.cause),
        create_time=row.create_time,
        acknowledge_time=row.acknowledge_time,
    )
