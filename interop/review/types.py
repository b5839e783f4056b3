"""Reviews: items, decisions and outcomes. Times are timezone-aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from matcher.fusion import FingerComparison
from matcher.types import FingerPosition


class Decision(IntEnum):
    """An examiner's decision about a probe and a candidate. Values are the proto's."""

    SAME = 1
    DIFFERENT = 2
    CANNOT_DECIDE = 3


class Verdict(IntEnum):
    """The result of all decisions. Values are the proto's."""

    SAME = 1
    DIFFERENT = 2
    UNDECIDED = 3


class AsideReason(IntEnum):
    """Why an examiner decides nothing about an item. Values are the proto's."""

    PERSON_KNOWN = 1
    CASE_KNOWN = 2
    NOT_IMPARTIAL = 3
    TAKEN_AWAY = 4
    """A supervisor took the item from the examiner."""


@dataclass(frozen=True)
class MatchedCandidate:
    """The candidate who is the booked person, as the examiners decided."""

    identity_id: str
    """The present identity, after the merges and splits since the search."""
    encounter_id: str
    score_db: float


@dataclass(frozen=True)
class ReviewOutcome:
    """How a review ended."""

    verdict: Verdict
    matched: MatchedCandidate | None
    """Set if the verdict is SAME."""
    end_time: datetime


class ComparisonCause(StrEnum):
    """Why the prints of a match are compared again."""

    IDENTITY_DOUBT = "identity_doubt"
    """What the booking states does not go with what the sources hold."""
    REQUESTED = "requested"
    """Somebody concerned asked about a match that had gone on by itself."""
    REOPENED = "reopened"
    """A supervisor let other examiners decide after examiners had decided."""


@dataclass(frozen=True)
class Comparison:
    """A request to compare the prints of a match again."""

    comparison_id: str
    """Chosen by the caller, who may repeat the request."""
    tcn: str
    item_id: str
    """The review item that examiners decide about."""
    cause: ComparisonCause
    reason: str
    """In words."""
    requested_by: str
    """The ORI of the caller; empty: the service."""
    officer: str
    request_time: datetime
    verdict: Verdict | None = None
    """About the person whom the match names."""
    end_time: datetime | None = None


@dataclass(frozen=True)
class TaskCandidate:
    """A candidate as an examiner sees the candidate."""

    candidate_id: str
    fingers: tuple[FingerPosition, ...]
    """The fingers that probe and candidate share; empty if the probe's prints are gone."""


@dataclass(frozen=True)
class ReviewTask:
    """An item as an examiner sees the item.

    An examiner sees no score, rank, name, booking or other examiner's decision, and cannot tell a
    control from another item.
    """

    item_id: str
    candidates: tuple[TaskCandidate, ...]
    """In a different order for each examiner."""


@dataclass(frozen=True)
class Explanation:
    """What the matcher says about a candidate; only for examiners who have decided."""

    rank: int
    score_db: float
    fingers: tuple[FingerComparison, ...]
    picture: bytes
    """PNG of the wanted finger with paired minutiae, side by side; empty if no finger is wanted."""


@dataclass(frozen=True)
class OwnCandidate:
    """A candidate about whom an examiner has decided, as that examiner sees the candidate."""

    candidate_id: str
    decision: Decision
    mated: bool | None
    """The truth, if the item was a control that has ended; otherwise None."""


@dataclass(frozen=True)
class OwnReview:
    """An item that an examiner has decided, as that examiner sees the item.

    Nothing in it depends on other examiners, but that an ended control says what it was.
    """

    item_id: str
    decide_time: datetime
    fingers: tuple[FingerPosition, ...]
    candidates: tuple[OwnCandidate, ...]
    """In the order in which the examiner saw them."""
    remark: str
    is_control: bool
    """Whether the item was a control about which all examiners have decided."""


@dataclass(frozen=True)
class Assignment:
    """An examiner who got an item, as a supervisor sees the examiner."""

    examiner_id: str
    assign_time: datetime
    decide_time: datetime | None
    remark: str
    aside_time: datetime | None
    """When the examiner gave the item back for good."""
    aside_reason: AsideReason | None


@dataclass(frozen=True)
class CandidateRecord:
    """A candidate as a supervisor sees the candidate."""

    candidate_id: str
    rank: int
    identity_id: str
    encounter_id: str
    score_db: float
    mated: bool | None
    """The truth, which is known only for controls."""
    verdict: Verdict | None
    decisions: tuple[tuple[str, Decision], ...]
    """Examiner and decision, in the order of their times."""


@dataclass(frozen=True)
class ReviewRecord:
    """An item as a supervisor sees the item."""

    item_id: str
    tcn: str
    """Empty for a control."""
    reason: str
    """Of a later comparison: its cause."""
    fingers: tuple[FingerPosition, ...]
    open_time: datetime
    needed_count: int
    candidates: tuple[CandidateRecord, ...]
    verdict: Verdict | None
    end_time: datetime | None
    in_custody: bool
    """Whether the booked person is held; a control says what its item says."""
    assignments: tuple[Assignment, ...] = ()
    """Who got the item, in the order of the last times."""
