"""Messages come in: bounded in bytes before they are read, bounded in time, shared by callers.

gRPC buffers what a client sends only as far as somebody reads. So a call reads its message when the
message has room. The size of a message is known at its end, so reading takes the room of the
largest message. docs/limits.md adds up the bounds.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from interop.roles import Group
from services.errors import (
    CallerLimitError,
    MalformedMessageError,
    MessageTooLargeError,
    MessageTooSlowError,
    OverloadedError,
)

T = TypeVar("T")

MIB = 1024 * 1024
MAX_MESSAGE_BYTES = 32 * MIB
"""The largest request."""
MAX_TRANSPORT_BYTES = MAX_MESSAGE_BYTES + 64 * 1024
"""The largest message that gRPC itself takes in.

This limit is a little higher, so that our code refuses a message just over the first limit by its
reason. It is only a little higher, so that calls cost no more memory than the first limit says.
"""
COPIES = 2
"""A request is in memory as its bytes and as a message, then as a message and as its images."""
PLACE_WAIT_S = 5.0
"""How long a message waits for room before it is refused."""
WRITE_LIMIT_S = 30.0
"""How long a caller may leave an answer unread."""

Context = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True)
class Lane:
    """Room for messages of one kind."""

    room_bytes: int
    largest_bytes: int
    reading_bytes: int
    """Room that a message takes while it is read."""
    time_limit_s: float
    """How long a message may take to arrive, from the moment that it has room."""
    reserved_bytes: int = 0
    """Room that agencies leave to desks."""
    newest_first: bool = False
    """Of callers who hold alike much, whether the newest is next. Those who began messages and do
    not go on then hold up nobody who sends a whole message."""


IMAGES = Lane(512 * MIB, MAX_MESSAGE_BYTES, COPIES * MAX_MESSAGE_BYTES, 30.0)
"""Requests that may hold images, files or lists."""
SHORT = Lane(128 * MIB, 128 * 1024, MAX_MESSAGE_BYTES, 5.0, reserved_bytes=MAX_MESSAGE_BYTES)
"""All other requests, so that a booking can be read while images come in slowly. A caller who sends
a long message here fills the room of the largest message, until the message is refused."""
NAMELESS = Lane(64 * MIB, 4 * 1024, MAX_MESSAGE_BYTES, 1.0, newest_first=True)
"""Requests of health and reflection, which ask nobody who calls: they take no room of others."""

Party = tuple[str, Group]
"""Who holds room, and for what."""


class Hold:
    """Room for the message of one call."""

    def __init__(self, lane: "_Room", party: Party) -> None:
        self._lane, self.party = lane, party
        self._bytes = 0

    async def read(self, context: Context, parse: Callable[[bytes], T]) -> T:
        """Read the message of a call. From then on the message takes as much room as it needs.

        Raises MessageTooSlowError, MessageTooLargeError, MalformedMessageError.
        """
        data = await _in_time(context.read(), self._lane.kind.time_limit_s, "the message")
        if data is grpc.aio.EOF:
            raise MalformedMessageError("the call ended without a message: send one")
        size, most = len(data), self._lane.kind.largest_bytes
        if size > most:
            raise MessageTooLargeError(
                f"the message has {size:,} bytes, at most {most:,} are taken: send fewer or "
                "smaller images"
            )
        self.resize(COPIES * size)
        return parse(data)

    def resize(self, size: int) -> None:
        """Take this much room from now on."""
        self._lane.take(self.party, size - self._bytes)
        self._bytes = size


class Intake:
    """The lanes of one server. Used from one event loop."""

    def __init__(
        self, images: Lane = IMAGES, short: Lane = SHORT, nameless: Lane = NAMELESS
    ) -> None:
        self._images, self._short, self._nameless = map(_Room, (images, short, nameless))

    @asynccontextmanager
    async def admit(
        self, method: str, owner: str, group: Group = Group.PRINTS
    ) -> AsyncIterator[Hold]:
        """Hold room for the message of a call, until the call ends.

        Raises OverloadedError, and CallerLimitError if others still get room.
        """
        async with _held(self._images if may_be_long(method) else self._short, owner, group) as one:
            yield one

    @asynccontextmanager
    async def admit_nameless(self, peer: str) -> AsyncIterator[Hold]:
        """Hold room for a message of somebody who does not say who calls. Raises as `admit`."""
        async with _held(self._nameless, peer, Group.PRINTS) as one:
            yield one

    @property
    def held_bytes(self) -> int:
        """The room that calls hold now."""
        return sum(one.held_bytes for one in (self._images, self._short, self._nameless))


class _Room:
    """The room of a lane. Whoever holds least is next; nobody holds more than is free."""

    def __init__(self, kind: Lane) -> None:
        self.kind = kind
        self._held: Counter[Party] = Counter()
        self._waiting: dict[asyncio.Future[None], Hold] = {}

    @property
    def held_bytes(self) -> int:
        return self._held.total()

    async def wait(self, hold: Hold) -> None:
        """Wait for room, which the hold then has. Raises OverloadedError, CallerLimitError."""
        came: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[came] = hold
        self._give()
        try:
            async with asyncio.timeout(PLACE_WAIT_S):
                await came
        except TimeoutError:
            raise self._refusal(hold.party) from None
        finally:
            self._waiting.pop(came, None)

    def take(self, party: Party, size: int) -> None:
        """Count room as held; a negative size gives room back."""
        self._held[party] += size
        if not self._held[party]:
            del self._held[party]
        if size < 0:
            self._give()

    def _give(self) -> None:
        while (came := self._next()) is not None:
            self._waiting.pop(came).resize(self.kind.reading_bytes)
            came.set_result(None)

    def _next(self) -> asyncio.Future[None] | None:
        # A call that has ended still waits until its task runs: it needs no room any more.
        fits = [
            one for one, hold in self._waiting.items() if not one.done() and self._fits(hold.party)
        ]
        if self.kind.newest_first:
            fits.reverse()
        return min(fits, key=lambda one: self._held[self._waiting[one].party], default=None)

    def _fits(self, party: Party) -> bool:
        free = self._free(party)
        return self.kind.reading_bytes <= free and self._held[party] <= free

    def _free(self, party: Party) -> int:
        """Count the room that a party could hold. What desks hold of their room, agencies need not
        leave them."""
        free = self.kind.room_bytes - self.held_bytes
        if party[1] is Group.DESKS:
            return free
        desks = sum(size for (_, group), size in self._held.items() if group is Group.DESKS)
        return free - max(0, self.kind.reserved_bytes - desks)

    def _refusal(self, party: Party) -> OverloadedError:
        free = self._free(party)
        if free >= self.kind.reading_bytes:
            return CallerLimitError(
                f"the messages of this caller hold {self._held[party]:,} bytes, and {free:,} are "
                "left for others: try later"
            )
        return OverloadedError(f"messages hold {self.held_bytes:,} bytes already: try later")


@asynccontextmanager
async def _held(lane: _Room, owner: str, group: Group) -> AsyncIterator[Hold]:
    hold = Hold(lane, (owner, group))
    try:
        await lane.wait(hold)
        yield hold
    finally:
        hold.resize(0)


async def write(context: Context, response: Message) -> None:
    """Send a message. Raises MessageTooSlowError if the caller does not read."""
    await _in_time(context.write(response), WRITE_LIMIT_S, "the answer")


@cache
def may_be_long(method: str) -> bool:
    """Tell whether a request of `/package.Service/Method` may hold bytes or a list of messages."""
    service, _, name = method.removeprefix("/").partition("/")
    found = descriptor_pool.Default().FindServiceByName(service).methods_by_name[name]
    return _may_be_long(found.input_type, frozenset())


def _may_be_long(message: Descriptor, above: frozenset[str]) -> bool:
    if message.full_name in above:
        return False
    inside = above | {message.full_name}
    return any(
        field.type == FieldDescriptor.TYPE_BYTES
        or (
            field.message_type is not None
            and (field.is_repeated or _may_be_long(field.message_type, inside))
        )
        for field in message.fields
    )


async def _in_time(work: Awaitable[T], limit_s: float, what: str) -> T:
    """Wait for a message to get through. gRPC ends the work when the call is aborted."""
    going = asyncio.ensure_future(work)
    going.add_done_callback(_seen)
    done, _ = await asyncio.wait({going}, timeout=limit_s)
    if not done:
        raise MessageTooSlowError(
            f"{what} did not get through in {limit_s:.0f} s: send less, or use a faster line"
        )
    return going.result()


def _seen(going: asyncio.Future[T]) -> None:
    """Look at the error of work that nobody waits for any more."""
    if not going.cancelled():
        going.exception()
