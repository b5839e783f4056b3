from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

import gallery.tables
import interop.tables
from gallery.database import Base, Database, open_database
from gallery.errors import NewerSchemaError

# Tables are known once their modules are imported.
TABLE_MODULES = (gallery.tables, interop.tables)


def test_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_opening_again_changes_nothing(database: Database, database_url: str) -> None:
    statement = text("SELECT version_num FROM alembic_version")
    with database.read() as session:
        before = session.scalars(statement).all()
    again = open_database(database_url)
    with again.read() as session:
        assert session.scalars(statement).all() == before
    again.close()


def test_all_that_open_an_empty_database_at_once_can(database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_database, [database_url] * 4))
    for one in opened:
        one.close()


def test_a_newer_schema_is_refused_by_name(database: Database, database_url: str) -> None:
    with database.write() as session:
        [ours] = session.scalars(text("SELECT version_num FROM alembic_version")).all()
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError, match=f"schema 9999.* up to {ours}: use"):
        open_database(database_url)
