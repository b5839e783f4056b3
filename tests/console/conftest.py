"""A console at the shared server, without a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.visitors import Visitor, settings_of, visiting
from tests.servers import RunningServer


@pytest.fixture
def visitor(server: RunningServer, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at the door of a demonstration's console."""
    with visiting(settings_of(server.target, server.lesc_target, tmp_path)) as one:
        yield one
