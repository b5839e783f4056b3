"""Brings a database to the schema of this version.

Alembic is imported only if there is something to migrate: most starts find the newest schema.
"""

import re
import threading
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from database.errors import NewerSchemaError, StoreUnavailableError

_ALEMBIC = threading.Lock()
"""Guards `alembic.context`, which env.py uses and which is global in a process."""
_REVISION = re.compile(r'^revision\b.*=\s*"(\w+)"', re.M)


def migrate(connection: Connection, migrations: Path, name: str) -> None:
    """Apply the migrations that the database lacks, inside the connection's transaction.

    Raises NewerSchemaError if the database has a schema that the folder does not know.
    """
    current = current_heads(connection)
    if current == (_last_written(migrations),):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    refuse_unknown(current, migrations, name)
    with _ALEMBIC:
        command.upgrade(config, "head")


def require_current(connection: Connection, migrations: Path, name: str) -> None:
    """Raise StoreUnavailableError for an older schema, NewerSchemaError for a newer one."""
    current, wanted = current_heads(connection), _last_written(migrations)
    if current == (wanted,):
        return
    refuse_unknown(current, migrations, name)
    raise StoreUnavailableError(
        f"database {name} has {f'schema {current[0]}' if current else 'no schema yet'}, this "
        f"version of tenprint needs {wanted}: the start of a service of this version brings the "
        "schema up to date"
    )


def current_heads(connection: Connection) -> tuple[str, ...]:
    """Read the version of the schema; empty if the database has none."""
    if not inspect(connection).has_table("alembic_version"):
        return ()
    return tuple(connection.scalars(text("SELECT version_num FROM alembic_version")))


def is_empty(connection: Connection) -> bool:
    """Tell whether the database has no schema yet."""
    return not current_heads(connection)


def _last_written(migrations: Path) -> str:
    """Read the revision of the last file by name, without running the file.

    Files are numbered in the order in which they apply.
    """
    *_, last = sorted((migrations / "versions").glob("*[0-9]*.py"))
    found = _REVISION.search(last.read_text())
    return found[1] if found else ""


def newest_schema(migrations: Path) -> str:
    """Return the version to which this version of tenprint brings a database."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(str(migrations)).get_current_head())


def refuse_unknown(current_schemas: Iterable[str], migrations: Path, name: str) -> None:
    """Raise NewerSchemaError if the folder does not know a schema."""
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(migrations))
    known = {revision.revision for revision in script.walk_revisions()}
    for current in current_schemas:
        if current not in known:
            raise NewerSchemaError(
                f"database {name} has schema {current}, this version of tenprint knows up to "
                f"{script.get_current_head()}: use the version that wrote it, or a newer one"
            )
