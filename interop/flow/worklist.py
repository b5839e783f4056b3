"""Which booking is next, and how many bookings wait for their extraction."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from database.connection import Database
from database.leases import ALONE, Leases
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
_COUNT_S = 1.0
"""How often bookings are counted anew that other services take and extract too."""


class Worklist:
    """Bookings in turn: fair between agencies, urgent bookings first. Safe for threads.

    Of several services on one database each has a worklist, and a lease of the booking it works on.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        backlog_limit: int,
        backoff: Backoff | None = None,
        leases: Leases = ALONE,
    ) -> None:
        """backoff: how long bookings wait after failed attempts."""
        self._database = database
        self._timetable = Timetable(database, SubmissionRow, backoff or Backoff())
        self._clock = clock
        self._limit = backlog_limit
        self._turns: Turns[str] = Turns(PRIORITY_STEP)
        self._taken: set[str] = set()
        self._backlog: dict[str, tuple[str, int]] = {}
        self._entering: set[str] = set()
        self._counted_s = 0.0
        self._leases = leases
        self._lock = threading.Lock()

    def load(self) -> None:
        """Count what is stored and waits: an earlier process left it, or another service took it.

        What is about to be stored here counts too.
        """
        self._counted_s = time.monotonic()
        known = dict(self._backlog)
        with self._database.read() as session:
            left = waiting.unextracted(session)
            # Whose a booking is, and how urgent, costs a look at each.
            new = waiting.claims(session, [tcn for tcn in left if tcn not in known])
        known |= {tcn: (ori, priority) for tcn, ori, priority in new}
        with self._lock:
            here = {tcn: self._backlog[tcn] for tcn in self._entering if tcn in self._backlog}
            self._backlog = here | {tcn: known[tcn] for tcn in left}

    def take(self) -> str | None:
        """Choose a due booking that nobody works on."""
        if self._leases.is_shared and time.monotonic() >= self._counted_s + _COUNT_S:
            self.load()
        with self._lock:
            now = self._clock()
            self._timetable.check(now)
            with self._database.read() as session:
                free = self._leases.free(SubmissionRow)
                due = store.due_tcns(session, now, _LOOK_AHEAD + len(self._taken), *free)
                fresh = [one for one in due if one not in self._turns and one not in self._taken]
                claims = waiting.claims(session, fresh)
            for gone in set(self._turns.keys()) - set(due):
                self._turns.leave(gone)
            for tcn, ori, priority in claims:
                self._turns.join(tcn, ori, priority)
            while (taken := self._turns.next()) is not None:
                if self._leases.take(SubmissionRow, taken, SubmissionRow.next_attempt_time <= now):
                    self._taken.add(taken)
                    return taken
            return None

    @property
    def taken_count(self) -> int:
        """How many bookings are worked on at present. Waits for nobody."""
        return len(self._taken)

    def put_back(self, tcn: str) -> None:
        """End the work on a booking that was taken."""
        try:
            self._leases.release(SubmissionRow, tcn)
        finally:
            with self._lock:
                self._taken.discard(tcn)

    def is_lost(self, tcn: str) -> bool:
        """Tell whether another service may work on a booking that was taken here."""
        return self._leases.is_lost(SubmissionRow, tcn)

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
        finally:
            with self._lock:
                self._entering.discard(tcn)

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
            self._entering.add(tcn)
            return True
