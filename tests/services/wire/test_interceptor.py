"""What surrounds every RPC, on a server in this process."""

import asyncio
from collections.abc import Callable

import grpc
import pytest
from structlog.testing import capture_logs

from services.access import Gate, believed
from services.wire.lifecycle import Lifecycle
from services.wire.transport import Transport
from tenprint.channel import caller_metadata
from tenprint.errors import rpc_error
from tenprint.v1 import booking_service_pb2
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1.booking_service_pb2_grpc import (
    BookingServiceServicer,
    BookingServiceStub,
    add_BookingServiceServicer_to_server,
)
from tenprint.v1.identification_service_pb2_grpc import (
    IdentificationServiceServicer,
    IdentificationServiceStub,
    add_IdentificationServiceServicer_to_server,
)

OPERATOR = caller_metadata("WVTEST000", ["operator"], "upkeep")
Refusal = tuple[grpc.StatusCode, str, dict[str, str], str]


class Faulty(IdentificationServiceServicer):
    """Has a fault that nobody foresaw."""

    async def GetIdentity(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> pb2.GetIdentityResponse:
        raise ZeroDivisionError("secret detail")


def _call(prepare: Callable[[Lifecycle], None]) -> Refusal:
    async def use() -> Refusal:
        lifecycle = Lifecycle()
        prepare(lifecycle)
        transport = Transport(lifecycle, Gate(believed))
        add_IdentificationServiceServicer_to_server(Faulty(), transport.server)
        port = transport.bind("127.0.0.1", 0)
        await transport.start()
        try:
            async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
                stub = IdentificationServiceStub(channel)
                with pytest.raises(grpc.aio.AioRpcError) as caught:
                    request = pb2.GetIdentityRequest(gallery="ident")
                    await stub.GetIdentity(request, metadata=OPERATOR, timeout=30)
        finally:
            await transport.stop(0)
        error = rpc_error(caught.value)
        trailers = dict(caught.value.trailing_metadata())
        pushback = str(trailers.get("grpc-retry-pushback-ms", ""))
        return error.code, error.reason, error.metadata, pushback

    return asyncio.run(use())


def test_an_unforeseen_fault_is_internal_and_its_details_stay_in_the_log() -> None:
    with capture_logs() as lines:
        code, reason, metadata, _ = _call(Lifecycle.serve)
    assert (code, reason) == (grpc.StatusCode.INTERNAL, "INTERNAL")
    [fault] = [line for line in lines if line["event"] == "fault"]
    assert fault["request_id"] == metadata["request_id"]
    assert fault["exc_info"]
    [told] = [line for line in lines if line["event"] == "rpc"]
    assert (told["rpc"], told["code"]) == ("GetIdentity", "INTERNAL")


def test_a_tcn_cannot_drive_the_terminal_that_shows_the_log() -> None:
    async def use() -> None:
        lifecycle = Lifecycle()
        lifecycle.serve()
        transport = Transport(lifecycle, Gate(believed))
        add_BookingServiceServicer_to_server(BookingServiceServicer(), transport.server)
        port = transport.bind("127.0.0.1", 0)
        await transport.start()
        try:
            async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
                with pytest.raises(grpc.aio.AioRpcError):
                    await BookingServiceStub(channel).GetBooking(
                        booking_service_pb2.GetBookingRequest(tcn="\x1b[2J\x9b"),
                        metadata=OPERATOR,
                        timeout=30,
                    )
        finally:
            await transport.stop(0)

    with capture_logs() as lines:
        asyncio.run(use())
    assert {line["tcn"] for line in lines} == {r"\x1b[2J\x9b"}


def test_before_the_galleries_are_loaded_calls_are_sent_away() -> None:
    code, reason, _, pushback = _call(lambda _: None)
    assert (code, reason) == (grpc.StatusCode.UNAVAILABLE, "STARTING")
    assert int(pushback) > 0


def test_while_draining_calls_are_sent_away() -> None:
    code, reason, _, pushback = _call(Lifecycle.drain)
    assert (code, reason) == (grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN")
    assert int(pushback) > 0
