from collections.abc import Iterator

import pytest

from tests.bookings.prints import DATA
from tests.bookings.world import World, world


@pytest.fixture(scope="session")
def ident(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """IDENT with 100 synthetic people and three real pseudo-persons; few where none are at hand."""
    with_real = bool(DATA)
    count = 50 if with_real else 5
    data = tmp_path_factory.mktemp("bookings")
    with world(data, imported=count, rendered=count, with_real=with_real) as filled:
        yield filled
