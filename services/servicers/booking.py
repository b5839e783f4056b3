"""BookingService: stores bookings, and streams their states."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import chain

from database.caller import Caller
from database.paging import Listed
from interop import purposes
from interop.bookings import Booking, BookingEntry, BookingState, Submission, visibility
from interop.flow import Flow
from matcher.extraction import Extractor
from services.access import present_group
from services.bounds import GatedPrints, Shares
from services.errors import BacklogFullError
from services.messages import bookings as messages
from services.messages import door, review, samples, transactions
from services.servicers.rpc import answers_page, answers_with
from services.wire import (
    Context,
    Deadline,
    Lifecycle,
    Pools,
    caller_from,
    deadline_of,
    validation,
)
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2_grpc import BookingServiceServicer

POLL_INTERVAL_S = 60.0
"""A watcher looks again this often, in case it missed a wake-up. Each change wakes its watchers."""
WATCHER_LIMIT = 1_000
"""Watchers at one time. Each watcher polls, and holds a call until its booking is complete."""
EXPORT_LIMIT = 16
"""Exports at one time. Each holds its files in memory until its caller has read them."""
_LATER_S = 1.0
"""A clock may be read a moment before a timer's end."""
_READ, _STORE, _EXPORT = "read a file", "store a booking", "export a booking"
"""Kinds of work: to read and judge a transaction file, to make a booking durable, to read all that
is kept of a booking."""


