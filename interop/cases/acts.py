"""Acts on cases, each inside one transaction and with an entry in the audit log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from interop.audit import Action, audit_log
from interop.cases.types import Actor


@dataclass(frozen=True)
class Act:
    """What an officer, an agency or the service does now, in a transaction."""

    session: Session
    actor: Actor
    now: datetime

    def log(self, action: Action, object_id: str, reason: str = "") -> None:
        """Append the act to the audit log. reason: a code."""
        caller, officer = self.actor.caller, self.actor.officer
        audit_log.record(
            self.session, caller, action, object_id, self.now, reason=reason, actor_id=officer
        )
