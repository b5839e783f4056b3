"""What an examiner has decided, and how the examiner did on controls, as the examiner may know.

Nothing tells of other examiners. A control says that it was one only when all its examiners have
decided: before that its examiners could tell each other, and other items would stand out.
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, equal, read_page
from interop.review.queue import candidates_of, shuffled
from interop.review.statistics import ExaminerFigures, examiner_figures
from interop.review.store import fingers_of
from interop.review.tables import (
    ReviewAssignmentRow,
    ReviewCandidateRow,
    ReviewDecisionRow,
    ReviewItemRow,
)
from interop.review.types import Decision, OwnCandidate, OwnReview


def own_reviews(
    session: Session, examiner_id: str, page: Page, *, controls_only: bool, item_id: str
) -> Listed[OwnReview]:
    """Read a page of what an examiner has decided, newest first, and the next page's token.

    item_id: the only item that is wanted; empty: all.
    """
    given, item = ReviewAssignmentRow, ReviewItemRow
    found = (
        select(given, item)
        .join(item, item.item_id == given.item_id)
        .where(
            given.examiner_id == examiner_id,
            given.decide_time.is_not(None),
            *equal(given, item_id=item_id),
        )
    )
    if controls_only:
        found = found.where(_ended_control())
    owner = f"own reviews/{examiner_id}/{controls_only}/{item_id}"
    order = [given.decide_time, given.item_id]
    rows, token = read_page(session, found, order, owner, page, newest_first=True)
    ids = [row.item_id for row, _ in rows]
    candidates = defaultdict[str, list[ReviewCandidateRow]](list)
    for one in candidates_of(session, *ids):
        candidates[one.item_id].append(one)
    decisions = _own_decisions(session, examiner_id, ids)
    return [
        _own_review(row, item, shuffled(candidates[row.item_id], examiner_id), decisions)
        for row, item in rows
    ], token


def own_figures(session: Session, examiner_id: str) -> ExaminerFigures:
    """Count an examiner's errors by the controls that have ended."""
    item_count = session.scalar(
        select(func.count()).where(
            ReviewAssignmentRow.examiner_id == examiner_id,
            ReviewAssignmentRow.decide_time.is_not(None),
        )
    )
    row, candidate, item = ReviewDecisionRow, ReviewCandidateRow, ReviewItemRow
    counted = session.execute(
        select(candidate.mated, row.decision, func.count())
        .join(candidate, candidate.candidate_id == row.candidate_id)
        .join(item, item.item_id == candidate.item_id)
        .where(row.examiner_id == examiner_id, candidate.mated.is_not(None), _ended_control())
        .group_by(candidate.mated, row.decision)
    )
    tested = {(bool(mated), Decision(decision)): count for mated, decision, count in counted}
    return examiner_figures(examiner_id, item_count or 0, tested)


def _ended_control() -> ColumnElement[bool]:
    item = ReviewItemRow
    return and_(item.tcn.is_(None), item.compared_tcn.is_(None), item.end_time.is_not(None))


def _own_decisions(
    session: Session, examiner_id: str, item_ids: Sequence[str]
) -> dict[str, Decision]:
    """Read an examiner's decisions by candidate."""
    row, candidate = ReviewDecisionRow, ReviewCandidateRow
    found = session.execute(
        select(row.candidate_id, row.decision)
        .join(candidate, candidate.candidate_id == row.candidate_id)
        .where(row.examiner_id == examiner_id, candidate.item_id.in_(item_ids))
    )
    return {candidate_id: Decision(decision) for candidate_id, decision in found}


def _own_review(
    row: ReviewAssignmentRow,
    item: ReviewItemRow,
    candidates: Sequence[ReviewCandidateRow],
    decisions: dict[str, Decision],
) -> OwnReview:
    is_control = item.tcn is None and item.compared_tcn is None and item.end_time is not None
    assert row.decide_time is not None
    return OwnReview(
        item_id=row.item_id,
        decide_time=row.decide_time,
        fingers=fingers_of(item),
        candidates=tuple(
            OwnCandidate(
                one.candidate_id,
                decisions[one.candidate_id],
                one.mated if is_control else None,
            )
            for one in candidates
        ),
        remark=row.remark,
        is_control=is_control,
    )
