"""The channel of asyncio to a service: what `tenprint.channel` does, in one event loop."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import grpc
import grpc.aio
from google.protobuf.message import Message

from tenprint.calls import method_path
from tenprint.channel import Metadata
from tenprint.connections import is_silence
from tenprint.errors import rpc_error
from tenprint.retries import CHANNEL_OPTIONS, Rounds, check_size

ResponseT = TypeVar("ResponseT", bound=Message)


class AsyncChannel:
    """Calls of one service. The first call opens the channel, in the event loop that runs then."""

    def __init__(
        self,
        target: str,
        credentials: grpc.ChannelCredentials | None = None,
        *,
        timeout_s: float | None = None,
        metadata: Metadata = (),
    ) -> None:
        """Take what `tenprint.channel.open_channel` takes; the meanings are the same."""
        self._target = target
        self._credentials = credentials
        self._timeout_s = timeout_s
        self._metadata = metadata
        self._opened: grpc.aio.Channel | None = None
        self._left: set[grpc.aio.Channel] = set()
        """Connections that were silent, while calls run on them."""
        self._running: Counter[grpc.aio.Channel] = Counter()

    async def call(self, request: Message, response_type: type[ResponseT]) -> ResponseT:
        """Call a method. Raises RpcError."""
        check_size(request, self._target)
        path = method_path(request)
        rounds = Rounds(self._target, path, request, self._timeout_s)
        while True:
            try:
                async with self._connection() as connection:
                    call = connection.unary_unary(
                        path, type(request).SerializeToString, response_type.FromString
                    )
                    return await call(
                        request, timeout=rounds.remaining_s(), metadata=self._metadata or None
                    )
            except grpc.RpcError as error:
                pause_s = rounds.pause_after(error)
            await asyncio.sleep(pause_s)

    async def stream(
        self, request: Message, response_type: type[ResponseT], timeout_s: float | None
    ) -> AsyncIterator[ResponseT]:
        """Yield the answers of a method. timeout_s: for all of them; None waits for ever."""
        check_size(request, self._target)
        async with self._connection(may_be_silent=True) as connection:
            call = connection.unary_stream(
                method_path(request), type(request).SerializeToString, response_type.FromString
            )
            answers = call(request, timeout=timeout_s, metadata=self._metadata or None)
            try:
                async for answer in answers:
                    yield answer
            except grpc.RpcError as error:
                raise rpc_error(error, self._target) from error
            finally:
                answers.cancel()

    async def close(self) -> None:
        """Close the channel; running calls are cancelled."""
        if self._opened is not None:
            self._left.add(self._opened)
            self._opened = None
        while self._left:
            await self._left.pop().close()

    @asynccontextmanager
    async def _connection(self, *, may_be_silent: bool = False) -> AsyncIterator[grpc.aio.Channel]:
        """Give the newest connection. After a call without any answer the next opens another.

        A connection that was left is closed when no call runs on it any more.
        """
        connection = self._channel()
        self._running[connection] += 1
        try:
            yield connection
        except grpc.RpcError as error:
            if is_silence(error) and not may_be_silent and self._opened is connection:
                self._opened = None
                self._left.add(connection)
            raise
        finally:
            self._running[connection] -= 1
            if not self._running[connection]:
                del self._running[connection]
                if connection in self._left:
                    self._left.discard(connection)
                    await connection.close()

    def _channel(self) -> grpc.aio.Channel:
        if self._opened is None:
            self._opened = (
                grpc.aio.insecure_channel(self._target, CHANNEL_OPTIONS)
                if self._credentials is None
                else grpc.aio.secure_channel(self._target, self._credentials, CHANNEL_OPTIONS)
            )
        return self._opened
