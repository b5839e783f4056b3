"""Clients for both directions between the flow and the LESC."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

import grpc
from google.protobuf.message import Message

from interop import errors
from interop.lesc import SOURCES, Finding, LescAnswer, LescQuery, LescReceipt
from interop.names import INTEROP_ORI, LESC_ORI
from interop.roles import INTEROP_SYSTEM, LESC_SYSTEM
from services.messages import lesc, research
from services.wire import read_time
from tenprint.channel import caller_metadata
from tenprint.errors import rpc_error
from tenprint.v1 import lesc_service_pb2
from tenprint.v1.lesc_answer_service_pb2_grpc import LescAnswerServiceStub
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub

DEADLINE_S = 5.0
"""The other side acknowledges after one small transaction. A longer wait means trouble there."""

Address = str | Callable[[], str]
"""HOST:PORT, or a function that returns HOST:PORT before each call.

A restarted process may have another port.
"""

Options = tuple[tuple[str, int], ...]
Door = Callable[[str, Options], grpc.Channel]
"""Opens a channel to HOST:PORT."""


def unlocked(address: str, options: Options) -> grpc.Channel:
    """Open a channel in clear text, on loopback alone."""
    return grpc.insecure_channel(address, options=options)


_ASKING = caller_metadata(INTEROP_ORI, [INTEROP_SYSTEM], "interoperability")
_ANSWERING = caller_metadata(LESC_ORI, [LESC_SYSTEM], "interoperability")
"""What each side says of itself where it is believed. Elsewhere its certificate says so."""

_OPTIONS = (
    # The outbox decides when to try again. Without these options, gRPC would fail calls at once
    # for up to two minutes after the other side is back.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    ("grpc.enable_retries", 0),
    # Channels of a process would share a connection, and a new channel would get the old one.
    ("grpc.use_local_subchannel_pool", 1),
)


class Line:
    """Calls an address that may change. Safe for threads."""

    _identity = _ASKING

    def __init__(
        self, address: Address, deadline_s: float = DEADLINE_S, door: Door = unlocked
    ) -> None:
        """door: how the other side is reached, and how this side proves itself."""
        self._address = address
        self._deadline_s = deadline_s
        self._door = door
        self._lock = threading.Lock()
        self._connected_to = ""
        self._channel: grpc.Channel | None = None

    def close(self) -> None:
        """Close the channel."""
        with self._lock:
            self._hang_up()

    def _call(self, service: Callable[[grpc.Channel], Any], rpc: str, request: Message) -> Any:  # noqa: ANN401 - the response of the RPC
        """Call as the system that this is: no call may leave without saying so.

        A connection without an answer in time is not used again. Somebody between may have
        forgotten that connection, which then stays open and silent for ever.
        """
        channel = self._channel_now()
        call = getattr(service(channel), rpc)
        try:
            return call(request, timeout=self._deadline_s, metadata=self._identity)
        except grpc.RpcError as error:
            if _code(error) is grpc.StatusCode.DEADLINE_EXCEEDED:
                self._leave(channel)
            raise
        except ValueError as error:
            # gRPC refuses a channel that another thread has left meanwhile.
            raise errors.DeliveryError("the connection was left: try again") from error

    def _leave(self, channel: grpc.Channel) -> None:
        with self._lock:
            if self._channel is channel:
                self._hang_up()

    def _channel_now(self) -> grpc.Channel:
        address = self._address if isinstance(self._address, str) else self._address()
        with self._lock:
            if self._channel is None or address != self._connected_to:
                self._hang_up()
                self._channel = self._door(address, _OPTIONS)
                self._connected_to = address
            return self._channel

    def _hang_up(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None


class LescClient(Line):
    """Reaches the LESC: `interop.lesc.messages.LescSender` over gRPC."""

    def submit_query(self, query: LescQuery) -> LescReceipt:
        """Hand over a query. Raises DeliveryError, QueryConflictError, QueryRejectedError."""
        with _raised_as(_rejection):
            response = self._ask("SubmitQuery", lesc.query_to_proto(query))
        receipt = _receipt(response.query_id, response)
        if receipt.query_id != query.query_id:
            # The LESC may not have this query on record.
            raise errors.DeliveryError(
                f"the receipt is for {receipt.query_id!r}, not {query.query_id}"
            )
        return receipt

    def withdraw_query(self, query_id: str, withdrawal_id: str, reason: str) -> LescReceipt:
        """Say that a match is false.

        Raises DeliveryError, QueryNotFoundError, QueryConflictError.
        """
        request = lesc_service_pb2.WithdrawQueryRequest(
            query_id=query_id, withdrawal_id=withdrawal_id, reason=reason
        )
        with _raised_as(_query_fault):
            response = self._ask("WithdrawQuery", request)
        return _receipt(query_id, response)

    def reinstate_query(self, query_id: str, reinstatement_id: str) -> LescReceipt:
        """Take a withdrawal back. Raises DeliveryError, QueryNotFoundError, QueryConflictError."""
        request = lesc_service_pb2.ReinstateQueryRequest(
            query_id=query_id, reinstatement_id=reinstatement_id
        )
        with _raised_as(_query_fault):
            response = self._ask("ReinstateQuery", request)
        return _receipt(query_id, response)

    def review_citizenship(self, query_id: str, claim_id: str) -> LescReceipt:
        """Ask for a new answer. Raises DeliveryError, QueryNotFoundError, QueryConflictError."""
        request = lesc_service_pb2.ReviewCitizenshipRequest(query_id=query_id, claim_id=claim_id)
        with _raised_as(_query_fault):
            response = self._ask("ReviewCitizenship", request)
        return _receipt(query_id, response)

    def establish_citizenship(self, query_id: str, claim_id: str, evidence: str) -> LescReceipt:
        """Say that a claim was upheld. Raises DeliveryError, QueryNotFoundError."""
        request = lesc_service_pb2.EstablishCitizenshipRequest(
            query_id=query_id, claim_id=claim_id, evidence=evidence
        )
        with _raised_as(_query_fault):
            response = self._ask("EstablishCitizenship", request)
        return _receipt(query_id, response)

    def _ask(self, rpc: str, request: Message) -> Any:  # noqa: ANN401 - the response of the RPC
        return self._call(LescServiceStub, rpc, request)


class AnswerClient(Line):
    """Reaches the system that asked: `interop.lesc.messages.AnswerSender` over gRPC."""

    _identity = _ANSWERING

    def deliver_answer(self, answer: LescAnswer) -> bool:
        """Hand over an answer. Returns whether the other side had the answer already.

        Raises DeliveryError, QueryNotFoundError, AnswerConflictError.
        """
        request = lesc.answer_to_proto(answer)
        with _raised_as(_answer_fault):
            response = self._call(LescAnswerServiceStub, "DeliverAnswer", request)
        return bool(response.duplicate)


class LookUpClient(Line):
    """Looks into the LESC's sources from a field office: `interop.lesc.research.Sources` over gRPC.

    The LESC counts every look-up as a repeated look-up.
    """

    def __init__(
        self,
        address: Address,
        officer: str,
        deadline_s: float = DEADLINE_S,
        door: Door = unlocked,
    ) -> None:
        super().__init__(address, deadline_s, door)
        self._officer = officer

    def look_up(self, source: str, query: LescQuery, now: datetime) -> Finding:
        """Consult one source. The LESC goes by its own time.

        Raises UnknownSourceError, QueryNotFoundError, DeliveryError.
        """
        if source not in SOURCES:
            raise errors.UnknownSourceError(
                f"no source {source!r}: use one of {', '.join(SOURCES)}"
            )
        request = lesc_service_pb2.LookUpRequest(
            query_id=query.query_id,
            source=source,
            source_code=f"LESC_SOURCE_{source.upper()}",
            officer=self._officer,
        )
        with _raised_as(_query_fault):
            response = self._call(LescServiceStub, "LookUp", request)
        return research.finding_from_proto(response.finding)


Receipt = (
    lesc_service_pb2.SubmitQueryResponse
    | lesc_service_pb2.WithdrawQueryResponse
    | lesc_service_pb2.ReinstateQueryResponse
    | lesc_service_pb2.ReviewCitizenshipResponse
    | lesc_service_pb2.EstablishCitizenshipResponse
)


def _receipt(query_id: str, response: Receipt) -> LescReceipt:
    time = read_time("acknowledge_time", response.acknowledge_time)
    return LescReceipt(query_id, response.receipt_id, time)


@contextmanager
def _raised_as(fault: Callable[[grpc.RpcError], errors.InteropError]) -> Iterator[None]:
    try:
        yield
    except grpc.RpcError as error:
        raise fault(error) from error


def _rejection(error: grpc.RpcError) -> errors.InteropError:
    """Read which field of a query the LESC does not take, if the LESC says that."""
    told = rpc_error(error)
    if told.code is not grpc.StatusCode.INVALID_ARGUMENT:
        return _query_fault(error)
    field = told.metadata.get("field", "query")
    return errors.QueryRejectedError(field, told.message.removeprefix(f"{field}: "))


_OUT_OF_REACH = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    # Another thread has left the connection.
    grpc.StatusCode.CANCELLED,
}


def _code(error: grpc.RpcError) -> grpc.StatusCode:
    # The error that gRPC raises is also a Call. The type stubs of gRPC do not say so.
    return error.code() if isinstance(error, grpc.Call) else grpc.StatusCode.UNKNOWN


def _fault(conflict: type[errors.InteropError], error: grpc.RpcError) -> errors.InteropError:
    code = _code(error)
    details = error.details() if isinstance(error, grpc.Call) else str(error)
    named: dict[grpc.StatusCode, type[errors.InteropError]] = {
        grpc.StatusCode.ALREADY_EXISTS: conflict,
        grpc.StatusCode.NOT_FOUND: errors.QueryNotFoundError,
    }
    other = errors.DeliveryError if code in _OUT_OF_REACH else errors.NotTakenError
    return named.get(code, other)(f"{code.name}: {details}")


_query_fault = partial(_fault, errors.QueryConflictError)
_answer_fault = partial(_fault, errors.AnswerConflictError)
