"""The gRPC server: bounds, health by service name, reflection."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from services.access import Gate
from services.bounds import MAX_TRANSPORT_BYTES, Intake
from services.errors import SettingError, unusable_port
from services.telemetry import Watch
from services.wire.interceptor import Context, Handler, RequestInterceptor
from services.wire.lifecycle import Lifecycle
from tenprint.health import ALIVE, READY, WHY
from tenprint.retries import KEEPALIVE_S

SERVICE_NAMES = (
    "tenprint.v1.IdentificationService",
    "tenprint.v1.GalleryService",
    "tenprint.v1.BookingService",
    "tenprint.v1.LescAnswerService",
    "tenprint.v1.CaseService",
    "tenprint.v1.DetainerService",
    "tenprint.v1.CorrectionService",
    "tenprint.v1.OverdueService",
    "tenprint.v1.TelemetryService",
    "tenprint.v1.AuditService",
    "tenprint.v1.ReviewService",
    "tenprint.v1.RecordsService",
    "tenprint.v1.ProgrammeService",
    "tenprint.v1.ReportService",
    "tenprint.v1.WorkService",
)
_AT = {**dict.fromkeys(SERVICE_NAMES, "the service"), "tenprint.v1.LescService": "the LESC"}
"""Which of our servers has a service."""
MAX_RPCS = 1_500
"""Calls of our own services at one time. More calls are refused at once with OVERLOADED.

This limit is above the default number of watchers and waiting requests together.
"""
NAMELESS_RPCS = 100
"""Calls of health and reflection beside these. gRPC itself refuses more of both together."""
MAX_STREAMS = 1_200
"""Calls at one time on one connection. More calls wait at the client.

One connection may have all the watchers, but cannot use up all of `MAX_RPCS`.
"""
UNREAD_BYTES = 64 * 1024
"""What gRPC buffers of a message before the message has room."""


class Methods(grpc.GenericRpcHandler):
    """The methods of our services. They may come while the server runs, as gRPC's own may not."""

    def __init__(self) -> None:
        self._handlers: list[grpc.GenericRpcHandler] = []

    def add_generic_rpc_handlers(self, handlers: Iterable[grpc.GenericRpcHandler]) -> None:
        """Take the methods of a service, from the function that is generated for it."""
        self._handlers.extend(handlers)

    def add_registered_method_handlers(self, service: str, handlers: object) -> None:
        """Do nothing: these are the same methods once more."""

    def service(self, details: grpc.HandlerCallDetails) -> Handler | None:
        """Find a method."""
        found = (one.service(details) for one in self._handlers)
        return next((one for one in found if one is not None), None)


