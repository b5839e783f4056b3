"""A LESC over each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from database.connection import open_database
from lesc_stub.tables import LESC_MIGRATIONS
from tests.lesc_stub.world import LescWorld


@pytest.fixture
def lesc(tmp_path: Path) -> Iterator[LescWorld]:
    """A LESC as the service starts it, on SQLite."""
    yield from _lesc(f"sqlite:///{tmp_path / 'lesc.sqlite'}")


@pytest.fixture
def lesc_anywhere(empty_database_url: str) -> Iterator[LescWorld]:
    """A LESC over each kind of database: for what its SQL does."""
    yield from _lesc(empty_database_url)


def _lesc(url: str) -> Iterator[LescWorld]:
    database = open_database(url, migrations=LESC_MIGRATIONS)
    yield LescWorld(database)
    database.close()
