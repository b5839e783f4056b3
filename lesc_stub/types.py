"""The LESC's own types: settings, sources, their records, and figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from interop.lesc import Determination, Fact, Ground, LescQuery, Research, Status


class Mode(StrEnum):
    """What an answer contains."""

    AS_AUDITED = "as-audited"
    """The notice alone, without convictions or research (R17)."""
    SHARED = "shared"
    """The whole research, with source, time and specialist (R18)."""


class TaskState(IntEnum):
    """The state of a research."""

    WAITING = 1
    IN_RESEARCH = 2
    DONE = 3
    CANCELLED = 4


class IdentityResult(IntEnum):
    """Whether the person of the sources is the person who was booked. Values are the proto's."""

    CONFIRMED = 1
    DOUBTFUL = 2
    REFUTED = 3


@dataclass(frozen=True)
class IdentityCheck:
    """What a person decided about the identity, over whatever the sources compare."""

    result: IdentityResult
    remark: str
    """Why; empty only if the identity is confirmed."""
    person: str
    check_time: datetime


@dataclass(frozen=True)
class PersonsDetermination:
    """What a person concludes from the sources, instead of the rules."""

    status: Status
    grounds: tuple[Ground, ...]
    unresolved_because: str
    """Empty unless the status is UNRESOLVED."""
    remark: str
    """Why the rules conclude otherwise; not needed if they do not, or if it is unresolved."""


class TaskEventKind(StrEnum):
    """What happened to a research."""

    TAKEN = "taken"
    RENEWED = "renewed"
    RELEASED = "released"
    LEASE_ENDED = "lease_ended"
    IDENTITY_CHECKED = "identity_checked"
    DETERMINED = "determined"


@dataclass(frozen=True)
class TaskEvent:
    """What a person did with a research."""

    kind: TaskEventKind
    person: str
    event_time: datetime
    remark: str


@dataclass(frozen=True)
class ResearchTask:
    """A research in its present state."""

    task_id: int
    query_id: str
    tcn: str
    version: int
    """Of the answer that the research gives."""
    claim_id: str
    """Of the claim of citizenship that the research reviews; empty: of none."""
    identity_id: str
    state: TaskState
    in_custody: bool
    priority: int
    queue_time: datetime
    specialist: str
    """The scripted specialist or the person; empty: nobody yet."""
    lease_end: datetime | None
    identity_check: IdentityCheck | None
    events: tuple[TaskEvent, ...]


@dataclass(frozen=True)
class TaskFile:
    """A research with what a person needs to decide."""

    task: ResearchTask
    query: LescQuery
    research: Research
    """What the sources hold now."""
    conclusion: Determination
    """What the rules conclude from it."""


@dataclass(frozen=True)
class TaskFilter:
    """Which researches are wanted; an empty field filters nothing."""

    state: TaskState | None = None
    """None: those that wait and those that somebody works on."""
    query_id: str = ""
    person: str = ""
    """Who holds or held the research."""


@dataclass(frozen=True)
class DeskSettings:
    """How the LESC works. It works around the clock: there are no hours (R16)."""

    research_s: float
    """How long a specialist works, without the time that the sources take."""
    specialist_count: int = 16
    mode: Mode = Mode.SHARED
    look_up_timeout_s: float = 30.0
    """The specialist gives up a longer look-up; the determination then says so."""


@dataclass(frozen=True)
class SourceRecord:
    """What a source holds about a person, and the keys to find the record. Empty: unknown."""

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
    sex: str = ""
    place_of_birth: str = ""


@dataclass(frozen=True)
class Outage:
    """When a source does not answer."""

    from_time: datetime
    until_time: datetime | None = None
    """None: until further notice."""

    def covers(self, now: datetime) -> bool:
        """Tell whether the source is down at this time."""
        return self.from_time <= now and (self.until_time is None or now < self.until_time)


@dataclass(frozen=True)
class SourceState:
    """How a source behaves."""

    latency_s: float = 0.0
    outages: tuple[Outage, ...] = ()

    def is_down(self, now: datetime) -> bool:
        """Tell whether the source is down now."""
        return any(outage.covers(now) for outage in self.outages)


@dataclass(frozen=True)
class Statistics:
    """What the LESC has done so far."""

    query_counts: Mapping[str, int] = field(default_factory=dict)
    """By the name of the query's state."""
    waiting_count: int = 0
    mean_wait_s: float = 0.0
    """Without a meaning until a query is started, like the longest wait."""
    longest_wait_s: float = 0.0
    mean_answer_s: float = 0.0
    """Without a meaning until a query is answered."""
    look_up_count: int = 0
    repeated_look_up_count: int = 0
    repeated_query_count: int = 0
    started_query_count: int = 0
    answered_query_count: int = 0
