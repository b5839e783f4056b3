"""Who works on a case: a task is leased to one officer until a time, and is then free again."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from interop.audit import Act, Action
from interop.cases.tables import TaskLeaseRow
from interop.errors import TaskHeldError, TaskNotHeldError
from interop.names import SERVICE


def take(act: Act, case_id: str, period: timedelta) -> None:
    """Lease a case to the officer who acts; whoever holds the case gets a new end.

    Raises TaskHeldError if somebody else holds the case.
    """
    row = _held(act.session, case_id, act.now)
    if row is not None and not _is_of(row, act):
        raise _held_by(row)
    act.log(Action.TASK_TAKEN, case_id, "" if row is None else "renewed")
    _give(act, case_id, act.actor_id, act.caller.ori, period)


def release(act: Act, case_id: str) -> None:
    """Give a case back before the end of its lease. What nobody holds is given back already.

    Raises TaskNotHeldError if somebody else holds the case.
    """
    row = _held(act.session, case_id, act.now)
    if row is None:
        return
    if not _is_of(row, act):
        raise TaskNotHeldError(f"{row.officer} of {row.ori} holds {case_id}, not {act.actor_id}")
    act.log(Action.TASK_RELEASED, case_id)
    _drop(act.session, row)


def assign(act: Act, case_id: str, officer: str, ori: str, period: timedelta, reason: str) -> None:
    """Lease a case to another officer, whoever holds the case. reason: a code."""
    act.log(Action.TASK_REASSIGNED, case_id, f"{reason.lower()}:{officer}"[:64])
    _give(act, case_id, officer, ori, period)


def end(act: Act, case_id: str) -> None:
    """End the lease of a case that is done or goes elsewhere, if there is a lease."""
    row = act.session.get(TaskLeaseRow, case_id)
    if row is not None:
        act.log(Action.TASK_RELEASED, case_id, row.officer)
        _drop(act.session, row)


def check_free(act: Act, case_id: str) -> None:
    """Check that nobody else holds a case. Raises TaskHeldError."""
    row = _held(act.session, case_id, act.now)
    if row is not None and not _is_of(row, act):
        raise _held_by(row)


def find(session: Session, case_id: str, now: datetime) -> TaskLeaseRow | None:
    """Find the lease in force, and change nothing; None if nobody holds the case."""
    row = session.get(TaskLeaseRow, case_id)
    return row if row is not None and row.lease_end > now else None


def end_due(session: Session, now: datetime, limit: int) -> int:
    """End the leases that ran out; returns how many."""
    rows = session.scalars(
        select(TaskLeaseRow)
        .where(TaskLeaseRow.lease_end <= now)
        .order_by(TaskLeaseRow.lease_end, TaskLeaseRow.case_id)
        .limit(limit)
    ).all()
    for row in rows:
        _ran_out(session, row, now)
    return len(rows)


def _held(session: Session, case_id: str, now: datetime) -> TaskLeaseRow | None:
    """Find the lease in force. A lease that ran out ends here, if nobody ended it before."""
    row = session.get(TaskLeaseRow, case_id)
    if row is None or row.lease_end > now:
        return row
    _ran_out(session, row, now)
    return None


def _ran_out(session: Session, row: TaskLeaseRow, now: datetime) -> None:
    Act(session, SERVICE, now).log(Action.TASK_LEASE_ENDED, row.case_id, row.officer)
    _drop(session, row)


def _give(act: Act, case_id: str, officer: str, ori: str, period: timedelta) -> None:
    lease = TaskLeaseRow(
        case_id=case_id,
        officer=officer,
        ori=ori,
        take_time=act.now,
        lease_end=act.now + period,
    )
    act.session.merge(lease)
    act.session.flush()


def _drop(session: Session, row: TaskLeaseRow) -> None:
    session.delete(row)
    session.flush()


def _is_of(row: TaskLeaseRow, act: Act) -> bool:
    return (row.officer, row.ori) == (act.actor_id, act.caller.ori)


def _held_by(row: TaskLeaseRow) -> TaskHeldError:
    until = row.lease_end.isoformat(timespec="minutes")
    return TaskHeldError(
        f"{row.officer} of {row.ori} holds {row.case_id} until {until}: wait, or let a supervisor "
        "reassign the task"
    )
