"""In which order cases are worked on: by priority and level, then by the clock that runs (R26).

A case whose match was withdrawn comes first, and an open claim of citizenship second: to free
somebody comes before holding somebody else. Both are decisions of this project.

What a case is about may also change elsewhere: by a merge, the watch list or a day. So every open
case is looked at again from time to time.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from interop.cases.assessment import assess_case
from interop.cases.detainer_life import DetainerState
from interop.cases.priorities import Advice
from interop.cases.rows import describe_all
from interop.cases.tables import LEAST_URGENT, NO_DEADLINE_S, CaseRow
from interop.cases.types import Case, CaseState

LOOK_AGAIN_AFTER = timedelta(minutes=10)

_WITHDRAWN, _CLAIMED = 1, 2


def refresh(session: Session, now: datetime, limit: int, *, changed_only: bool = False) -> int:
    """Compute the urgency of cases that have changed, or that nobody looked at for long.

    Returns how many cases were looked at.
    """
    due: ColumnElement[bool] = CaseRow.order_time.is_(None)
    if not changed_only:
        is_open = CaseRow.state != int(CaseState.CLOSED)
        due = or_(due, is_open & (CaseRow.order_time <= now - LOOK_AGAIN_AFTER))
    rows = session.scalars(select(CaseRow).where(due).order_by(CaseRow.sequence).limit(limit)).all()
    for row, case in zip(rows, describe_all(session, rows), strict=True):
        row.urgency, row.advice = _urgency(session, case, now)
        row.deadline_s, row.order_time = _deadline_s(case), now
    session.flush()
    return len(rows)


def _urgency(session: Session, case: Case, now: datetime) -> tuple[int, Advice | None]:
    """Compute how urgent a case is, and the advice on it."""
    if case.state is CaseState.CLOSED:
        return LEAST_URGENT, None
    found = assess_case(session, case, now)
    if case.state is CaseState.WITHDRAWN:
        return _WITHDRAWN, found.advice
    return _CLAIMED if found.advice is Advice.SUSPENDED else found.urgency, found.advice


def _deadline_s(case: Case) -> int:
    """Find the next clock of a case: the 48 hours that run, or the time of an open claim."""
    running = [one for one in case.detainers if one.state is DetainerState.RUNNING]
    times = [one.expire_time for one in running if one.expire_time is not None]
    if case.open_claim is not None:
        times.append(case.open_claim.deadline)
    return int(min(times).timestamp()) if times else NO_DEADLINE_S
