"""Brings a database to the schema of this version."""

import threading
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
    _refuse_newer(connection, ScriptDirectory.from_config(config), name)
    with _ALEMBIC:
        command.upgrade(config, "head")


def is_empty(connection: Connection) -> bool:
    """Tell whether the database has no schema yet."""
    return not MigrationContext.configure(connection).get_current_heads()


def _refuse_newer(connection: Connection, script: ScriptDirectory, name: str) -> None:
    known = {revision.revision for revision in script.walk_revisions()}
    for current in MigrationContext.configure(connection).get_current_heads():
        if current not in known:
            raise NewerSchemaError(
                f"database {name} has schema {current}, this version of tenprint knows up to "
                f"{script.get_current_head()}: use the version that wrote it, or a newer one"
            )
