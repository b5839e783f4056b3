"""Plain stubs on the shared server."""

from collections.abc import Iterator

import pytest

from tests.contract.rpc import Stubs, plain_channel
from tests.servers import RunningServer


@pytest.fixture(scope="session")
def stubs(server: RunningServer) -> Iterator[Stubs]:
    with plain_channel(server.target) as channel:
        yield Stubs(channel)
