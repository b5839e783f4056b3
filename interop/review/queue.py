"""The queue of reviews in the database: assignments of items, and decisions about them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interop.audit import Act
from interop.bookings import BookingState
from interop.bookings import store as bookings
from interop.review.eligibility import next_item
from interop.review.errors import (
    ReviewDecidedError,
    ReviewEndedError,
    ReviewIncompleteError,
    ReviewItemNotFoundError,
    ReviewSteppedAsideError,
)
from interop.review.tables import (
    ReviewAssignmentRow,
    ReviewCandidateRow,
    ReviewDecisionRow,
    ReviewItemRow,
)
from interop.review.types import AsideReason, Decision, Verdict
from interop.review.verdicts import MAX_EXAMINER_COUNT, candidate_verdict, item_verdict

Decisions = Mapping[str, Sequence[tuple[str, Decision]]]
"""By candidate: each examiner and the examiner's decision."""


def assign_next(act: Act) -> ReviewItemRow | None:
    """Give an examiner the open item, or else the next item that needs this examiner."""
    session, examiner_id = act.session, act.actor_id
    item = _in_hand(session, examiner_id) or next_item(session, examiner_id, act.now)
    if item is not None:
        session.merge(
            ReviewAssignmentRow(item_id=item.item_id, examiner_id=examiner_id, assign_time=act.now)
        )
        session.flush()
    return item


def assigned_item(session: Session, item_id: str, examiner_id: str) -> ReviewItemRow:
    """Read an item that an examiner got and did not give back for good.

    Raises ReviewItemNotFoundError, ReviewSteppedAsideError.
    """
    item = session.scalar(select(ReviewItemRow).where(ReviewItemRow.item_id == item_id))
    given = session.get(ReviewAssignmentRow, (item_id, examiner_id))
    if item is None or given is None:
        raise ReviewItemNotFoundError(
            f"examiner {examiner_id} has no review item {item_id}: ask for the next item"
        )
    if given.aside_time is not None:
        how = f"examiner {examiner_id} gave review item {item_id} back"
        if given.aside_reason == AsideReason.TAKEN_AWAY:
            how = f"a supervisor took review item {item_id} from examiner {examiner_id}"
        raise ReviewSteppedAsideError(f"{how}: ask for the next item")
    return item


def has_decided(session: Session, item_id: str, examiner_id: str) -> bool:
    """Tell whether an examiner has decided about an item."""
    assignment = session.get(ReviewAssignmentRow, (item_id, examiner_id))
    return assignment is not None and assignment.decide_time is not None


def candidates_of(session: Session, *item_ids: str) -> list[ReviewCandidateRow]:
    """Read the candidates of items by rank."""
    return list(
        session.scalars(
            select(ReviewCandidateRow)
            .where(ReviewCandidateRow.item_id.in_(item_ids))
            .order_by(ReviewCandidateRow.rank, ReviewCandidateRow.candidate_id)
        )
    )


def shuffled(
    candidates: Sequence[ReviewCandidateRow], examiner_id: str
) -> list[ReviewCandidateRow]:
    """Order candidates for an examiner, by a digest of their random ids: always the same order."""
    return sorted(
        candidates,
        key=lambda one: hashlib.sha256(f"{one.candidate_id} {examiner_id}".encode()).digest(),
    )


def decide(act: Act, item: ReviewItemRow, decisions: Mapping[str, Decision], remark: str) -> bool:
    """Take an examiner's decisions about all candidates; False if they were taken before.

    remark: what the examiner says of the prints.

    A decision that ends the review makes the booking due. Raises ReviewIncompleteError,
    ReviewDecidedError, ReviewEndedError.
    """
    session = act.session
    candidates = candidates_of(session, item.item_id)
    _check_complete(candidates, decisions)
    if has_decided(session, item.item_id, act.actor_id):
        _check_repeated(act, item.item_id, candidates, decisions, remark)
        return False
    if item.end_time is not None:
        raise ReviewEndedError(
            f"review item {item.item_id} was decided by others meanwhile: ask for the next item"
        )
    _insert(act, item.item_id, decisions, remark)
    if _decided_count(session, item.item_id) >= item.needed_count:
        _conclude(session, item, candidates, act.now)
    return True


