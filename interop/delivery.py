"""Delivery at least once: rows of a table are sent until the other side has taken them.

Messages to the LESC and its answers leave in this way. The other side ignores repetitions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy import exists, inspect, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, aliased, mapped_column

from database.connection import Database, UtcDateTime
from interop.attempts import OUTAGE, Attempts, Timetable
from interop.backoff import Backoff
from interop.clock import Clock
from interop.errors import AnswerConflictError, DeliveryError, QueryConflictError

log = structlog.get_logger(__name__)

_BATCH = 16


FOR_GOOD = (QueryConflictError, AnswerConflictError)
"""The other side has other content under the same id: no repetition changes that."""


class Deliverable(Attempts):
    """Columns of a row that is sent to another system."""

    delivered_time: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def deliver(self, now: datetime) -> bool:
        """Record that the other side has taken the row; returns whether that is new."""
        if self.delivered_time is not None:
            return False
        self.delivered_time, self.next_attempt_time = now, None
        self.attempt_count, self.error = self.attempt_count + 1, ""
        return True

    def park(self, error: Exception, now: datetime) -> None:
        """Record that the other side never takes the row as it is: nothing is left to try."""
        self.next_attempt_time = None
        self.attempt_count, self.error = self.attempt_count + 1, describe(error)


Row = TypeVar("Row", bound=Deliverable)
Receipt = TypeVar("Receipt")


@dataclass(frozen=True)
class Outbox(Generic[Row]):
    """A table of rows to send. Rows about one person are sent in the order of their numbers.

    A row that the other side refuses again and again holds up only its own thread. Nobody is to
    blame for an outage, so an outage keeps the order.
    """

    table: type[Row]
    sequence: InstrumentedAttribute[int]
    person: InstrumentedAttribute[str]
    thread: InstrumentedAttribute[str]
    """Rows of one thread mean nothing in another order: a query, its withdrawal, its return."""
    park_after: int = Backoff.park_after
    """After so many refusals a row holds up no other thread of its person."""

    def due(
        self, session: Session, now: datetime, limit: int, *, newest_first: bool = False
    ) -> Sequence[Row]:
        """List rows to send, the longest waiting first; of each person only the first row.

        newest_first: all due rows, the newest first.
        """
        table, earlier = self.table, aliased(self.table)
        found = select(table).where(table.next_attempt_time <= now).limit(limit)
        if newest_first:
            return session.scalars(found.order_by(self.sequence.desc())).all()
        holds_up = [
            getattr(earlier, self.person.key) == self.person,
            getattr(earlier, self.sequence.key) < self.sequence,
            earlier.next_attempt_time.is_not(None),
            or_(
                getattr(earlier, self.thread.key) == self.thread,
                earlier.attempt_count <= self.park_after,
                earlier.error.startswith(OUTAGE),
            ),
        ]
        found = found.where(~exists().where(*holds_up))
        return session.scalars(found.order_by(table.next_attempt_time, self.sequence)).all()

    def end_outage(self, session: Session, now: datetime) -> None:
        """Make the rows due that wait because the other side was out of reach."""
        session.execute(
            update(self.table)
            .where(
                self.table.next_attempt_time > now,
                self.table.error.startswith(OUTAGE),
            )
            .values(next_attempt_time=now)
            .execution_options(synchronize_session=False)
        )


class Delivery(Generic[Row, Receipt]):
    """Sends the rows of an outbox. Subclasses say how to send, and what follows."""

    noun = "message"

    def __init__(
        self,
        database: Database,
        outbox: Outbox[Row],
        clock: Clock,
        backoff: Backoff,
        stopping: Callable[[], bool],
    ) -> None:
        """stopping: asked before each row, because a row takes as long as the other side hangs."""
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._backoff = backoff
        self._stopping = stopping
        self._timetable = Timetable(database, outbox.table, backoff)
        self._outage = True
        """Whether rows may wait for the end of an outage. True at the start, which cannot know."""

    def take_over(self) -> None:
        """Begin to send where another process sent before. It may have left rows of an outage."""
        self._outage = True

    def send(self, row: Row) -> Receipt:
        """Hand a row to the other side."""
        raise NotImplementedError

    def taken(self, session: Session, row: Row, receipt: Receipt) -> Callable[[], object]:
        """Store that a row was taken; returns the work to do after the commit."""
        raise NotImplementedError

    def refused(self, row: Row, error: Exception) -> bool:
        """Park a row if the other side refuses the row for good; returns whether it does."""
        if not isinstance(error, FOR_GOOD):
            return False
        with self._database.write() as session:
            waiting = stored(session, row)
            if is_as_sent(waiting, row):
                waiting.park(error, self._clock())
        # What the other side says may hold names and numbers. The row has all of it.
        log.error(f"{self.noun}_parked", **self.names(row), error=type(error).__name__)
        return True

    def names(self, row: Row) -> dict[str, Any]:
        """Name a row in the log."""
        raise NotImplementedError

    def run_due(self, *, newest_first: bool = False) -> bool:
        """Send the rows that are due now; returns whether to look again."""
        now = self._clock()
        self._timetable.check(now)
        with self._database.read() as session:
            due = self._outbox.due(session, now, _BATCH, newest_first=newest_first)
        for row in due:
            if self._stopping():
                return False
            self._send(row)
        return bool(due)

    def _send(self, row: Row) -> None:
        try:
            receipt = self.send(row)
        except Exception as error:
            if not self.refused(row, error):
                self._postpone(row, error)
            return
        with self._database.write() as session:
            then = self.taken(session, stored(session, row), receipt)
            if self._outage:
                self._outbox.end_outage(session, self._clock())
        self._outage = False
        then()

    def _postpone(self, row: Row, error: Exception) -> None:
        attempt_count = row.attempt_count + 1
        delay = self._backoff.delay(attempt_count)
        self._outage = self._outage or type(error) is DeliveryError
        with self._database.write() as session:
            waiting = stored(session, row)
            if is_as_sent(waiting, row):
                waiting.next_attempt_time = self._clock() + delay
                waiting.attempt_count, waiting.error = attempt_count, describe(error)
        write = log.error if attempt_count > self._outbox.park_after else log.warning
        write(
            f"{self.noun}_not_delivered",
            **self.names(row),
            attempt_count=attempt_count,
            retry_s=delay.total_seconds(),
            # What the other side says may hold names and numbers. The row has all of it.
            error=type(error).__name__,
        )


def stored(session: Session, row: Row) -> Row:
    """Read a row again from the database."""
    return session.get_one(type(row), inspect(row, raiseerr=True).identity)


def is_as_sent(row: Deliverable, sent: Deliverable) -> bool:
    """Tell whether a failed attempt says something of a row as it is now.

    In the meantime the row may have been taken, parked, mended, or tried by another process.
    """
    return row.next_attempt_time is not None and row.attempt_count == sent.attempt_count


def describe(error: BaseException) -> str:
    """Describe an error for its row."""
    return f"{type(error).__name__}: {error}"
