"""What a review is about, who decided what, and what came of it. Times are timezone-aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from matcher.fusion import FingerComparison
from matcher.types import FingerPosition


class Decision(IntEnum):
    """What an examiner says about a probe and a candidate. Values are the proto's."""

    SAME = 1
    DIFFERENT = 2
    CANNOT_DECIDE = 3


class Verdict(IntEnum):
    """What the examiners together came to. Values are the proto's."""

    SAME = 1
    DIFFERENT = 2
    UNDECIDED = 3


@dataclass(frozen=True)
class MatchedCandidate:
    """Whom the examiners found to be the booked person."""

    identity_id: str
    """As the gallery has it now, whatever was merged or split since the search."""
    encounter_id: str
    score_db: float


@dataclass(frozen=True)
class ReviewOutcome:
    """How a review ended."""

    verdict: Verdict
    matched: MatchedCandidate | None
    """Set where the verdict is SAME."""
    end_time: datetime


@dataclass(frozen=True)
class TaskCandidate:
    """A candidate as an examiner is shown it."""

    candidate_id: str
    fingers: tuple[FingerPosition, ...]
    """Those that the probe has too; empty where its prints are gone."""


@dataclass(frozen=True)
class ReviewTask:
    """An item as an examiner is shown it: no score, no rank, no name, no booking, no other's view.

    Whether it is a control cannot be told from it.
    """

    item_id: str
    candidates: tuple[TaskCandidate, ...]
    """In an order of the examiner's own."""


@dataclass(frozen=True)
class Explanation:
    """What the matcher says of a candidate; shown to who has decided."""

    rank: int
    score_db: float
    fingers: tuple[FingerComparison, ...]
    picture: bytes
    """PNG of the finger that was asked for, paired minutiae side by side; empty if none was."""


@dataclass(frozen=True)
class CandidateRecord:
    """A candidate with all that is known of it."""

    candidate_id: str
    rank: int
    identity_id: str
    encounter_id: str
    score_db: float
    mated: bool | None
    """The truth, known of controls only."""
    verdict: Verdict | None
    decisions: tuple[tuple[str, Decision], ...]
    """By examiner, in the order in which they came."""


@dataclass(frozen=True)
class ReviewRecord:
    """An item as a supervisor sees it."""

    item_id: str
    tcn: str
    """Empty for a control."""
    reason: str
    fingers: tuple[FingerPosition, ...]
    open_time: datetime
    needed_count: int
    candidates: tuple[CandidateRecord, ...]
    verdict: Verdict | None
    end_time: datetime | None

    @property
    def is_control(self) -> bool:
        """Whether the truth was known and the examiners were tested."""
        return not self.tcn
