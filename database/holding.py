"""Who works on a database: one service alone, or several that share it.

A second service beside one that works alone would do all work twice.
"""

import fcntl
import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from database.connection import Database

_HOLDING = 0x74656E707265736F
"""The advisory lock of the services that work. Other programs may read and write beside them."""
_LOOK_S = 1.0
"""How often a hold on PostgreSQL is looked at: nobody holds the database for so long at most."""
_STOP_TIMEOUT_S = 5.0
_ENDING_MS = 5_000
_HOLDER = text(
    "SELECT pid, application_name FROM pg_locks JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
    "AND classid = CAST(:upper AS oid) AND objid = CAST(:lower AS oid)"
).bindparams(upper=_HOLDING >> 32, lower=_HOLDING & 0xFFFFFFFF)

_LOGGER = logging.getLogger(__name__)


@contextmanager
def held(
    database: Database, lost: Callable[[], object] = lambda: None, *, is_shared: bool = False
) -> Iterator[bool]:
    """Hold the database as its only service, if no other does; yields whether it is held.

    is_shared: hold it beside others that share it, which PostgreSQL alone allows.

    The hold ends with the process. On PostgreSQL it is bound to one connection: if that ends, as in
    a restart of the database, the hold is taken again. lost: called on a thread of its own if
    another service was faster, or, of a database that is shared, if a service of another version
    has changed its schema.
    """
    if database.engine.url.get_backend_name() == "sqlite":
        with _held_by_file(Path(f"{database.engine.url.database}.lock")) as alone:
            yield alone
        return
    hold = _Hold(database, lost, is_shared=is_shared)
    try:
        alone = hold.take()
        if alone:
            hold.keep()
        yield alone
    finally:
        hold.end()


@contextmanager
def _held_by_file(path: Path) -> Iterator[bool]:
    # Like the database, the file is nobody else's.
    path.touch(mode=0o600)
    path.chmod(0o600)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


class _Hold:
    """An advisory lock of PostgreSQL on a connection of its own, which is replaced when it ends."""

    def __init__(
        self, database: Database, lost: Callable[[], object], *, is_shared: bool = False
    ) -> None:
        self._database = database
        self._is_shared = is_shared
        self._lost = lost
        self._name = f"tenprint service {uuid.uuid4().hex}"
        self._connection: Connection | None = None
        self._schema = ""
        """Of services that share the database, all have one version."""
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def take(self) -> bool:
        """Take the lock, if nobody else has it, or if all who have it share it."""
        self._drop()
        connection = self._connection = self._database.engine.connect()
        # A connection that goes back to the pool would keep the lock.
        connection.detach()
        connection.execute(select(func.set_config("application_name", self._name, False)))
        self._end_own_past(connection)
        lock = func.pg_try_advisory_lock_shared if self._is_shared else func.pg_try_advisory_lock
        is_held = bool(connection.scalar(select(lock(_HOLDING))))
        connection.commit()
        return is_held

    def keep(self) -> None:
        """Look after the lock on a thread until the end."""
        self._schema = self._read_schema()
        self._thread = threading.Thread(target=self._watch, name="hold", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Give the lock up."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(_STOP_TIMEOUT_S)
        self._drop()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_S):
            try:
                is_held, schema = self._is_there() or self.take(), self._read_schema()
            except SQLAlchemyError:
                # The database is away. Nobody can work on it meanwhile.
                continue
            name = self._database.name
            if not is_held:
                _LOGGER.error("another service works on database %s", name)
            elif schema != self._schema:
                _LOGGER.error("a service of another version has changed database %s", name)
            else:
                continue
            self._lost()
            return

    def _read_schema(self) -> str:
        """Read which schema the database has, if that matters: migrations stop no other service."""
        if not self._is_shared:
            return ""
        assert self._connection is not None
        version = self._connection.scalar(text("SELECT version_num FROM alembic_version"))
        self._connection.commit()
        return str(version)

    def _is_there(self) -> bool:
        try:
            assert self._connection is not None
            self._connection.scalar(select(1))
            self._connection.commit()
        except SQLAlchemyError:
            return False
        return True

    def _end_own_past(self, connection: Connection) -> None:
        """End a session of our own that lives on at the server although the line to it was cut."""
        for pid, name in connection.execute(_HOLDER).all():
            if name == self._name:
                # Waits until the session has let go of the lock, or for so long.
                connection.execute(select(func.pg_terminate_backend(pid, _ENDING_MS)))

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except SQLAlchemyError:
                # It had ended already.
                return
