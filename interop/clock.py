"""Time as an argument, so that a simulation of years runs in seconds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Tells the time, timezone-aware UTC."""


def system_clock() -> datetime:
    """Tell the time of the machine."""
    return datetime.now(UTC)


_SET_BACK = timedelta(seconds=1)
"""A clock that is this much behind itself was set back. Less is a correction."""


class SetBack:
    """Notices that a clock was set back. Used by one thread at a time, once a second or more."""

    def __init__(self) -> None:
        self._latest: datetime | None = None

    def noticed(self, now: datetime) -> bool:
        """Tell whether the clock shows less than before. `seen` ends the notice."""
        return self._latest is not None and now < self._latest - _SET_BACK

    def seen(self, now: datetime) -> None:
        """Go on from this time."""
        if self._latest is None or self.noticed(now) or now > self._latest:
            self._latest = now
