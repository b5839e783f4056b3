"""Health and reflection, which ask nobody who calls, under the bounds of our own services."""

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


def bounded(method: str, handler: Handler, calls: Shares, intake: Intake) -> Handler:
    """Wrap the handler of a service that is not ours: it reads what has room, in time."""

    async def answer(_requests: object, context: Context) -> None:
        owner = context.peer().rpartition(":")[0]
        try:
            with calls.hold(owner):
                requests = _requests_of(method, handler, context, intake, owner)
                await _respond(handler, requests, context)
        except (RequestError, OverloadedError) as error:
            await context.abort(status_code(error), str(error))

    return grpc.stream_stream_rpc_method_handler(
        answer, response_serializer=handler.response_serializer
    )


async def _requests_of(
    method: str, handler: Handler, context: Context, intake: Intake, owner: str
) -> AsyncGenerator[Message, None]:
    """Read the messages of a call. A call may have several only if its method takes a stream."""
    parse: Callable[[bytes], Message] | None = handler.request_deserializer
    assert parse is not None
    while True:
        async with intake.admit(method, owner) as hold:
            try:
                request = await hold.read(context, parse)
            except MalformedMessageError:
                return
            yield request


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