class Transport:
    """A gRPC server with its health. Used from one event loop."""

    def __init__(
        self,
        lifecycle: Lifecycle,
        gate: Gate,
        service_names: Sequence[str] = SERVICE_NAMES,
        *,
        max_rpcs: int = MAX_RPCS,
        max_streams: int = MAX_STREAMS,
        intake: Intake | None = None,
        describes_itself: bool = True,
        watch: Watch | None = None,
    ) -> None:
        """Make a server that is not bound yet. Health says NOT_SERVING.

        describes_itself: whether reflection answers; reflection asks nobody who calls.
        """
        self._names = ("", READY, *service_names)
        self._ending = False
        self._interceptor = RequestInterceptor(
            lifecycle,
            gate,
            max_rpcs,
            intake or Intake(),
            watch or Watch(),
            {name: server for name, server in _AT.items() if name not in service_names},
        )
        self.server = grpc.aio.server(
            interceptors=[self._interceptor],
            options=[
                # Clients may ask whether somebody is there; gRPC would take it for an attack.
                ("grpc.http2.min_ping_interval_without_data_ms", KEEPALIVE_S * 1_000 // 2),
                ("grpc.max_receive_message_length", MAX_TRANSPORT_BYTES),
                ("grpc.max_send_message_length", MAX_TRANSPORT_BYTES),
                ("grpc.max_concurrent_streams", max_streams),
                # A message that nobody reads yet takes this much memory, and not more on fast
                # lines: bandwidth probes would let gRPC buffer 4 MiB of each message.
                ("grpc.http2.lookahead_bytes", UNREAD_BYTES),
                ("grpc.http2.bdp_probe", 0),
                # A caller whose line is dead holds no place for ever.
                ("grpc.keepalive_time_ms", 60_000),
                ("grpc.keepalive_timeout_ms", 20_000),
                # With port sharing, a second server could start on the port and take half
                # of the calls.
                ("grpc.so_reuseport", 0),
            ],
            # Our own calls are refused by their reason, and leave room for health.
            maximum_concurrent_rpcs=max_rpcs + NAMELESS_RPCS,
        )
        self.methods = Methods()
        self.server.add_generic_rpc_handlers((self.methods,))
        self._health = _Health(self._words)
        self._lifecycle = lifecycle
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self.server)
        if describes_itself:
            reflection.enable_server_reflection(
                (*service_names, health.SERVICE_NAME, reflection.SERVICE_NAME), self.server
            )

    def bind(
        self,
        host: str,
        port: int,
        credentials: grpc.ServerCredentials | None = None,
        flag: str = "--port",
    ) -> int:
        """Bind a port and return its number. Raises SettingError if the port is taken.

        credentials: TLS; None: clear text, for loopback alone. A server may have several ports.
        """
        check_port_is_free(host, port, flag)
        place = f"{host}:{port}"
        try:
            if credentials is None:
                return self.server.add_insecure_port(place)
            return self.server.add_secure_port(place, credentials)
        except RuntimeError as error:
            raise SettingError(f"cannot listen on {place}: give another {flag}") from error

    @property
    def running_count(self) -> int:
        """How many calls of our own services run at present."""
        return self._interceptor.running_count

    async def start(self) -> None:
        """Answer health checks. The lifecycle decides about all other calls."""
        await self.serve(False)
        await self._health.set(ALIVE, health_pb2.HealthCheckResponse.SERVING)
        await self.server.start()

    async def serve(self, ready: bool = True) -> None:
        """Report whether requests are taken. After the end was reported, nothing changes that."""
        status = health_pb2.HealthCheckResponse
        await self._set_health(status.SERVING if ready and not self._ending else status.NOT_SERVING)

    async def stop(self, grace_s: float) -> None:
        """Report the end, let running requests end within the grace, and cancel the rest.

        The lifecycle refuses new requests by their reason. Meanwhile health is still answered;
        gRPC itself would answer nothing any more.
        """
        self._ending = True
        await self.serve(False)
        end_s = time.monotonic() + grace_s
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                await self._interceptor.wait_until_idle()
        await self.server.stop(max(0.0, end_s - time.monotonic()))

    def _words(self) -> str:
        """Say why the service is not ready, for people."""
        return self._lifecycle.words or "the database does not answer"

    async def _set_health(self, status: int) -> None:
        for name in self._names:
            await self._health.set(name, status)


class _Health(health.aio.HealthServicer):  # type: ignore[misc] # without types of its own
    """Says why the service is not ready, in the metadata after the answer of `Check`."""

    def __init__(self, words: Callable[[], str]) -> None:
        super().__init__()
        self._why = words

    async def Check(
        self, request: health_pb2.HealthCheckRequest, context: Context
    ) -> health_pb2.HealthCheckResponse:
        """Answer, with the reason if the answer is no."""
        answer: health_pb2.HealthCheckResponse = await super().Check(request, context)
        if answer.status == health_pb2.HealthCheckResponse.NOT_SERVING:
            context.set_trailing_metadata(((WHY, self._why()),))
        return answer


def check_port_is_free(host: str, port: int, flag: str = "--port") -> None:
    """Raise SettingError if the port is taken. The message of gRPC would have many lines."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # gRPC does the same: lingering connections of a dead server do not block the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise SettingError(unusable_port(host, port, error, flag)) from error
