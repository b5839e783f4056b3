"""Both directions between flow and LESC over gRPC."""

import threading
from collections.abc import Callable

import grpc

from interop.errors import (
    AnswerConflictError,
    DeliveryError,
    InteropError,
    QueryConflictError,
    QueryNotFoundError,
)
from interop.lesc import LescAnswer, LescQuery
from interop.types import LescReceipt
from services.lesc_messages import answer_to_proto, query_to_proto, receipt_from_proto
from tenprint.v1.lesc_answer_service_pb2_grpc import LescAnswerServiceStub
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub

DEADLINE_S = 5.0
"""The other side acknowledges after one small transaction; more means that it is in trouble."""

Address = str | Callable[[], str]
"""HOST:PORT, or what tells it before each call: a restarted process may have another port."""

_OPTIONS = (
    # The outbox decides when to try again. Without these gRPC would go on failing calls at once
    # for up to two minutes after the other side is back.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    ("grpc.enable_retries", 0),
)


class Line:
    """A channel to an address that may change; safe for threads."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._connected_to = ""
        self._channel: grpc.Channel | None = None

    def channel(self) -> grpc.Channel:
        """Return a channel to where the other side is now."""
        address = self._address if isinstance(self._address, str) else self._address()
        with self._lock:
            if self._channel is None or address != self._connected_to:
                self._hang_up()
                self._channel = grpc.insecure_channel(address, options=_OPTIONS)
                self._connected_to = address
            return self._channel

    def close(self) -> None:
        """Close the channel."""
        with self._lock:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None


class LescClient:
    """Reaches the LESC: `interop.lesc.LescSender` over gRPC."""

    def __init__(self, address: Address, deadline_s: float = DEADLINE_S) -> None:
        self._line = Line(address)
        self._deadline_s = deadline_s

    def submit_query(self, query: LescQuery) -> LescReceipt:
        """Hand over a query. Raises DeliveryError, QueryConflictError."""
        stub = LescServiceStub(self._line.channel())
        try:
            response = stub.SubmitQuery(query_to_proto(query), timeout=self._deadline_s)
        except grpc.RpcError as error:
            raise _fault(error, {grpc.StatusCode.ALREADY_EXISTS: QueryConflictError}) from error
        return receipt_from_proto(response)

    def close(self) -> None:
        """Close the channel."""
        self._line.close()


class AnswerClient:
    """Reaches the system that asked: `interop.lesc.AnswerSender` over gRPC."""

    def __init__(self, address: Address, deadline_s: float = DEADLINE_S) -> None:
        self._line = Line(address)
        self._deadline_s = deadline_s

    def deliver_answer(self, answer: LescAnswer) -> bool:
        """Hand over an answer; returns whether it had been taken before.

        Raises DeliveryError, QueryNotFoundError, AnswerConflictError.
        """
        stub = LescAnswerServiceStub(self._line.channel())
        try:
            response = stub.DeliverAnswer(answer_to_proto(answer), timeout=self._deadline_s)
        except grpc.RpcError as error:
            raise _fault(
                error,
                {
                    grpc.StatusCode.NOT_FOUND: QueryNotFoundError,
                    grpc.StatusCode.ALREADY_EXISTS: AnswerConflictError,
                },
            ) from error
        return bool(response.duplicate)

    def close(self) -> None:
        """Close the channel."""
        self._line.close()


def _fault(error: grpc.RpcError, named: dict[grpc.StatusCode, type[InteropError]]) -> InteropError:
    # What gRPC raises for a failed call is also a Call; its stubs do not say so.
    code = error.code() if isinstance(error, grpc.Call) else grpc.StatusCode.UNKNOWN
    details = error.details() if isinstance(error, grpc.Call) else str(error)
    return named.get(code, DeliveryError)(f"{code.name}: {details}")
