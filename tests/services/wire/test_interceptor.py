"""What surrounds every RPC, on a server in this process."""

import asyncio
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from structlog.testing import capture_logs

from ebts.writing import write
from services.access import Gate, believed
from services.wire.lifecycle import Lifecycle
from services.wire.transport import Transport
from tenprint.channel import caller_metadata
from tenprint.errors import rpc_error
from tenprint.v1 import booking_service_pb2 as booking_pb2
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
from tests.services.access.rpcs import RPCS
from tests.transactions import AGENCY, card

OPERATOR = caller_metadata("WVTEST000", ["operator"], "upkeep")
JAIL = caller_metadata("TXJAIL000", [], "arrest", acts_for=["WVTEST000"])
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


def _logged(method: str, request: Message) -> list[MutableMapping[str, Any]]:
    """Make a call that fails, and return the lines of the log."""

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
                    call = getattr(BookingServiceStub(channel), method)
                    await call(request, metadata=JAIL, timeout=30)
        finally:
            await transport.stop(0)

    with capture_logs() as lines:
        asyncio.run(use())
    return list(lines)


@pytest.mark.parametrize("tcn", ["\x1b[2J\x9b", "\x1b[2J" * 100])
def test_a_tcn_cannot_drive_the_terminal_that_shows_the_log(tcn: str) -> None:
    file = b"1.001:9\x1d1.009:" + tcn.encode("latin-1") + b"\x1c"
    for method, request in (
        ("GetBooking", booking_pb2.GetBookingRequest(tcn=tcn)),
        ("CheckTransaction", booking_pb2.CheckTransactionRequest(transaction_file=file)),
    ):
        assert {line["tcn"] for line in _logged(method, request)} == {ascii(tcn[:40])[1:-1]}


FILE = write(card(tcn="TEST-CARD-0007"))
FILES = {
    "sound": FILE,
    "cut": FILE[:-20],
    "cut in Type-2": FILE[: FILE.index(b"2.073:") + 20],
    "faulty": FILE.replace(b"2.024:F", b"2.024:?"),
    "fields twice": FILE.replace(b"2.024:F", b"2.073:BOGUS"),
    "tags with fewer zeros": FILE.replace(b"1.009:", b"1.9:").replace(b"2.073:", b"2.73:"),
}


@pytest.mark.parametrize("method", ["SubmitBooking", "CheckTransaction"])
@pytest.mark.parametrize("kind", FILES)
def test_the_log_of_a_call_that_failed_names_the_file(method: str, kind: str) -> None:
    """The caller, the controlling agency and the TCN: what an operator is called about."""
    request = getattr(booking_pb2, f"{method}Request")(transaction_file=FILES[kind])
    [line] = [one for one in _logged(method, request) if one["event"] == "rpc"]
    assert line["code"] != "OK"
    assert (line["ori"], line["tcn"], line["agency"]) == ("TXJAIL000", "TEST-CARD-0007", AGENCY)


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n", bytes(100_000), b"1.009:ROE,JANE", b"2.073:WVTEST000\x1c" * 9]
)
def test_what_is_no_file_is_logged_without_a_name(data: bytes) -> None:
    request = booking_pb2.SubmitBookingRequest(transaction_file=data)
    [line] = [one for one in _logged("SubmitBooking", request) if one["event"] == "rpc"]
    assert line["ori"] == "TXJAIL000"
    assert not {"tcn", "agency"} & line.keys()


def test_no_request_hides_the_booking_that_it_is_about() -> None:
    """A TCN or a file stands at the top of a request, where the log looks."""
    named = {"tcn", "transaction_file"}
    requests = [(rpc.method, rpc.descriptor.input_type) for rpc in RPCS]
    assert sum(bool(named & {*one.fields_by_name}) for _, one in requests) > 10
    for method, request in requests:
        assert not named & {field.name for one in _parts(request) for field in one.fields}, method


def _parts(message: Descriptor, seen: tuple[Descriptor, ...] = ()) -> Iterator[Descriptor]:
    """List the messages in a message, at any depth."""
    for field in message.fields:
        if (part := field.message_type) is not None and part not in seen:
            yield part
            yield from _parts(part, (*seen, part))


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
