"""Reviews as a supervisor sees them: with scores, decisions and, of controls, the truth."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from database.paging import Page, read_page
from interop.review.queue import Decisions, candidates_of, decisions_about
from interop.review.store import fingers_of
from interop.review.tables import ReviewAssignmentRow, ReviewCandidateRow, ReviewItemRow
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


def list_items(session: Session, wanted: Filter, page: Page) -> tuple[list[ReviewRecord], str]:
    """Read a page of items, oldest first, and the next page's token.

    Raises InvalidPageTokenError.
    """
    order = [ReviewItemRow.sequence]
    rows, token = read_page(session, _filtered(wanted), order, wanted.owner, page)
    items = [row for (row,) in rows]
    candidates = candidates_of(session, *(item.item_id for item in items))
    about = decisions_about(session, candidates)
    of_item: dict[str, list[ReviewCandidateRow]] = defaultdict(list)
    for one in candidates:
        of_item[one.item_id].append(one)
    return [_record(item, of_item[item.item_id], about) for item in items], token


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


def _record(
    item: ReviewItemRow, candidates: Sequence[ReviewCandidateRow], about: Decisions
) -> ReviewRecord:
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
