from collections.abc import Iterator

import pytest

from tests.bookings.world import World, world


@pytest.fixture(scope="session")
def ident(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """IDENT with 100 synthetic people, five of them enrolled as images: extraction is slow."""
    with world(tmp_path_factory.mktemp("bookings"), imported=95, rendered=5) as filled:
        yield filled
