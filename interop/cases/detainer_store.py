"""Detainers in the database. Only `insert` makes rows, and no step lengthens a hold."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.rows import columns_of, from_row, required
from interop.cases.changes import changed
from interop.cases.detainer_life import Detainer, DetainerState, check_step
from interop.cases.errors import DetainerNotFoundError
from interop.cases.tables import DetainerRow

_S = DetainerState


def insert(session: Session, detainer: Detainer) -> None:
    """Store a detainer that an officer asked for."""
    assert detainer.officer and detainer.state is _S.REQUESTED
    session.add(DetainerRow(**columns_of(detainer, "booked_name")))
    session.flush()


def find(session: Session, detainer_id: str) -> Detainer | None:
    """Read a detainer; None if the id is unknown."""
    row = session.get(DetainerRow, detainer_id)
    return None if row is None else detainer(row)


def read(session: Session, detainer_id: str) -> Detainer:
    """Read a detainer. Raises DetainerNotFoundError."""
    return detainer(_row(session, detainer_id))


def of_cases(session: Session, case_ids: Collection[str]) -> list[Detainer]:
    """Read the detainers of some cases, oldest first."""
    rows = session.scalars(
        select(DetainerRow)
        .where(DetainerRow.case_id.in_(case_ids))
        .order_by(DetainerRow.request_time, DetainerRow.detainer_id)
    )
    return list(map(detainer, rows))


def some(session: Session, detainer_ids: Collection[str]) -> list[Detainer]:
    """Read detainers by their ids, in the order of the ids."""
    rows = session.scalars(select(DetainerRow).where(DetainerRow.detainer_id.in_(detainer_ids)))
    found = {row.detainer_id: detainer(row) for row in rows}
    return [found[one] for one in detainer_ids if one in found]


def live(session: Session) -> list[Detainer]:
    """Read the detainers that ask somebody to hold a person, oldest first."""
    states = [int(state) for state in _S if state.is_live]
    rows = session.scalars(
        select(DetainerRow)
        .where(DetainerRow.state.in_(states))
        .order_by(DetainerRow.request_time, DetainerRow.detainer_id)
    )
    return list(map(detainer, rows))


def keep(session: Session, detainer_id: str, custodian: str) -> Detainer:
    """Record who took custody."""
    row = _row(session, detainer_id)
    row.custodian = custodian
    session.flush()
    return detainer(row)


def hand_over(session: Session, detainer_id: str, ori: str) -> None:
    """Record that another agency is asked now, because it has the person."""
    row = _row(session, detainer_id)
    row.ori = ori
    session.flush()


def free(session: Session, detainer_id: str, release_time: datetime, reason: str) -> Detainer:
    """Record when and why the custodian released the person."""
    row = _row(session, detainer_id)
    row.freed_time, row.freed_reason = release_time, reason
    session.flush()
    return detainer(row)


def acknowledge(session: Session, detainer_id: str, now: datetime) -> Detainer:
    """Record that the agency will hold the person. Raises DetainerStateError."""
    return _step(session, detainer_id, _S.ACKNOWLEDGED, acknowledge_time=now)


def start_clock(
    session: Session, detainer_id: str, release_time: datetime, expire_time: datetime
) -> Detainer:
    """Record when the person would otherwise have been released. Raises DetainerStateError."""
    times = {"release_time": release_time, "expire_time": expire_time}
    return _step(session, detainer_id, _S.RUNNING, **times)


def end(
    session: Session, detainer_id: str, state: DetainerState, now: datetime, reason: str = ""
) -> Detainer:
    """Bring a detainer to one of its ends. Raises DetainerNotFoundError, DetainerStateError."""
    return _step(session, detainer_id, state, end_time=now, end_reason=reason)


def expired(session: Session, now: datetime, limit: int) -> list[Detainer]:
    """List running detainers whose time is up, the longest overdue first."""
    rows = session.scalars(
        select(DetainerRow)
        .where(DetainerRow.state == int(_S.RUNNING), DetainerRow.expire_time <= now)
        .order_by(DetainerRow.expire_time, DetainerRow.detainer_id)
        .limit(limit)
    )
    return list(map(detainer, rows))


def detainer(row: DetainerRow) -> Detainer:
    """Make a detainer of its row."""
    return from_row(Detainer, row, booked_name="")


def _step(
    session: Session, detainer_id: str, target: DetainerState, **times: datetime | str
) -> Detainer:
    row = _row(session, detainer_id)
    check_step(detainer_id, DetainerState(row.state), target)
    row.state = int(target)
    for name, value in times.items():
        setattr(row, name, value)
    session.flush()
    changed(session, row.case_id)
    return detainer(row)


def _row(session: Session, detainer_id: str) -> DetainerRow:
    row = session.get(DetainerRow, detainer_id)
    return required(row, DetainerNotFoundError, f"no detainer {detainer_id}")
