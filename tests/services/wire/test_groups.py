"""However many agencies send however much, whoever reads and decides at a desk gets a place.

And health is answered whoever else calls, and whatever streams of health anybody opens.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from database.caller import Caller
from interop.roles import COLUMNS, Group, Operation, group
from services.access import Gate, believed
from services.access.table import TABLE
from services.bounds import Shares
from services.bounds.intake import Intake, Lane
from services.errors import CallerLimitError, OverloadedError
from services.wire.lifecycle import Lifecycle
from services.wire.neighbours import CHECK_LIMIT, STREAM_LIMIT
from services.wire.transport import Transport
from tenprint.channel import Metadata, caller_metadata
from tenprint.v1 import booking_service_pb2 as bookings
from tenprint.v1 import case_service_pb2 as cases
from tenprint.v1 import programme_service_pb2 as programme
from tenprint.v1 import review_service_pb2 as reviews
from tenprint.v1.booking_service_pb2_grpc import (
    BookingServiceServicer,
    BookingServiceStub,
    add_BookingServiceServicer_to_server,
)
from tenprint.v1.case_service_pb2_grpc import (
    CaseServiceServicer,
    CaseServiceStub,
    add_CaseServiceServicer_to_server,
)
from tenprint.v1.programme_service_pb2_grpc import (
    ProgrammeServiceServicer,
    ProgrammeServiceStub,
    add_ProgrammeServiceServicer_to_server,
)
from tenprint.v1.review_service_pb2_grpc import (
    ReviewServiceServicer,
    ReviewServiceStub,
    add_ReviewServiceServicer_to_server,
)
from tests.h2 import UnfinishedCalls

PATIENCE_S = 60
SOON_S = 10.0
"""Whoever is held up by the messages that do not come waits for half a minute."""
CALLS = 40
CHECK = "/grpc.health.v1.Health/Check"
GET_BOOKING = "/tenprint.v1.BookingService/GetBooking"
OFFICER = caller_metadata("DCICE0001", ["field_office"])
EXAMINER = caller_metadata("DCDHS0001", ["examiner"], person="EX-1")
SUPERVISOR = caller_metadata("DCDHS0001", ["supervisor"])
OPERATOR = caller_metadata("OPERATOR0", ["operator"])
AUDITOR = caller_metadata("AUDITOR00", ["auditor"])
SMALL = Lane(4 * 1024 * 1024, 1_000, 1024 * 1024, PATIENCE_S, reserved_bytes=1024 * 1024)


class Endless(BookingServiceServicer):
    """Watches for ever."""

    async def WatchBooking(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> AsyncIterator[bookings.WatchBookingResponse]:
        yield bookings.WatchBookingResponse()
        await asyncio.Event().wait()


class Desk(CaseServiceServicer, ReviewServiceServicer, ProgrammeServiceServicer):
    """Answers everybody at a desk at once."""

    async def GetCase(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> cases.GetCaseResponse:
        return cases.GetCaseResponse()

    async def GetReviewPrint(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> reviews.GetReviewPrintResponse:
        return reviews.GetReviewPrintResponse()

    async def ListParkedBookings(  # noqa: N802 - the name of the RPC
        self, request: object, context: object
    ) -> programme.ListParkedBookingsResponse:
        return programme.ListParkedBookingsResponse()


@asynccontextmanager
async def _serving(intake: Intake | None = None) -> AsyncIterator[str]:
    lifecycle = Lifecycle()
    lifecycle.serve()
    transport = Transport(lifecycle, Gate(believed), max_rpcs=CALLS, intake=intake)
    desk = Desk()
    add_BookingServiceServicer_to_server(Endless(), transport.server)
    add_CaseServiceServicer_to_server(desk, transport.server)
    add_ReviewServiceServicer_to_server(desk, transport.server)
    add_ProgrammeServiceServicer_to_server(desk, transport.server)
    port = transport.bind("127.0.0.1", 0)
    await transport.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await transport.stop(0)


def _run(use: Callable[[], Awaitable[None]]) -> None:
    async def within() -> None:
        async with asyncio.timeout(PATIENCE_S):
            await use()

    asyncio.run(within())


def _agency(number: int) -> Metadata:
    return caller_metadata(f"WV{number:07}", ["booking"], "arrest")


async def _desks_are_served(channel: grpc.aio.Channel) -> None:
    """Read as each kind of desk."""
    case, picture = cases.GetCaseRequest(case_id="C"), reviews.GetReviewPrintRequest(item_id="I")
    picture.examiner_id = "EX-1"
    parked = programme.ListParkedBookingsRequest()
    stubs: Any = CaseServiceStub(channel), ReviewServiceStub(channel), ProgrammeServiceStub(channel)
    for _ in range(3):
        for caller in (OFFICER, SUPERVISOR, AUDITOR, OPERATOR):
            await stubs[0].GetCase(case, metadata=caller, timeout=SOON_S)
        await stubs[1].GetReviewPrint(picture, metadata=EXAMINER, timeout=SOON_S)
        await stubs[2].ListParkedBookings(parked, metadata=OPERATOR, timeout=SOON_S)


def test_agencies_that_take_every_call_leave_room_for_desks() -> None:
    async def use() -> None:
        async with _serving() as target, grpc.aio.insecure_channel(target) as channel:
            stub, watching, refused = BookingServiceStub(channel), 0, 0
            calls = []
            for number in range(3 * CALLS):
                metadata = _agency(number)
                calls.append(stub.WatchBooking(bookings.WatchBookingRequest(), metadata=metadata))
                try:
                    await calls[-1].read()
                    watching += 1
                except grpc.aio.AioRpcError as error:
                    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
                    refused += 1
            assert watching == CALLS - CALLS // 8, "agencies take all that is not for desks"
            assert refused > CALLS
            await _desks_are_served(channel)

    _run(use)


def test_agencies_that_take_all_room_for_messages_leave_room_for_desks() -> None:
    async def use() -> None:
        intake = Intake(SMALL, SMALL)
        async with _serving(intake) as target, grpc.aio.insecure_channel(target) as channel:
            calls = await asyncio.to_thread(UnfinishedCalls, target)
            try:
                for number in range(CALLS // 2):
                    calls.begin(GET_BOOKING, 900, _agency(number))
                await asyncio.to_thread(calls.send, 0.5)
                assert intake.held_bytes == SMALL.room_bytes - SMALL.reserved_bytes
                await _desks_are_served(channel)
            finally:
                calls.close()

    _run(use)


def test_streams_of_health_are_few_and_checks_are_answered() -> None:
    async def use() -> None:
        async with _serving() as target, grpc.aio.insecure_channel(target) as channel:
            stub: Any = health_pb2_grpc.HealthStub(channel)
            watched, refused = [], 0
            for _ in range(4 * STREAM_LIMIT):
                watch = stub.Watch(health_pb2.HealthCheckRequest())
                try:
                    await watch.read()
                    watched.append(watch)
                except grpc.aio.AioRpcError as error:
                    assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
                    refused += 1
                await stub.Check(health_pb2.HealthCheckRequest(), timeout=SOON_S)
            # They are of one host, which gets half of the few places.
            assert 1 < len(watched) <= STREAM_LIMIT / 2
            assert refused == 4 * STREAM_LIMIT - len(watched)
            await _desks_are_served(channel)

    _run(use)


def test_checks_without_a_message_hold_up_no_probe_and_no_caller() -> None:
    async def use() -> None:
        async with _serving() as target, grpc.aio.insecure_channel(target) as channel:
            stub: Any = health_pb2_grpc.HealthStub(channel)
            with ExitStack() as stack:
                for _ in range(4):
                    calls = await asyncio.to_thread(UnfinishedCalls, target)
                    stack.callback(calls.close)
                    for _ in range(2 * CHECK_LIMIT):
                        calls.begin(CHECK, 100)
                    await asyncio.to_thread(calls.send, 0.3)
                    await stub.Check(health_pb2.HealthCheckRequest(), timeout=SOON_S)
                    await _desks_are_served(channel)

    _run(use)


def test_desks_leave_agencies_their_places() -> None:
    shares = Shares(16, "places")
    with ExitStack() as stack:
        for number in range(14):
            stack.enter_context(shares.hold(f"office-{number}", Group.DESKS))
        stack.enter_context(shares.hold("agency"))
        assert shares.free() == shares.free(Group.DESKS) == 1
        stack.enter_context(shares.hold("office", Group.DESKS))
        with pytest.raises(OverloadedError):
            shares.check("another")


def test_nobody_at_a_desk_takes_the_places_of_all_desks() -> None:
    shares = Shares(16, "places")
    with ExitStack() as stack:
        for number in range(14):
            stack.enter_context(shares.hold(f"agency-{number}"))
        with pytest.raises(OverloadedError, match="all 16 places are taken"):
            shares.check("agency-15")
        stack.enter_context(shares.hold("office", Group.DESKS))
        stack.enter_context(shares.hold("another office", Group.DESKS))
        shares = Shares(16, "places")
        for _ in range(9):
            stack.enter_context(shares.hold("office", Group.DESKS))
        with pytest.raises(CallerLimitError):
            shares.check("office", Group.DESKS)
        shares.check("another office", Group.DESKS)


def test_prints_are_no_work_of_a_desk_whoever_sends_them() -> None:
    for role in COLUMNS.values():
        caller = Caller("WVTEST000", frozenset({role} - {""}))
        of_prints = {
            method.rpartition("/")[2]
            for method, access in TABLE.items()
            if group(caller, access.operations) is Group.PRINTS
        }
        agency = role in ("", "law_enforcement", "civil_agency", "dhs", "consular")
        assert {"SubmitBooking", "Identify", "Enrol", "CheckIdent", "ExtractTemplate"} <= of_prints
        assert ("GetReviewPrint" in of_prints) == ("GetCase" in of_prints) == agency, role
    office = Caller("DCICE0001", frozenset({"field_office", "law_enforcement"}))
    assert group(office, (Operation.READ_CASE,)) is Group.DESKS
