"""Databases of the current schema: copied, since making one takes ten times as long."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from database.connection import MIGRATIONS, Database, open_database

_NAME = "tenprint.sqlite"


def opened_sqlite(path: Path, *, migrations: Path = MIGRATIONS) -> Database:
    """Open a new SQLite database."""
    copy_sqlite(path, migrations=migrations)
    return open_database(f"sqlite:///{path}", migrations=migrations)


def copy_sqlite(path: Path, *, migrations: Path = MIGRATIONS) -> None:
    """Make a new SQLite database for others to open."""
    shutil.copyfile(_made(migrations), path)


@cache
def _made(migrations: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tenprint-databases-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / _NAME
    open_database(f"sqlite:///{path}", migrations=migrations).close()
    return path
