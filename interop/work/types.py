"""What a work list shows, and what moves a case: transfers and escalations."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from interop.cases import Advice, CaseState


class ReassignReason(IntEnum):
    """Why a supervisor gives a task to another officer. Values are the proto's."""

    ABSENT = 1
    WORKLOAD = 2
    CONFLICT_OF_INTEREST = 3
    EXPERTISE = 4
    OTHER = 5


class TransferState(IntEnum):
    """The state of a transfer. Values are the proto's."""

    WAITING = 1
    """The receiving office has not answered; the sending office still has the case."""
    ACCEPTED = 2
    RETURNED = 3


@dataclass(frozen=True)
class TransferRequest:
    """What an officer asks: that another office takes a case."""

    transfer_id: str
    case_id: str
    to_office: str
    reason: str


@dataclass(frozen=True)
class Transfer:
    """A transfer in its present state."""

    transfer_id: str
    case_id: str
    from_office: str
    to_office: str
    state: TransferState
    officer: str
    reason: str
    request_time: datetime
    answer_time: datetime | None = None
    answered_by: str = ""
    answer_reason: str = ""
    """Why the receiving office returned the case."""


@dataclass(frozen=True)
class TransferFilter:
    """Which transfers are wanted; an empty field filters nothing."""

    office: str = ""
    """The sending or the receiving office."""
    case_id: str = ""
    open_only: bool = False


@dataclass(frozen=True)
class EscalationRequest:
    """What an officer asks: that supervisors decide about a case within a time."""

    escalation_id: str
    case_id: str
    queue: str
    """The office whose supervisors are asked; empty: the office of the case."""
    reason: str
    limit_h: float


@dataclass(frozen=True)
class Escalation:
    """An escalation in its present state."""

    escalation_id: str
    case_id: str
    queue: str
    officer: str
    reason: str
    create_time: datetime
    deadline: datetime
    end_time: datetime | None = None
    ended_by: str = ""
    resolution: str = ""


@dataclass(frozen=True)
class WorkFilter:
    """Which work is wanted; an empty field filters nothing."""

    office: str = ""
    """The office that is responsible or was alerted."""
    officer: str = ""
    """Who holds the task."""
    free_only: bool = False
    """Only what nobody holds."""
    priority: int = 0
    queue: str = ""
    """Only what is before the supervisors of this office."""
    escalated_only: bool = False
    own_office: bool = False
    """Only what is the work of the caller's office, or what that office is asked to take."""


@dataclass(frozen=True)
class WorkItem:
    """A case that an officer has to work on, with all that orders the list."""

    case_id: str
    tcn: str
    ori: str
    office: str
    alerted_to: str
    state: CaseState
    priority: int
    """1 to 3; 0: outside the priorities."""
    level: int
    """1 to 3; 0: at no level."""
    claim_open: bool
    advice: Advice | None
    """The advice at `advice_time`; None: the case has changed since."""
    advice_time: datetime | None
    """When the advice was computed, at most some minutes ago."""
    since: datetime
    hold_end: datetime | None
    """When a running detainer ends."""
    officer: str
    """Who holds the task; empty: nobody."""
    officer_ori: str
    lease_end: datetime | None
    transfer_id: str
    """Of a transfer that waits; empty: none."""
    to_office: str
    escalation_id: str
    """Of an escalation that has not ended; empty: none."""
    queue: str
    escalation_deadline: datetime | None
