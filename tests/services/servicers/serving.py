"""A server of some servicers on a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from services.access import Gate, believed
from services.servicers import register
from services.wire.admission import Pool
from services.wire.lifecycle import Lifecycle
from services.wire.transport import Transport
from tenprint.errors import RpcError


@contextmanager
def serving(make: Callable[[Pool, Lifecycle], list[object]]) -> Iterator[str]:
    """Yield the address of a server. make: makes its servicers, in the server's loop."""
    ready, stop = threading.Event(), threading.Event()
    address: list[str] = []

    async def serve() -> None:
        lifecycle = Lifecycle()
        transport = Transport(lifecycle, Gate(believed))
        store = Pool("store", 2, 64)
        register(transport.server, *make(store, lifecycle))
        address.append(f"127.0.0.1:{transport.bind('127.0.0.1', 0)}")
        await transport.start()
        lifecycle.serve()
        ready.set()
        await asyncio.to_thread(stop.wait)
        lifecycle.drain()
        await transport.stop(0)
        store.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(30)
    try:
        yield address[0]
    finally:
        stop.set()
        thread.join(30)


def refusal(call: Callable[[], object]) -> tuple[str, str]:
    """Call, and name the code and the reason of the refusal."""
    error = refused(call)
    return error.code.name, error.reason


def refused(call: Callable[[], object]) -> RpcError:
    """Call, and expect a refusal."""
    with pytest.raises(RpcError) as caught:
        answer = call()
        if isinstance(answer, Iterator):
            list(answer)
    return caught.value
