"""The channel of asyncio to a service: what `tenprint.channel` does, in one event loop."""

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

import grpc
import grpc.aio
from google.protobuf.message import Message

from tenprint.calls import method_path
from tenprint.channel import Metadata
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
        timeout_s: float = 60.0,
        metadata: Metadata = (),
    ) -> None:
        """Take what `tenprint.channel.open_channel` takes; the meanings are the same."""
        self._target = target
        self._credentials = credentials
        self._timeout_s = timeout_s
        self._metadata = metadata
        self._opened: grpc.aio.Channel | None = None

    async def call(self, request: Message, response_type: type[ResponseT]) -> ResponseT:
        """Call a method. Raises RpcError."""
        check_size(request, self._target)
        path = method_path(request)
        call = self._channel().unary_unary(
            path, type(request).SerializeToString, response_type.FromString
        )
        rounds = Rounds(self._target, path, self._timeout_s)
        while True:
            try:
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
        call = self._channel().unary_stream(
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
            await self._opened.close()

    def _channel(self) -> grpc.aio.Channel:
        if self._opened is None:
            self._opened = (
                grpc.aio.insecure_channel(self._target, CHANNEL_OPTIONS)
                if self._credentials is None
                else grpc.aio.secure_channel(self._target, self._credentials, CHANNEL_OPTIONS)
            )
        return self._opened
