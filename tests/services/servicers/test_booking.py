"""Which states a watcher is told of, and how many may watch."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import cast

import pytest

from database.caller import Caller
from interop.bookings.types import (
    Booking,
    BookingState,
    ResponseCause,
    ResponseVersion,
    SecondResponse,
    SecondResponseKind,
    StateChange,
)
from interop.flow.flow import Flow
from matcher.extraction import Extractor
from services.access import Gate
from services.errors import OverloadedError
from services.servicers.booking import BookingServicer, unseen_states
from services.wire.admission import Pool
from services.wire.deadline import Deadline
from services.wire.lifecycle import Lifecycle
from services.wire.pools import Pools
from services.wire.workplace import Context
from tenprint.v1 import booking_service_pb2 as pb2

PATIENCE_S = 30
NOW = datetime(2012, 1, 1, tzinfo=UTC)
STATES = (
    BookingState.RECEIVED,
    BookingState.EXTRACTED,
    BookingState.SEARCHED_IN_IAFIS,
    BookingState.SECOND_RESPONSE_READY,
)
RESPONSE = SecondResponse("TEST-0000001", SecondResponseKind.IDR_NO_MATCH, NOW)


def _booking() -> Booking:
    return Booking(
        tcn="TEST-0000001",
        ori="WVTEST000",
        state=STATES[-1],
        receive_time=NOW,
        history=tuple(StateChange(state, NOW) for state in STATES),
        samples=(),
        first_response=None,
        lesc_receipt=None,
        second_responses=(ResponseVersion(1, RESPONSE, ResponseCause.SEARCH, NOW),),
    )


def test_the_first_thing_told_is_the_booking_as_it_is() -> None:
    assert unseen_states(_booking(), 0, 0) == [_booking()]


def test_states_passed_between_two_looks_are_told_one_by_one() -> None:
    told = unseen_states(_booking(), 1, 0)
    assert [booking.state for booking in told] == list(STATES[1:])
    assert [len(booking.history) for booking in told] == [2, 3, 4]
    assert [booking.second_response is not None for booking in told] == [False, False, True]


def test_nothing_new_tells_nothing() -> None:
    assert unseen_states(_booking(), len(STATES), 1) == []


def test_a_response_that_changes_no_state_is_told() -> None:
    assert unseen_states(_booking(), len(STATES), 0) == [_booking()]


class ReceivedOnly:
    """Stands in for a flow whose one booking never gets further."""

    def __init__(self, look: Callable[[], None] = lambda: None) -> None:
        self._look = look

    def add_listener(self, listener: Callable[[str | None], None]) -> None:
        """Nothing ever changes."""

    def booking(self, tcn: str, viewer: Caller) -> Booking:
        self._look()
        booking = _booking()
        return replace(booking, tcn=tcn, state=STATES[0], history=booking.history[:1])

    def view(self, tcn: str, viewer: Caller) -> Booking:
        return self.booking(tcn, viewer)


class Call:
    """Stands in for a call without deadline or metadata."""

    def time_remaining(self) -> None:
        return None

    def invocation_metadata(self) -> tuple[()]:
        return ()


@asynccontextmanager
async def _serving(
    flow: ReceivedOnly, watcher_limit: int
) -> AsyncIterator[tuple[BookingServicer, Pool]]:
    store = Pool("store", 1, 8)
    pools = Pools(Pool("extraction", 1, 8), Pool("search", 1, 8), store)
    lifecycle = Lifecycle()
    lifecycle.serve()
    yield (
        BookingServicer(
            cast(Flow, flow), cast(Extractor, None), pools, lifecycle, watcher_limit=watcher_limit
        ),
        store,
    )
    pools.close()


def _watch(
    servicer: BookingServicer, tcn: str = "TEST-0000001"
) -> AsyncIterator[pb2.WatchBookingResponse]:
    request, context = pb2.WatchBookingRequest(tcn=tcn), cast(Context, Call())
    caller = Caller("WVTEST000", frozenset({"booking"}))
    Gate(lambda *_: caller).identify("/tenprint.v1.BookingService/WatchBooking", context)
    return servicer.WatchBooking(request, context)


def test_one_watcher_too_many_is_refused_and_a_place_comes_back() -> None:
    async def use() -> None:
        async with _serving(ReceivedOnly(), watcher_limit=2) as (servicer, _):
            watchers = [_watch(servicer) for _ in range(2)]
            for watcher in watchers:
                assert (await anext(watcher)).booking.tcn == "TEST-0000001"
            with pytest.raises(OverloadedError, match="all 2 places for watchers") as caught:
                await anext(_watch(servicer))
            assert caught.value.retry_delay_s > 0
            await watchers[0].aclose()  # type: ignore[attr-defined]
            last = _watch(servicer)
            await anext(last)
            for watcher in (watchers[1], last):
                await watcher.aclose()  # type: ignore[attr-defined]

    asyncio.run(asyncio.wait_for(use(), PATIENCE_S))


def test_a_commit_waits_for_no_more_than_one_watcher() -> None:
    done: list[str] = []
    entered, released = threading.Event(), threading.Event()

    def look() -> None:
        entered.set()
        released.wait(PATIENCE_S)
        done.append("read")

    async def use() -> None:
        async with _serving(ReceivedOnly(look), watcher_limit=48) as (servicer, store):
            watchers = [_watch(servicer) for _ in range(20)]
            reads = [asyncio.ensure_future(anext(watcher)) for watcher in watchers]
            await asyncio.to_thread(entered.wait)
            commit = store.run(partial(done.append, "commit"), Deadline.after(None))
            committed = asyncio.ensure_future(commit)
            await asyncio.sleep(0)
            released.set()
            await asyncio.gather(committed, *reads)
            for watcher in watchers:
                await watcher.aclose()  # type: ignore[attr-defined]

    asyncio.run(asyncio.wait_for(use(), PATIENCE_S))
    assert done.index("commit") == 1
    assert done.count("read") == 20


class Counted(ReceivedOnly):
    """Counts who looks."""

    def __init__(self, looks: list[str]) -> None:
        super().__init__()
        self._looks = looks

    def add_listener(self, listener: Callable[[str | None], None]) -> None:
        self.tell = listener

    def booking(self, tcn: str, viewer: Caller) -> Booking:
        self._looks.append(tcn)
        return super().booking(tcn, viewer)


def test_if_anything_may_have_changed_every_watcher_looks_again() -> None:
    looks: list[str] = []
    tcns = [f"TEST-{number:07}" for number in range(5)]

    async def use() -> None:
        flow = Counted(looks)
        async with _serving(flow, watcher_limit=40) as (servicer, _):
            watchers = [_watch(servicer, tcn) for tcn in tcns]
            for watcher in watchers:
                await anext(watcher)
            looks.clear()
            waiting = [asyncio.ensure_future(anext(watcher)) for watcher in watchers]
            for _ in range(50):
                await asyncio.sleep(0)
            flow.tell(None)
            while len(looks) < len(tcns):
                await asyncio.sleep(0.01)
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    asyncio.run(asyncio.wait_for(use(), PATIENCE_S))
    assert sorted(looks) == tcns


def test_a_change_wakes_its_own_watchers_once_and_idle_watchers_never() -> None:
    looks: list[str] = []

    async def use() -> None:
        flow = Counted(looks)
        async with _serving(flow, watcher_limit=480) as (servicer, store):
            watchers = [_watch(servicer, f"TEST-{number:07}") for number in range(200)]
            for watcher in watchers:
                await anext(watcher)
            looks.clear()
            waiting = [asyncio.ensure_future(anext(watcher)) for watcher in watchers]
            for _ in range(50):
                await asyncio.sleep(0)
            assert looks == []
            flow.tell("TEST-0000007")
            while not looks:
                await asyncio.sleep(0.01)
            # Whoever else was woken would look before this work has its turn.
            await store.run(lambda: None, Deadline.after(None))
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    asyncio.run(asyncio.wait_for(use(), PATIENCE_S))
    assert looks == ["TEST-0000007"]
