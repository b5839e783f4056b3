"""Reviews as a supervisor sees them: with scores, decisions and, of controls, the truth."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from database import paging
from interop.review.queue import candidates_of, decisions_about
from interop.review.store import fingers_of
from interop.review.tables import ReviewAssignmentRow, ReviewItemRow
from interop.review.types import CandidateRecord, ReviewRecord, Verdict


@dataclass(frozen=True)
class Filter:
    """Which items are listed; what is left out filters nothing."""

    open_only: bool = False
    controls_only: bool = False
    item_id: str = ""
    tcn: str = ""
    examiner_id: str = ""
    """Items that were given to this examiner."""

    @property
    def owner(self) -> str:
        """What page tokens of this list are bound to."""
        return f"review {hashlib.sha256(repr(self).encode()).hexdigest()[:16]}"


def read_page(
    session: Session, wanted: Filter, page_size: int, page_token: str
) -> tuple[list[ReviewRecord], str]:
    """Read a page of items, oldest first, and the next page's token.

    Raises InvalidPageTokenError.
    """
    after = paging.read_token(page_token, wanted.owner)
    limit = paging.page_limit(page_size)
    statement = _filtered(wanted).where(ReviewItemRow.sequence > after)
    rows = session.scalars(statement.order_by(ReviewItemRow.sequence).limit(limit + 1)).all()
    more = len(rows) > limit
    token = paging.make_token(wanted.owner, rows[limit - 1].sequence) if more else ""
    return [_record(session, row) for row in rows[:limit]], token


def _filtered(wanted: Filter) -> Select[ReviewItemRow]:
    statement = select(ReviewItemRow)
    if wanted.open_only:
        statement = statement.where(ReviewItemRow.end_time.is_(None))
    if wanted.controls_only:
        statement = statement.where(ReviewItemRow.tcn.is_(None))
    if wanted.item_id:
        statement = statement.where(ReviewItemRow.item_id == wanted.item_id)
    if wanted.tcn:
        statement = statement.where(ReviewItemRow.tcn == wanted.tcn)
    if wanted.examiner_id:
        given = select(ReviewAssignmentRow.item_id).where(
            ReviewAssignmentRow.examiner_id == wanted.examiner_id
        )
        statement = statement.where(ReviewItemRow.item_id.in_(given))
    return statement


def _record(session: Session, item: ReviewItemRow) -> ReviewRecord:
    candidates = candidates_of(session, item.item_id)
    about = decisions_about(session, candidates)
    return ReviewRecord(
        item_id=item.item_id,
        tcn=item.tcn or "",
        reason=item.reason,
        fingers=fingers_of(item),
        open_time=item.open_time,
        needed_count=item.needed_count,
        candidates=tuple(
            CandidateRecord(
                candidate_id=one.candidate_id,
                rank=one.rank,
                identity_id=one.identity_id,
                encounter_id=one.encounter_id,
                score_db=one.score_db,
                mated=one.mated,
                verdict=_verdict(one.verdict),
                decisions=tuple(about[one.candidate_id]),
            )
            for one in candidates
        ),
        verdict=_verdict(item.verdict),
        end_time=item.end_time,
    )


def _verdict(code: int | None) -> Verdict | None:
    return None if code is None else Verdict(code)
