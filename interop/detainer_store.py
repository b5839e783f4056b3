"""Detainers in the database. Rows are made by one function, which asks for an officer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from interop.case_errors import DetainerNotFoundError
from interop.case_tables import DetainerRow
from interop.detainer import Detainer, DetainerState, check_step


def find(session: Session, detainer_id: str) -> Detainer | None:
    """Read a detainer, if there is one."""
    row = session.get(DetainerRow, detainer_id)
    return None if row is None else _detainer(row)


def read(session: Session, detainer_id: str) -> Detainer:
    """Read a detainer. Raises DetainerNotFoundError."""
    return _detainer(_row(session, detainer_id))


def of_case(session: Session, case_id: str) -> tuple[Detainer, ...]:
    """Read the detainers of a case, oldest first."""
    rows = session.scalars(
        select(DetainerRow)
        .where(DetainerRow.case_id == case_id)
        .order_by(DetainerRow.request_time, DetainerRow.detainer_id)
    )
    return tuple(map(_detainer, rows))


def cancel_live(session: Session, case_id: str, reason: str, now: datetime) -> Detainer | None:
    """Cancel the detainer of a case that still asks somebody to be held, if there is one."""
    live = next((one for one in of_case(session, case_id) if one.state.is_live), None)
    return None if live is None else end(session, live.detainer_id, _S.CANCELLED, now, reason)


def end(
    session: Session, detainer_id: str, state: DetainerState, now: datetime, reason: str = ""
) -> Detainer:
    """Bring a detainer to one of its ends. Raises DetainerNotFoundError, DetainerStateError."""
    row = _row(session, detainer_id)
    check_step(detainer_id, DetainerState(row.state), state)
    row.state, row.end_time, row.end_reason = int(state), now, reason
    session.flush()
    return _detainer(row)


_S = DetainerState


def _row(session: Session, detainer_id: str) -> DetainerRow:
    row = session.get(DetainerRow, detainer_id)
    if row is None:
        raise DetainerNotFoundError(f"no detainer {detainer_id}")
    return row


def _detainer(row: DetainerRow) -> Detainer:
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
