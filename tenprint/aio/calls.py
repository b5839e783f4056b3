"""Calls of the service's methods in asyncio: `tenprint.calls.Calls`, awaited."""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, TypeVar

from google.protobuf.message import Message

from tenprint.aio.channel import AsyncChannel

ItemT = TypeVar("ItemT")
ResponseT = TypeVar("ResponseT", bound=Message)


class AsyncCalls:
    """The methods of a service, over a channel of asyncio."""

    def __init__(self, channel: AsyncChannel) -> None:
        self._channel = channel

    async def call(self, request: Message, response_type: type[ResponseT]) -> ResponseT:
        """Call a method."""
        return await self._channel.call(request, response_type)

    async def answer(self, request: Message, response_type: type[Message], field: str) -> Any:  # noqa: ANN401 - the field's type
        """Call a method. Returns a field of its answer; without a name, the whole answer."""
        response = await self.call(request, response_type)
        return getattr(response, field) if field else response

    def stream(
        self, request: Message, response_type: type[ResponseT], timeout_s: float | None
    ) -> AsyncIterator[ResponseT]:
        """Call a method that answers several times.

        timeout_s: for all answers together; None waits for ever.
        """
        return self._channel.stream(request, response_type, timeout_s)

    async def pages(
        self,
        request: Message,
        response_type: type[ResponseT],
        items: Callable[[ResponseT], Iterable[ItemT]],
    ) -> AsyncIterator[ItemT]:
        """Yield the items of a list, page by page."""
        asked: Any = type(request)()
        asked.CopyFrom(request)
        while True:
            page: Any = await self.call(asked, response_type)
            for item in items(page):
                yield item
            if not page.next_page_token:
                return
            asked.page_token = page.next_page_token
