"""Bookings that wait for their extraction: how many are taken, and what the others are told."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from database.caller import Caller
from database.stopping import Check
from gallery.types import ReceivedSample
from interop.bookings import BookingState
from interop.errors import BookingNotFoundError, TcnConflictError
from interop.flow import Flow
from interop.names import CIVIL, IAFIS, IDENT, RISC
from matcher.errors import QualityError
from matcher.extraction import Extractor
from matcher.types import Features
from services.access import Gate
from services.bounds import GatedPrints
from services.errors import BacklogFullError
from services.servicers.booking import BookingServicer
from services.wire.admission import Pool
from services.wire.lifecycle import Lifecycle
from services.wire.pools import Pools
from services.wire.workplace import Context
from tenprint.v1 import booking_service_pb2 as pb2
from tests.images import finger
from tests.interop.world import World, sqlite_world

LIMIT = 3
SUBMIT = "/tenprint.v1.BookingService/SubmitBooking"


class Call:
    """Stands in for a call without a deadline."""

    def time_remaining(self) -> None:
        return None


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with sqlite_world(tmp_path) as made:
        yield made


def _flow(world: World) -> Flow:
    def unusable(_: ReceivedSample, _check: Check) -> Features:
        raise QualityError("only 3 minutiae found, 8 needed: take the print again")

    galleries = {IAFIS: world.iafis, CIVIL: world.civil, RISC: world.risc, IDENT: world.ident}
    return Flow(
        world.database, galleries, unusable, world.wire, nationwide=True, backlog_limit=LIMIT
    )


def _request(tcn: str, ori: str, priority: int = 9) -> pb2.SubmitBookingRequest:
    request = pb2.SubmitBookingRequest(tcn=tcn, ori=ori)
    request.booking.samples.append(finger(41))
    request.booking.priority = priority
    return request


def test_a_full_backlog_refuses_new_bookings_takes_urgent_ones_and_empties(world: World) -> None:
    flow = _flow(world)

    async def use() -> None:
        pools = Pools(Pool("extraction", 1, 8), Pool("search", 1, 8), Pool("store", 1, 8))
        servicer = BookingServicer(flow, cast(Extractor, None), pools, Lifecycle())
        context = cast(Context, Call())

        async def submit(tcn: str, ori: str, priority: int = 9) -> int:
            caller = Caller(ori, frozenset({"law_enforcement"}), "arrest")
            Gate(lambda *_: caller).identify(SUBMIT, context)
            answer = await servicer.SubmitBooking(_request(tcn, ori, priority), context)
            return answer.booking.state

        received = int(BookingState.RECEIVED)
        for number in range(LIMIT):
            assert await submit(f"BOOKING-000{number}", f"WVTEST00{number}") == received
        with pytest.raises(BacklogFullError) as caught:
            await submit("BOOKING-0009", "WVTEST009")
        assert caught.value.retry_delay_s > 0
        with pytest.raises(BookingNotFoundError):
            flow.booking("BOOKING-0009")
        # A repetition of what is stored is answered, and urgent bookings have room of their own.
        assert await submit("BOOKING-0000", "WVTEST000") == received
        assert await submit("BOOKING-0008", "WVTEST008", priority=1) == received
        await asyncio.to_thread(flow.run_due)
        assert await submit("BOOKING-0009", "WVTEST009") == received
        pools.close()

    asyncio.run(use())
    assert flow.booking("BOOKING-0000").state is BookingState.FAILED


def test_prints_that_no_step_takes_leave_the_memory_though_nobody_books_again(
    world: World,
) -> None:
    flow, gated = _flow(world), GatedPrints(kept_s=0.05)

    async def use() -> None:
        pools = Pools(Pool("extraction", 1, 8), Pool("search", 1, 8), Pool("store", 1, 8))
        servicer = BookingServicer(flow, cast(Extractor, None), pools, Lifecycle(), gated=gated)
        context = cast(Context, Call())
        caller = Caller("WVTEST000", frozenset({"law_enforcement"}), "arrest")
        Gate(lambda *_: caller).identify(SUBMIT, context)
        await servicer.SubmitBooking(_request("BOOKING-0000", "WVTEST000"), context)
        assert gated.byte_count
        async with asyncio.timeout(30):
            while gated.byte_count:
                await asyncio.sleep(0.05)
        pools.close()

    asyncio.run(use())


def test_a_booking_that_the_gate_refuses_takes_no_room(world: World) -> None:
    flow = _flow(world)

    async def use() -> None:
        pools = Pools(Pool("extraction", 1, 8), Pool("search", 1, 8), Pool("store", 1, 8))
        servicer = BookingServicer(flow, cast(Extractor, None), pools, Lifecycle())
        context = cast(Context, Call())
        caller = Caller("WVTEST000", frozenset({"law_enforcement"}), "arrest")
        Gate(lambda *_: caller).identify(SUBMIT, context)
        for number in range(3 * LIMIT):
            request = _request(f"BOOKING-000{number}", "WVTEST000")
            request.booking.samples[0].image = b"no image"
            with pytest.raises(Exception, match="samples"):
                await servicer.SubmitBooking(request, context)
        answer = await servicer.SubmitBooking(_request("BOOKING-1000", "WVTEST000"), context)
        assert answer.booking.state == int(BookingState.RECEIVED)
        pools.close()

    asyncio.run(use())


def test_a_repetition_and_a_used_tcn_cost_no_work_on_images(world: World) -> None:
    flow = _flow(world)

    async def use() -> None:
        pools = Pools(Pool("extraction", 1, 8), Pool("search", 1, 8), Pool("store", 1, 8))
        servicer = BookingServicer(flow, cast(Extractor, None), pools, Lifecycle())
        context = cast(Context, Call())
        caller = Caller("WVTEST000", frozenset({"law_enforcement"}), "arrest")
        Gate(lambda *_: caller).identify(SUBMIT, context)
        request = _request("BOOKING-0001", "WVTEST000")
        first = await servicer.SubmitBooking(request, context)
        pools.extraction.close()
        again = await servicer.SubmitBooking(request, context)
        assert again.booking.tcn == first.booking.tcn
        request.booking.samples[0].image += b"\0"
        with pytest.raises(TcnConflictError):
            await servicer.SubmitBooking(request, context)
        pools.close()

    asyncio.run(use())
