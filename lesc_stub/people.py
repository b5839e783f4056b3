"""Researches that people take instead of the scripted specialists.

A person holds a research until a time. If that time passes, the research waits again: for another
person, or for a scripted specialist. Whatever a person does is added to the events of the research.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from database.documents import Codec
from database.paging import Listed, Page, equal, read_page
from database.rows import from_row, required
from interop.errors import (
    ResearchTaskNotFoundError,
    ResearchTaskStateError,
    TaskHeldError,
    TaskNotHeldError,
)
from interop.lesc import LescQuery, QueryState, documents
from lesc_stub import queue, store
from lesc_stub.tables import QueryRow, TaskEventRow, TaskRow
from lesc_stub.types import (
    IdentityCheck,
    IdentityResult,
    ResearchTask,
    TaskEvent,
    TaskEventKind,
    TaskFilter,
    TaskState,
)

log = structlog.get_logger(__name__)

_OPEN = (int(TaskState.WAITING), int(TaskState.IN_RESEARCH))
_CHECK = Codec(IdentityCheck, strict=False)


def list_tasks(session: Session, wanted: TaskFilter, page: Page) -> Listed[ResearchTask]:
    """Read a page of researches in the order in which to work on them, and the next page's token.

    Claims of citizenship come first, then people in custody by priority, then the others.
    """
    row, conditions = TaskRow, list[ColumnElement[bool]]()
    conditions += equal(row, query_id=wanted.query_id, person=wanted.person)
    states = _OPEN if wanted.state is None else (int(wanted.state),)
    found = select(row).where(row.state.in_(states), *conditions)
    order = [row.rank, row.queue_time, row.sequence]
    read, token = read_page(session, found, order, wanted, page)
    return _describe(session, [one for (one,) in read]), token


def find(session: Session, task_id: int) -> ResearchTask:
    """Read a research. Raises ResearchTaskNotFoundError."""
    [found] = _describe(session, [_row(session, task_id)])
    return found


def take(session: Session, task_id: int, person: str, period: timedelta, now: datetime) -> None:
    """Give a research to a person, also from a scripted specialist; a holder gets a new end.

    Raises ResearchTaskNotFoundError, ResearchTaskStateError, TaskHeldError.
    """
    row = _open_row(session, task_id, now)
    if row.person not in ("", person):
        raise TaskHeldError(_held_by(row))
    if queue.is_earlier_open(session, row, now):
        raise ResearchTaskStateError(
            f"research {task_id} waits for an earlier research about the same person"
        )
    if row.person != person:
        row.start_time = now
    _note(session, row, TaskEventKind.RENEWED if row.person else TaskEventKind.TAKEN, person, now)
    row.state, row.person, row.specialist = int(TaskState.IN_RESEARCH), person, ""
    row.end_time, row.lease_end = None, now + period
    store.query_row(session, row.query_id).state = int(QueryState.IN_RESEARCH)
    session.flush()


def release(session: Session, task_id: int, person: str, now: datetime) -> None:
    """Give a research back. What no person holds is given back already.

    Raises ResearchTaskNotFoundError, ResearchTaskStateError, TaskNotHeldError.
    """
    row = _open_row(session, task_id, now)
    if not row.person:
        return
    if row.person != person:
        raise TaskNotHeldError(f"{_held_by(row)}, not {person}")
    _note(session, row, TaskEventKind.RELEASED, person, now)
    _give_back(session, row)


def end_leases(session: Session, now: datetime, limit: int) -> None:
    """Let the researches wait again whose persons did not end them in time."""
    row = TaskRow
    found = session.scalars(
        select(row).where(row.lease_end <= now).order_by(row.lease_end, row.sequence).limit(limit)
    )
    for one in found.all():
        _run_out(session, one, now)


def record_check(session: Session, task_id: int, check: IdentityCheck) -> None:
    """Keep what the person who holds a research decided about the identity.

    Raises ResearchTaskNotFoundError, ResearchTaskStateError, TaskNotHeldError.
    """
    row = held_row(session, task_id, check.person, check.check_time)
    row.identity_check = _CHECK.dump(check)
    remark = f"{check.result.name}: {check.remark}".removesuffix(": ")
    _note(session, row, TaskEventKind.IDENTITY_CHECKED, check.person, check.check_time, remark)


def confirms_identity(row: TaskRow) -> bool:
    """Tell whether the identity was confirmed. Raises ResearchTaskStateError before a check."""
    if not row.identity_check:
        raise ResearchTaskStateError(
            f"nobody has checked the identity of research {row.sequence}: check the identity first"
        )
    return _CHECK.load(row.identity_check).result is IdentityResult.CONFIRMED


def held_row(session: Session, task_id: int, person: str, now: datetime) -> TaskRow:
    """Read a research that a person holds now.

    Raises ResearchTaskNotFoundError, ResearchTaskStateError, TaskNotHeldError.
    """
    row = _open_row(session, task_id, now)
    if row.person != person:
        held = _held_by(row) if row.person else f"nobody holds research {task_id}"
        raise TaskNotHeldError(f"{held}: {person} takes the research first")
    return row


def end(session: Session, row: TaskRow, now: datetime, remark: str) -> None:
    """End the lease of a research that its person has decided."""
    row.lease_end, row.end_time = None, now
    _note(session, row, TaskEventKind.DETERMINED, row.person, now, remark)


def query_of(session: Session, row: TaskRow) -> LescQuery:
    """Read the query that a research is about."""
    return documents.QUERY.load(store.query_row(session, row.query_id).document)


def row_of(session: Session, task_id: int) -> TaskRow:
    """Read the row of a research in any state. Raises ResearchTaskNotFoundError."""
    return _row(session, task_id)


def _open_row(session: Session, task_id: int, now: datetime) -> TaskRow:
    row = _row(session, task_id)
    if row.lease_end is not None and row.lease_end <= now:
        _run_out(session, row, now)
    if row.state not in _OPEN:
        state = TaskState(row.state).name
        raise ResearchTaskStateError(f"research {task_id} is {state}: nothing is left to do")
    return row


def _row(session: Session, task_id: int) -> TaskRow:
    row = session.get(TaskRow, task_id)
    return required(row, ResearchTaskNotFoundError, f"the LESC has no research {task_id}")


def _run_out(session: Session, row: TaskRow, now: datetime) -> None:
    log.warning("research_lease_ended", task_id=row.sequence, person=row.person)
    _note(session, row, TaskEventKind.LEASE_ENDED, row.person, now)
    if row.state == int(TaskState.IN_RESEARCH):
        _give_back(session, row)
    row.lease_end = None
    session.flush()


def _give_back(session: Session, row: TaskRow) -> None:
    row.state, row.person, row.lease_end = int(TaskState.WAITING), "", None
    row.start_time = row.end_time = None
    store.query_row(session, row.query_id).state = int(QueryState.ACKNOWLEDGED)
    session.flush()


def _note(
    session: Session, row: TaskRow, kind: str, person: str, now: datetime, remark: str = ""
) -> None:
    event = TaskEventRow(
        task_sequence=row.sequence,
        query_id=row.query_id,
        kind=kind,
        person=person,
        event_time=now,
        remark=remark,
    )
    session.add(event)
    session.flush()


def _held_by(row: TaskRow) -> str:
    until = "" if row.lease_end is None else f" until {row.lease_end.isoformat(timespec='minutes')}"
    return f"{row.person} holds research {row.sequence}{until}"


def _describe(session: Session, rows: Sequence[TaskRow]) -> list[ResearchTask]:
    ids = {row.query_id for row in rows}
    found = session.scalars(select(QueryRow).where(QueryRow.query_id.in_(ids)))
    queries = {one.query_id: documents.QUERY.load(one.document) for one in found}
    events = _events(session, [row.sequence for row in rows])
    return [_task(row, queries[row.query_id], events[row.sequence]) for row in rows]


def _events(session: Session, task_ids: Collection[int]) -> Mapping[int, list[TaskEvent]]:
    found: dict[int, list[TaskEvent]] = defaultdict(list)
    row = TaskEventRow
    for one in session.scalars(
        select(row).where(row.task_sequence.in_(task_ids)).order_by(row.sequence)
    ):
        found[one.task_sequence].append(from_row(TaskEvent, one))
    return found


def _task(row: TaskRow, query: LescQuery, events: Sequence[TaskEvent]) -> ResearchTask:
    return from_row(
        ResearchTask,
        row,
        task_id=row.sequence,
        tcn=query.tcn,
        in_custody=query.in_custody,
        priority=query.priority,
        specialist=row.person or row.specialist,
        identity_check=_CHECK.load(row.identity_check) if row.identity_check else None,
        events=tuple(events),
    )
