"""The work list: open cases by what is urgent, then priority and level, then the clock (R26)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from database.connection import UtcDateTime
from database.paging import Listed, Page, make_token, read_token
from database.rows import from_row
from interop.cases import (
    CaseRow,
    CaseState,
    ClaimRow,
    ClaimState,
    DetainerRow,
    DetainerState,
    TaskLeaseRow,
    rows,
)
from interop.work.tables import EscalationRow, TransferRow
from interop.work.types import TransferState, WorkFilter, WorkItem

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_WORK = [int(state) for state in rows.WORK]
_HOLD_END = (
    select(func.min(DetainerRow.expire_time))
    .where(DetainerRow.case_id == CaseRow.case_id, DetainerRow.state == int(DetainerState.RUNNING))
    .scalar_subquery()
)
_CLAIM_OPEN = (
    select(ClaimRow.claim_id)
    .where(ClaimRow.case_id == CaseRow.case_id, ClaimRow.state == int(ClaimState.OPEN))
    .exists()
)
_WITHDRAWN = CaseRow.state == int(CaseState.WITHDRAWN)
_ORDER: tuple[tuple[str, type], ...] = (
    ("place", int),
    ("priority", int),
    ("level", int),
    ("hold_until", datetime),
    ("since", datetime),
    ("sequence", int),
)
"""What orders the list. `place` is 0 for a withdrawn match and for an open claim: somebody may be
held who may not be held."""


def list_work(session: Session, wanted: WorkFilter, now: datetime, page: Page) -> Listed[WorkItem]:
    """Read a page of open cases in the order in which to work on them, and the next page's token.

    A lease that has run out counts as ended, whether or not anybody has ended it.
    """
    work = _statement(wanted, now).subquery()
    owner = f"work/{wanted.office}/{wanted.officer}/{wanted.free_only}/{wanted.priority}"
    owner += f"/{wanted.queue}/{wanted.escalated_only}"
    after = read_token(page.token, owner, [kind for _, kind in _ORDER])
    order = [work.c[name] for name, _ in _ORDER]
    found = select(work).order_by(*order).limit(page.limit + 1)
    if after:
        values = (literal(one, column.type) for one, column in zip(after, order, strict=True))
        found = found.where(tuple_(*order) > tuple_(*values))
    read: Sequence[Any] = session.execute(found).all()
    if len(read) <= page.limit:
        return [_item(row) for row in read], ""
    last = read[page.limit - 1]
    token = make_token(owner, *(getattr(last, name) for name, _ in _ORDER))
    return [_item(row) for row in read[: page.limit]], token


def item_of(session: Session, case_id: str, now: datetime) -> WorkItem:
    """Read the item of an open case."""
    statement = _statement(WorkFilter(), now).where(CaseRow.case_id == case_id)
    return _item(session.execute(statement).one())


def _statement(wanted: WorkFilter, now: datetime) -> Select[Any]:
    row, lease, transfer, escalation = CaseRow, TaskLeaseRow, TransferRow, EscalationRow
    return (
        select(
            *(row.case_id, row.tcn, row.ori, row.office, row.alerted_to, row.state),
            *(row.priority, row.level, row.sequence),
            case((or_(_WITHDRAWN, _CLAIM_OPEN), 0), else_=1).label("place"),
            _CLAIM_OPEN.label("claim_open"),
            func.coalesce(_HOLD_END, literal(_NEVER, UtcDateTime), type_=UtcDateTime).label(
                "hold_until"
            ),
            func.coalesce(
                row.withdrawn_time, row.alert_time, row.open_time, type_=UtcDateTime
            ).label("since"),
            func.coalesce(lease.officer, "").label("officer"),
            func.coalesce(lease.ori, "").label("officer_ori"),
            lease.lease_end,
            func.coalesce(transfer.transfer_id, "").label("transfer_id"),
            func.coalesce(transfer.to_office, "").label("to_office"),
            func.coalesce(escalation.escalation_id, "").label("escalation_id"),
            func.coalesce(escalation.queue, "").label("queue"),
            escalation.deadline.label("escalation_deadline"),
        )
        .outerjoin(lease, and_(lease.case_id == row.case_id, lease.lease_end > now))
        .outerjoin(
            transfer,
            and_(transfer.case_id == row.case_id, transfer.state == int(TransferState.WAITING)),
        )
        .outerjoin(
            escalation, and_(escalation.case_id == row.case_id, escalation.end_time.is_(None))
        )
        .where(row.state.in_(_WORK), *_conditions(wanted))
    )


def _conditions(wanted: WorkFilter) -> list[ColumnElement[bool]]:
    row, conditions = CaseRow, list[ColumnElement[bool]]()
    if wanted.office:
        conditions.append(or_(row.office == wanted.office, row.alerted_to == wanted.office))
    if wanted.officer:
        conditions.append(TaskLeaseRow.officer == wanted.officer)
    if wanted.free_only:
        conditions.append(TaskLeaseRow.officer.is_(None))
    if wanted.priority:
        conditions.append(row.priority == wanted.priority)
    if wanted.queue:
        conditions.append(EscalationRow.queue == wanted.queue)
    if wanted.escalated_only:
        conditions.append(EscalationRow.escalation_id.is_not(None))
    return conditions


def _item(row: Any) -> WorkItem:  # noqa: ANN401 - a row of the statement
    return from_row(
        WorkItem,
        row,
        priority=row.priority if row.priority <= 3 else 0,
        level=row.level if row.level <= 3 else 0,
        claim_open=bool(row.claim_open),
        hold_end=None if row.hold_until == _NEVER else row.hold_until,
    )
