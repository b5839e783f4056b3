"""Which booking is next, and how many bookings wait for their extraction."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from database.connection import Database
from interop.attempts import Timetable
from interop.backoff import Backoff
from interop.bookings import SubmissionRow, store, waiting
from interop.clock import Clock
from interop.turns import Turns

_LOOK_AHEAD = 4_096
"""Due rows read at once: more than wait, unless the LESC answers after a long outage."""
PRIORITY_STEP = 2.0
"""Head start of one step of priority, in bookings."""
BACKLOG_LIMIT = 1_000
"""Bookings that may wait for their extraction."""


class Worklist:
    """Bookings in turn: fair between agencies, urgent bookings first. Safe for threads."""

    def __init__(
        self, database: Database, clock: Clock, backlog_limit: int, backoff: Backoff | None = None
    ) -> None:
        """backoff: how long bookings wait after failed attempts."""
        self._database = database
        self._timetable = Timetable(database, SubmissionRow, backoff or Backoff())
        self._clock = clock
        self._limit = backlog_limit
        self._turns: Turns[str] = Turns(PRIORITY_STEP)
        self._taken: set[str] = set()
        self._backlog: dict[str, tuple[str, int]] = {}
        self._lock = threading.Lock()

    def load(self) -> None:
        """Count what an earlier process left."""
        with self._database.read() as session:
            left = waiting.unextracted(session)
        with self._lock:
            self._backlog |= {tcn: (ori, priority) for tcn, ori, priority in left}

    def take(self) -> str | None:
        """Choose a due booking that nobody works on."""
        with self._lock:
            now = self._clock()
            self._timetable.check(now)
            with self._database.read() as session:
                due = store.due_tcns(session, now, _LOOK_AHEAD + len(self._taken))
                fresh = [one for one in due if one not in self._turns and one not in self._taken]
                claims = waiting.claims(session, fresh)
            for gone in set(self._turns.keys()) - set(due):
                self._turns.leave(gone)
            for tcn, ori, priority in claims:
                self._turns.join(tcn, ori, priority)
            taken = self._turns.next()
            if taken is not None:
                self._taken.add(taken)
            return taken

    @property
    def taken_count(self) -> int:
        """How many bookings are worked on at present. Waits for nobody."""
        return len(self._taken)

    def put_back(self, tcn: str) -> None:
        """End the work on a booking that was taken."""
        with self._lock:
            self._taken.discard(tcn)

    @contextmanager
    def entering(self, tcn: str, ori: str, priority: int) -> Iterator[bool]:
        """Count a booking that is about to be stored; yields whether there is room.

        Less urgent bookings take no room of more urgent ones, and no agency more than is free. A
        booking that is not stored after all leaves.
        """
        there = self._enter(tcn, ori, priority)
        try:
            yield there
        except BaseException:
            self.leave(tcn)
            raise

    def leave(self, tcn: str) -> None:
        """Count a booking no longer: its extraction has ended or failed."""
        with self._lock:
            self._backlog.pop(tcn, None)

    def _enter(self, tcn: str, ori: str, priority: int) -> bool:
        with self._lock:
            if tcn in self._backlog:
                return True
            before = [owner for owner, level in self._backlog.values() if level <= priority]
            free = self._limit - len(before)
            if free <= 0 or before.count(ori) > free:
                return False
            self._backlog[tcn] = ori, priority
            return True
