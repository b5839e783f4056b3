"""The work list: open cases in the order of `interop.cases.order`, with who has them (R26)."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from database.paging import Listed, Page, read_page
from database.rows import from_row
from interop.cases import (
    RESOURCE_CENTRE,
    CaseRow,
    ClaimRow,
    ClaimState,
    DetainerRow,
    DetainerState,
    TaskLeaseRow,
    rows,
)
from interop.work.tables import EscalationRow, TransferRow
from interop.work.types import TransferState, WorkFilter, WorkItem

_PRIORITIES = {priority: range(10 * priority, 10 * priority + 10) for priority in (1, 2, 3)}
"""The urgencies of each priority (see `interop.cases.priorities.Assessment.urgency`)."""

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


def list_work(
    session: Session, wanted: WorkFilter, now: datetime, page: Page, *, own_office: str = ""
) -> Listed[WorkItem]:
    """Read a page of open cases in the order in which to work on them, and the next page's token.

    A lease that has run out counts as ended, whether or not anybody has ended it. own_office: only
    the work of this office, and what this office is asked to take.
    """
    found = _statement(now).where(*_conditions(wanted))
    if own_office:
        found = found.where(_is_work_of(own_office))
    order = [CaseRow.urgency, CaseRow.deadline_s, CaseRow.sequence]
    owner = (wanted, own_office) if own_office else wanted
    read, token = read_page(session, found, order, owner, page)
    return [_item(*one) for one in read], token


def item_of(session: Session, case_id: str, now: datetime) -> WorkItem:
    """Read the item of an open case."""
    return _item(*session.execute(_statement(now).where(CaseRow.case_id == case_id)).one())


def _statement(
    now: datetime,
) -> Select[CaseRow, TaskLeaseRow, TransferRow, EscalationRow, bool, datetime | None]:
    row, lease, transfer, escalation = CaseRow, TaskLeaseRow, TransferRow, EscalationRow
    held = and_(lease.case_id == row.case_id, lease.lease_end > now)
    asked = and_(transfer.case_id == row.case_id, transfer.state == int(TransferState.WAITING))
    open_ = and_(escalation.case_id == row.case_id, escalation.end_time.is_(None))
    return (
        select(row, lease, transfer, escalation, _CLAIM_OPEN, _HOLD_END)
        .outerjoin(lease, held)
        .outerjoin(transfer, asked)
        .outerjoin(escalation, open_)
        .where(row.state.in_(_WORK))
    )


def _is_work_of(office: str) -> ColumnElement[bool]:
    """Say that a case is the work of an office, or asked of it (see `offices.office_of_case`)."""
    row = CaseRow
    mine = or_(row.office == office, row.alerted_to == office, TransferRow.to_office == office)
    if office == RESOURCE_CENTRE:
        return or_(mine, and_(row.office == "", row.alerted_to == ""))
    return mine


def _conditions(wanted: WorkFilter) -> list[ColumnElement[bool]]:
    row, conditions = CaseRow, list[ColumnElement[bool]]()
    if wanted.office:
        conditions.append(or_(row.office == wanted.office, row.alerted_to == wanted.office))
    if wanted.officer:
        conditions.append(TaskLeaseRow.officer == wanted.officer)
    if wanted.free_only:
        conditions.append(TaskLeaseRow.officer.is_(None))
    if wanted.priority:
        conditions.append(row.urgency.in_(_PRIORITIES[wanted.priority]))
    if wanted.queue:
        conditions.append(EscalationRow.queue == wanted.queue)
    if wanted.escalated_only:
        conditions.append(EscalationRow.escalation_id.is_not(None))
    return conditions


def _item(
    row: CaseRow,
    lease: TaskLeaseRow | None,
    transfer: TransferRow | None,
    escalation: EscalationRow | None,
    claim_open: bool,
    hold_end: datetime | None,
) -> WorkItem:
    priority = next((one for one, found in _PRIORITIES.items() if row.urgency in found), 0)
    return from_row(
        WorkItem,
        row,
        **rows.advice_of(row),
        priority=priority,
        level=row.urgency % 10 if priority else 0,
        claim_open=bool(claim_open),
        since=row.withdrawn_time or row.alert_time or row.open_time,
        hold_end=hold_end,
        officer=lease.officer if lease else "",
        officer_ori=lease.ori if lease else "",
        lease_end=lease.lease_end if lease else None,
        transfer_id=transfer.transfer_id if transfer else "",
        to_office=transfer.to_office if transfer else "",
        escalation_id=escalation.escalation_id if escalation else "",
        queue=escalation.queue if escalation else "",
        escalation_deadline=escalation.deadline if escalation else None,
    )
