"""Engines: how connections are set up, and what the faults of drivers are called."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from database.errors import StoreUnavailableError

WRITER_TIMEOUT_S = 30
"""The longest wait of a writer. A write takes milliseconds; half a minute is a fault."""

_OWNER_ALONE, _OTHERS = 0o600, 0o077
_WRITER_OPTION = "tenprint_writer"
_POSTGRESQL_DISK_FULL = "53100"
_POSTGRESQL_STOOD_STILL = "25P03"
ADVISORY_LOCK = 0x74656E7072696E74
"""An arbitrary constant, which spells `tenprint`. Advisory locks are per database."""

_WRITERS_TURN = (
    f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK}), "
    f"set_config('idle_in_transaction_session_timeout', '{WRITER_TIMEOUT_S}s', true)"
)
"""A writer whose machine is gone or stands still gives the turn up: others write too."""


def database_name(url: URL) -> str:
    """Return the database's name for messages, without the password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


def database_file(url: URL) -> Path | None:
    """Return the file of an SQLite database; None for another database."""
    is_file = url.get_backend_name() == "sqlite" and url.database
    return Path(str(url.database)).resolve() if is_file else None


@contextmanager
def store_faults(name: str, *more: type[DBAPIError]) -> Iterator[None]:
    """Turn a driver's error about an unusable database into StoreUnavailableError."""
    faults: tuple[type[SQLAlchemyError], ...] = (
        OperationalError,
        InterfaceError,
        PoolTimeoutError,
        *more,
    )
    try:
        yield
    except SQLAlchemyError as fault:
        if not isinstance(fault, faults) and not _stood_still(fault):
            raise
        cause = fault.orig if isinstance(fault, DBAPIError) and fault.orig else fault
        first_line = (str(cause).splitlines() or [type(cause).__name__])[0]
        details = f"database {name}: {first_line}{_remedy(cause)}"
        raise StoreUnavailableError(details) from fault


def _stood_still(fault: SQLAlchemyError) -> bool:
    """Tell whether PostgreSQL took the writer's turn back, because the writer said nothing."""
    cause = fault.orig if isinstance(fault, DBAPIError) else None
    return getattr(cause, "sqlstate", "") == _POSTGRESQL_STOOD_STILL


def _remedy(cause: BaseException) -> str:
    """Return the remedy for a full disk, which the drivers do not name."""
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or getattr(cause, "sqlstate", "") == _POSTGRESQL_DISK_FULL:
        return ": nothing was stored; free space there"
    return ""


def database_url(url: str) -> URL:
    """Read the URL of a database; no file is made. Raises StoreUnavailableError."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreUnavailableError(
            "the database URL cannot be read: expected sqlite:///file or postgresql://host/database"
        ) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise StoreUnavailableError("the database must be a file: sqlite:///file")
        return parsed
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise StoreUnavailableError(f"database kind {backend!r}: use sqlite or postgresql")


def _close_to_others(path: Path) -> None:
    """Let only the owner read a database file; SQLite gives its journals the same rights."""
    try:
        path.touch(mode=_OWNER_ALONE)
        if path.stat().st_mode & _OTHERS:
            path.chmod(_OWNER_ALONE)
    except OSError:
        # The file belongs to somebody else, or cannot be made: opening says so.
        return


def _make_file(url: URL) -> None:
    """Make the file of a database and its folder, if the database is a file."""
    path = database_file(url)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreUnavailableError(
            f"database {url.database}: its folder cannot be made: {fault.strerror}"
        ) from fault
    _close_to_others(path)


def make_engine(address: str) -> Engine:
    """Make the engine of a database's URL. Raises StoreUnavailableError."""
    url = database_url(address)
    _make_file(url)
    options: dict[str, Any] = {
        "pool_size": 8,
        "max_overflow": 8,
        "pool_timeout": WRITER_TIMEOUT_S,
        # Parameters are prints: a failed statement must not carry them into a log.
        "hide_parameters": True,
    }
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": WRITER_TIMEOUT_S}, **options)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    session_options = f"-c lock_timeout={WRITER_TIMEOUT_S}s -c timezone=UTC"
    arguments = {"connect_timeout": 10, "options": session_options}
    engine = create_engine(url, connect_args=arguments, pool_pre_ping=True, **options)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN comes too late and is never IMMEDIATE; `_begin_sqlite` replaces it.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    # What is deleted is overwritten with zeros.
    connection.execute("PRAGMA secure_delete=ON")
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; the file keeps the setting.

    On a new file SQLite ignores the timeout if another connection turns the log on too.
    """
    deadline = time.monotonic() + WRITER_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as fault:
            busy = fault.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    writer = connection.get_execution_options().get(_WRITER_OPTION)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITER_OPTION):
        connection.exec_driver_sql(_WRITERS_TURN)


def writing(engine: Engine) -> Engine:
    """Let transactions of an engine write, one at a time."""
    return engine.execution_options(**{_WRITER_OPTION: True})


def reading(engine: Engine) -> Engine:
    """Let transactions of an engine see one consistent state."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
