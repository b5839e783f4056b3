"""Fixtures for all tests."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from database.connection import Database, open_database
from tests import postgresql
from tests.databases import copy_sqlite
from tests.selection import (
    pytest_collection_modifyitems,
    pytest_deselected,
    pytest_sessionfinish,
    pytest_terminal_summary,
    pytest_testnodedown,
)
from tests.servers import server

__all__ = [
    "pytest_collection_modifyitems",
    "pytest_deselected",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_testnodedown",
    "server",
]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """A PostgreSQL server; tests that need it skip, saying why, where there is none."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgresql.server())
        except postgresql.NoPostgresqlError as reason:
            pytest.skip(str(reason))
        yield url


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[URL]:
    """A PostgreSQL database of the current schema, for copies."""
    with postgresql.fresh_database(postgresql_server) as url:
        open_database(url.render_as_string(hide_password=False)).close()
        yield url


@pytest.fixture
def url_on_postgresql(postgresql_template: URL, postgresql_server: URL) -> Iterator[str]:
    """The URL of a PostgreSQL database of the current schema."""
    with postgresql.fresh_database(postgresql_server, postgresql_template) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'tenprint.db'}"
        return
    server: URL = request.getfixturevalue("postgresql_server")
    with postgresql.fresh_database(server) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the current schema, once of each kind."""
    if request.param == "sqlite":
        copy_sqlite(tmp_path / "tenprint.db")
        yield f"sqlite:///{tmp_path / 'tenprint.db'}"
        return
    template: URL = request.getfixturevalue("postgresql_template")
    server: URL = request.getfixturevalue("postgresql_server")
    with postgresql.fresh_database(server, template) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """It, open."""
    opened = open_database(database_url)
    yield opened
    opened.close()
