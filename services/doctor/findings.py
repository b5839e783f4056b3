"""What an examination finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    """The service works, and something should be better."""
    ERROR = "error"
    """The service does not start, or loses or shows what it should not."""


@dataclass(frozen=True)
class Finding:
    """One line of an examination."""

    check: str
    level: Level
    what: str
    remedy: str = ""
    """What to do; empty if nothing is to be done."""


def fine(check: str, what: str) -> Finding:
    """Tell what is as it should be."""
    return Finding(check, Level.OK, what)


def warning(check: str, what: str, remedy: str) -> Finding:
    """Tell what should be better."""
    return Finding(check, Level.WARNING, what, remedy)


def error(check: str, what: str, remedy: str) -> Finding:
    """Tell what is wrong."""
    return Finding(check, Level.ERROR, what, remedy)
