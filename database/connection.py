"""The database behind galleries and flow: SQLite by default, PostgreSQL by URL.

One database holds every gallery, the flow and the outbox, so that a step is one transaction.
Writers take turns on both kinds of database. So the rows that a writer reads do not change until
the writer commits, and encounter sequence numbers become visible in ascending order.
"""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import BigInteger, DateTime, Dialect, Engine, Integer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from database.engine import (
    WRITER_TIMEOUT_S,
    database_file,
    database_name,
    make_engine,
    reading,
    store_faults,
    writing,
)
from database.errors import KeyStoreError, StoreUnavailableError
from database.keys import RecordKeys, open_keys, sealing_tables
from database.master_key import KeyPlace
from database.schema import is_empty, migrate, require_current
from database.sealed_columns import use_keys
from database.turn import Turn

_LOG_TIMEOUT_S = 5
"""How long to wait for readers that use the write-ahead log."""

_LOGGER = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"

SEQUENCE = BigInteger().with_variant(Integer(), "sqlite")
"""The type of a number of rows. SQLite numbers rows only if the type is exactly INTEGER."""


class Base(DeclarativeBase):
    """The base of all tables, which share one line of migrations."""


sealing_tables(Base.metadata)


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware time, converted to UTC; SQLite itself would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """The type of a row's value, by which page tokens are read."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC. A time without a zone is ambiguous and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Attach the zone UTC, or convert to UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """An open database of the current schema."""

    def __init__(self, engine: Engine, keys: RecordKeys | None = None) -> None:
        """keys: of the records of a sealed database."""
        self.engine = engine
        self.keys = keys
        self.name = database_name(engine.url)
        self.file = database_file(engine.url)
        """The file of SQLite; None if the database is no file of ours."""
        self._readers = sessionmaker(reading(engine), expire_on_commit=False)
        self.writers = sessionmaker(writing(engine), expire_on_commit=False)
        # Threads of this process queue here in order. The database's own lock serves only between
        # processes, because SQLite polls its lock.
        self._turn = Turn()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Read one consistent state; changes in the session are lost."""
        with store_faults(self.name), self._readers() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Write alone: commit at the end, roll back on an exception. Calls do not nest.

        After the commit the keys of deleted records are destroyed.
        """
        if not self._turn.acquire(WRITER_TIMEOUT_S):
            raise StoreUnavailableError(
                f"database {self.name}: another writer was busy for {WRITER_TIMEOUT_S} s; try again"
            )
        try:
            with store_faults(self.name), self.writers.begin() as session:
                yield session
        finally:
            self._turn.release()
        if self.keys is not None and self.keys.has_doomed:
            self._destroy_doomed(self.keys)

    def _destroy_doomed(self, keys: RecordKeys) -> None:
        """Destroy keys of what is deleted already. If that fails, the next write tries again."""
        keys.has_doomed = False
        try:
            with self.write() as session:
                connection = session.connection()
                keys.destroy_doomed(connection, keys.doomed(connection))
        except (KeyStoreError, StoreUnavailableError) as error:
            keys.has_doomed = True
            _LOGGER.error("keys of deleted records are not destroyed yet: %s", error)

    def empty_log(self) -> bool:
        """Move SQLite's write-ahead log into the database and truncate it; False if it is in use.

        What was deleted may lie in the log until then. PostgreSQL has no such call, and nothing
        is done.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        deadline = time.monotonic() + _LOG_TIMEOUT_S
        while True:
            with store_faults(self.name), self.engine.connect() as connection:
                driver = connection.connection.dbapi_connection
                assert isinstance(driver, sqlite3.Connection)
                [is_busy, *_] = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not is_busy or time.monotonic() > deadline:
                return not is_busy
            time.sleep(0.05)

    def rewrite(self) -> None:
        """Write all tables anew, so that no page keeps what was deleted or replaced.

        Nobody else may use the database.
        """
        is_sqlite = self.engine.dialect.name == "sqlite"
        with store_faults(self.name), self.engine.connect() as connection:
            driver = connection.connection.dbapi_connection
            assert driver is not None
            if not is_sqlite:
                driver.rollback()
                driver.autocommit = True
            driver.cursor().execute("VACUUM" if is_sqlite else "VACUUM FULL")
            connection.invalidate()
        self.empty_log()

    def ping(self) -> None:
        """Raise StoreUnavailableError unless the database answers."""
        with store_faults(self.name), self.engine.connect() as connection:
            connection.exec_driver_sql("SELECT version_num FROM alembic_version")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(
    url: str,
    *,
    migrations: Path = MIGRATIONS,
    key_place: KeyPlace | None = None,
    may_seal: bool = False,
    may_migrate: bool = True,
) -> Database:
    """Open the database and bring its schema up to date.

    url: `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://…`.
    migrations: the Alembic folder (env.py, versions/) of the database's schema.
    key_place: the keys of a sealed database. A new database is sealed from the start.
    may_seal: whether a database in clear is opened with keys, to be sealed.
    may_migrate: whether the schema is brought up to date; an older one is refused otherwise.
    Raises StoreUnavailableError if the database cannot be opened or written, NewerSchemaError if a
    newer version wrote it, and SealingError if it is sealed and the keys are not those that sealed
    it, or if it is in clear and keys are given.
    """
    engine = make_engine(url)
    name = database_name(engine.url)
    try:
        with store_faults(name, DBAPIError), writing(engine).begin() as connection:
            is_new = is_empty(connection)
            (migrate if may_migrate else require_current)(connection, migrations, name)
            keys = open_keys(connection, name, key_place, is_new=is_new, may_seal=may_seal)
    except BaseException:
        engine.dispose()
        raise
    if keys is not None:
        use_keys(engine, keys)
    return Database(engine, keys)
