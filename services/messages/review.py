"""Reviews: domain types ↔ proto."""

from collections.abc import Callable, Iterable, Mapping

from interop.review import (
    CandidateRecord,
    Decision,
    ExaminerFigures,
    Explanation,
    LoadFigures,
    Rate,
    ReviewRecord,
    ReviewStatistics,
    ReviewTask,
    TaskCandidate,
    Verdict,
)
from matcher.types import FINGERS, FingerPosition
from services.errors import InvalidFieldError
from services.wire import Writer, finger_score
from tenprint.v1 import review_service_pb2 as pb2

MAX_DECISION_COUNT = 100


def read_finger(field: str, code: int) -> FingerPosition:
    """Read a finger. Raises InvalidFieldError."""
    if code not in FINGERS:
        raise InvalidFieldError(field, "a finger has a code of 1 to 10")
    return FingerPosition(code)


def read_decisions(decisions: Iterable[pb2.CandidateDecision]) -> Mapping[str, Decision]:
    """Read decisions, one for each candidate. Raises InvalidFieldError."""
    read: dict[str, Decision] = {}
    for one in decisions:
        if one.candidate_id in read or len(read) == MAX_DECISION_COUNT:
            raise InvalidFieldError("decisions", "decide about each candidate once")
        if int(one.decision) not in list(Decision):
            raise InvalidFieldError("decisions", "say same, different or cannot decide")
        read[one.candidate_id] = Decision(one.decision)
    return read


def _count_of(verdict: Verdict) -> Callable[[ReviewStatistics], int]:
    return lambda entry: entry.queue.verdict_counts.get(verdict, 0)


task = Writer(pb2.ReviewTask, ReviewTask, Writer(pb2.ReviewTaskCandidate, TaskCandidate))
explanation = Writer(pb2.GetReviewExplanationResponse, Explanation, finger_score, png="picture")
_candidate = Writer(
    pb2.ReviewCandidate,
    CandidateRecord,
    decisions=lambda entry: [
        pb2.ExaminerDecision(examiner_id=one, decision=pb2.ReviewDecision.Name(decision))
        for one, decision in entry.decisions
    ],
)
record = Writer(pb2.ReviewItem, ReviewRecord, _candidate)
_rate = Writer(pb2.MeasuredRate, Rate, total_count="total")
statistics = Writer(
    pb2.GetReviewStatisticsResponse,
    ReviewStatistics,
    Writer(pb2.ReviewLoad, LoadFigures, _rate),
    Writer(pb2.ExaminerStatistics, ExaminerFigures, _rate),
    within=["queue"],
    same_count=_count_of(Verdict.SAME),
    different_count=_count_of(Verdict.DIFFERENT),
    undecided_count=_count_of(Verdict.UNDECIDED),
    loads="load",
)


def offered(found: ReviewTask | None) -> pb2.ReviewTask | None:
    """Write the task of an examiner, if there is any."""
    return task(found) if found else None