def decisions_about(session: Session, candidates: Sequence[ReviewCandidateRow]) -> Decisions:
    """Read the decisions about all candidates of items, in the order of their times."""
    found: dict[str, list[tuple[str, Decision]]] = {one.candidate_id: [] for one in candidates}
    candidate = ReviewCandidateRow
    rows = session.scalars(
        select(ReviewDecisionRow)
        .join(candidate, candidate.candidate_id == ReviewDecisionRow.candidate_id)
        # By item, not by candidate: a page may have too many candidates for a statement.
        .where(candidate.item_id.in_({one.item_id for one in candidates}))
        .order_by(ReviewDecisionRow.decide_time, ReviewDecisionRow.examiner_id)
    )
    for row in rows:
        found[row.candidate_id].append((row.examiner_id, Decision(row.decision)))
    return found


def _in_hand(session: Session, examiner_id: str) -> ReviewItemRow | None:
    return session.scalar(
        select(ReviewItemRow)
        .join(ReviewAssignmentRow, ReviewAssignmentRow.item_id == ReviewItemRow.item_id)
        .where(
            ReviewAssignmentRow.examiner_id == examiner_id,
            ReviewAssignmentRow.decide_time.is_(None),
            ReviewAssignmentRow.aside_time.is_(None),
            ReviewItemRow.end_time.is_(None),
        )
        .order_by(ReviewItemRow.sequence)
        .limit(1)
    )


def _check_complete(
    candidates: Sequence[ReviewCandidateRow], decisions: Mapping[str, Decision]
) -> None:
    known = {one.candidate_id for one in candidates}
    missing, unknown = sorted(known - decisions.keys()), sorted(decisions.keys() - known)
    if missing or unknown:
        raise ReviewIncompleteError(
            "decide about each candidate of the item once; "
            f"missing: {', '.join(missing) or 'none'}, unknown: {', '.join(unknown) or 'none'}"
        )


def _check_repeated(
    act: Act,
    item_id: str,
    candidates: Sequence[ReviewCandidateRow],
    decisions: Mapping[str, Decision],
    remark: str,
) -> None:
    examiner_id = act.actor_id
    said = act.session.get_one(ReviewAssignmentRow, (item_id, examiner_id)).remark
    about = decisions_about(act.session, candidates)
    before = {candidate_id: dict(given).get(examiner_id) for candidate_id, given in about.items()}
    if before != dict(decisions) or said != remark:
        raise ReviewDecidedError(
            f"{examiner_id} decided or remarked otherwise about this item before: nobody decides "
            "twice"
        )


def _insert(act: Act, item_id: str, decisions: Mapping[str, Decision], remark: str) -> None:
    act.session.add_all(
        ReviewDecisionRow(
            candidate_id=candidate_id,
            examiner_id=act.actor_id,
            decision=int(decision),
            decide_time=act.now,
        )
        for candidate_id, decision in decisions.items()
    )
    given = act.session.get_one(ReviewAssignmentRow, (item_id, act.actor_id))
    given.decide_time, given.remark = act.now, remark
    act.session.flush()


def _decided_count(session: Session, item_id: str) -> int:
    decided = select(func.count()).where(
        ReviewAssignmentRow.item_id == item_id, ReviewAssignmentRow.decide_time.is_not(None)
    )
    return session.scalar(decided) or 0


def _conclude(
    session: Session,
    item: ReviewItemRow,
    candidates: Sequence[ReviewCandidateRow],
    now: datetime,
) -> None:
    """End the review, or ask for a third examiner."""
    about = decisions_about(session, candidates)
    verdicts: list[Verdict] = []
    for one in candidates:
        verdict = candidate_verdict([decision for _, decision in about[one.candidate_id]])
        if verdict is None:
            item.needed_count = MAX_EXAMINER_COUNT
            return
        verdicts.append(verdict)
    for one, verdict in zip(candidates, verdicts, strict=True):
        one.verdict = int(verdict)
    item.verdict, item.end_time = int(item_verdict(verdicts)), now
    if item.tcn is not None:
        bookings.wake(session, item.tcn, BookingState.IN_REVIEW, now)
