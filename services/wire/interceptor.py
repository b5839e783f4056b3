"""Give every RPC a request id, a log line, bounds, and a rich status for its errors."""

import asyncio
import time
import traceback
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import grpc
import structlog
from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import DecodeError, Message

from database.errors import StoreUnavailableError
from ebts.texts import heading_of
from interop import fields
from matcher.errors import TenprintError
from services.access import Gate, present_group
from services.bounds import Intake, Shares, write
from services.errors import MalformedMessageError, UnknownMethodError
from services.telemetry import Watch
from services.wire.faults import fault_of_ours
from services.wire.foreign_ids import hide_foreign_ids
from services.wire.lifecycle import Lifecycle
from services.wire.neighbours import Nameless
from services.wire.status import error_info, pushback, rich_status, status_code
from services.wire.times import check_times

Context = grpc.aio.ServicerContext[Any, Any]
UnaryMethod = Callable[[Message, Context], Awaitable[Message]]
StreamMethod = Callable[[Any, Context], AsyncGenerator[Message, None]]
Trailers = tuple[tuple[str, str | bytes], ...]
BareMethod = Callable[[object, Context], Awaitable[None]]
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
    """Surrounds every call. Health and reflection have the bounds alone."""

    def __init__(
        self,
        lifecycle: Lifecycle,
        gate: Gate,
        max_rpcs: int,
        intake: Intake,
        watch: Watch,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        """elsewhere: services that another server has, and what that server is."""
        self._elsewhere = elsewhere or {}
        self._lifecycle = lifecycle
        self._gate = gate
        self._calls = Shares(max_rpcs, "calls")
        self._intake = intake
        self._nameless = Nameless(intake)
        self._watch = watch
        self.running_count = 0
        """Calls of our own services that run at present."""
        self._idle = asyncio.Event()
        self._idle.set()

    async def wait_until_idle(self) -> None:
        """Wait until no call runs."""
        await self._idle.wait()

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
            return self._nameless.bounded(method, handler)
        return grpc.stream_stream_rpc_method_handler(
            self._answer(method, handler), response_serializer=handler.response_serializer
        )

    def _unknown(self, method: str) -> StreamMethod:
        async def answer(_requests: object, context: Context) -> AsyncGenerator[Message, None]:
            # While the service starts, its methods are not there yet: the guard says so.
            async with self._guard("unknown", context):
                raise UnknownMethodError(self._why_unknown(method))
            yield Empty()

        return answer

    def _why_unknown(self, method: str) -> str:
        """Tell a method that another server has from one that nobody has."""
        service = method.strip("/").partition("/")[0]
        named = f"no method {method[:_LOGGED_METHOD_LENGTH]!a}"
        if other := self._elsewhere.get(service):
            return f"{named} here: call the HOST:PORT of {other}, which is another server"
        return f"{named}: take the name from the protos of this version"

    def _answer(self, method: str, handler: Handler) -> BareMethod:
        """Read and write the messages of a call ourselves, whatever the kind of the call."""

        async def answer(_requests: object, context: Context) -> None:
            # gRPC keeps this frame for a while after a refusal, so no request is named here.
            async with self._guard(method.rpartition("/")[2], context) as call:
                await self._serve(method, handler, context, call)

        return answer

    async def _serve(self, method: str, handler: Handler, context: Context, call: "_Call") -> None:
        caller = self._gate.identify(method, context)
        call.log = call.log.bind(ori=caller.ori)
        group = present_group()
        with self._calls.hold(caller.ori, group):
            async with self._intake.admit(method, caller.ori, group) as hold:
                request = await hold.read(context, _parser(handler))
                call.name(request)
                self._gate.check(method, request, caller)
                check_times(request)
                if not handler.response_streaming:
                    response = await cast(UnaryMethod, handler.unary_unary)(request, context)
                    await self._gate.log(method, request, response, caller)
                    hide_foreign_ids(response, caller)
                    await write(context, response)
                    return
                stream = cast(StreamMethod, handler.unary_stream)
                async with aclosing(stream(request, context)) as responses:
                    async for response in responses:
                        hide_foreign_ids(response, caller)
                        await write(context, response)

    @asynccontextmanager
    async def _guard(self, rpc: str, context: Context) -> AsyncIterator["_Call"]:
        """Surround a call."""
        call = _Call(rpc)
        request_id = call.request_id
        start_s = time.monotonic()
        code = "OK"
        watched = self._watch.call(rpc, _carrier(context))
        self.running_count += 1
        self._idle.clear()
        try:
            self._lifecycle.check()
            yield call
        except TenprintError as found:
            error = fault_of_ours(found) or found
            code = status_code(error).name
            if error is not found:
                call.log.error("no_resources", exc_info=found)
            call.log = call.log.bind(reason=error_info(error)[0])
            if code == "INTERNAL" or isinstance(error, StoreUnavailableError):
                call.log.exception("fault")
            status = _refusal(error, request_id)
            _release(found)
            await context.abort(*status)
        except asyncio.CancelledError:
            code = _ending(context)
            raise
        except Exception as found:
            call.log.exception("fault")
            fault = fault_of_ours(found) or TenprintError(
                f"internal fault: the log has it under request_id {request_id}"
            )
            code = status_code(fault).name
            await context.abort(*_refusal(fault, request_id))
        finally:
            duration_ms = round((time.monotonic() - start_s) * 1000, 1)
            self.running_count -= 1
            if self.running_count == 0:
                self._idle.set()
            watched.end(code)
            call.log.info("rpc", code=code, duration_ms=duration_ms)


class _Call:
    """What the log says of a call."""

    def __init__(self, rpc: str) -> None:
        self.request_id = uuid.uuid4().hex
        self.log = _log.bind(rpc=rpc, request_id=self.request_id)

    def name(self, request: Message) -> None:
        """Log the TCN and the agency of a request, or of the file that the request carries."""
        file = heading_of(getattr(request, "transaction_file", b""))
        if tcn := file.tcn or getattr(request, "tcn", ""):
            # The TCN is not checked yet. It is escaped, so that it cannot drive a terminal.
            self.log = self.log.bind(tcn=ascii(tcn[:_LOGGED_TCN_LENGTH])[1:-1])
        agency = file.agency or getattr(request, "ori", "")
        if fields.ORI.allows(agency):
            self.log = self.log.bind(agency=agency)


def _carrier(context: Context) -> dict[str, str]:
    """Read the metadata that say to which trace a call belongs."""
    return {
        key: value
        for key, value in context.invocation_metadata() or ()
        if key in ("traceparent", "tracestate") and isinstance(value, str)
    }


def _parser(handler: Handler) -> Callable[[bytes], Message]:
    """Parse ourselves. gRPC would answer unreadable bytes with our own traceback."""
    read = handler.request_deserializer
    assert read is not None

    def parse(data: bytes) -> Message:
        try:
            return cast(Message, read(data))
        except DecodeError:
            raise MalformedMessageError(
                "the bytes cannot be read as the request of this method: use the protos of this "
                "version"
            ) from None

    return parse


def _refusal(error: TenprintError, request_id: str) -> tuple[grpc.StatusCode, str, Trailers]:
    status = rich_status(error, request_id)
    return status.code, status.details, (*(status.trailing_metadata or ()), *pushback(error))


def _release(error: BaseException) -> None:
    """Let go of the images that an error's frames refer to.

    Frames and errors refer to each other in circles, so that 60 MiB of a refused message would stay
    in memory until Python looks for circles.
    """
    seen: set[int] = set()
    chain: list[BaseException | None] = [error]
    while chain:
        one = chain.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            traceback.clear_frames(one.__traceback__)
            chain += [one.__cause__, one.__context__]


def _ending(context: Context) -> str:
    """Name the reason why a call ended before its answer."""
    remaining_s = context.time_remaining()
    expired = remaining_s is not None and remaining_s <= 0
    return "DEADLINE_EXCEEDED" if expired else "CANCELLED"
