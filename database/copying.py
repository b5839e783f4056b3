"""A consistent copy of a database beside a service that works on it, and the way back.

A copy is made of one moment. While the moment is chosen, writers wait, so that the copies of two
databases can be of the same moment. The copying itself stops nobody.
"""

import os
import shutil
import sqlite3
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from sqlalchemy.engine import URL

from database.engine import ADVISORY_LOCK, WRITER_TIMEOUT_S, database_url
from database.errors import BackupError, StoreUnavailableError

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_WORDS_LENGTH = 300


class Source(ABC):
    """A database to be copied."""

    kind: str
    """What a copy can be restored as."""

    def __init__(self) -> None:
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Return the source itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._open.close()

    @abstractmethod
    @contextmanager
    def held(self) -> Iterator[None]:
        """Let writers wait. Raises StoreUnavailableError if another writer is busy for too long."""

    @abstractmethod
    def mark(self) -> str:
        """Choose the moment of the copy. Returns the version of its schema; empty: it has none."""

    @abstractmethod
    def write(self, target: Path) -> None:
        """Write the copy of the chosen moment. Raises BackupError."""


def source_of(url: str) -> Source:
    """Open a database that exists, without changing its schema. Raises StoreUnavailableError."""
    parsed = database_url(url)
    if parsed.get_backend_name() == SQLITE:
        return SqliteSource(Path(str(parsed.database)))
    return PostgresqlSource(parsed)


class SqliteSource(Source):
    """A file of SQLite."""

    kind = SQLITE

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._writer, self._reader = self._connection(), self._connection()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Take the turn of the writer."""
        with _sqlite_faults(self._path):
            self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._writer.execute("ROLLBACK")

    def mark(self) -> str:
        """Begin to read: what is committed later stays out."""
        with _sqlite_faults(self._path):
            self._reader.execute("BEGIN")
            names = {row[0] for row in self._reader.execute("SELECT name FROM sqlite_schema")}
            if "alembic_version" not in names:
                return ""
            [version] = self._reader.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(version)

    def write(self, target: Path) -> None:
        """Copy page by page with SQLite's own function for databases in use."""
        with _sqlite_faults(self._path), closing(sqlite3.connect(target)) as copy:
            self._reader.backup(copy)
            # A copy is one file.
            copy.execute("PRAGMA journal_mode=DELETE")

    def _connection(self) -> sqlite3.Connection:
        with _sqlite_faults(self._path):
            # `rw` and not `rwc`: no file is made.
            name = f"file:{quote(str(self._path.resolve()))}?mode=rw"
            opened = sqlite3.connect(name, uri=True, isolation_level=None, timeout=WRITER_TIMEOUT_S)
        self._open.enter_context(closing(opened))
        return opened


class PostgresqlSource(Source):
    """A database of a PostgreSQL server, copied by `pg_dump`."""

    kind = POSTGRESQL

    def __init__(self, url: URL) -> None:
        super().__init__()
        self._url = url
        self._snapshot = ""
        self._holder, self._reader = self._connection(), self._connection()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Take the turn of the writer."""
        with _postgresql_faults(self._url):
            self._holder.execute(f"SET lock_timeout = '{WRITER_TIMEOUT_S}s'")
            self._holder.execute("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        try:
            yield
        finally:
            self._holder.execute("SELECT pg_advisory_unlock(%s)", (ADVISORY_LOCK,))

    def mark(self) -> str:
        """Export a snapshot, which `pg_dump` takes over."""
        with _postgresql_faults(self._url):
            self._reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            row = self._reader.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None
            self._snapshot = str(row[0])
            found = self._reader.execute("SELECT to_regclass('alembic_version')").fetchone()
            if found is None or found[0] is None:
                return ""
            version = self._reader.execute("SELECT version_num FROM alembic_version").fetchone()
            assert version is not None
            return str(version[0])

    def write(self, target: Path) -> None:
        """Dump in the format from which `pg_restore` reads."""
        _run_tool(
            self._url,
            "pg_dump",
            *("--format=custom", "--no-owner", "--no-privileges"),
            *(f"--snapshot={self._snapshot}", f"--file={target}"),
        )

    def _connection(self) -> psycopg.Connection:
        with _postgresql_faults(self._url):
            opened = psycopg.connect(_address(self._url, password=True), autocommit=True)
        self._open.enter_context(closing(opened))
        return opened


def is_empty(url: str) -> bool:
    """Tell whether a database holds nothing. Raises StoreUnavailableError."""
    parsed = database_url(url)
    if parsed.get_backend_name() == SQLITE:
        path = Path(str(parsed.database))
        return not any(path.with_name(path.name + end).exists() for end in ("", "-wal"))
    with (
        _postgresql_faults(parsed),
        psycopg.connect(_address(parsed, password=True)) as connection,
    ):
        found = connection.execute(
            "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            "WHERE nspname = current_schema() AND relkind IN ('r', 'p')"
        ).fetchone()
    return found is not None and found[0] == 0


def load(copy: Path, kind: str, url: str) -> None:
    """Make a database from a copy, whole or not at all. Raises BackupError."""
    parsed = database_url(url)
    if parsed.get_backend_name() != kind:
        raise BackupError(
            f"the backup is of {kind}, and the database is of {parsed.get_backend_name()}: restore "
            "into a database of the same kind"
        )
    if kind == SQLITE:
        load_sqlite(copy, Path(str(parsed.database)))
        return
    _run_tool(
        parsed,
        "pg_restore",
        *("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"),
        str(copy),
    )


def load_sqlite(copy: Path, target: Path) -> None:
    """Check a copy and put it into its place in one step. Raises BackupError."""
    draft = target.with_name(f".{target.name}.restoring")
    try:
        shutil.copyfile(copy, draft)
        draft.chmod(0o600)
        with closing(sqlite3.connect(draft)) as connection:
            [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise BackupError(f"{copy.name} is damaged: {found}")
        draft.replace(target)
    except sqlite3.Error as error:
        raise BackupError(f"{copy.name} is no database of SQLite: {error}") from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _sqlite_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreUnavailableError(f"database {path}: {error}") from error


@contextmanager
def _postgresql_faults(url: URL) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        first_line = (str(error).splitlines() or [type(error).__name__])[0]
        name = _address(url, password=False)
        raise StoreUnavailableError(f"database {name}: {first_line}") from error


def _address(url: URL, *, password: bool) -> str:
    """Write the URL as libpq reads URLs."""
    plain = url.set(drivername="postgresql")
    if not password and plain.password is not None:
        plain = URL.create(
            "postgresql",
            username=plain.username,
            host=plain.host,
            port=plain.port,
            database=plain.database,
            query=plain.query,
        )
    return plain.render_as_string(hide_password=False)


def _run_tool(url: URL, tool: str, *arguments: str) -> None:
    """Run a tool of PostgreSQL. The password is in no list of processes. Raises BackupError."""
    found = shutil.which(tool)
    if found is None:
        raise BackupError(f"{tool} is not installed: install the client tools of PostgreSQL")
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(  # nosec B603 # a list, no shell; no user of the service names its words
        [found, "--dbname", _address(url, password=False), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()[:_WORDS_LENGTH]
        with suppress(IndexError):
            words = words.splitlines()[0]
        raise BackupError(f"{tool} failed: {words}")
