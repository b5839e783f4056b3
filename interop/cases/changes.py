"""Note that a case has changed, so that its place in the order of work is computed anew."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from interop.cases.tables import CaseRow


def changed(session: Session, *case_ids: str) -> None:
    """Have the urgency of cases computed anew (see `order`)."""
    session.execute(update(CaseRow).where(CaseRow.case_id.in_(case_ids)).values(order_time=None))
