"""Searches of a client, without the retries that would hide a refusal."""

import asyncio
from collections.abc import Sequence
from typing import Any, Self

import grpc

from benchmarks.data import GALLERY, ORI, MeasurementError, track
from benchmarks.latency.probes import Probe
from tenprint.channel import caller_metadata
from tenprint.client import Client
from tenprint.retries import MAX_MESSAGE_BYTES
from tenprint.v1.identification_service_pb2 import IdentifyRequest
from tenprint.v1.identification_service_pb2_grpc import IdentificationServiceStub
from tenprint.v1.sample_pb2 import Sample

_TIMEOUT_S = 120.0
_CONNECT_TIMEOUT_S = 10.0
_REFUSALS = (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.DEADLINE_EXCEEDED)


_CALLER = caller_metadata(ORI, ["operator"], "measurement")


class Caller:
    """One channel to a server, for as long as the context lasts."""

    def __init__(self, target: str) -> None:
        self._target = target
        self.reference_count = 0
        """References in the last search."""

    async def __aenter__(self) -> Self:
        options = [
            ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
            ("grpc.enable_retries", 0),
        ]
        self._channel = grpc.aio.insecure_channel(self._target, options)
        self._stub: Any = IdentificationServiceStub(self._channel)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._channel.close()

    async def check(self) -> None:
        """Raise MeasurementError if no server listens, before any load is sent."""
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                await self._channel.channel_ready()
        except TimeoutError as error:
            raise MeasurementError(f"no server answers on {self._target}") from error

    async def identify(self, samples: Sequence[Sample]) -> dict[str, float] | None:
        """Search; returns the server's stages in ms, or None if the server was too busy."""
        request = IdentifyRequest(gallery=GALLERY, samples=samples)
        try:
            response = await self._stub.Identify(request, timeout=_TIMEOUT_S, metadata=_CALLER)
        except grpc.aio.AioRpcError as error:
            if error.code() in _REFUSALS:
                return None
            raise MeasurementError(f"{self._target} refused a search: {error.details()}") from error
        self.reference_count = response.report.reference_count
        return {stage.name: stage.duration_ms for stage in response.report.stages}


def enrol_probes(target: str, probes: Sequence[Probe]) -> None:
    """Enrol other prints of each probe's person, so that searches find somebody."""
    with Client(target, ori=ORI, roles=["operator"], purpose="measurement") as client:
        for probe in track(probes, "enrolling probes' people"):
            if probe.enrolled:
                client.enrol(GALLERY, probe.enrolled, encounter_id=probe.encounter_id)
