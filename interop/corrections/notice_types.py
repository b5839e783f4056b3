"""Notices of corrections: the recipient, the deadline and the acknowledgement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum


class Recipient(IntEnum):
    """Who is told of a withdrawn match. Values are the proto's."""

    BOOKING_AGENCY = 1
    """Told by a corrected second response."""
    LESC = 2
    """Told by a withdrawal through the outbox; the receipt acknowledges the notice."""
    FIELD_OFFICE = 3
    """Told by the case, which is withdrawn."""


@dataclass(frozen=True)
class NoticeDeadlines:
    """How long recipients have. This project chose the times: the audit names none."""

    booking_agency: timedelta = timedelta(hours=4)
    """The agency may hold a person because of the match; jails are staffed at all hours."""
    lesc: timedelta = timedelta(minutes=30)
    """A machine answers; after half an hour without an answer the machine is down."""
    field_office: timedelta = timedelta(hours=4)
    repeat: timedelta = timedelta(hours=1)
    """The time between alarms, until the notice is acknowledged."""

    def of(self, recipient: Recipient) -> timedelta:
        """Tell how long a recipient has."""
        allowed: timedelta = getattr(self, recipient.name.lower())
        return allowed


@dataclass(frozen=True)
class Notice:
    """The notice of a correction to a recipient."""

    notice_id: str
    correction_id: str
    tcn: str
    recipient: Recipient
    address: str
    """The agency's ORI, `LESC`, or the office's name."""
    create_time: datetime
    deadline: datetime
    acknowledge_time: datetime | None
    acknowledged_by: str
    """The ORI of the recipient; for the LESC, the id of the receipt."""
    alarm_count: int
    last_alarm_time: datetime | None


def notice_id(correction_id: str, recipient: Recipient) -> str:
    """Name the only notice of a correction to a recipient."""
    return f"{correction_id}:{recipient.name.lower()}"
