"""Health and reflection, which ask nobody who calls, under the bounds of our own services."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf.message import Message

from services.bounds import Intake, Shares, write
from services.errors import MalformedMessageError, OverloadedError, RequestError
from services.wire.status import status_code

Context = grpc.aio.ServicerContext[Any, Any]
if TYPE_CHECKING:
    Handler = grpc.RpcMethodHandler[Any, Any]
else:
    # At run time the class takes no parameters.
    Handler = grpc.RpcMethodHandler


CHECK = "/grpc.health.v1.Health/Check"
STREAM_LIMIT = 32
"""Streams of health and of reflection at one time, of all callers together."""
CHECK_LIMIT = 32
"""Checks of health at one time. One takes a moment, unless its message does not come."""


class Nameless:
    """Wraps the handlers of services that are not ours. Used from one event loop.

    Streams have few places. A check of health is refused to nobody, because a probe must be
    answered whoever else calls: of too many checks without a message, the oldest ends.
    """

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._streams = Shares(STREAM_LIMIT, "places for streams of health and reflection")
        self._checks: dict[asyncio.Task[None], None] = {}

    def bounded(self, method: str, handler: Handler) -> Handler:
        """Wrap the handler of a method: it reads what has room, in time."""

        async def answer(_requests: object, context: Context) -> None:
            peer = context.peer()
            answered = _respond(handler, self._requests_of(handler, context, peer), context)
            try:
                if method == CHECK:
                    await self._newest(asyncio.ensure_future(answered))
                else:
                    with self._streams.hold(_host(peer)):
                        await answered
            except (RequestError, OverloadedError) as error:
                answered.close()
                await context.abort(status_code(error), str(error))

        return grpc.stream_stream_rpc_method_handler(
            answer, response_serializer=handler.response_serializer
        )

    async def _newest(self, check: asyncio.Task[None]) -> None:
        """Let a check go on until too many newer checks have come. Raises OverloadedError."""
        self._checks[check] = None
        if len(self._checks) > CHECK_LIMIT:
            next(iter(self._checks)).cancel()
        try:
            await check
        except asyncio.CancelledError:
            this = asyncio.current_task()
            if this is None or this.cancelling():
                raise
            raise OverloadedError("too many checks wait for their messages: send yours") from None
        finally:
            self._checks.pop(check, None)

    async def _requests_of(
        self, handler: Handler, context: Context, peer: str
    ) -> AsyncGenerator[Message, None]:
        """Read the messages of a call. A call may have several if its method takes a stream."""
        parse: Callable[[bytes], Message] | None = handler.request_deserializer
        assert parse is not None
        while True:
            async with self._intake.admit_nameless(peer) as hold:
                try:
                    request = await hold.read(context, parse)
                except MalformedMessageError:
                    return
            yield request


def _host(peer: str) -> str:
    """Leave the port out of the name of a peer, which is of one connection."""
    return peer.rpartition(":")[0]


async def _respond(
    handler: Any,  # noqa: ANN401 - one of four kinds, each with its own method
    requests: AsyncGenerator[Message, None],
    context: Context,
) -> None:
    if handler.request_streaming:
        async for response in handler.stream_stream(requests, context):
            await write(context, response)
        return
    async for request in requests:
        if not handler.response_streaming:
            await write(context, await handler.unary_unary(request, context))
            return
        told: AsyncIterator[Message] | Awaitable[None] = handler.unary_stream(request, context)
        if isinstance(told, Awaitable):
            await told
            return
        async for response in told:
            await write(context, response)
        return
    raise MalformedMessageError("the call ended without a message: send one")
