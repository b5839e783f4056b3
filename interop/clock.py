"""Time as an argument, so that a simulation of years runs in seconds."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the time, timezone-aware UTC."""


def system_clock() -> datetime:
    """Tell the time of the machine."""
    return datetime.now(UTC)
