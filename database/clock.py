"""The clock of the database, for several services: whatever their own clocks show, they agree."""

import threading
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from database.connection import Database
from database.engine import store_faults

_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def elapsed_s() -> float:
    """Tell the seconds since some moment. Nobody sets this clock, and it runs on in a sleep."""
    return time.clock_gettime(_CLOCK)


class DatabaseClock:
    """The time of PostgreSQL: read now and then, and carried on by a clock that nobody sets."""

    def __init__(self, database: Database) -> None:
        """Read the time. Raises StoreUnavailableError."""
        self._database = database
        self._lock = threading.Lock()
        self._read: tuple[datetime, float]
        self.set()

    def __call__(self) -> datetime:
        """Tell the time, timezone-aware UTC. Asks nobody."""
        with self._lock:
            read, at_s = self._read
        return read + timedelta(seconds=elapsed_s() - at_s)

    def set(self) -> None:
        """Read the time anew. Raises StoreUnavailableError."""
        engine = self._database.engine
        began_s = elapsed_s()
        with store_faults(self._database.name), engine.connect() as connection:
            told: datetime = connection.scalars(select(func.clock_timestamp())).one()
        ended_s = elapsed_s()
        with self._lock:
            self._read = told.astimezone(UTC), (began_s + ended_s) / 2
