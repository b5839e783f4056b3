"""Reviews as a supervisor sees them: with scores, decisions and, for controls, the truth."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from database.rows import from_row
from interop.review.queue import Decisions, candidates_of, decisions_about
from interop.review.store import booking_of, fingers_of
from interop.review.tables import (
    ReviewAssignmentRow,
    ReviewCandidateRow,
    ReviewItemRow,
    ReviewViewRow,
)
from interop.review.types import AsideReason, Assignment, CandidateRecord, ReviewRecord


@dataclass(frozen=True)
class Filter:
    """Which items are wanted; an empty field filters nothing."""

    open_only: bool = False
    controls_only: bool = False
    item_id: str = ""
    tcn: str = ""
    examiner_id: str = ""
    """Only items that this examiner got."""
    viewer_id: str = ""
    """The supervisor who looks: open items that this person got as an examiner are left out."""

    @property
    def owner(self) -> str:
        """Name the list, so that the list refuses the page tokens of other lists."""
        return f"review {hashlib.sha256(repr(self).encode()).hexdigest()[:16]}"


def list_items(session: Session, wanted: Filter, page: Page) -> Listed[ReviewRecord]:
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
    given = assignments_of(session, [item.item_id for item in items])
    return [
        _record(item, of_item[item.item_id], about, given[item.item_id]) for item in items
    ], token


def assignments_of(session: Session, item_ids: Sequence[str]) -> defaultdict[str, list[Assignment]]:
    """Read who got items, by item, in the order of the times."""
    row, found = ReviewAssignmentRow, defaultdict[str, list[Assignment]](list)
    for one in session.scalars(
        select(row).where(row.item_id.in_(item_ids)).order_by(row.assign_time, row.examiner_id)
    ):
        reason = None if one.aside_reason is None else AsideReason(one.aside_reason)
        found[one.item_id].append(from_row(Assignment, one, aside_reason=reason))
    return found


def _filtered(wanted: Filter) -> Select[ReviewItemRow]:
    item = ReviewItemRow
    statement = select(item).where(*equal(item, item_id=wanted.item_id))
    if wanted.tcn:
        statement = statement.where(or_(item.tcn == wanted.tcn, item.compared_tcn == wanted.tcn))
    if wanted.open_only:
        statement = statement.where(ReviewItemRow.end_time.is_(None))
    if wanted.controls_only:
        statement = statement.where(item.tcn.is_(None), item.compared_tcn.is_(None))
    if wanted.examiner_id:
        given = select(ReviewAssignmentRow.item_id).where(
            ReviewAssignmentRow.examiner_id == wanted.examiner_id
        )
        statement = statement.where(ReviewItemRow.item_id.in_(given))
    if wanted.viewer_id:
        own = select(ReviewAssignmentRow.item_id).where(
            ReviewAssignmentRow.item_id == ReviewItemRow.item_id,
            ReviewAssignmentRow.examiner_id == wanted.viewer_id,
        )
        statement = statement.where(ReviewItemRow.end_time.is_not(None) | ~own.exists())
    return statement


def note_views(session: Session, item_ids: Iterable[str], person: str, now: datetime) -> None:
    """Keep that a supervisor saw items: this person may not decide about them as an examiner."""
    for item_id in item_ids:
        if session.get(ReviewViewRow, (item_id, person)) is None:
            session.add(ReviewViewRow(item_id=item_id, person=person, view_time=now))
    session.flush()


def _record(
    item: ReviewItemRow,
    candidates: Sequence[ReviewCandidateRow],
    about: Decisions,
    given: Sequence[Assignment],
) -> ReviewRecord:
    return from_row(
        ReviewRecord,
        item,
        tcn=booking_of(item) or "",
        fingers=fingers_of(item),
        candidates=tuple(
            from_row(CandidateRecord, one, decisions=tuple(about[one.candidate_id]))
            for one in candidates
        ),
        assignments=tuple(given),
    )
