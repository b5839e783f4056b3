"""The entries of the audit log about cases, with the officer who acts."""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Action, audit_log
from interop.cases.types import Actor


def log_work(
    session: Session, actor: Actor, action: Action, object_id: str, now: datetime, reason: str = ""
) -> None:
    """Append an action on a case, or on an object of another kind. reason: a code."""
    officer = actor.officer
    audit_log.record(session, actor.caller, action, object_id, now, reason=reason, actor_id=officer)
