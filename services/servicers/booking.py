"""BookingService: bookings go in durably, and their states stream out."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from database.caller import Caller
from interop import purposes
from interop.bookings import Booking, BookingState
from interop.flow import Flow
from services.messages import bookings as booking_messages
from services.messages import samples
from services.wire import (
    Context,
    Lifecycle,
    OverloadedError,
    Pools,
    caller_from,
    deadline_of,
    validation,
)
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2_grpc import BookingServiceServicer

POLL_INTERVAL_S = 2.0
"""A watcher looks again this often, should a wake-up have been missed."""
WATCHER_LIMIT = 1_000
"""Watchers at one time. Each costs a call for as long as its booking takes, and polls."""


class BookingServicer(BookingServiceServicer):
    """Hands bookings to the flow, and tells how they stand."""

    def __init__(
        self,
        flow: Flow,
        pools: Pools,
        lifecycle: Lifecycle,
        *,
        watcher_limit: int = WATCHER_LIMIT,
    ) -> None:
        """Must be made on the event loop that serves."""
        self._flow = flow
        self._pools = pools
        self._lifecycle = lifecycle
        self._watchers: dict[str, set[asyncio.Event]] = {}
        self._watcher_count = 0
        self._watcher_limit = watcher_limit
        # Watchers take turns: a commit never waits for the reads of more than one of them.
        self._watcher_read = asyncio.Semaphore(1)
        self._loop = asyncio.get_running_loop()
        flow.add_listener(self._wake_from_thread)

    async def SubmitBooking(
        self, request: pb2.SubmitBookingRequest, context: Context
    ) -> pb2.SubmitBookingResponse:
        """Accept a booking: gate every sample, store, acknowledge."""
        caller, deadline = caller_from(context), deadline_of(context)
        validation.check_tcn(request.tcn)
        validation.check_ori(request.ori)
        received = samples.receive(booking_messages.content_of(request).samples)
        submission = booking_messages.submission_from_proto(request, received, caller)
        # Before the prints are decoded: who may not submit costs nothing.
        purposes.handling(submission.type_of_transaction, caller)
        async with self._pools.extraction.admit():
            await samples.decode(received, self._pools.extraction, deadline)
        async with self._pools.store.admit():
            booking = await self._pools.store.run(partial(self._flow.submit, submission), deadline)
        return pb2.SubmitBookingResponse(booking=booking_messages.booking_to_proto(booking))

    async def GetBooking(
        self, request: pb2.GetBookingRequest, context: Context
    ) -> pb2.GetBookingResponse:
        """Read a booking."""
        caller = caller_from(context)
        validation.check_tcn(request.tcn)
        async with self._pools.store.admit():
            booking = await self._read(request.tcn, caller, context)
        return pb2.GetBookingResponse(booking=booking_messages.booking_to_proto(booking))

    async def ListBookings(
        self, request: pb2.ListBookingsRequest, context: Context
    ) -> pb2.ListBookingsResponse:
        """List the bookings that the caller may see."""
        work = partial(
            self._flow.list_bookings,
            booking_messages.filter_from_proto(request),
            caller_from(context),
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
        )
        async with self._pools.store.admit():
            found, token = await self._pools.store.run(work, deadline_of(context))
        return pb2.ListBookingsResponse(
            bookings=map(booking_messages.entry_to_proto, found), next_page_token=token
        )

    async def WatchBooking(
        self, request: pb2.WatchBookingRequest, context: Context
    ) -> AsyncIterator[pb2.WatchBookingResponse]:
        """Stream every state of a booking, until it is complete."""
        caller = caller_from(context)
        validation.check_tcn(request.tcn)
        told_count = 0
        with self._watch(request.tcn) as changed:
            while True:
                changed.clear()
                async with self._watcher_read:
                    first = told_count == 0
                    booking = await self._read(request.tcn, caller, context, first=first)
                for seen in unseen_states(booking, told_count):
                    yield pb2.WatchBookingResponse(booking=booking_messages.booking_to_proto(seen))
                if booking.state.is_final:
                    return
                told_count = len(booking.history)
                await self._changed_or_draining(changed)
                self._lifecycle.check()

    async def AcknowledgeResponse(
        self, request: pb2.AcknowledgeResponseRequest, context: Context
    ) -> pb2.AcknowledgeResponseResponse:
        """Note that the agency has a version of the second response."""
        work = partial(
            self._flow.acknowledge_response,
            validation.check_tcn(request.tcn),
            request.ordinal,
            caller_from(context),
        )
        async with self._pools.store.admit():
            booking = await self._pools.store.run(work, deadline_of(context))
        return pb2.AcknowledgeResponseResponse(booking=booking_messages.booking_to_proto(booking))

    async def _read(
        self, tcn: str, caller: Caller, context: Context, *, first: bool = True
    ) -> Booking:
        # A watcher who looks again has not looked twice.
        work = partial(self._flow.view if first else self._flow.booking, tcn, caller)
        return await self._pools.store.run(work, deadline_of(context))

    @contextmanager
    def _watch(self, tcn: str) -> Iterator[asyncio.Event]:
        if self._watcher_count >= self._watcher_limit:
            raise OverloadedError(
                f"{self._watcher_count} callers watch bookings already: try later, or read the "
                "booking with GetBooking"
            )
        event = asyncio.Event()
        self._watcher_count += 1
        self._watchers.setdefault(tcn, set()).add(event)
        try:
            yield event
        finally:
            self._watcher_count -= 1
            self._watchers[tcn].discard(event)
            if not self._watchers[tcn]:
                del self._watchers[tcn]

    async def _changed_or_draining(self, changed: asyncio.Event) -> None:
        waits = [
            asyncio.ensure_future(changed.wait()),
            asyncio.ensure_future(self._lifecycle.draining.wait()),
        ]
        try:
            await asyncio.wait(waits, timeout=POLL_INTERVAL_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _wake_from_thread(self, tcn: str) -> None:
        # The loop is closed when the last flow worker outlives it: nobody watches any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._wake, tcn)

    def _wake(self, tcn: str) -> None:
        for event in self._watchers.get(tcn, ()):
            event.set()


def unseen_states(booking: Booking, told_count: int) -> list[Booking]:
    """Show the booking as it was at each change that was not told of yet.

    The first thing told is the booking as it is now, whatever came before.
    """
    if told_count == 0:
        return [booking]
    return [_as_of(booking, count) for count in range(told_count + 1, len(booking.history) + 1)]


def _as_of(booking: Booking, history_count: int) -> Booking:
    history = booking.history[:history_count]
    if history_count == len(booking.history):
        return booking
    reached = {change.state for change in history}
    next_time = booking.history[history_count].change_time
    has_first = BookingState.FIRST_RESPONSE_READY in reached
    has_receipt = BookingState.QUERY_SENT_TO_LESC in reached
    return replace(
        booking,
        state=history[-1].state,
        history=history,
        first_response=booking.first_response if has_first else None,
        second_responses=tuple(
            one for one in booking.second_responses if one.create_time < next_time
        ),
        lesc_receipt=booking.lesc_receipt if has_receipt else None,
    )
