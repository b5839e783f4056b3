"""Galleries over one database."""

import pytest

from gallery.database import Database
from gallery.gallery import Gallery


@pytest.fixture
def iafis(database: Database) -> Gallery:
    return Gallery("iafis", database)


@pytest.fixture
def ident(database: Database) -> Gallery:
    return Gallery("ident", database)
