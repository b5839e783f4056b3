"""Calls of the service's methods: each method is found by its request, as no two share one."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message

ItemT = TypeVar("ItemT")
ResponseT = TypeVar("ResponseT", bound=Message)


class Calls:
    """The methods of a service, over a channel of `open_channel`."""

    def __init__(self, channel: grpc.Channel) -> None:
        self._channel = channel

    def call(self, request: Message, response_type: type[ResponseT]) -> ResponseT:
        """Call a method."""
        call = self._channel.unary_unary(
            method_path(request), type(request).SerializeToString, response_type.FromString
        )
        response = call(request)
        assert isinstance(response, response_type)
        return response

    def stream(
        self, request: Message, response_type: type[ResponseT], timeout_s: float | None
    ) -> Iterator[ResponseT]:
        """Call a method that answers several times.

        timeout_s: for all answers together; None waits for ever.
        """
        call = self._channel.unary_stream(
            method_path(request), type(request).SerializeToString, response_type.FromString
        )
        return call(request, timeout=timeout_s)

    def pages(
        self,
        request: Message,
        response_type: type[ResponseT],
        items: Callable[[ResponseT], Iterable[ItemT]],
    ) -> Iterator[ItemT]:
        """Yield the items of a list, page by page."""
        asked: Any = type(request)()
        asked.CopyFrom(request)
        while True:
            page: Any = self.call(asked, response_type)
            yield from items(page)
            if not page.next_page_token:
                return
            asked.page_token = page.next_page_token


def method_path(request: Message) -> str:
    """Name the method that takes a request: the name before `Request`, in the file's service."""
    [service] = request.DESCRIPTOR.file.services_by_name.values()
    return f"/{service.full_name}/{request.DESCRIPTOR.name.removesuffix('Request')}"


def random_id() -> str:
    """Make an id under which a call's own retries are harmless."""
    return uuid.uuid4().hex
