"""Detainers in the database. Rows are made by `insert` alone, and no step lengthens a hold."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gallery.store import EncounterRow
from interop.cases.detainer_life import Detainer, DetainerState, check_step
from interop.cases.errors import DetainerNotFoundError
from interop.cases.tables import CaseRow, DetainerRow

_S = DetainerState


def insert(session: Session, detainer: Detainer) -> None:
    """Store a detainer that an officer asked for."""
    assert detainer.officer and detainer.state is _S.REQUESTED
    session.add(
        DetainerRow(
            detainer_id=detainer.detainer_id,
            case_id=detainer.case_id,
            ori=detainer.ori,
            state=int(detainer.state),
            officer=detainer.officer,
            request_time=detainer.request_time,
            against_advice_because=detainer.against_advice_because,
        )
    )
    session.flush()


def find(session: Session, detainer_id: str) -> Detainer | None:
    """Read a detainer, if there is one."""
    row = session.get(DetainerRow, detainer_id)
    return None if row is None else detainer(row)


def read(session: Session, detainer_id: str) -> Detainer:
    """Read a detainer. Raises DetainerNotFoundError."""
    return detainer(_row(session, detainer_id))


def of_person(
    session: Session, identity_ids: frozenset[str], gallery: str, identity_id: str
) -> list[tuple[CaseRow, Detainer]]:
    """Read the detainers of all cases that may be about a person.

    identity_ids: under which the person was matched. identity_id: who has the prints now, which
    also finds those who were matched under another identity that was split since.
    """
    prints = select(EncounterRow.encounter_id).where(
        EncounterRow.gallery == gallery, EncounterRow.identity_id == identity_id
    )
    rows = session.execute(
        select(CaseRow, DetainerRow)
        .join(DetainerRow, DetainerRow.case_id == CaseRow.case_id)
        .where(or_(CaseRow.identity_id.in_(identity_ids), CaseRow.encounter_id.in_(prints)))
    )
    return [(case, detainer(row)) for case, row in rows]


def acknowledge(session: Session, detainer_id: str, now: datetime) -> Detainer:
    """Record that the agency will hold. Raises DetainerStateError."""
    row = _step(session, detainer_id, _S.ACKNOWLEDGED)
    row.acknowledge_time = now
    return detainer(row)


def start_clock(
    session: Session, detainer_id: str, release_time: datetime, expire_time: datetime
) -> Detainer:
    """Record when the person would otherwise have been released. Raises DetainerStateError."""
    row = _step(session, detainer_id, _S.RUNNING)
    row.release_time, row.expire_time = release_time, expire_time
    session.flush()
    return detainer(row)


def end(
    session: Session, detainer_id: str, state: DetainerState, now: datetime, reason: str = ""
) -> Detainer:
    """Bring a detainer to one of its ends. Raises DetainerNotFoundError, DetainerStateError."""
    row = _step(session, detainer_id, state)
    row.end_time, row.end_reason = now, reason
    session.flush()
    return detainer(row)


def expired(session: Session, now: datetime, limit: int) -> list[Detainer]:
    """List detainers whose time is up but that still run, the longest overdue first."""
    rows = session.scalars(
        select(DetainerRow)
        .where(DetainerRow.state == int(_S.RUNNING), DetainerRow.expire_time <= now)
        .order_by(DetainerRow.expire_time, DetainerRow.detainer_id)
        .limit(limit)
    )
    return list(map(detainer, rows))


def detainer(row: DetainerRow) -> Detainer:
    """Describe a detainer."""
    return Detainer(
        detainer_id=row.detainer_id,
        case_id=row.case_id,
        ori=row.ori,
        state=DetainerState(row.state),
        officer=row.officer,
        request_time=row.request_time,
        against_advice_because=row.against_advice_because,
        acknowledge_time=row.acknowledge_time,
        release_time=row.release_time,
        expire_time=row.expire_time,
        end_time=row.end_time,
        end_reason=row.end_reason,
    )


def _step(session: Session, detainer_id: str, target: DetainerState) -> DetainerRow:
    row = _row(session, detainer_id)
    check_step(detainer_id, DetainerState(row.state), target)
    row.state = int(target)
    session.flush()
    return row


def _row(session: Session, detainer_id: str) -> DetainerRow:
    row = session.get(DetainerRow, detainer_id)
    if row is None:
        raise DetainerNotFoundError(f"no detainer {detainer_id}")
    return row
