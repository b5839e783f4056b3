"""The channel to a service: message bounds, deadlines, gRPC's own retries, and named errors."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import grpc
from google.protobuf.message import Message

from tenprint.connections import Connections, is_silence
from tenprint.errors import rpc_error
from tenprint.retries import CHANNEL_OPTIONS, Rounds, check_size

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
    timeout_s: float | None = None,
    metadata: Metadata = (),
) -> grpc.Channel:
    """Open a channel. Without credentials the channel is in clear text, for loopback only.

    timeout_s: for a call with all its retries, if the call has no deadline; None: as
    `tenprint.retries` says for the request. What a repetition cannot harm is tried until then, with
    a warning in the log before each further round. metadata:
    goes with every call. A failed call raises RpcError. After a call without any answer in time,
    the next call opens another connection.
    """
    connections = Connections(partial(_connect, target, credentials))
    interceptor = _Interceptor(target, timeout_s, metadata, connections)
    return grpc.intercept_channel(connections, interceptor)


def _connect(target: str, credentials: grpc.ChannelCredentials | None) -> grpc.Channel:
    if credentials is None:
        return grpc.insecure_channel(target, CHANNEL_OPTIONS)
    return grpc.secure_channel(target, credentials, CHANNEL_OPTIONS)


@dataclass(frozen=True)
class _Details(grpc.ClientCallDetails):
    method: str
    timeout: float | None
    metadata: Metadata


@dataclass(frozen=True)
class _Interceptor(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    """Gives each call its deadline and its metadata, and turns its failure into RpcError."""

    target: str
    timeout_s: float | None
    metadata: Metadata
    connections: Connections

    def intercept_unary_unary(
        self, continuation: Continuation, details: grpc.ClientCallDetails, request: Any
    ) -> Any:
        check_size(request, self.target)
        timeout_s = self.timeout_s if details.timeout is None else details.timeout
        rounds = Rounds(self.target, details.method, request, timeout_s)
        while True:
            connection = self.connections.newest
            call = continuation(self._details(details, rounds.remaining_s()), request)
            try:
                call.result()
                return call
            except grpc.RpcError as error:
                if is_silence(error):
                    self.connections.leave(connection)
                pause_s = rounds.pause_after(error)
            time.sleep(pause_s)

    def intercept_unary_stream(
        self, continuation: Continuation, details: grpc.ClientCallDetails, request: Any
    ) -> Any:
        stream = continuation(self._details(details, details.timeout), request)
        return _named(stream, self.target)

    def _details(self, details: grpc.ClientCallDetails, timeout_s: float | None) -> _Details:
        return _Details(details.method, timeout_s, (*(details.metadata or ()), *self.metadata))


def _named(stream: Any, target: str) -> Iterator[Message]:
    try:
        yield from stream
    except grpc.RpcError as error:
        raise rpc_error(error, target) from error
    finally:
        stream.cancel()
