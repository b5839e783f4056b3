"""Galleries over one database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from database.connection import Database
from gallery.gallery import Gallery

OpenGallery = Callable[..., Gallery]
"""Takes what Gallery takes, but for the database."""


@pytest.fixture
def open_gallery(database: Database) -> Iterator[OpenGallery]:
    """Open galleries as other processes would, each with an index of its own."""
    with ExitStack() as stack:

        def opened(name: str = "iafis", **options: Any) -> Gallery:  # noqa: ANN401
            return stack.enter_context(Gallery(name, database, **options))

        yield opened


@pytest.fixture
def iafis(open_gallery: OpenGallery) -> Gallery:
    return open_gallery("iafis")


@pytest.fixture
def ident(open_gallery: OpenGallery) -> Gallery:
    return open_gallery("ident")
