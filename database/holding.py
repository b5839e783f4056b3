"""One service at a time on a database: a second one would do all work twice."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from database.connection import Database

_HOLDING = 0x74656E707265736F
"""The advisory lock of the service that works. Other programs may read and write beside it."""


@contextmanager
def held(database: Database) -> Iterator[bool]:
    """Hold the database as its only service, if no other does; yields whether it is held.

    The hold ends with the process. On PostgreSQL it is bound to one connection, so it ends also
    when the database restarts.
    """
    if database.engine.url.get_backend_name() == "sqlite":
        with _held_by_file(Path(f"{database.engine.url.database}.lock")) as alone:
            yield alone
        return
    with database.engine.connect() as connection:
        # A connection that goes back to the pool would keep the lock.
        connection.detach()
        alone = bool(connection.scalar(select(func.pg_try_advisory_lock(_HOLDING))))
        connection.commit()
        yield alone


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
