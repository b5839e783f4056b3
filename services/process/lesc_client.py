"""Both directions between flow and LESC over gRPC."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

import grpc

from interop.errors import (
    AnswerConflictError,
    DeliveryError,
    InteropError,
    QueryConflictError,
    QueryNotFoundError,
    QueryRejectedError,
    UnknownSourceError,
)
from interop.lesc import SOURCES, Finding, LescAnswer, LescQuery, LescReceipt
from services.messages import (
    answer_to_proto,
    finding_from_proto,
    query_to_proto,
    read_time,
    receipt_from_proto,
)
from tenprint.errors import rpc_error
from tenprint.v1 import lesc_service_pb2
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
    """Reaches the LESC: `interop.lesc.messages.LescSender` over gRPC."""

    def __init__(self, address: Address, deadline_s: float = DEADLINE_S) -> None:
        self._line = Line(address)
        self._deadline_s = deadline_s

    def submit_query(self, query: LescQuery) -> LescReceipt:
        """Hand over a query. Raises DeliveryError, QueryConflictError, QueryRejectedError."""
        try:
            response = self._stub().SubmitQuery(query_to_proto(query), timeout=self._deadline_s)
        except grpc.RpcError as error:
            raise _rejection(error) or _fault(error, _NAMED) from error
        receipt = receipt_from_proto(response)
        if receipt.query_id != query.query_id:
            # Not believed: the query may not be on record.
            raise DeliveryError(f"the receipt is for {receipt.query_id!r}, not {query.query_id}")
        return receipt

    def withdraw_query(self, query_id: str, withdrawal_id: str, reason: str) -> LescReceipt:
        """Say that a match is none.

        Raises DeliveryError, QueryNotFoundError, QueryConflictError.
        """
        request = lesc_service_pb2.WithdrawQueryRequest(
            query_id=query_id, withdrawal_id=withdrawal_id, reason=reason
        )
        try:
            response = self._stub().WithdrawQuery(request, timeout=self._deadline_s)
        except grpc.RpcError as error:
            raise _fault(error, _NAMED) from error
        time = read_time("acknowledge_time", response.acknowledge_time)
        return LescReceipt(query_id, response.receipt_id, time)

    def review_citizenship(self, query_id: str, claim_id: str) -> LescReceipt:
        """Ask for a new answer. Raises DeliveryError, QueryNotFoundError, QueryConflictError."""
        request = lesc_service_pb2.ReviewCitizenshipRequest(query_id=query_id, claim_id=claim_id)
        try:
            response = self._stub().ReviewCitizenship(request, timeout=self._deadline_s)
        except grpc.RpcError as error:
            raise _fault(error, _NAMED) from error
        time = read_time("acknowledge_time", response.acknowledge_time)
        return LescReceipt(query_id, response.receipt_id, time)

    def _stub(self) -> LescServiceStub:
        return LescServiceStub(self._line.channel())

    def close(self) -> None:
        """Close the channel."""
        self._line.close()


class AnswerClient:
    """Reaches the system that asked: `interop.lesc.messages.AnswerSender` over gRPC."""

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


class LookUpClient:
    """Looks into the LESC's sources from a field office: `interop.lesc.research.Sources` over gRPC.

    Every look-up is counted as one that was repeated.
    """

    def __init__(self, address: Address, officer: str, deadline_s: float = DEADLINE_S) -> None:
        self._line = Line(address)
        self._officer = officer
        self._deadline_s = deadline_s

    def look_up(self, source: str, query: LescQuery, now: datetime) -> Finding:
        """Consult one source; it goes by the LESC's own time.

        Raises UnknownSourceError, QueryNotFoundError, DeliveryError.
        """
        if source not in SOURCES:
            raise UnknownSourceError(f"no source {source!r}: use one of {', '.join(SOURCES)}")
        request = lesc_service_pb2.LookUpRequest(
            query_id=query.query_id, source=source, officer=self._officer
        )
        try:
            response = LescServiceStub(self._line.channel()).LookUp(
                request, timeout=self._deadline_s
            )
        except grpc.RpcError as error:
            raise _fault(error, _NAMED) from error
        return finding_from_proto(response.finding)

    def close(self) -> None:
        """Close the channel."""
        self._line.close()


_NAMED: Mapping[grpc.StatusCode, type[InteropError]] = {
    grpc.StatusCode.ALREADY_EXISTS: QueryConflictError,
    grpc.StatusCode.NOT_FOUND: QueryNotFoundError,
}


def _rejection(error: grpc.RpcError) -> QueryRejectedError | None:
    """Read which field of a query the LESC does not take, if that is what it says."""
    told = rpc_error(error)
    if told.code is not grpc.StatusCode.INVALID_ARGUMENT:
        return None
    field = told.metadata.get("field", "query")
    return QueryRejectedError(field, told.message.removeprefix(f"{field}: "))


def _fault(
    error: grpc.RpcError, named: Mapping[grpc.StatusCode, type[InteropError]]
) -> InteropError:
    # What gRPC raises for a failed call is also a Call; its stubs do not say so.
    code = error.code() if isinstance(error, grpc.Call) else grpc.StatusCode.UNKNOWN
    details = error.details() if isinstance(error, grpc.Call) else str(error)
    return named.get(code, DeliveryError)(f"{code.name}: {details}")
