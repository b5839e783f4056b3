"""Who is in a gallery twice: a job that continues after a kill, and its report."""

from gallery.duplicates.report import DuplicateReport, FindingKind, load
from gallery.duplicates.search import find_duplicates, has_grown

__all__ = [
    "DuplicateReport",
    "FindingKind",
    "find_duplicates",
    "has_grown",
    "load",
]
