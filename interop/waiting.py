"""The states that can stay, how long each may, and whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LEASE = timedelta(hours=1)
"""How long a task stays with whoever takes it and does not say. This project chose the times."""
MAX_LEASE = timedelta(hours=12)


class Waiting(StrEnum):
    """What waits. The value stands in the table of alarms."""

    BOOKING = "booking"
    """A booking on its way, parked or not: also one whose agency is in no jurisdiction any more."""
    REVIEW = "review"
    """A match before examiners."""
    MESSAGE = "message"
    """A message that the LESC has not acknowledged."""
    REJECTED = "rejected"
    """A message that the LESC refused."""
    DETERMINATION = "determination"
    """A case that the LESC has not answered."""
    ALERT = "alert"
    """A case that an office has and has not closed."""
    REQUESTED = "requested"
    """A detainer that the agency has not answered."""
    ACKNOWLEDGED = "acknowledged"
    """A detainer whose clock nobody has started."""
    CLAIM = "claim"
    """A claim that nobody has decided."""
    RELEASE = "release"
    """A notice to whoever holds a person."""
    CORRECTION = "correction"
    """A notice of a withdrawn match."""
    ALARM = "alarm"
    """An alarm that nobody has acknowledged."""
    TRANSFER = "transfer"
    """A case that another office is asked to take."""
    ESCALATION = "escalation"
    """A case before supervisors; whoever put it there names the limit."""


OWNERS: Mapping[Waiting, str] = {
    Waiting.BOOKING: "operator",
    Waiting.REVIEW: "examiner",
    Waiting.MESSAGE: "operator",
    Waiting.REJECTED: "operator",
    Waiting.DETERMINATION: "lesc",
    Waiting.ALERT: "field_office",
    Waiting.REQUESTED: "law_enforcement",
    Waiting.ACKNOWLEDGED: "law_enforcement",
    Waiting.CLAIM: "lesc",
    Waiting.RELEASE: "holder",
    Waiting.CORRECTION: "recipient",
    Waiting.ALARM: "supervisor",
    Waiting.TRANSFER: "field_office",
    Waiting.ESCALATION: "supervisor",
}
"""The role whose turn it is; `holder` and `recipient` are named by the address."""


@dataclass(frozen=True)
class Limits:
    """How long each state may stay, in hours. This project chose the times."""

    booking_h: float = 1.0
    review_h: float = 4.0
    message_h: float = 1.0
    rejected_h: float = 1.0
    determination_h: float = 4.0
    alert_h: float = 72.0
    requested_h: float = 4.0
    acknowledged_h: float = 720.0
    claim_h: float = 24.0
    release_h: float = 4.0
    correction_h: float = 4.0
    alarm_h: float = 24.0
    transfer_h: float = 4.0
    escalation_h: float = 8.0
    """Of escalations that name no limit."""

    def __str__(self) -> str:
        """Write the limits as the setting states them."""
        return ",".join(f"{one}={getattr(self, f'{one.value}_h'):g}" for one in Waiting)

    def of(self, waiting: Waiting) -> timedelta:
        """Return the limit of a state."""
        hours: float = getattr(self, f"{waiting.value}_h")
        return timedelta(hours=hours)