class BookingServicer(BookingServiceServicer):
    """Hands bookings to the flow, and reports their states."""

    def __init__(
        self,
        flow: Flow,
        extractor: Extractor,
        pools: Pools,
        lifecycle: Lifecycle,
        *,
        gated: GatedPrints | None = None,
        watcher_limit: int = WATCHER_LIMIT,
    ) -> None:
        """Make the servicer on the event loop that serves.

        gated: takes what the gate makes, for the flow's extraction.
        """
        self._gated = gated
        self._flow = flow
        self._extractor, self._pools, self._store = extractor, pools, pools.store
        self._search = pools.search
        self._lifecycle = lifecycle
        self._watchers: dict[str, set[asyncio.Event]] = {}
        self._watching = Shares(watcher_limit, "places for watchers (GetBooking reads too)")
        self._exporting = Shares(EXPORT_LIMIT, "places for exports")
        # Watchers take turns: a commit never waits for the reads of more than one of them.
        self._watcher_read = asyncio.Semaphore(1)
        self._loop = asyncio.get_running_loop()
        self._draining = asyncio.create_task(self._leave_when_draining())
        flow.add_listener(self._wake_from_thread)

    async def SubmitBooking(
        self, request: pb2.SubmitBookingRequest, context: Context
    ) -> pb2.SubmitBookingResponse:
        """Accept a booking: gate every sample, store, acknowledge."""
        caller, deadline = caller_from(context), deadline_of(context)
        if request.WhichOneof("content") == "transaction_file":
            work = partial(transactions.read_submission, request)
            read = await self._pools.extraction.admit_and_run(work, deadline, _READ)
            submission = _from_file(read, caller)
        else:
            submission = _from_fields(request, caller)
        # This check comes before decoding: a caller who may not submit costs no work.
        purposes.handling(submission.type_of_transaction, caller)
        purposes.delegation(submission.ori, caller)
        look = partial(self._flow.repeated, submission)
        booking = await self._store.admit_and_run(look, deadline, _STORE)
        if booking is None:
            with self._flow.entering(submission) as has_room:
                if not has_room:
                    raise BacklogFullError(
                        "too many bookings of this agency, or of all, wait for their extraction: "
                        "submit the booking again later"
                    )
                booking = await self._accept(submission, deadline)
        seen = visibility.as_seen(booking, caller)
        return pb2.SubmitBookingResponse(booking=messages.booking_to_proto(seen))

    async def _accept(self, submission: Submission, deadline: Deadline) -> Booking:
        keeping = self._gated
        try:
            gated = await door.gate(
                submission.samples,
                submission.missing_fingers,
                self._extractor,
                self._pools,
                deadline,
                submission.priority,
                self._store.expected_s(_STORE),
                keeping.keep if keeping else None,
            )
        finally:
            if keeping:
                # No print of a person stays in memory because nobody books after this one.
                self._loop.call_later(keeping.kept_s + _LATER_S, keeping.drop_old)
        accepted = replace(
            submission, samples=gated.samples, slaps=gated.slaps, sequence=gated.sequence
        )
        submit = partial(self._flow.submit, accepted)
        return await self._store.admit_and_run(submit, deadline, _STORE)

    @answers_with(pb2.GetBookingResponse, transactions.booking_with_files)
    def GetBooking(self, request: pb2.GetBookingRequest, caller: Caller) -> tuple[Booking, bytes]:
        booking = self._flow.view(validation.check_tcn(request.tcn), caller)
        return booking, self._flow.transaction_text(booking.tcn)

    async def CheckTransaction(
        self, request: pb2.CheckTransactionRequest, context: Context
    ) -> pb2.CheckTransactionResponse:
        """Judge a file on a thread, and keep nothing."""
        work = partial(transactions.check, request)
        return await self._pools.extraction.admit_and_run(work, deadline_of(context), _READ)

    @answers_page(pb2.ListBookingsResponse, messages.entry_to_proto)
    def ListBookings(
        self, request: pb2.ListBookingsRequest, caller: Caller
    ) -> Listed[BookingEntry]:
        """List the bookings that the caller may see."""
        wanted = messages.filter_from_proto(request)
        return self._flow.list_bookings(wanted, caller, validation.page(request))

    async def WatchBooking(
        self, request: pb2.WatchBookingRequest, context: Context
    ) -> AsyncIterator[pb2.WatchBookingResponse]:
        """Stream every state of a booking, until it is complete."""
        caller = caller_from(context)
        validation.check_tcn(request.tcn)
        told_count = response_count = 0
        with self._watch(request.tcn, caller.ori) as changed:
            while True:
                changed.clear()
                async with self._watcher_read:
                    # The audit log gets one entry for each watcher, not one for each look.
                    look = self._flow.booking if told_count else self._flow.view
                    work = partial(look, request.tcn, caller)
                    booking = await self._store.run(work, deadline_of(context))
                for seen in unseen_states(booking, told_count, response_count):
                    yield pb2.WatchBookingResponse(booking=messages.booking_to_proto(seen))
                if booking.state.is_final:
                    return
                told_count = len(booking.history)
                response_count = len(booking.second_responses)
                await self._changed_or_draining(changed)
                self._lifecycle.check()

    @answers_with(pb2.AcknowledgeResponseResponse, messages.booking_to_proto)
    def AcknowledgeResponse(
        self, request: pb2.AcknowledgeResponseRequest, caller: Caller
    ) -> Booking:
        """Record that the agency has a version of the second response."""
        tcn = validation.check_tcn(request.tcn)
        return self._flow.acknowledge_response(tcn, request.ordinal, caller)

    @answers_with(pb2.GetBookingPrintResponse, bytes, pool="_search")
    def GetBookingPrint(self, request: pb2.GetBookingPrintRequest, caller: Caller) -> bytes:
        """Show a print of a booking or of a candidate."""
        return self._flow.exports.picture(
            validation.check_tcn(request.tcn),
            review.read_finger("finger", request.finger),
            request.identity_id and validation.check_id("identity_id", request.identity_id),
            caller,
            self._pools.decode_image,
        )

    async def ExportBooking(
        self, request: pb2.ExportBookingRequest, context: Context
    ) -> AsyncIterator[pb2.ExportBookingResponse]:
        """Give the files of a booking in parts."""
        caller, tcn = caller_from(context), validation.check_tcn(request.tcn)
        with self._exporting.hold(caller.ori, present_group()):
            work = partial(self._flow.exports.files, tcn, caller)
            found = await self._store.admit_and_run(work, deadline_of(context), _EXPORT)
            for part in transactions.parts(found):
                yield part

    @contextmanager
    def _watch(self, tcn: str, owner: str) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        with self._watching.hold(owner, present_group()):
            self._watchers.setdefault(tcn, set()).add(event)
            try:
                yield event
            finally:
                self._watchers[tcn].discard(event)
                if not self._watchers[tcn]:
                    del self._watchers[tcn]

    async def _changed_or_draining(self, changed: asyncio.Event) -> None:
        # Watchers that came together must not look together.
        pause_s = POLL_INTERVAL_S * random.uniform(0.5, 1.0)  # nosec B311 # spreads reads; no secret
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await changed.wait()

    async def _leave_when_draining(self) -> None:
        await self._lifecycle.draining.wait()
        self._wake(None)

    def _wake_from_thread(self, tcn: str | None) -> None:
        # The last flow worker may outlive the loop. Then nobody watches any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._wake, tcn)

    def _wake(self, tcn: str | None) -> None:
        """Let the watchers of a booking look again; None: of every booking."""
        woken = self._watchers.values() if tcn is None else [self._watchers.get(tcn, set())]
        for event in chain.from_iterable(woken):
            event.set()


def _from_fields(request: pb2.SubmitBookingRequest, caller: Caller) -> Submission:
    validation.check_tcn(request.tcn)
    validation.check_ori(request.ori)
    received = samples.receive(messages.content_of(request).samples)
    return messages.submission_from_proto(request, received, caller)


def _from_file(read: transactions.SubmittedFile, caller: Caller) -> Submission:
    validation.check_tcn(read.request.tcn)
    validation.check_ori(read.request.ori)
    submission = messages.submission_from_proto(read.request, read.samples, caller)
    return replace(submission, file=read.file, content_digest=read.digest)


def unseen_states(booking: Booking, told_count: int, response_count: int) -> list[Booking]:
    """Show the booking as it was at each change that the watcher has not seen.

    The first message shows the booking as it is now. told_count, response_count: how many states
    and second responses the watcher has seen.
    """
    if told_count == 0:
        return [booking]
    states = range(told_count + 1, len(booking.history) + 1)
    if not states and len(booking.second_responses) > response_count:
        return [booking]
    return [_as_of(booking, count) for count in states]


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
