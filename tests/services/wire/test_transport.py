"""What the gRPC server takes in at one time."""

import asyncio
from collections.abc import AsyncIterator

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.access import Gate, believed
from services.servicers.booking import WATCHER_LIMIT
from services.wire.lifecycle import Lifecycle
from services.wire.transport import MAX_RPCS, MAX_STREAMS, Transport
from tenprint.channel import caller_metadata
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2_grpc import (
    BookingServiceServicer,
    BookingServiceStub,
    add_BookingServiceServicer_to_server,
)

PATIENCE_S = 30
CALLER = caller_metadata("WVTEST000", ["booking"])
ROOM = 100
"""Calls that must find a place beside all the watchers."""


class Endless(BookingServiceServicer):
    """Tells a watcher one thing and never ends."""

    async def WatchBooking(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> AsyncIterator[pb2.WatchBookingResponse]:
        yield pb2.WatchBookingResponse()
        await asyncio.Event().wait()


async def _watch_and_ask(watcher_count: int, transport: Transport) -> None:
    """Open watchers on one connection; then health must be answered on it and on another."""
    add_BookingServiceServicer_to_server(Endless(), transport.server)
    port = transport.bind("127.0.0.1", 0)
    await transport.start()
    target = f"127.0.0.1:{port}"
    # Without a pool of its own, the second channel would share the connection of the first.
    apart = [("grpc.use_local_subchannel_pool", 1)]
    try:
        async with (
            grpc.aio.insecure_channel(target) as channel,
            grpc.aio.insecure_channel(target, apart) as other,
        ):
            stub = BookingServiceStub(channel)
            watchers = [
                stub.WatchBooking(pb2.WatchBookingRequest(), metadata=CALLER)
                for _ in range(watcher_count)
            ]
            for watcher in watchers:
                await watcher.read()
            for each in (other, channel):
                check = health_pb2_grpc.HealthStub(each).Check
                await check(health_pb2.HealthCheckRequest(), timeout=10)
    finally:
        await transport.stop(0)


def _run(watcher_count: int, max_rpcs: int, max_streams: int) -> None:
    async def use() -> None:
        lifecycle = Lifecycle()
        lifecycle.serve()
        transport = Transport(lifecycle, Gate(believed), max_rpcs=max_rpcs, max_streams=max_streams)
        await _watch_and_ask(watcher_count, transport)

    asyncio.run(asyncio.wait_for(use(), PATIENCE_S))


def test_below_the_bounds_everybody_is_answered() -> None:
    # A call that was answered may still count for a moment when the next one comes.
    _run(2, max_rpcs=4, max_streams=4)


def test_a_call_too_many_is_refused_at_once() -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _run(3, max_rpcs=3, max_streams=9)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_call_too_many_on_one_connection_waits_for_another_to_end() -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        _run(3, max_rpcs=9, max_streams=3)
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


def test_all_watchers_leave_room_for_others() -> None:
    assert MAX_RPCS > MAX_STREAMS >= WATCHER_LIMIT + ROOM
