"""What is done to cases, in the audit log."""

from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Action, ObjectKind
from interop.audit import log as audit_log
from interop.cases.types import Actor


def log_case(
    session: Session, actor: Actor, action: Action, case_id: str, now: datetime, reason: str = ""
) -> None:
    """Append what was done to a case. reason: a code."""
    _log(session, actor, action, ObjectKind.CASE, case_id, now, reason)


def log_detainer(
    session: Session,
    actor: Actor,
    action: Action,
    detainer_id: str,
    now: datetime,
    reason: str = "",
) -> None:
    """Append what was done to a detainer. reason: a code."""
    _log(session, actor, action, ObjectKind.DETAINER, detainer_id, now, reason)


def _log(
    session: Session,
    actor: Actor,
    action: Action,
    kind: ObjectKind,
    object_id: str,
    now: datetime,
    reason: str,
) -> None:
    audit_log.record(
        session,
        actor.caller,
        action,
        kind,
        object_id,
        now,
        reason=reason,
        actor_id=actor.officer,
    )
