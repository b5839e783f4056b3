"""Reviews: domain types ↔ proto."""

from collections.abc import Iterable, Mapping

from interop.review.rates import Rate
from interop.review.statistics import ExaminerFigures, LoadFigures, ReviewStatistics
from interop.review.types import (
    CandidateRecord,
    Decision,
    Explanation,
    ReviewRecord,
    ReviewTask,
    Verdict,
)
from matcher.types import FINGERS, FingerPosition
from services.wire.conversion import finger_score, position, timestamp
from services.wire.errors import InvalidFieldError
from tenprint.v1 import review_service_pb2 as pb2

MAX_DECISION_COUNT = 100


def read_finger(field: str, code: int) -> FingerPosition:
    """Read a finger; raises InvalidFieldError."""
    if code not in FINGERS:
        raise InvalidFieldError(field, "a finger has a code of 1 to 10")
    return FingerPosition(code)


def read_decisions(decisions: Iterable[pb2.CandidateDecision]) -> Mapping[str, Decision]:
    """Read decisions, one a candidate; raises InvalidFieldError."""
    read: dict[str, Decision] = {}
    for one in decisions:
        if one.candidate_id in read or len(read) == MAX_DECISION_COUNT:
            raise InvalidFieldError("decisions", "decide about each candidate once")
        if int(one.decision) not in list(Decision):
            raise InvalidFieldError("decisions", "say same, different or cannot decide")
        read[one.candidate_id] = Decision(one.decision)
    return read


def task(entry: ReviewTask) -> pb2.ReviewTask:
    """Write an item as an examiner is shown it."""
    return pb2.ReviewTask(
        item_id=entry.item_id,
        candidates=[
            pb2.ReviewTaskCandidate(
                candidate_id=one.candidate_id, fingers=map(position, one.fingers)
            )
            for one in entry.candidates
        ],
    )


def explanation(entry: Explanation) -> pb2.GetReviewExplanationResponse:
    """Write what the matcher says of a candidate."""
    return pb2.GetReviewExplanationResponse(
        rank=entry.rank,
        score_db=entry.score_db,
        fingers=map(finger_score, entry.fingers),
        png=entry.picture,
    )


def record(entry: ReviewRecord) -> pb2.ReviewItem:
    """Write an item as a supervisor sees it."""
    return pb2.ReviewItem(
        item_id=entry.item_id,
        tcn=entry.tcn,
        reason=entry.reason,
        fingers=map(position, entry.fingers),
        open_time=timestamp(entry.open_time),
        needed_count=entry.needed_count,
        candidates=map(_candidate, entry.candidates),
        verdict=_verdict(entry.verdict),
        end_time=timestamp(entry.end_time) if entry.end_time else None,
    )


def statistics(entry: ReviewStatistics) -> pb2.GetReviewStatisticsResponse:
    """Write what was counted."""
    queue = entry.queue
    return pb2.GetReviewStatisticsResponse(
        open_count=queue.open_count,
        oldest_open_time=timestamp(queue.oldest_open_time) if queue.oldest_open_time else None,
        ended_count=queue.ended_count,
        third_count=queue.third_count,
        control_count=queue.control_count,
        same_count=queue.verdict_counts.get(Verdict.SAME, 0),
        different_count=queue.verdict_counts.get(Verdict.DIFFERENT, 0),
        undecided_count=queue.verdict_counts.get(Verdict.UNDECIDED, 0),
        loads=map(_load, entry.load),
        examiners=map(_examiner, entry.examiners),
    )


def _candidate(entry: CandidateRecord) -> pb2.ReviewCandidate:
    return pb2.ReviewCandidate(
        candidate_id=entry.candidate_id,
        rank=entry.rank,
        identity_id=entry.identity_id,
        encounter_id=entry.encounter_id,
        score_db=entry.score_db,
        mated=entry.mated,
        verdict=_verdict(entry.verdict),
        decisions=[
            pb2.ExaminerDecision(
                examiner_id=examiner_id, decision=pb2.ReviewDecision.Name(int(decision))
            )
            for examiner_id, decision in entry.decisions
        ],
    )


def _load(entry: LoadFigures) -> pb2.ReviewLoad:
    return pb2.ReviewLoad(fingers=map(position, entry.fingers), reviewed=_rate(entry.reviewed))


def _examiner(entry: ExaminerFigures) -> pb2.ExaminerStatistics:
    return pb2.ExaminerStatistics(
        examiner_id=entry.examiner_id,
        item_count=entry.item_count,
        false_same=_rate(entry.false_same),
        false_different=_rate(entry.false_different),
        cannot_decide=_rate(entry.cannot_decide),
    )


def _rate(rate: Rate) -> pb2.MeasuredRate:
    return pb2.MeasuredRate(count=rate.count, total_count=rate.total, low=rate.low, high=rate.high)


def _verdict(verdict: Verdict | None) -> str:
    """Name a verdict for protobuf's constructors; an open review has none."""
    return pb2.ReviewVerdict.Name(int(verdict) if verdict else 0)
