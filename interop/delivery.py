"""Delivery at least once: what waits in a table is sent until the other side has taken it.

Messages to the LESC and its answers leave in this way. The other side drops repetitions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy import Text, exists, inspect, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, aliased, mapped_column

from database.connection import Database, UtcDateTime
from interop.backoff import Backoff
from interop.clock import Clock
from interop.errors import DeliveryError, QueryConflictError

log = structlog.get_logger(__name__)

_BATCH = 16


class Attempts:
    """Columns of a row that is tried until it succeeds."""

    next_attempt_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null where nothing is left to be tried, or another system has to act first."""
    attempt_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    """Of the last failed attempt."""


class Deliverable(Attempts):
    """Columns of a row that leaves."""

    delivered_time: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def deliver(self, now: datetime) -> bool:
        """Note that the other side has taken it; returns whether that is new."""
        if self.delivered_time is not None:
            return False
        self.delivered_time, self.next_attempt_time = now, None
        self.attempt_count, self.error = self.attempt_count + 1, ""
        return True


Row = TypeVar("Row", bound=Deliverable)
Receipt = TypeVar("Receipt")


@dataclass(frozen=True)
class Outbox(Generic[Row]):
    """A table of what leaves. What is about one person leaves in the order of its numbers."""

    table: type[Row]
    sequence: InstrumentedAttribute[int]
    person: InstrumentedAttribute[str]
    park_after: int | None = None
    """Failed attempts after which a row holds up no other of its person; None: it always does."""

    def due(
        self, session: Session, now: datetime, limit: int, *, newest_first: bool = False
    ) -> Sequence[Row]:
        """List what is to be sent, the longest waiting first; of a person only the first.

        newest_first: all that is due, out of order.
        """
        table, earlier = self.table, aliased(self.table)
        found = select(table).where(table.next_attempt_time <= now).limit(limit)
        if newest_first:
            return session.scalars(found.order_by(self.sequence.desc())).all()
        holds_up = [
            getattr(earlier, self.person.key) == self.person,
            getattr(earlier, self.sequence.key) < self.sequence,
            earlier.next_attempt_time.is_not(None),
        ]
        if self.park_after is not None:
            holds_up.append(earlier.attempt_count <= self.park_after)
        found = found.where(~exists().where(*holds_up))
        return session.scalars(found.order_by(table.next_attempt_time, self.sequence)).all()

    def end_outage(self, session: Session, now: datetime) -> None:
        """Make due what waits because the other side was out of reach; its attempts count on."""
        session.execute(
            update(self.table)
            .where(
                self.table.next_attempt_time > now,
                self.table.error.startswith(DeliveryError.__name__),
            )
            .values(next_attempt_time=now)
            .execution_options(synchronize_session=False)
        )


class Delivery(Generic[Row, Receipt]):
    """Works off an outbox. What is sent, and what follows from it, is for subclasses to say."""

    noun = "message"

    def __init__(
        self,
        database: Database,
        outbox: Outbox[Row],
        clock: Clock,
        backoff: Backoff,
        stopping: Callable[[], bool],
    ) -> None:
        """stopping: asked before each sending, which may take as long as the other side hangs."""
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._backoff = backoff
        self._stopping = stopping
        self._outage = True
        """Whether rows may wait for the other side to be reached again; a start does not know."""

    def send(self, row: Row) -> Receipt:
        """Hand a row over."""
        raise NotImplementedError

    def taken(self, session: Session, row: Row, receipt: Receipt) -> Callable[[], object]:
        """Store that a row was taken; returns what is to be done after the commit."""
        raise NotImplementedError

    def refused(self, row: Row, error: Exception) -> bool:
        """Park a row that the other side refuses for good; returns whether that is so."""
        return False

    def names(self, row: Row) -> dict[str, Any]:
        """Name a row in the log."""
        raise NotImplementedError

    def run_due(self, *, newest_first: bool = False) -> bool:
        """Send what is due now, once; returns whether to look again: not when stopping."""
        with self._database.read() as session:
            due = self._outbox.due(session, self._clock(), _BATCH, newest_first=newest_first)
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
        self._outage = self._outage or isinstance(error, DeliveryError)
        with self._database.write() as session:
            waiting = stored(session, row)
            # Meanwhile it may have been taken, or must no longer leave.
            if waiting.next_attempt_time is not None:
                waiting.next_attempt_time = self._clock() + delay
                waiting.attempt_count, waiting.error = attempt_count, describe(error)
        # A conflict is a fault on one of the two sides: waiting alone does not mend it.
        write = log.error if isinstance(error, QueryConflictError) else log.warning
        write(
            f"{self.noun}_not_delivered",
            **self.names(row),
            attempt_count=attempt_count,
            retry_s=delay.total_seconds(),
            error=describe(error),
        )


def stored(session: Session, row: Row) -> Row:
    """Read a row again, as it stands now."""
    return session.get_one(type(row), inspect(row, raiseerr=True).identity)


def describe(error: Exception) -> str:
    """Say what went wrong, as rows and the log keep it."""
    return f"{type(error).__name__}: {error}"
