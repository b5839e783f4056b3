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


def _call(
    prepare: Callable[[Lifecycle], None], method: str = "GetIdentity", data: bytes = b""
) -> Refusal:
    async def use() -> Refusal:
        lifecycle = Lifecycle()
        prepare(lifecycle)
        transport = Transport(lifecycle, Gate(believed))
        add_IdentificationServiceServicer_to_server(Faulty(), transport.server)
        port = transport.bind("127.0.0.1", 0)
        await transport.start()
        try:
            async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
                path = f"/tenprint.v1.IdentificationService/{method}"
                send: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(path)
                with pytest.raises(grpc.aio.AioRpcError) as caught:
                    await send(data, metadata=OPERATOR, timeout=30)
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


@pytest.mark.parametrize("data", [b"", b"\xff"])
def test_an_unknown_method_is_refused_by_its_name(data: bytes) -> None:
    code, reason, metadata, _ = _call(Lifecycle.serve, "Guess", data)
    assert (code, reason) == (grpc.StatusCode.UNIMPLEMENTED, "UNKNOWN_METHOD")
    assert metadata["request_id"]


def test_bytes_that_are_no_message_are_refused_without_a_traceback() -> None:
    with capture_logs() as lines:
        code, reason, metadata, _ = _call(Lifecycle.serve, data=b"\xff\xff")
    assert (code, reason) == (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED_MESSAGE")
    assert [line["request_id"] for line in lines] == [metadata["request_id"]]


def test_before_the_galleries_are_loaded_unreadable_bytes_are_sent_away_too() -> None:
    assert _call(lambda _: None, data=b"\xff")[1] == "STARTING"
