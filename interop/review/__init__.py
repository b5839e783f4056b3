"""Matches that people decide: the route, the queue, blind verdicts, and error rates."""

from interop.review import errors, store, thresholds
from interop.review.desk import ReviewDesk
from interop.review.items import Filter
from interop.review.rates import Rate
from interop.review.scripted import ScriptedExaminer
from interop.review.statistics import ExaminerFigures, LoadFigures, ReviewStatistics
from interop.review.thresholds import AUTOMATIC_FPIR, REVIEW_FPIR, Route, classify, limits_of
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
    "AUTOMATIC_FPIR",
    "CandidateRecord",
    "Decision",
    "ExaminerFigures",
    "Explanation",
    "Filter",
    "LoadFigures",
    "MatchedCandidate",
    "REVIEW_FPIR",
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
    "classify",
    "errors",
    "limits_of",
    "store",
    "thresholds",
]
