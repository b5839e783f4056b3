"""Leases of work among several services on one PostgreSQL: one service at a time has a piece.

A lease stands in the row of the work, with an end by the clock of the database. Its holder renews
it while the work lasts. If the holder is gone, the lease ends, and another service takes the work.

A lease spares work that is done twice; what the work changes is decided by its own transaction.
So a lease that ended too early, such as by a database that jumped ahead in time, costs work and
changes nothing.

Leases are taken beside the writers' turn: nobody but this module reads or writes these columns.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, String, func, inspect, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from database.clock import elapsed_s
from database.connection import Base, Database, UtcDateTime
from database.engine import store_faults
from database.errors import StoreUnavailableError

LEASE_S = 15.0
"""How long a lease lasts: the longest wait for the work of a service that died."""
_RENEWALS = 5
"""How often a lease is renewed while it lasts."""
_TRY_S = 1.0
"""How often a service tries to lead a job that another one leads."""
_STOP_S = 5.0
_LOST = float("-inf")

_LOGGER = logging.getLogger(__name__)

Work = Callable[[], bool]
Conditions = tuple[ColumnElement[bool], ...]


class Leased:
    """Columns of a row that one service at a time works on."""

    lease_holder: Mapped[str] = mapped_column(String(32), default="", server_default=text("''"))
    """Empty: nobody."""
    lease_end: Mapped[datetime | None] = mapped_column(UtcDateTime)


class JobRow(Leased, Base):
    """Work that goes on for as long as there are services; the holder of the lease does it."""

    __tablename__ = "job"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)


Key = tuple[type[Leased], str]


class Leases(Protocol):
    """What may be worked on here, and what is."""

    is_shared: bool
    """Whether other services may work on the database."""

    def free(self, table: type[Leased]) -> Conditions:
        """Return what is true of rows that may be taken."""

    def take(self, table: type[Leased], key: str, *still: ColumnElement[bool]) -> bool:
        """Take a row if nobody else has it and all of this is true; tell whether it is ours."""

    def is_lost(self, table: type[Leased], key: str) -> bool:
        """Tell whether a row that was taken may be another service's by now."""

    def release(self, table: type[Leased], key: str) -> None:
        """Give a row back."""

    def led(self, job: str, work: Work, gained: Callable[[], object] = lambda: None) -> Work:
        """Return work that is done only while this service leads the job.

        gained: called when this service begins to lead.
        """

    def leads(self, job: str) -> bool:
        """Tell whether this service leads a job, without asking the database."""


class Alone:
    """One service works on the database: everything is free."""

    is_shared = False

    def free(self, _table: type[Leased]) -> Conditions:
        """Return no condition."""
        return ()

    def take(self, _table: type[Leased], _key: str, *_still: ColumnElement[bool]) -> bool:
        """Take."""
        return True

    def is_lost(self, _table: type[Leased], _key: str) -> bool:
        """Nobody takes anything away."""
        return False

    def release(self, _table: type[Leased], _key: str) -> None:
        """Do nothing."""

    def led(self, _job: str, work: Work, _gained: Callable[[], object] = lambda: None) -> Work:
        """Return the work."""
        return work

    def leads(self, _job: str) -> bool:
        """Lead everything."""
        return True


ALONE = Alone()


