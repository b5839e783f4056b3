"""Notices of corrections: who must be told, by when, and whether they have said that they know."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum


class Recipient(IntEnum):
    """Who is told of a withdrawn match. Values are the proto's."""

    BOOKING_AGENCY = 1
    """By a corrected second response."""
    LESC = 2
    """By a withdrawal through the outbox, acknowledged by its receipt."""
    FIELD_OFFICE = 3
    """By the case, which is withdrawn."""


@dataclass(frozen=True)
class NoticeDeadlines:
    """How long recipients have; this project's own choice, as the audit knows no correction."""

    booking_agency: timedelta = timedelta(hours=4)
    """Somebody may be held there on the strength of the match; jails are staffed at all hours."""
    lesc: timedelta = timedelta(minutes=30)
    """A machine answers; half an hour means that it is down."""
    field_office: timedelta = timedelta(hours=4)
    repeat: timedelta = timedelta(hours=1)
    """From one alarm to the next, until the notice is acknowledged."""

    def of(self, recipient: Recipient) -> timedelta:
        """Tell how long a recipient has."""
        return {
            Recipient.BOOKING_AGENCY: self.booking_agency,
            Recipient.LESC: self.lesc,
            Recipient.FIELD_OFFICE: self.field_office,
        }[recipient]


@dataclass(frozen=True)
class Notice:
    """One recipient's notice of one correction."""

    notice_id: str
    correction_id: str
    tcn: str
    recipient: Recipient
    address: str
    """The agency's ORI, `LESC`, or the office."""
    create_time: datetime
    deadline: datetime
    acknowledge_time: datetime | None
    acknowledged_by: str
    """The ORI that did; the receipt's id where it was the LESC."""
    alarm_count: int
    last_alarm_time: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been acknowledged by now, and was not."""
        return self.acknowledge_time is None and self.deadline <= now


def notice_id(correction_id: str, recipient: Recipient) -> str:
    """Name the one notice that a recipient gets of a correction."""
    return f"{correction_id}:{recipient.name.lower()}"
