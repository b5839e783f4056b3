"""Channels whose every call says who calls, without the client's retries and conveniences."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import grpc

from tenprint.channel import Metadata, caller_metadata

OPERATOR = caller_metadata("WVTEST000", ["operator"], "upkeep")
"""Who looks after the service and the LESC's stub."""
LESC = caller_metadata("LESC00000", ["lesc_system"], "interoperability")
"""The LESC's own system."""


class _Named(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    def __init__(self, metadata: Metadata) -> None:
        self._metadata = metadata

    def _call(self, continuation: Any, details: Any, request: Any) -> Any:
        named = details._replace(metadata=[*(details.metadata or ()), *self._metadata])
        return continuation(named, request)

    def intercept_unary_unary(
        self, continuation: Any, client_call_details: Any, request: Any
    ) -> Any:
        return self._call(continuation, client_call_details, request)

    def intercept_unary_stream(
        self, continuation: Any, client_call_details: Any, request: Any
    ) -> Any:
        return self._call(continuation, client_call_details, request)


@contextmanager
def named_channel(
    target: str, metadata: Metadata = OPERATOR, options: Iterable[tuple[str, int]] = ()
) -> Iterator[grpc.Channel]:
    """Open a channel whose calls all carry the metadata."""
    with grpc.insecure_channel(target, list(options)) as channel:
        yield grpc.intercept_channel(channel, _Named(metadata))
