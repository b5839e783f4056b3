"""A world over each kind of database."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import structlog
from sqlalchemy.engine import URL

from database.connection import Base, Database, open_database
from tests import postgresql
from tests.databases import opened_sqlite
from tests.interop.case_world import CaseWorld
from tests.interop.world import World
from tests.lesc_stub.conftest import lesc, lesc_anywhere

__all__ = ["lesc", "lesc_anywhere"]


@pytest.fixture(autouse=True)
def _plain_tracebacks() -> Iterator[None]:
    """Keep failures that are provoked dozens of times from printing every local variable."""
    renderer = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    before = structlog.get_config()
    structlog.configure(processors=[structlog.processors.add_log_level, renderer])
    yield
    structlog.configure(**before)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    made = World(database, tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """An open database once of each kind, kept for a module."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            path = tmp_path_factory.mktemp("kept") / "tenprint.db"
            yield stack.enter_context(closing(opened_sqlite(path)))
            return
        server: URL = request.getfixturevalue("postgresql_server")
        template: URL = request.getfixturevalue("postgresql_template")
        fresh = stack.enter_context(postgresql.fresh_database(server, template))
        url = fresh.render_as_string(hide_password=False)
        yield stack.enter_context(closing(open_database(url)))


@pytest.fixture
def office(kept_database: Database) -> CaseWorld:
    """A field office without a case; the audit log alone cannot be emptied."""
    with kept_database.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in ("audit_log", "origin"):
                session.execute(table.delete())
    return CaseWorld(kept_database)
