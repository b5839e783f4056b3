"""A review service alone, for tests that speak to it over a channel."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from interop.review.desk import ReviewDesk
from services.access import Gate, believed
from services.servicers.review import ReviewServicer
from services.wire.admission import Pool
from services.wire.lifecycle import Lifecycle
from services.wire.pools import Pools
from services.wire.transport import Transport
from tenprint.v1.review_service_pb2_grpc import add_ReviewServiceServicer_to_server


@asynccontextmanager
async def serving(desk: ReviewDesk) -> AsyncIterator[str]:
    """Serve a desk on this event loop; gives HOST:PORT."""
    lifecycle = Lifecycle()
    transport = Transport(lifecycle, Gate(believed))
    pools = Pools(*(Pool(name, 1, 8) for name in ("extraction", "search", "store")))
    add_ReviewServiceServicer_to_server(ReviewServicer(desk, pools), transport.server)
    port = transport.bind("127.0.0.1", 0)
    await transport.start()
    lifecycle.serve()
    yield f"127.0.0.1:{port}"
    await transport.stop(0)
    pools.close()


@contextmanager
def served(desk: ReviewDesk) -> Iterator[str]:
    """Serve a desk on a thread of its own; gives HOST:PORT."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    service = serving(desk)
    try:
        yield asyncio.run_coroutine_threadsafe(service.__aenter__(), loop).result(30)
    finally:
        ending = service.__aexit__(None, None, None)
        asyncio.run_coroutine_threadsafe(ending, loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
