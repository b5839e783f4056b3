"""Reviews: domain types ↔ proto."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from interop import review
from matcher.types import FINGERS, FingerPosition
from services.errors import InvalidFieldError
from services.wire import Writer, finger_score, member, timestamp
from tenprint.v1 import review_service_pb2 as pb2

MAX_DECISION_COUNT = 100


def read_finger(field: str, code: int) -> FingerPosition:
    """Read a finger. Raises InvalidFieldError."""
    if code not in FINGERS:
        raise InvalidFieldError(field, "a finger has a code of 1 to 10")
    return FingerPosition(code)


def read_decisions(decisions: Iterable[pb2.CandidateDecision]) -> Mapping[str, review.Decision]:
    """Read decisions, one for each candidate. Raises InvalidFieldError."""
    read: dict[str, review.Decision] = {}
    for index, one in enumerate(decisions):
        place = f"decisions[{index}]"
        if one.candidate_id in read or len(read) == MAX_DECISION_COUNT:
            raise InvalidFieldError(place, "decide about each candidate once")
        if int(one.decision) not in list(review.Decision):
            raise InvalidFieldError(place, "say same, different or cannot decide")
        read[one.candidate_id] = review.Decision(one.decision)
    return read


def read_aside_reason(reason: int) -> review.AsideReason:
    """Read why an examiner steps aside. Raises InvalidFieldError."""
    if reason == review.AsideReason.TAKEN_AWAY:
        raise InvalidFieldError("reason", "only a supervisor takes an item away")
    return member("reason", review.AsideReason, reason, "is no reason to step aside")


def _count_of(verdict: review.Verdict) -> Callable[[review.ReviewStatistics], int]:
    return lambda entry: entry.queue.verdict_counts.get(verdict, 0)


task = Writer(
    pb2.ReviewTask, review.ReviewTask, Writer(pb2.ReviewTaskCandidate, review.TaskCandidate)
)
explanation = Writer(
    pb2.GetReviewExplanationResponse, review.Explanation, finger_score, png="picture"
)
_candidate = Writer(
    pb2.ReviewCandidate,
    review.CandidateRecord,
    decisions=lambda entry: [
        pb2.ExaminerDecision(examiner_id=one, decision=pb2.ReviewDecision.Name(decision))
        for one, decision in entry.decisions
    ],
)
_assignment = Writer(pb2.ReviewAssignment, review.Assignment)
record = Writer(pb2.ReviewItem, review.ReviewRecord, _candidate, _assignment)
own_review = Writer(
    pb2.OwnReview, review.OwnReview, Writer(pb2.OwnReviewCandidate, review.OwnCandidate)
)
_rate = Writer(pb2.MeasuredRate, review.Rate, total_count="total")
figures = Writer(pb2.ExaminerStatistics, review.ExaminerFigures, _rate)
statistics = Writer(
    pb2.GetReviewStatisticsResponse,
    review.ReviewStatistics,
    Writer(pb2.ReviewLoad, review.LoadFigures, _rate),
    figures,
    Writer(pb2.ExaminerPairStatistics, review.PairFigures, _rate),
    within=["queue"],
    same_count=_count_of(review.Verdict.SAME),
    different_count=_count_of(review.Verdict.DIFFERENT),
    undecided_count=_count_of(review.Verdict.UNDECIDED),
    loads="load",
)


def offered(
    found: tuple[review.ReviewTask | None, datetime | None],
) -> pb2.GetNextReviewItemResponse:
    """Write the task of an examiner, if there is any, and when the item before was taken."""
    item, taken_time = found
    return pb2.GetNextReviewItemResponse(
        item=task(item) if item else None,
        taken_away_time=timestamp(taken_time) if taken_time else None,
    )


def assignments(found: Sequence[review.Assignment]) -> list[pb2.ReviewAssignment]:
    """Write who got an item."""
    return [_assignment(one) for one in found]
