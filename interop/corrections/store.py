"""Corrections in the database."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import caller_columns, columns_of, from_row, required
from interop.corrections import notices as notice_store
from interop.corrections.tables import CorrectionRow
from interop.corrections.types import Correction, CorrectionRequest
from interop.errors import (
    CorrectionConflictError,
    CorrectionNotFoundError,
    NoMatchToCorrectError,
)


def insert(session: Session, correction: Correction) -> None:
    """Store a correction, without its notices."""
    columns = columns_of(correction, "request", "caller", "notices")
    request, caller = columns_of(correction.request), caller_columns(correction.caller)
    session.add(CorrectionRow(**columns, **request, **caller))
    session.flush()


def done_before(session: Session, request: CorrectionRequest) -> Correction | None:
    """Find the correction with a request's id.

    Raises CorrectionConflictError if that correction answered another request,
    NoMatchToCorrectError if another correction withdrew the booking's match.
    """
    row = _row(session, request.correction_id)
    if row is not None:
        done = _correction(session, row)
        if done.request != request:
            raise CorrectionConflictError(
                f"correction {request.correction_id} answered another request: choose another id"
            )
        return done
    other = of_booking(session, request.tcn)
    if other is not None:
        raise NoMatchToCorrectError(
            f"the match of booking {request.tcn} was already withdrawn, by correction "
            f"{other.request.correction_id}: read that correction"
        )
    return None


def find(session: Session, correction_id: str) -> Correction:
    """Read a correction. Raises CorrectionNotFoundError."""
    return _correction(session, row_of(session, correction_id))


def of_booking(session: Session, tcn: str) -> Correction | None:
    """Read the correction of a booking's match; None if the match was not withdrawn."""
    of_tcn, in_force = CorrectionRow.tcn == tcn, CorrectionRow.reinstate_time.is_(None)
    row = session.scalar(select(CorrectionRow).where(of_tcn, in_force))
    return None if row is None else _correction(session, row)


def all_of_bookings(session: Session, tcns: Collection[str]) -> list[Correction]:
    """Read the corrections of bookings, also those that were taken back, oldest first."""
    found = select(CorrectionRow).where(CorrectionRow.tcn.in_(tcns))
    return _corrections(session, list(session.scalars(found.order_by(CorrectionRow.sequence))))


def corrections(session: Session, tcn: str, page: Page) -> Listed[Correction]:
    """Read a page of corrections, oldest first, and the next page's token.

    tcn: of the booking; empty: of all bookings.
    """
    found = select(CorrectionRow).where(*equal(CorrectionRow, tcn=tcn))
    rows, token = read_page(session, found, [CorrectionRow.sequence], tcn, page)
    return _corrections(session, [row for (row,) in rows]), token


def row_of(session: Session, correction_id: str) -> CorrectionRow:
    """Read the row of a correction. Raises CorrectionNotFoundError."""
    row = _row(session, correction_id)
    return required(row, CorrectionNotFoundError, f"no correction {correction_id}")


def _row(session: Session, correction_id: str) -> CorrectionRow | None:
    return session.scalar(select(CorrectionRow).where(CorrectionRow.correction_id == correction_id))


def _correction(session: Session, row: CorrectionRow) -> Correction:
    [correction] = _corrections(session, [row])
    return correction


def _corrections(session: Session, rows: Sequence[CorrectionRow]) -> list[Correction]:
    notices = notice_store.of_corrections(session, [row.correction_id for row in rows])
    return [
        from_row(
            Correction,
            row,
            request=from_row(CorrectionRequest, row),
            notices=tuple(notices[row.correction_id]),
        )
        for row in rows
    ]
