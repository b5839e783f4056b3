"""Matches that people decide: the route, the queue, blind verdicts, and error rates."""

from typing import TYPE_CHECKING

from interop.faces import names_of

if TYPE_CHECKING:
    from interop.review import comparisons, errors, prints, store, tables, thresholds
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
        AsideReason,
        Assignment,
        CandidateRecord,
        Comparison,
        ComparisonCause,
        Decision,
        Explanation,
        MatchedCandidate,
        OwnCandidate,
        OwnReview,
        ReviewOutcome,
        ReviewRecord,
        ReviewTask,
        TaskCandidate,
        Verdict,
    )
else:
    __getattr__ = names_of(
        __name__,
        {
            "comparisons": "ComparisonRequest",
            "desk": "ReviewDesk",
            "items": "Filter",
            "scripted": "ScriptedExaminer",
            "statistics": "ExaminerFigures LoadFigures PairFigures Rate ReviewStatistics",
            "thresholds": "Route",
            "types": "AsideReason Assignment CandidateRecord Comparison ComparisonCause Decision "
            "Explanation MatchedCandidate OwnCandidate OwnReview ReviewOutcome ReviewRecord "
            "ReviewTask TaskCandidate Verdict",
        },
        submodules="comparisons errors prints store tables thresholds",
    )

__all__ = [
    "AsideReason",
    "Assignment",
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
    "OwnCandidate",
    "OwnReview",
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
    "prints",
    "store",
    "tables",
    "thresholds",
]
