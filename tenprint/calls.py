"""Calls of the service's methods. Each method has its own type of request, which names it."""

import inspect
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import wraps
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.type import date_pb2

F = TypeVar("F", bound=Callable[..., object])
ItemT = TypeVar("ItemT")
ResponseT = TypeVar("ResponseT", bound=Message)

_DAY = date_pb2.Date.DESCRIPTOR


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

    def answer(self, request: Message, response_type: type[Message], field: str) -> Any:  # noqa: ANN401 - the field's type
        """Call a method. Returns a field of its answer; without a name, the whole answer."""
        response = self.call(request, response_type)
        return getattr(response, field) if field else response

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


def rpc(
    request_type: type[Message], answer: str = "", *, id_field: str = "", page_size: int = 0
) -> Callable[[F], F]:
    """Make a method send a request: each argument fills the request's field of the same name.

    The class of the method says how: `Calls`, or `AsyncCalls` whose methods are awaited.

    answer: the field of the response that the method returns; without a name, the method returns
    the whole response. The items of a list come page by page. id_field: gets a random id unless
    the caller gives an id. page_size: of a list whose caller cannot choose the size.
    """
    response_type = GetMessageClass(_method(request_type).output_type)
    assert not answer or answer in response_type.DESCRIPTOR.fields_by_name, answer
    is_list = "next_page_token" in response_type.DESCRIPTOR.fields_by_name

    def decorate(method: F) -> F:
        signature = inspect.signature(method)
        fields = request_type.DESCRIPTOR.fields_by_name
        unknown = signature.parameters.keys() - fields.keys() - {"self"}
        assert not unknown, f"{request_type.__name__} has no fields {unknown}"
        days = {name for name, one in fields.items() if one.message_type == _DAY}

        @wraps(method)
        def wrapper(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the method's own types
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            given = dict(bound.arguments)
            calls = given.pop("self")
            for name in days & given.keys():
                given[name] = to_date(given[name])
            if id_field and given[id_field] == signature.parameters[id_field].default:
                given[id_field] = random_id()
            if page_size:
                given["page_size"] = page_size
            request = request_type(**given)
            if is_list:
                return calls.pages(request, response_type, lambda page: getattr(page, answer))
            return calls.answer(request, response_type, answer)

        return wrapper  # type: ignore[return-value]

    return decorate


def method_path(request: Message) -> str:
    """Name the method that takes a request."""
    method = _method(type(request))
    return f"/{method.containing_service.full_name}/{method.name}"


def random_id() -> str:
    """Make an id, so that a call's own retries are harmless."""
    return uuid.uuid4().hex


def to_date(day: date | None) -> date_pb2.Date | None:
    """Write a date."""
    return None if day is None else date_pb2.Date(year=day.year, month=day.month, day=day.day)


def _method(request_type: type[Message]) -> Any:  # noqa: ANN401 - a MethodDescriptor of either kind
    """Find the method in the request's file: its name is the request's without `Request`."""
    descriptor = request_type.DESCRIPTOR
    [service] = descriptor.file.services_by_name.values()
    return service.methods_by_name[descriptor.name.removesuffix("Request")]
