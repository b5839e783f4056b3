"""Matches that people decide: the route, the queue, blind verdicts, and error rates."""

from interop.review import errors, store, tables, thresholds
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
    "errors",
    "store",
    "tables",
    "thresholds",
]
