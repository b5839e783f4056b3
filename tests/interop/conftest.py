"""A world over each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from gallery.database import Database, open_database
from interop.lesc_tables import LESC_MIGRATIONS
from tests.interop.lesc_world import LescWorld
from tests.interop.world import World


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


@pytest.fixture
def lesc(tmp_path: Path) -> Iterator[LescWorld]:
    """A LESC as the service starts it, on SQLite."""
    yield from _lesc(f"sqlite:///{tmp_path / 'lesc.sqlite'}")


@pytest.fixture
def lesc_anywhere(database_url: str) -> Iterator[LescWorld]:
    """A LESC over each kind of database: for what its SQL does."""
    yield from _lesc(database_url)


def _lesc(url: str) -> Iterator[LescWorld]:
    database = open_database(url, migrations=LESC_MIGRATIONS)
    yield LescWorld(database)
    database.close()
