"""Matches that people decide: the route, the queue, blind verdicts, and error rates."""

from interop.review import comparisons, errors, store, tables, thresholds
from interop.review.comparisons import ComparisonRequest
from interop.review.desk import ReviewDesk
from interop.review.items import Filter
from interop.review.scripted import ScriptedExaminer
from interop.review.statistics import (
    ExaminerFigures,
    LoadFigures,
    PairFigures,
    Rate,
    ReviewStatistics,
)
from interop.review.thresholds import Route
from interop.review.types import (
    CandidateRecord,
    Comparison,
    ComparisonCause,
    Decision,
    Explanation,
    MatchedCandidate,
    ReviewOutcome,
    ReviewRecord,
    ReviewTask,
    TaskCandidate,
    Verdict,
)

__all__ = [
    "CandidateRecord",
    "Comparison",
    "ComparisonCause",
    "ComparisonRequest",
    "Decision",
    "ExaminerFigures",
    "Explanation",
    "Filter",
    "LoadFigures",
    "MatchedCandidate",
    "PairFigures",
    "Rate",
    "ReviewDesk",
    "ReviewOutcome",
    "ReviewRecord",
    "ReviewStatistics",
    "ReviewTask",
    "Route",
    "ScriptedExaminer",
    "TaskCandidate",
    "Verdict",
    "comparisons",
    "errors",
    "store",
    "tables",
    "thresholds",
]
