"""The channel to a service: message bounds, deadlines, gRPC's own retries, and named errors."""

import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf.message import Message

from tenprint.errors import RpcError, rpc_error

MAX_MESSAGE_BYTES = 32 * 1024 * 1024
"""The largest message that the service accepts."""

_OPTIONS_BYTES = 2 * MAX_MESSAGE_BYTES

RETRY_POLICY = {
    "maxAttempts": 5,
    "initialBackoff": "0.5s",
    "maxBackoff": "8s",
    "backoffMultiplier": 2,
    "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
}
"""For requests that carry an id or change nothing, so that a retry is harmless."""

SENT_ONCE = {
    "CaseService": ("RecordEncounter", "RecordDisposition", "RepeatLookUp"),
    "LescService": ("RecordIdentityCheck",),
    "ProgrammeService": ("RequeueQuery", "UpdateJurisdiction", "ImportJurisdictions"),
}
"""Methods that replace or count what they are sent: a late repetition could do so twice."""

_RETRIED = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)
_FIRST_PAUSE_S = 0.5
_MAX_PAUSE_S = 5.0
_PUSHBACK_KEY = "grpc-retry-pushback-ms"
_log = logging.getLogger(__name__)

_ONCE = [
    {"service": f"tenprint.v1.{service}", "method": method}
    for service, methods in SENT_ONCE.items()
    for method in methods
]
_CONFIG = {"methodConfig": [{"name": [{}], "retryPolicy": RETRY_POLICY}, {"name": _ONCE}]}

_OPTIONS = (
    ("grpc.max_send_message_length", _OPTIONS_BYTES),
    ("grpc.max_receive_message_length", _OPTIONS_BYTES),
    # A request larger than this buffer would be sent once and never retried.
    ("grpc.per_rpc_retry_buffer_size", _OPTIONS_BYTES),
    ("grpc.enable_retries", 1),
    # A service that comes back is found within seconds.
    ("grpc.initial_reconnect_backoff_ms", 500),
    ("grpc.max_reconnect_backoff_ms", round(_MAX_PAUSE_S * 1000)),
    ("grpc.service_config", json.dumps(_CONFIG)),
)

Metadata = tuple[tuple[str, str | bytes], ...]


def caller_metadata(
    ori: str,
    roles: Iterable[str] = (),
    purpose: str = "",
    *,
    person: str = "",
    acts_for: Iterable[str] = (),
) -> Metadata:
    """Write who calls and what for, as metadata.

    A service in development believes all of it. Elsewhere a certificate or token says who calls,
    and of these words only the purpose counts.
    """
    stated = (
        ("tenprint-ori", ori),
        ("tenprint-roles", ",".join(roles)),
        ("tenprint-purpose", purpose),
        ("tenprint-person", person),
        ("tenprint-acts-for", ",".join(acts_for)),
    )
    return tuple((key, value) for key, value in stated if value)


Continuation = Callable[[grpc.ClientCallDetails, Any], Any]


def open_channel(
    target: str,
    credentials: grpc.ChannelCredentials | None = None,
    *,
    timeout_s: float = 60.0,
    metadata: Metadata = (),
) -> grpc.Channel:
    """Open a channel. Without credentials the channel is in clear text, for loopback only.

    timeout_s: for a call with all its retries, if the call has no deadline. What a repetition
    cannot harm is tried until then, with a warning in the log before each further round. metadata:
    goes with every call. A failed call raises RpcError.
    """
    channel = (
        grpc.insecure_channel(target, _OPTIONS)
        if credentials is None
        else grpc.secure_channel(target, credentials, _OPTIONS)
    )
    return grpc.intercept_channel(channel, _Interceptor(target, timeout_s, metadata))


@dataclass(frozen=True)
class _Details(grpc.ClientCallDetails):
    method: str
    timeout: float | None
    metadata: Metadata


@dataclass(frozen=True)
class _Interceptor(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    """Gives each call its deadline and its metadata, and turns its failure into RpcError."""

    target: str
    timeout_s: float
    metadata: Metadata

    def intercept_unary_unary(
        self, continuation: Continuation, details: grpc.ClientCallDetails, request: Any
    ) -> Any:
        _check_size(request, self.target)
        end_s = time.monotonic() + (self.timeout_s if details.timeout is None else details.timeout)
        pause_s = _FIRST_PAUSE_S
        while True:
            # gRPC repeats a call a few times within seconds; a restart takes longer.
            call = continuation(self._details(details, end_s - time.monotonic()), request)
            try:
                call.result()
                return call
            except grpc.RpcError as error:
                remaining_s = end_s - time.monotonic()
                failure = rpc_error(error, self.target)
                if remaining_s <= pause_s or not _may_repeat(details.method, error):
                    raise failure from error
            _log.warning("%s: trying again for %.0f s", failure, remaining_s)
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _MAX_PAUSE_S)

    def intercept_unary_stream(
        self, continuation: Continuation, details: grpc.ClientCallDetails, request: Any
    ) -> Any:
        stream = continuation(self._details(details, details.timeout), request)
        return _named(stream, self.target)

    def _details(self, details: grpc.ClientCallDetails, timeout_s: float | None) -> _Details:
        return _Details(details.method, timeout_s, (*(details.metadata or ()), *self.metadata))


def _may_repeat(method: str | bytes, error: Any) -> bool:
    """Tell whether a call may be sent again: later it may succeed, and it does no harm."""
    name = method.decode() if isinstance(method, bytes) else method
    service, _, rpc = name.rpartition("/")
    trailers = dict(error.trailing_metadata() or ())
    told_not_to = str(trailers.get(_PUSHBACK_KEY, "")).startswith("-")
    once = SENT_ONCE.get(service.rpartition(".")[2], ())
    return error.code() in _RETRIED and not told_not_to and rpc not in once


def _named(stream: Any, target: str) -> Iterator[Message]:
    try:
        yield from stream
    except grpc.RpcError as error:
        raise rpc_error(error, target) from error
    finally:
        stream.cancel()


def _check_size(request: Message, target: str) -> None:
    """Refuse a message that the service would refuse, before the bytes travel."""
    size = request.ByteSize()
    if size > MAX_MESSAGE_BYTES:
        raise RpcError(
            grpc.StatusCode.RESOURCE_EXHAUSTED,
            "MESSAGE_TOO_LARGE",
            f"the message has {size:,} bytes; the service accepts at most {MAX_MESSAGE_BYTES:,}",
            target=target,
        )
