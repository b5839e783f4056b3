"""What has waited for too long, and which of it is wanted."""

from dataclasses import dataclass
from datetime import datetime

from interop.waiting import Waiting


@dataclass(frozen=True)
class Overdue:
    """Something that has waited for longer than its limit."""

    waiting: Waiting
    object_id: str
    """Of the booking, message, case, detainer, claim, notice or alarm."""
    owner: str
    address: str
    """The ORI, office or other address of the owner; empty if the role says all."""
    since: datetime
    deadline: datetime
    alarm_time: datetime | None
    """When the alarm was raised; None: it is due."""


@dataclass(frozen=True)
class WaitingFigures:
    """How much waits in one state, without saying what."""

    waiting: Waiting
    count: int
    oldest: datetime | None
    """Since when the oldest waits; None: nothing waits."""
    overdue_count: int


@dataclass(frozen=True)
class OverdueFilter:
    """What is wanted; an empty field filters nothing."""

    waiting: Waiting | None = None
    owner: str = ""
    address: str = ""
