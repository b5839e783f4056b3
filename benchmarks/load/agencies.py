"""Agencies that book, without the retries that would hide a refusal."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import grpc

from benchmarks.data import MeasurementError
from tenprint.channel import caller_metadata
from tenprint.retries import MAX_MESSAGE_BYTES
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2_grpc import BookingServiceStub
from tenprint.v1.sample_pb2 import Sample

AGENCY_COUNT = 10
"""Agencies book in turn, so that no share of one agency bounds the load."""
PATIENCE_S = 120.0
"""How long an agency waits for a response before the measurement counts as failed."""
_CONNECT_TIMEOUT_S = 10.0
ACKNOWLEDGED = "acknowledged"
"""Beside the server's stages: from sending to the acknowledgement."""


class Agencies:
    """Books cards in turn, and waits for each first response."""

    def __init__(
        self, channel: grpc.aio.Channel, cards: Sequence[tuple[Sample, ...]], in_time_s: float
    ) -> None:
        self._stub: Any = BookingServiceStub(channel)
        self._cards = cards
        self._in_time_s = in_time_s
        self._run = uuid.uuid4().hex[:12]
        self._count = 0

    async def book(self, number: int) -> dict[str, float] | None:
        """Book one card; returns the stages of its first response in ms, or None if refused."""
        self._count += 1
        tcn = f"LOAD-{self._run}-{self._count:06}"
        agency = f"WVLOAD{number % AGENCY_COUNT:03}"
        caller = caller_metadata(agency, ["law_enforcement"], "arrest")
        request = pb2.SubmitBookingRequest(tcn=tcn, ori=agency)
        request.booking.samples.extend(self._cards[number % len(self._cards)])
        # The gallery stays as it is.
        request.booking.retain = "N"
        clock = asyncio.get_running_loop().time
        sent_s = clock()
        try:
            await self._stub.SubmitBooking(request, timeout=self._in_time_s, metadata=caller)
        except grpc.aio.AioRpcError as error:
            if error.code() in (
                grpc.StatusCode.RESOURCE_EXHAUSTED,
                grpc.StatusCode.DEADLINE_EXCEEDED,
            ):
                return None
            raise MeasurementError(f"the server refused a booking: {error.details()}") from error
        acknowledged_ms = (clock() - sent_s) * 1_000
        booking = await self._first_response(tcn, caller)
        stages = {one.name: one.duration_ms for one in booking.first_response.report.stages}
        return {ACKNOWLEDGED: acknowledged_ms, **stages}

    async def _first_response(self, tcn: str, caller: Any) -> pb2.Booking:  # noqa: ANN401
        watch = self._stub.WatchBooking(
            pb2.WatchBookingRequest(tcn=tcn), timeout=PATIENCE_S, metadata=caller
        )
        async for told in watch:
            booking: pb2.Booking = told.booking
            if booking.HasField("first_response"):
                watch.cancel()
                return booking
        raise MeasurementError(f"{tcn} ended without a first response")


@asynccontextmanager
async def agencies(
    target: str, cards: Sequence[tuple[Sample, ...]], in_time_s: float
) -> AsyncIterator[Agencies]:
    """Open a channel for the agencies. Raises MeasurementError if no server answers."""
    options = [("grpc.max_send_message_length", MAX_MESSAGE_BYTES), ("grpc.enable_retries", 0)]
    async with grpc.aio.insecure_channel(target, options) as channel:
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                await channel.channel_ready()
        except TimeoutError as error:
            raise MeasurementError(f"no server answers on {target}") from error
        yield Agencies(channel, cards, in_time_s)
