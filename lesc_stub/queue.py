"""The next task of each specialist: by custody and priority, a person's queries in order.

Specialists and tasks carry times, so that the outcome does not depend on how often the worker
looks. A specialist who was free on Monday began on Monday, even if the clock says Wednesday.
"""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from database.connection import UtcDateTime
from interop.lesc import LescQuery, QueryState
from lesc_stub.tables import QueryRow, SpecialistRow, TaskRow
from lesc_stub.types import TaskState

CLAIM_RANK = 0
"""The most urgent: a citizen may be in detention."""
_CUSTODY_RANK, _FREE_RANK = 10, 20

_BATCH = 64
"""Assignments in one transaction."""

_CORRECTION = timedelta(seconds=1)
"""What is less far ahead of the clock was begun before a correction of it."""

_AT = bindparam("at", type_=UtcDateTime)
_EARLIER = aliased(TaskRow)
_EARLIER_IS_OPEN = exists().where(
    _EARLIER.identity_id == TaskRow.identity_id,
    _EARLIER.sequence < TaskRow.sequence,
    or_(
        _EARLIER.state == int(TaskState.WAITING),
        # A research that a person holds has no end yet.
        (_EARLIER.state == int(TaskState.IN_RESEARCH))
        & (_EARLIER.end_time.is_(None) | (_EARLIER.end_time > _AT)),
    ),
)
_NEXT_TASK = (
    select(TaskRow)
    .where(
        TaskRow.state == int(TaskState.WAITING),
        TaskRow.queue_time <= _AT,
        ~_EARLIER_IS_OPEN,
    )
    .order_by(TaskRow.rank, TaskRow.sequence)
    .limit(1)
)
"""Built once, because building the statement takes longer than running it."""

Duration = Callable[[datetime], timedelta]
"""Tells how long a research takes, by the time of its begin."""


def rank(query: LescQuery) -> int:
    """Rank a query: specialists take the lowest rank first."""
    return (_CUSTODY_RANK if query.in_custody else _FREE_RANK) + query.priority


def add_task(session: Session, task: TaskRow) -> None:
    """Queue a research. The tasks of the same person that wait before become as urgent."""
    session.execute(
        update(TaskRow)
        .where(
            TaskRow.identity_id == task.identity_id,
            TaskRow.state == int(TaskState.WAITING),
            TaskRow.rank > task.rank,
        )
        .values(rank=task.rank)
        .execution_options(synchronize_session=False)
    )
    task.state = int(TaskState.WAITING)
    session.add(task)


def provide_specialists(session: Session, count: int, now: datetime) -> None:
    """Add specialists up to a count; the new specialists are free from now on."""
    known = {row.number for row in session.scalars(select(SpecialistRow))}
    for number in range(1, count + 1):
        if number not in known:
            session.add(SpecialistRow(number=number, free_time=now))


def assign(
    session: Session, now: datetime, since: datetime, count: int, duration: Duration
) -> bool:
    """Give waiting tasks to free specialists up to now; returns whether any was given.

    since: no work began before, because the LESC was down or not running. count: of specialists.
    """
    free = [
        (max(row.free_time, since), row.number)
        for row in session.scalars(select(SpecialistRow).where(SpecialistRow.number <= count))
    ]
    heapq.heapify(free)
    given = 0
    while given < _BATCH and free and free[0][0] <= now:
        start, number = free[0]
        task = session.scalar(_NEXT_TASK, {"at": start})
        if task is None:
            event = _next_event(session, start, now)
            if event is None:
                break
            free = [(max(time, event), other) for time, other in free]
            heapq.heapify(free)
            continue
        end = start + duration(start)
        _begin(session, task, number, start, end)
        heapq.heapreplace(free, (end, number))
        given += 1
    return given > 0


def end_future(session: Session, now: datetime) -> None:
    """Let what lies in the future, because a clock was ahead, be now."""
    for table, time in (
        (TaskRow, TaskRow.queue_time),
        (TaskRow, TaskRow.end_time),
        (SpecialistRow, SpecialistRow.free_time),
    ):
        late = update(table).where(time > now).values({time: now})
        session.execute(late.execution_options(synchronize_session=False))


def is_ahead(session: Session, now: datetime) -> bool:
    """Tell whether a task came or was begun in the future."""
    future = now + _CORRECTION
    is_open = TaskRow.state.in_([int(TaskState.WAITING), int(TaskState.IN_RESEARCH)])
    later = or_(TaskRow.queue_time > future, TaskRow.start_time > future)
    return session.scalar(select(exists().where(is_open, later))) or False


def is_anything_due(session: Session, now: datetime) -> bool:
    """Tell whether a task waits or has ended. Without such a task the LESC writes nothing."""
    ended = (TaskRow.state == int(TaskState.IN_RESEARCH)) & (TaskRow.end_time <= now)
    free = TaskRow.lease_end <= now
    due = exists().where(or_(TaskRow.state == int(TaskState.WAITING), ended, free))
    return session.scalar(select(due)) or False


def is_earlier_open(session: Session, task: TaskRow, now: datetime) -> bool:
    """Tell whether an earlier research about the same person has not ended."""
    this = select(TaskRow.sequence).where(TaskRow.sequence == task.sequence, _EARLIER_IS_OPEN)
    return session.scalar(this, {"at": now}) is not None


def _next_event(session: Session, after: datetime, until: datetime) -> datetime | None:
    """Find the next time at which a task can begin: when a task comes or ends."""
    times = [
        session.scalar(select(func.min(time)).where(TaskRow.state == int(state), time > after))
        for time, state in (
            (TaskRow.queue_time, TaskState.WAITING),
            (TaskRow.end_time, TaskState.IN_RESEARCH),
        )
    ]
    return min((time for time in times if time is not None and time <= until), default=None)


def _begin(session: Session, task: TaskRow, number: int, start: datetime, end: datetime) -> None:
    task.state = int(TaskState.IN_RESEARCH)
    task.specialist = f"specialist-{number:02d}"
    task.start_time, task.end_time = start, end
    session.get_one(SpecialistRow, number).free_time = end
    session.execute(
        update(QueryRow)
        .where(QueryRow.query_id == task.query_id)
        .values(state=int(QueryState.IN_RESEARCH))
        .execution_options(synchronize_session=False)
    )
    session.flush()
