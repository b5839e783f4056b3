"""Calls of the service and of the LESC: one channel each, for all people, with each person's own
credentials on each call."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeVar

import grpc
from google.protobuf.message import Message
from grpc_health.v1 import health_pb2

from console.gateway.callers import Credentials
from tenprint.calls import method_path
from tenprint.errors import RpcError, rpc_error
from tenprint.health import READY
from tenprint.retries import MAX_MESSAGE_BYTES

ResponseT = TypeVar("ResponseT", bound=Message)

CALL_TIMEOUT_S = 20.0
"""People wait for no page longer than this."""
_LESC = "/tenprint.v1.LescService/"
_CHECK = "/grpc.health.v1.Health/Check"
_HEALTH_S = 3.0
_OPTIONS = (
    ("grpc.max_send_message_length", 2 * MAX_MESSAGE_BYTES),
    ("grpc.max_receive_message_length", 2 * MAX_MESSAGE_BYTES),
    # A page says at once that a call failed; people try again.
    ("grpc.enable_retries", 0),
    ("grpc.initial_reconnect_backoff_ms", 500),
    ("grpc.max_reconnect_backoff_ms", 5_000),
)


@dataclass(frozen=True)
class Health:
    """What a server says of itself."""

    target: str
    is_ready: bool
    words: str
    passed_ms: float = 0.0
    """From the question to the answer."""


class Services:
    """The service and the LESC. Used from one event loop."""

    def __init__(self, target: str, lesc_target: str, ca: bytes | None) -> None:
        """Remember HOST:PORT of each. ca: whom TLS trusts; None: clear text, for loopback only."""
        self._target, self._lesc_target, self._ca = target, lesc_target, ca
        self._channels: dict[str, grpc.aio.Channel] = {}

    async def close(self) -> None:
        """Cancel what runs, and close the channels."""
        for channel in self._channels.values():
            await channel.close()

    async def call(
        self,
        who: Credentials,
        request: Message,
        response_type: type[ResponseT],
        timeout_s: float = CALL_TIMEOUT_S,
    ) -> ResponseT:
        """Call a method, which the request names. Raises RpcError."""
        path = method_path(request)
        channel, target = self._way(path)
        size = request.ByteSize()
        if size > MAX_MESSAGE_BYTES:
            raise RpcError(
                grpc.StatusCode.RESOURCE_EXHAUSTED,
                "MESSAGE_TOO_LARGE",
                f"the message has {size:,} bytes; the service accepts {MAX_MESSAGE_BYTES:,}",
                target=target,
            )
        call = channel.unary_unary(path, type(request).SerializeToString, response_type.FromString)
        try:
            response = await call(
                request, timeout=timeout_s, metadata=who.metadata, credentials=who.proof
            )
        except grpc.aio.AioRpcError as error:
            raise rpc_error(error, target) from error
        assert isinstance(response, response_type)
        return response

    async def watch(
        self, who: Credentials, request: Message, response_type: type[ResponseT]
    ) -> AsyncIterator[ResponseT]:
        """Call a method that answers several times. Raises RpcError."""
        path = method_path(request)
        channel, target = self._way(path)
        call = channel.unary_stream(
            path, type(request).SerializeToString, response_type.FromString
        )(request, metadata=who.metadata, credentials=who.proof)
        try:
            async for response in call:
                assert isinstance(response, response_type)
                yield response
        except grpc.aio.AioRpcError as error:
            raise rpc_error(error, target) from error
        finally:
            call.cancel()

    async def health(self, *, lesc: bool = False) -> Health:
        """Ask the service, or the LESC, whether it takes requests. No credentials go along."""
        target = self._lesc_target if lesc else self._target
        channel = self._channel(target)
        call = channel.unary_unary(
            _CHECK,
            health_pb2.HealthCheckRequest.SerializeToString,
            health_pb2.HealthCheckResponse.FromString,
        )
        begin_s = time.perf_counter()
        try:
            found = await call(health_pb2.HealthCheckRequest(service=READY), timeout=_HEALTH_S)
        except grpc.aio.AioRpcError as error:
            return Health(target, False, error.code().name.replace("_", " ").lower())
        passed_ms = 1_000 * (time.perf_counter() - begin_s)
        is_ready = found.status == health_pb2.HealthCheckResponse.SERVING
        return Health(target, is_ready, "takes requests" if is_ready else "not ready", passed_ms)

    def _way(self, path: str) -> tuple[grpc.aio.Channel, str]:
        """Find the channel of a method. It opens with the first call, in the loop that calls."""
        target = self._lesc_target if path.startswith(_LESC) else self._target
        return self._channel(target), target

    def _channel(self, target: str) -> grpc.aio.Channel:
        if target not in self._channels:
            self._channels[target] = self._open(target)
        return self._channels[target]

    def _open(self, target: str) -> grpc.aio.Channel:
        if self._ca is None:
            return grpc.aio.insecure_channel(target, _OPTIONS)
        return grpc.aio.secure_channel(target, grpc.ssl_channel_credentials(self._ca), _OPTIONS)
