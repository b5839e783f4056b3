"""A LESC over each kind of database."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from database.connection import open_database
from lesc_stub.tables import LESC_MIGRATIONS
from tests.databases import opened_sqlite
from tests.lesc_stub.world import LescWorld


@pytest.fixture
def lesc(tmp_path: Path) -> Iterator[LescWorld]:
    """A LESC as the service starts it, on SQLite."""
    with closing(opened_sqlite(tmp_path / "lesc.sqlite", migrations=LESC_MIGRATIONS)) as database:
        yield LescWorld(database)


@pytest.fixture
def lesc_anywhere(empty_database_url: str) -> Iterator[LescWorld]:
    """A LESC over each kind of database: for what its SQL does."""
    with closing(open_database(empty_database_url, migrations=LESC_MIGRATIONS)) as database:
        yield LescWorld(database)
