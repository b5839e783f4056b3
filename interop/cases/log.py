"""The entries of the audit log about cases and detainers."""

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from interop.audit import Action, ObjectKind
from interop.audit import log as audit_log
from interop.cases.types import Actor


def log_case(
    session: Session,
    actor: Actor,
    action: Action,
    object_id: str,
    now: datetime,
    reason: str = "",
    kind: ObjectKind = ObjectKind.CASE,
) -> None:
    """Append an action on a case, or on an object of another kind. reason: a code."""
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


log_detainer = partial(log_case, kind=ObjectKind.DETAINER)
