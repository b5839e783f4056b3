"""Corrections in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from database.caller import Caller, caller_columns
from database.paging import Page, read_page
from interop.corrections import notices as notice_store
from interop.corrections.tables import CorrectionRow
from interop.corrections.types import Correction, CorrectionReason, CorrectionRequest
from interop.errors import (
    CorrectionConflictError,
    CorrectionNotFoundError,
    NoMatchToCorrectError,
)
from interop.lesc import LescQuery


class Owned(Protocol):
    """Whose prints a booking's are in the criminal file."""

    @property
    def identity_id(self) -> str:
        """Now."""
        ...

    @property
    def left_identity_id(self) -> str:
        """Before, where that was wrong."""
        ...


def insert(
    session: Session,
    request: CorrectionRequest,
    caller: Caller,
    now: datetime,
    owners: Owned,
    query: LescQuery,
    response_ordinal: int,
) -> None:
    """Store a correction."""
    session.add(
        CorrectionRow(
            correction_id=request.correction_id,
            tcn=request.tcn,
            reason=int(request.reason),
            explanation=request.explanation,
            iafis_match_false=request.iafis_match_false,
            **caller_columns(caller),
            correct_time=now,
            iafis_identity_id=owners.identity_id,
            left_iafis_identity_id=owners.left_identity_id,
            ident_identity_id=query.identity_id,
            ident_encounter_id=query.encounter_id,
            response_ordinal=response_ordinal,
        )
    )
    session.flush()


def done_before(session: Session, request: CorrectionRequest) -> Correction | None:
    """Find the correction that was made under a request's id.

    Raises CorrectionConflictError if it asked for something else, NoMatchToCorrectError if the
    booking's match was withdrawn under another id.
    """
    row = _row(session, request.correction_id)
    if row is not None:
        done = _correction(session, row)
        if done.request != request:
            raise CorrectionConflictError(
                f"correction {request.correction_id} asked for something else before: choose "
                "another id"
            )
        return done
    other = of_booking(session, request.tcn)
    if other is not None:
        raise NoMatchToCorrectError(
            f"the match of booking {request.tcn} was withdrawn before, by correction "
            f"{other.request.correction_id}"
        )
    return None


def find(session: Session, correction_id: str) -> Correction:
    """Read a correction. Raises CorrectionNotFoundError."""
    row = _row(session, correction_id)
    if row is None:
        raise CorrectionNotFoundError(f"no correction {correction_id}")
    return _correction(session, row)


def of_booking(session: Session, tcn: str) -> Correction | None:
    """Read the correction of a booking's match, if it was withdrawn."""
    row = session.scalar(select(CorrectionRow).where(CorrectionRow.tcn == tcn))
    return None if row is None else _correction(session, row)


def is_withdrawn(session: Session, tcn: str) -> bool:
    """Tell whether the match of a booking was withdrawn."""
    return session.scalar(select(exists().where(CorrectionRow.tcn == tcn))) or False


def corrections(session: Session, tcn: str, page: Page) -> tuple[list[Correction], str]:
    """Read a page of corrections, oldest first, and the next page's token.

    tcn: of this booking; empty: all.
    """
    found = select(CorrectionRow)
    if tcn:
        found = found.where(CorrectionRow.tcn == tcn)
    rows, token = read_page(session, found, [CorrectionRow.sequence], tcn, page)
    return _corrections(session, [row for (row,) in rows]), token


def _row(session: Session, correction_id: str) -> CorrectionRow | None:
    return session.scalar(select(CorrectionRow).where(CorrectionRow.correction_id == correction_id))


def _correction(session: Session, row: CorrectionRow) -> Correction:
    [correction] = _corrections(session, [row])
    return correction


def _corrections(session: Session, rows: Sequence[CorrectionRow]) -> list[Correction]:
    notices = notice_store.of_corrections(session, [row.correction_id for row in rows])
    return [
        Correction(
            request=CorrectionRequest(
                correction_id=row.correction_id,
                tcn=row.tcn,
                reason=CorrectionReason(row.reason),
                explanation=row.explanation,
                iafis_match_false=row.iafis_match_false,
            ),
            caller=row.caller,
            correct_time=row.correct_time,
            iafis_identity_id=row.iafis_identity_id,
            left_iafis_identity_id=row.left_iafis_identity_id,
            ident_identity_id=row.ident_identity_id,
            ident_encounter_id=row.ident_encounter_id,
            response_ordinal=row.response_ordinal,
            notices=tuple(notices[row.correction_id]),
        )
        for row in rows
    ]