class SharedLeases:
    """The leases of one of several services. Safe for threads."""

    is_shared = True

    def __init__(
        self,
        database: Database,
        lease_s: float = LEASE_S,
        beat: Callable[[], object] = lambda: None,
    ) -> None:
        """beat: called on the thread that renews, as often as it renews."""
        self._database = database
        self._lease_s = lease_s
        self._beat = beat
        self.holder = uuid.uuid4().hex
        self._lock = threading.Lock()
        self._ends_s: dict[Key, float] = {}
        """Until when each row is ours, by a clock that nobody sets."""
        self._next_try_s: dict[str, float] = {}
        self._running: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._renew_all, name="leases", daemon=True)

    def start(self) -> None:
        """Renew what is held, on a thread of its own, until the end."""
        self._thread.start()

    def close(self) -> None:
        """Give up the jobs that rest. What is still in work keeps its lease until that ends."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_S)
        with self._lock:
            jobs = [key for table, key in self._ends_s if table is JobRow]
            resting = [job for job in jobs if job not in self._running]
        for job in resting:
            with suppress(StoreUnavailableError):
                self.release(JobRow, job)

    def free(self, table: type[Leased]) -> Conditions:
        """Return what is true of rows that nobody else has.

        A lease that ends later than any lease can is of a time when the database's clock was ahead.
        """
        now = func.clock_timestamp()
        return (
            or_(
                table.lease_end.is_(None),
                table.lease_end <= now,
                table.lease_end > now + self._length,
                table.lease_holder == self.holder,
            ),
        )

    def take(self, table: type[Leased], key: str, *still: ColumnElement[bool]) -> bool:
        """Take a row if nobody else has it and all of this is still true; tell whether it is ours.

        A row that another service is taking at this moment is passed over.
        """
        column = _key_column(table)
        found = select(column).where(column == key, *self.free(table), *still)
        chosen = found.with_for_update(skip_locked=True).scalar_subquery()
        began_s = elapsed_s()
        if not self._execute(self._held_by(table, column == chosen)):
            return False
        with self._lock:
            self._ends_s[table, key] = began_s + self._lease_s
        return True

    def is_lost(self, table: type[Leased], key: str) -> bool:
        """Tell whether a row that was taken may be another service's by now."""
        end_s = self._ends_s.get((table, key))
        return end_s is not None and end_s <= elapsed_s()

    def release(self, table: type[Leased], key: str) -> None:
        """Give a row back. Raises StoreUnavailableError; then the lease ends by itself."""
        with self._lock:
            held = self._ends_s.pop((table, key), None)
        if held is not None:
            column = _key_column(table)
            given = update(table).where(column == key, table.lease_holder == self.holder)
            self._execute(given.values(lease_holder="", lease_end=None).returning(column))

    def led(self, job: str, work: Work, gained: Callable[[], object] = lambda: None) -> Work:
        """Return work that is done only while this service leads the job."""

        def run() -> bool:
            was_led = self.leads(job)
            if not (was_led or self._lead(job)):
                return False
            if not was_led:
                _LOGGER.info("this service leads the job %s", job)
                gained()
            self._running.add(job)
            try:
                return work()
            finally:
                self._running.discard(job)

        return run

    def leads(self, job: str) -> bool:
        """Tell whether this service leads a job, without asking the database."""
        end_s = self._ends_s.get((JobRow, job))
        return end_s is not None and end_s > elapsed_s()

    def renew(self) -> None:
        """Renew what is held. Raises StoreUnavailableError.

        A row that a writer has locked at this moment is renewed the next time, so that a renewal
        waits for nobody.
        """
        with self._lock:
            held = list(self._ends_s)
        for table in {table for table, _ in held}:
            keys = [key for of, key in held if of is table]
            column = _key_column(table)
            ours = select(column).where(column.in_(keys), table.lease_holder == self.holder)
            unlocked = ours.with_for_update(skip_locked=True)
            began_s = elapsed_s()
            renewed = set(self._execute(self._held_by(table, column.in_(unlocked))))
            left = [key for key in keys if key not in renewed]
            lost = set(left) - set(self._execute(ours) if left else ())
            with self._lock:
                # They may have been given back meanwhile.
                for key in (renewed | lost) & {key for of, key in self._ends_s if of is table}:
                    self._ends_s[table, key] = _LOST if key in lost else began_s + self._lease_s

    def _renew_all(self) -> None:
        while not self._over.wait(self._lease_s / _RENEWALS):
            try:
                self.renew()
                self._beat()
            except Exception as error:
                # What is not renewed in time is lost, and whoever works on it stops.
                _LOGGER.warning("leases are not renewed: %s", error)

    def _lead(self, job: str) -> bool:
        now_s = elapsed_s()
        with self._lock:
            known = job in self._next_try_s
            if now_s < self._next_try_s.get(job, 0.0):
                return False
            self._next_try_s[job] = now_s + _TRY_S
        if not known:
            made = insert(JobRow).values(name=job).on_conflict_do_nothing()
            self._execute(made.returning(JobRow.name))
        return self.take(JobRow, job)

    @property
    def _length(self) -> timedelta:
        return timedelta(seconds=self._lease_s)

    def _held_by(self, table: type[Leased], which: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a statement
        until = func.clock_timestamp() + self._length
        held = update(table).where(which).values(lease_holder=self.holder, lease_end=until)
        return held.returning(_key_column(table))

    def _execute(self, statement: Any) -> Sequence[str]:  # noqa: ANN401 - a statement
        """Run a statement in a transaction of its own; return the keys of its rows."""
        engine = self._database.engine
        connection: Connection
        with store_faults(self._database.name), engine.begin() as connection:
            return connection.scalars(statement).all()


def _key_column(table: type[Leased]) -> Any:  # noqa: ANN401 - a column of any table
    [column] = inspect(table).primary_key
    return column
