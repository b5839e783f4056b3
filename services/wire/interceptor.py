"""Give every RPC a request id, a log line, bounds, and a rich status for its errors."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import grpc
import structlog
from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import DecodeError, Message

from database.errors import StoreUnavailableError
from matcher.errors import TenprintError
from services.access import Gate
from services.errors import MalformedMessageError, MessageTooLargeError, UnknownMethodError
from services.wire.faults import fault_of_ours
from services.wire.lifecycle import Lifecycle
from services.wire.status import error_info, pushback, rich_status, status_code

MAX_MESSAGE_BYTES = 32 * 1024 * 1024
"""The largest request."""
MAX_TRANSPORT_BYTES = MAX_MESSAGE_BYTES + 64 * 1024
"""The largest message that gRPC itself takes in.

This limit is a little higher, so that our code refuses a message just over the first limit by its
reason. It is only a little higher, so that calls cost no more memory than the first limit says.
"""

Context = grpc.aio.ServicerContext[Any, Any]
UnaryMethod = Callable[[Message, Context], Awaitable[Message]]
StreamMethod = Callable[[Any, Context], AsyncIterator[Message]]
if TYPE_CHECKING:
    Handler = grpc.RpcMethodHandler[Any, Any]
else:
    # At run time the class takes no parameters.
    Handler = grpc.RpcMethodHandler
_OWN_SERVICES = "/tenprint."
_LOGGED_TCN_LENGTH = 40
_LOGGED_METHOD_LENGTH = 120
_log = structlog.get_logger("services.rpc")


class RequestInterceptor(grpc.aio.ServerInterceptor):
    """Wraps the methods of our own services, but not those of health and reflection."""

    def __init__(self, lifecycle: Lifecycle, gate: Gate) -> None:
        self._lifecycle = lifecycle
        self._gate = gate

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        """Wrap the handler of one call."""
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None:
            # Whatever the kind of the call, this kind of handler refuses it before it reads.
            return grpc.stream_stream_rpc_method_handler(self._unknown(method))
        if not method.startswith(_OWN_SERVICES):
            return handler
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(
                self._stream(method, cast(StreamMethod, handler.unary_stream)),
                request_deserializer=_reader(handler),
                response_serializer=handler.response_serializer,
            )
        return grpc.unary_unary_rpc_method_handler(
            self._unary(method, cast(UnaryMethod, handler.unary_unary)),
            request_deserializer=_reader(handler),
            response_serializer=handler.response_serializer,
        )

    def _unknown(self, method: str) -> StreamMethod:
        async def answer(_requests: object, context: Context) -> AsyncIterator[Message]:
            async with self._guard("unknown", None, context):
                raise UnknownMethodError(
                    f"no method {method[:_LOGGED_METHOD_LENGTH]!a}: take the name from the "
                    "protos of this version"
                )
            yield Empty()

        return answer

    def _unary(self, method: str, inner: UnaryMethod) -> UnaryMethod:
        async def answer(message: Message | None, context: Context) -> Message:
            async with self._guard(method, message, context):
                request = _sound(message)
                caller = self._gate.admit(method, request, context)
                response = await inner(request, context)
                await self._gate.log(method, request, response, caller)
                return response

        return answer

    def _stream(self, method: str, inner: StreamMethod) -> StreamMethod:
        async def answer(message: Message | None, context: Context) -> AsyncIterator[Message]:
            async with self._guard(method, message, context):
                request = _sound(message)
                self._gate.admit(method, request, context)
                async for response in inner(request, context):
                    yield response

        return answer

    @asynccontextmanager
    async def _guard(
        self, method: str, request: Message | None, context: Context
    ) -> AsyncIterator[None]:
        """Surround a call. request: None if there is none that could be read."""
        request_id = uuid.uuid4().hex
        start_s = time.monotonic()
        log = _log.bind(rpc=method.rpartition("/")[2], request_id=request_id)
        if tcn := getattr(request, "tcn", ""):
            # The TCN is not checked yet. It is escaped, so that it cannot drive a terminal.
            log = log.bind(tcn=ascii(tcn[:_LOGGED_TCN_LENGTH])[1:-1])
        code = "OK"
        try:
            self._lifecycle.check()
            if request is not None:
                _check_size(request)
            yield
        except TenprintError as found:
            error = fault_of_ours(found) or found
            code = status_code(error).name
            if error is not found:
                log.error("no_resources", exc_info=found)
            log = log.bind(reason=error_info(error)[0])
            if code == "INTERNAL" or isinstance(error, StoreUnavailableError):
                log.exception("fault")
            await _abort(error, request_id, context)
        except asyncio.CancelledError:
            code = _ending(context)
            raise
        except Exception as found:
            log.exception("fault")
            fault = fault_of_ours(found) or TenprintError(
                f"internal fault: the log has it under request_id {request_id}"
            )
            code = status_code(fault).name
            await _abort(fault, request_id, context)
        finally:
            duration_ms = round((time.monotonic() - start_s) * 1000, 1)
            log.info("rpc", code=code, duration_ms=duration_ms)


def _reader(handler: Handler) -> Callable[[bytes], Message | None]:
    """Read a message; None if the bytes are none. gRPC would answer with our own traceback."""
    read = handler.request_deserializer
    assert read is not None

    def deserialize(data: bytes) -> Message | None:
        try:
            return cast(Message, read(data))
        except DecodeError:
            return None

    return deserialize


def _sound(request: Message | None) -> Message:
    if request is None:
        raise MalformedMessageError(
            "the bytes cannot be read as the request of this method: use the protos of this version"
        )
    return request


async def _abort(error: TenprintError, request_id: str, context: Context) -> None:
    status = rich_status(error, request_id)
    trailers = (*(status.trailing_metadata or ()), *pushback(error))
    await context.abort(status.code, status.details, trailers)


def _check_size(request: Message) -> None:
    if request.ByteSize() > MAX_MESSAGE_BYTES:
        raise MessageTooLargeError(
            f"the message has {request.ByteSize():,} bytes, at most {MAX_MESSAGE_BYTES:,} are "
            "taken: send fewer or smaller images"
        )


def _ending(context: Context) -> str:
    """Name the reason why a call ended before its answer."""
    remaining_s = context.time_remaining()
    expired = remaining_s is not None and remaining_s <= 0
    return "DEADLINE_EXCEEDED" if expired else "CANCELLED"
