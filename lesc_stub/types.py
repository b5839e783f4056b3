"""What the LESC keeps inside: settings, research in progress, sources and their records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from interop.lesc import Fact, LescQuery


class Mode(StrEnum):
    """What an answer carries."""

    AS_AUDITED = "as-audited"
    """The notice alone, without convictions or research (R17)."""
    SHARED = "shared"
    """The whole research, with source, time and specialist (R18)."""


class TaskState(IntEnum):
    """Where a research stands."""

    WAITING = 1
    IN_RESEARCH = 2
    DONE = 3
    CANCELLED = 4


@dataclass(frozen=True)
class DeskSettings:
    """How the LESC works. It works around the clock: there are no hours (R16)."""

    research_s: float
    """How long a specialist takes, beside the latencies of the sources."""
    specialist_count: int = 16
    mode: Mode = Mode.SHARED
    look_up_timeout_s: float = 30.0
    """A look-up that takes longer is given up; the determination says so."""


@dataclass(frozen=True)
class Task:
    """One research: the first on a query, or one more because of a claim."""

    sequence: int
    query: LescQuery
    version: int
    claim_id: str
    """Empty for the first."""
    queue_time: datetime


@dataclass(frozen=True)
class Assignment:
    """A task in the hands of a specialist."""

    task: Task
    specialist: str
    end_time: datetime


@dataclass(frozen=True)
class SourceRecord:
    """What one source holds of one person, and by what it finds it. Empty: it does not know."""

    source: str
    record_id: str
    facts: tuple[Fact, ...] = ()
    identity_id: str = ""
    fin: str = ""
    alien_number: str = ""
    fbi_number: str = ""
    name: str = ""
    date_of_birth: str = ""
    """YYYYMMDD."""


@dataclass(frozen=True)
class Outage:
    """When a source does not answer."""

    from_time: datetime
    until_time: datetime | None = None
    """None: until further notice."""

    def covers(self, now: datetime) -> bool:
        """Tell whether the source is down."""
        return self.from_time <= now and (self.until_time is None or now < self.until_time)


@dataclass(frozen=True)
class SourceState:
    """How one source behaves."""

    latency_s: float = 0.0
    outages: tuple[Outage, ...] = ()

    def is_down(self, now: datetime) -> bool:
        """Tell whether it answers nothing now."""
        return any(outage.covers(now) for outage in self.outages)


@dataclass(frozen=True)
class Statistics:
    """What the LESC has done so far."""

    query_counts: Mapping[str, int] = field(default_factory=dict)
    """By name of the state."""
    waiting_count: int = 0
    mean_wait_s: float = 0.0
    longest_wait_s: float = 0.0
    mean_answer_s: float = 0.0
    look_up_count: int = 0
    repeated_look_up_count: int = 0
    repeated_query_count: int = 0
