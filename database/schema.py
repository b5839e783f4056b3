"""Brings a database to the schema of this version."""

import threading
from collections.abc import Iterable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from database.errors import NewerSchemaError

_ALEMBIC = threading.Lock()
"""Guards `alembic.context`, which env.py uses and which is global in a process."""


def migrate(connection: Connection, migrations: Path, name: str) -> None:
    """Apply the migrations that the database lacks, inside the connection's transaction.

    Raises NewerSchemaError if the database has a schema that the folder does not know.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    refuse_unknown(current_heads(connection), migrations, name)
    with _ALEMBIC:
        command.upgrade(config, "head")


def current_heads(connection: Connection) -> tuple[str, ...]:
    """Read the version of the schema; empty if the database has none."""
    return tuple(MigrationContext.configure(connection).get_current_heads())


def is_empty(connection: Connection) -> bool:
    """Tell whether the database has no schema yet."""
    return not current_heads(connection)


def newest_schema(migrations: Path) -> str:
    """Return the version to which this version of tenprint brings a database."""
    return str(ScriptDirectory(str(migrations)).get_current_head())


def refuse_unknown(current_schemas: Iterable[str], migrations: Path, name: str) -> None:
    """Raise NewerSchemaError if the folder does not know a schema."""
    script = ScriptDirectory(str(migrations))
    known = {revision.revision for revision in script.walk_revisions()}
    for current in current_schemas:
        if current not in known:
            raise NewerSchemaError(
                f"database {name} has schema {current}, this version of tenprint knows up to "
                f"{script.get_current_head()}: use the version that wrote it, or a newer one"
            )
