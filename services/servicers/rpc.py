"""What most RPCs do: read the request and work on a thread, then write the answer.

The decorated method gets the request and the caller, and returns the result. The decorator does the
rest. Work that checks the deadline needs the deadline of its run, so its RPC is written out in
full. The protos say what each RPC is for.
"""

import sys
from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, Generic, TypeVar

import grpc
from google.protobuf.message import Message

from database.caller import Caller
from database.paging import Listed
from services.wire import Context, Methods, Pool, caller_from, deadline_of

D = TypeVar("D")
S = TypeVar("S")
R = TypeVar("R", bound=Message)
M = TypeVar("M", bound=Message)
T = TypeVar("T")

Method = Callable[[S, R, Caller], T]
Rpc = Callable[[S, R, Context], Coroutine[Any, Any, M]]


class DeskServicer(Generic[D]):
    """A servicer that hands requests to one object, on the threads of one pool."""

    def __init__(self, desk: D, store: Pool) -> None:
        self._desk = desk
        self._store = store


def answers(
    write: Callable[[T], M], *, pool: str = "_store"
) -> Callable[[Method[S, R, T]], Rpc[S, R, M]]:
    """Write the whole response from the result. pool: the servicer's attribute."""

    def decorate(method: Method[S, R, T]) -> Rpc[S, R, M]:
        @wraps(method)
        async def rpc(servicer: S, request: R, context: Context) -> M:
            work = partial(method, servicer, request, caller_from(context))
            threads: Pool = getattr(servicer, pool)
            return write(await threads.admit_and_run(work, deadline_of(context), method.__name__))

        return rpc

    return decorate


def answers_with(
    response: type[M], write: Callable[[T], object], *, pool: str = "_store"
) -> Callable[[Method[S, R, T]], Rpc[S, R, M]]:
    """Write the result into the only field of the response."""
    [field] = response.DESCRIPTOR.fields
    return answers(lambda result: response(**{field.name: write(result)}), pool=pool)


def answers_page(
    response: type[M], write: Callable[[T], object]
) -> Callable[[Method[S, R, Listed[T]]], Rpc[S, R, M]]:
    """Write a page and the token of the next page into the response of a List."""
    [field] = (one for one in response.DESCRIPTOR.fields if one.name != "next_page_token")

    def write_page(result: Listed[T]) -> M:
        found, token = result
        return response(**{field.name: map(write, found)}, next_page_token=token)

    return answers(write_page)


def register(server: grpc.aio.Server | Methods, *servicers: object) -> None:
    """Serve the RPCs of servicers, each with the function that is generated for its service."""
    for servicer in servicers:
        for base in type(servicer).__mro__:
            module = sys.modules[base.__module__]
            if add := getattr(module, f"add_{base.__name__}_to_server", None):
                add(servicer, server)
