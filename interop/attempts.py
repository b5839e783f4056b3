"""Rows that are tried until they succeed, and the times at which they are tried."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from database.connection import Database, UtcDateTime
from database.sealed_columns import SealedText
from interop.backoff import Backoff
from interop.clock import SetBack
from interop.errors import DeliveryError

OUTAGE = f"{DeliveryError.__name__}:"
"""How the error of a row begins whose other side was out of reach."""


class ErrorText(SealedText):
    """Why an attempt failed. An error may repeat what it refuses, such as the name of a person.

    That the other side was out of reach is about nobody, and rows are searched by it.
    """

    cache_ok = True
    clear_start = OUTAGE


class Attempts:
    """Columns of a row that is tried until it succeeds."""

    next_attempt_time: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Null: nothing is left to try, or another system has to act first."""
    attempt_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(ErrorText, default="")
    """The error of the last failed attempt."""


class Timetable:
    """Keeps rows from waiting for an hour that the clock has taken back.

    A clock that was ahead and is set right leaves rows whose next attempt lies in the time that it
    was ahead. They become due. Used by one thread at a time.
    """

    def __init__(self, database: Database, table: type[Attempts], backoff: Backoff) -> None:
        self._database = database
        self._table = table
        self._backoff = backoff
        self._set_back = SetBack()

    def check(self, now: datetime) -> None:
        """Look whether the clock was set back since the last look, or a row waits for too long.

        A clock may be ahead and right again between two looks, or while no process runs, and a row
        may be written by whoever asked for the time before.
        """
        if self._set_back.noticed(now):
            self._make_due(self._table.next_attempt_time > now, now)
        else:
            too_late = self._too_late(now)
            with self._database.read() as session:
                found = session.scalar(select(exists().where(too_late)))
            if found:
                self._make_due(too_late, now)
        # Not before: what fails is done at the next look.
        self._set_back.seen(now)

    def _too_late(self, now: datetime) -> ColumnElement[bool]:
        """Select rows that wait for longer than any wait."""
        table, longest = self._table, self._backoff
        ceiling, park = timedelta(seconds=longest.ceiling_s), timedelta(seconds=longest.park_s)
        return or_(
            table.next_attempt_time > now + park,
            and_(
                table.next_attempt_time > now + ceiling,
                table.attempt_count <= longest.park_after,
            ),
        )

    def _make_due(self, which: ColumnElement[bool], now: datetime) -> None:
        statement = update(self._table).where(which).values(next_attempt_time=now)
        with self._database.write() as session:
            session.execute(statement.execution_options(synchronize_session=False))
