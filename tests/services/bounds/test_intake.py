"""Messages before they are read, and answers that nobody reads, on a server in this process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import grpc
import pytest

from database.caller import Caller
from services.access import Gate
from services.bounds import intake
from services.bounds.intake import COPIES, Intake, Lane, may_be_long
from services.errors import CallerLimitError, OverloadedError
from services.wire.lifecycle import Lifecycle
from services.wire.transport import Transport
from tenprint.errors import rpc_error
from tenprint.v1 import booking_service_pb2 as bookings
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1 import lesc_answer_service_pb2
from tenprint.v1.booking_service_pb2_grpc import (
    BookingServiceServicer,
    BookingServiceStub,
    add_BookingServiceServicer_to_server,
)
from tenprint.v1.identification_service_pb2_grpc import (
    IdentificationServiceServicer,
    add_IdentificationServiceServicer_to_server,
)
from tenprint.v1.sample_pb2 import Sample
from tests.h2 import UnfinishedCalls

PATIENCE_S = 30
LARGEST = 1024 * 1024
IDENTIFY = "/tenprint.v1.IdentificationService/Identify"
GET_BOOKING = "/tenprint.v1.BookingService/GetBooking"
ANSWER = pb2.IdentifyResponse()


def _lane(places: int, time_limit_s: float = PATIENCE_S) -> Lane:
    """A lane with room for some messages that are being read."""
    return Lane(places * COPIES * LARGEST, LARGEST, COPIES * LARGEST, time_limit_s)


class Slow(IdentificationServiceServicer):
    """Holds every request until it may go on."""

    def __init__(self) -> None:
        self.count = 0
        self.may_go = asyncio.Event()

    async def Identify(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> pb2.IdentifyResponse:
        self.count += 1
        await self.may_go.wait()
        return ANSWER


class Talkative(BookingServiceServicer):
    """Tells a watcher much more than a window of a stream."""

    def __init__(self) -> None:
        self.told_count = 0
        self.ended = asyncio.Event()

    async def WatchBooking(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> AsyncIterator[bookings.WatchBookingResponse]:
        told = bookings.WatchBookingResponse()
        told.booking.response_files.add(file=bytes(LARGEST))
        try:
            for _ in range(64):
                yield told
                self.told_count += 1
        finally:
            self.ended.set()

    async def GetBooking(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> bookings.GetBookingResponse:
        return bookings.GetBookingResponse()


@asynccontextmanager
async def _serving(
    images: Lane, short: Lane | None = None
) -> AsyncIterator[tuple[str, Slow, Talkative, Intake]]:
    lifecycle = Lifecycle()
    lifecycle.serve()
    taken = Intake(images, short or _lane(4))
    # Whoever calls names itself in the metadata of the call.
    transport = Transport(lifecycle, Gate(_named), intake=taken)
    slow, talkative = Slow(), Talkative()
    add_IdentificationServiceServicer_to_server(slow, transport.server)
    add_BookingServiceServicer_to_server(talkative, transport.server)
    port = transport.bind("127.0.0.1", 0)
    await transport.start()
    try:
        yield f"127.0.0.1:{port}", slow, talkative, taken
    finally:
        await transport.stop(0)


def _named(context: intake.Context, _method: str) -> Caller:
    stated = dict(context.invocation_metadata() or ())
    return Caller(str(stated.get("name", "A")), frozenset({"operator", "booking"}), "upkeep")


def _run(use: Callable[[], Awaitable[None]]) -> None:
    async def within() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await use()

    asyncio.run(within())


async def _until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.01)


async def _call(channel: grpc.aio.Channel, method: str, data: bytes, name: str) -> bytes:
    call: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(method)
    return await call(data, metadata=(("name", name),), timeout=PATIENCE_S)


@asynccontextmanager
async def _unfinished(target: str, method: str, names: str) -> AsyncIterator[UnfinishedCalls]:
    """Begin a message in each name, and send nearly all of each that the server takes."""
    calls = await asyncio.to_thread(UnfinishedCalls, target)
    for name in names:
        calls.begin(method, LARGEST, (("name", name),))
    try:
        await asyncio.to_thread(calls.send, 0.3)
        yield calls
    finally:
        calls.close()


def test_a_message_that_does_not_end_is_refused_after_its_time() -> None:
    async def use() -> None:
        async with (
            _serving(_lane(8, time_limit_s=0.5)) as (target, slow, _, taken),
            _unfinished(target, IDENTIFY, "ABC") as calls,
        ):
            await asyncio.to_thread(calls.send, 1.0)
            assert calls.ended == {1, 3, 5}
            assert taken.held_bytes == 0
            assert slow.count == 0

    _run(use)


def test_one_caller_cannot_take_the_room_for_all_messages() -> None:
    async def use() -> None:
        async with (
            _serving(_lane(4)) as (target, slow, _, taken),
            _unfinished(target, IDENTIFY, "A" * 20),
            grpc.aio.insecure_channel(target) as channel,
        ):
            assert taken.held_bytes <= 3 * COPIES * LARGEST
            slow.may_go.set()
            await _call(channel, IDENTIFY, b"", "B")

    _run(use)


def test_long_messages_do_not_keep_short_ones_out() -> None:
    async def use() -> None:
        async with (
            _serving(_lane(4)) as (target, _, _, _),
            _unfinished(target, IDENTIFY, "ABCDEFGH"),
            grpc.aio.insecure_channel(target) as channel,
        ):
            await BookingServiceStub(channel).GetBooking(
                bookings.GetBookingRequest(tcn="T"), timeout=PATIENCE_S
            )

    _run(use)


def test_what_has_no_room_waits_a_moment_and_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PLACE_WAIT_S", 0.2)

    async def use() -> None:
        async with (
            _serving(_lane(2)) as (target, _, _, taken),
            _unfinished(target, IDENTIFY, "AB"),
            grpc.aio.insecure_channel(target) as channel,
        ):
            await _until(lambda: taken.held_bytes == 2 * COPIES * LARGEST)
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await _call(channel, IDENTIFY, b"", "C")
            assert rpc_error(caught.value).reason == OverloadedError.reason

    _run(use)


def test_who_holds_more_than_is_free_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PLACE_WAIT_S", 0.2)

    async def use() -> None:
        async with (
            _serving(_lane(5)) as (target, _, _, taken),
            _unfinished(target, IDENTIFY, "AAA"),
            grpc.aio.insecure_channel(target) as channel,
        ):
            await _until(lambda: taken.held_bytes == 3 * COPIES * LARGEST)
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await _call(channel, IDENTIFY, b"", "A")
            assert rpc_error(caught.value).reason == CallerLimitError.reason

    _run(use)


def test_a_request_at_work_holds_room_for_its_copies_and_gives_it_back() -> None:
    async def use() -> None:
        async with (
            _serving(_lane(4)) as (target, slow, _, taken),
            grpc.aio.insecure_channel(target) as channel,
        ):
            request = pb2.IdentifyRequest(samples=[Sample(image=bytes(100_000))])
            identify = channel.unary_unary(
                IDENTIFY,
                request_serializer=pb2.IdentifyRequest.SerializeToString,
                response_deserializer=pb2.IdentifyResponse.FromString,
            )
            call = identify(request)
            await _until(lambda: slow.count == 1)
            assert taken.held_bytes == COPIES * request.ByteSize()
            slow.may_go.set()
            assert await call == ANSWER
            await _until(lambda: taken.held_bytes == 0)

    _run(use)


def test_who_goes_away_gives_the_room_back() -> None:
    async def use() -> None:
        async with _serving(_lane(2)) as (target, _, _, taken):
            async with _unfinished(target, IDENTIFY, "ABCD"):
                assert taken.held_bytes > 0
            await _until(lambda: taken.held_bytes == 0)

    _run(use)


def test_who_goes_away_in_the_moment_of_its_room_takes_none() -> None:
    async def use() -> None:
        taken = Intake(_lane(1))
        async with AsyncExitStack() as held:
            await held.enter_async_context(taken.admit(IDENTIFY, "A"))
            gone, stays = (
                asyncio.ensure_future(taken.admit(IDENTIFY, name).__aenter__()) for name in "BC"
            )
            await asyncio.sleep(0)
            # The task of the cancelled call has not run yet when room for it would come.
            gone.cancel()
            await held.aclose()
            await stays
            with pytest.raises(asyncio.CancelledError):
                await gone
            assert taken.held_bytes == COPIES * LARGEST

    _run(use)


def test_a_short_call_takes_no_long_message() -> None:
    async def use() -> None:
        short = Lane(COPIES * LARGEST, 1_000, LARGEST, PATIENCE_S)
        async with (
            _serving(_lane(2), short) as (target, _, _, _),
            grpc.aio.insecure_channel(target) as channel,
        ):
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await _call(channel, GET_BOOKING, bytes(1_001), "A")
            assert rpc_error(caught.value).reason == "MESSAGE_TOO_LARGE"

    _run(use)


def test_a_caller_who_does_not_read_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "WRITE_LIMIT_S", 0.3)

    async def use() -> None:
        async with (
            _serving(_lane(2)) as (target, _, talkative, _),
            grpc.aio.insecure_channel(target) as channel,
        ):
            watch = BookingServiceStub(channel).WatchBooking(bookings.WatchBookingRequest())
            await watch.read()
            await talkative.ended.wait()
            # What was sent is what windows and buffers hold, and not all that there was to tell.
            assert talkative.told_count < 32

    _run(use)


def test_who_may_send_long_messages_is_read_from_the_protos() -> None:
    service = "/tenprint.v1.BookingService"
    assert may_be_long(f"{service}/SubmitBooking")
    assert may_be_long(f"{service}/CheckTransaction")
    assert lesc_answer_service_pb2.DESCRIPTOR
    assert may_be_long("/tenprint.v1.LescAnswerService/DeliverAnswer")
    assert not may_be_long(f"{service}/WatchBooking")
    assert not may_be_long(f"{service}/ListBookings")
