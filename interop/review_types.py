"""What a review is about, who decided what, and what came of it. Times are timezone-aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


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
