"""A world over each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from gallery.database import Database
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
