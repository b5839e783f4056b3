"""The order of work: priority and level of each open case, kept beside the case (R26).

The rank is what follows from the person's history alone. Neither a claim nor a withdrawal changes
the rank: a list shows both, and puts both first.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from interop.cases.assessment import assess_history
from interop.cases.rows import describe_all
from interop.cases.tables import CaseRow
from interop.cases.types import CaseState

OUTSIDE = 9
"""Outside the priorities, or at no level: after all others."""
RANKED_FOR = timedelta(hours=1)
"""The policy of the day may have changed since, and what IDENT knows of the person."""

_OPEN = [int(state) for state in CaseState if state.is_open]


def rank_due(session: Session, now: datetime, limit: int) -> int:
    """Rank open cases that changed or were ranked long ago; returns how many."""
    row = CaseRow
    old = or_(row.rank_time.is_(None), row.rank_time <= now - RANKED_FOR, row.rank_time > now)
    found = session.scalars(
        select(row).where(row.state.in_(_OPEN), old).order_by(row.sequence).limit(limit)
    ).all()
    for one, case in zip(found, describe_all(session, found), strict=True):
        history = assess_history(session, case, now)
        one.priority = (history and history.priority) or OUTSIDE
        one.level = (history and history.level) or OUTSIDE
        one.rank_time = now
    session.flush()
    return len(found)
