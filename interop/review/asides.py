"""Examiners who give an item back for good, and supervisors who take an item from an examiner."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from interop.audit import Act, Action
from interop.review.eligibility import may_get
from interop.review.errors import (
    ReviewBarredError,
    ReviewDecidedError,
    ReviewEndedError,
    ReviewItemNotFoundError,
    ReviewNotAssignedError,
)
from interop.review.tables import ReviewAssignmentRow, ReviewItemRow
from interop.review.types import AsideReason


def step_aside(act: Act, item_id: str, reason: AsideReason) -> None:
    """Let an examiner give an item back, whom nobody gives the item again.

    A repetition changes nothing. Raises ReviewItemNotFoundError, ReviewDecidedError,
    ReviewEndedError.
    """
    item, given = _item(act.session, item_id), _given(act.session, item_id, act.actor_id)
    if given is None:
        raise ReviewItemNotFoundError(
            f"examiner {act.actor_id} has no review item {item_id}: ask for the next item"
        )
    if given.aside_time is not None:
        return
    if given.decide_time is not None:
        raise ReviewDecidedError(
            f"{act.actor_id} has decided about this item: nobody takes it back"
        )
    _check_open(item)
    _put_aside(act, given, reason)
    act.log(Action.REVIEW_STEPPED_ASIDE, item_id, reason.name.lower())


def taken_away(session: Session, item_id: str, examiner_id: str) -> datetime | None:
    """Tell when a supervisor took an item from an examiner; None if no supervisor did."""
    given = _given(session, item_id, examiner_id)
    was_taken = given is not None and given.aside_reason == AsideReason.TAKEN_AWAY
    return given.aside_time if given is not None and was_taken else None


def reassign(act: Act, item_id: str, from_examiner: str, to_examiner: str) -> None:
    """Take an item from an examiner who has not decided, and give it to another, if one is named.

    act: of the supervisor. A repetition changes nothing. Raises ReviewItemNotFoundError,
    ReviewNotAssignedError, ReviewBarredError, ReviewEndedError.
    """
    session = act.session
    item, given = _item(session, item_id), _given(session, item_id, from_examiner)
    if act.actor_id in (from_examiner, to_examiner):
        raise ReviewBarredError("a supervisor takes no own item, and gives none to the same person")
    if given is None or given.decide_time is not None:
        raise _not_assigned(item_id, from_examiner)
    if given.aside_time is not None:
        was_taken = given.aside_reason == AsideReason.TAKEN_AWAY
        if was_taken and (not to_examiner or _holds(session, item_id, to_examiner)):
            return
        raise _not_assigned(item_id, from_examiner)
    _check_open(item)
    _put_aside(act, given, AsideReason.TAKEN_AWAY)
    act.log(Action.REVIEW_REASSIGNED, item_id, f"from:{from_examiner}"[:64])
    if to_examiner:
        _give(act, item_id, to_examiner)


def _give(act: Act, item_id: str, examiner_id: str) -> None:
    if not may_get(act.session, item_id, examiner_id, act.now):
        raise ReviewBarredError(
            f"{examiner_id} may not decide about item {item_id}: this person had or saw the item, "
            "stepped aside for the person, or decided about the pair, or enough examiners have it"
        )
    act.session.add(
        ReviewAssignmentRow(item_id=item_id, examiner_id=examiner_id, assign_time=act.now)
    )
    act.session.flush()
    act.log(Action.REVIEW_REASSIGNED, item_id, f"to:{examiner_id}"[:64])


def _not_assigned(item_id: str, examiner_id: str) -> ReviewNotAssignedError:
    return ReviewNotAssignedError(
        f"examiner {examiner_id} does not have item {item_id} in hand: read the item again"
    )


def _put_aside(act: Act, given: ReviewAssignmentRow, reason: AsideReason) -> None:
    given.aside_time, given.aside_reason = act.now, int(reason)
    act.session.flush()


def _holds(session: Session, item_id: str, examiner_id: str) -> bool:
    given = _given(session, item_id, examiner_id)
    return given is not None and given.aside_time is None


def _item(session: Session, item_id: str) -> ReviewItemRow:
    item = session.scalar(select(ReviewItemRow).where(ReviewItemRow.item_id == item_id))
    if item is None:
        raise ReviewItemNotFoundError(f"no review item {item_id}")
    return item


def _given(session: Session, item_id: str, examiner_id: str) -> ReviewAssignmentRow | None:
    return session.get(ReviewAssignmentRow, (item_id, examiner_id))


def _check_open(item: ReviewItemRow) -> None:
    if item.end_time is not None:
        raise ReviewEndedError(f"review item {item.item_id} has ended")
