"""Bounded admission: a few requests run, a few wait, and the service refuses the rest."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from services.errors import OverloadedError
from services.wire.deadline import Deadline

T = TypeVar("T")


class Pool:
    """Threads for one kind of blocking work. Used from one event loop."""

    def __init__(
        self,
        name: str,
        worker_count: int,
        waiting_limit: int,
        waited: Callable[[str, float], None] = lambda _name, _seconds: None,
    ) -> None:
        """waited: told for how many seconds a request of this pool waited for its turn."""
        self.name = name
        self._waited = waited
        self._waiting_since_s: dict[object, float] = {}
        self._limit = worker_count + waiting_limit
        self._admitted_count = 0
        # One turn more than workers: no worker is idle while a request is between its steps.
        self._turns = asyncio.Semaphore(worker_count + 1)
        self._executor = ThreadPoolExecutor(worker_count, thread_name_prefix=name)

    @asynccontextmanager
    async def admit(self) -> AsyncIterator[None]:
        """Hold a place. Raises OverloadedError at once if no place is free.

        Requests take turns in the order in which they came. A waiting request holds only its
        message. It holds no decoded images.
        """
        if self._admitted_count >= self._limit:
            raise OverloadedError(
                f"{self._admitted_count} requests are in the {self.name} pool already: try later"
            )
        self._admitted_count += 1
        try:
            async with self._turn():
                yield
        finally:
            self._admitted_count -= 1

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        place, since_s = object(), time.monotonic()
        self._waiting_since_s[place] = since_s
        try:
            await self._turns.acquire()
        finally:
            del self._waiting_since_s[place]
        try:
            self._waited(self.name, time.monotonic() - since_s)
            yield
        finally:
            self._turns.release()

    @property
    def capacity(self) -> int:
        """How many requests the pool takes before it refuses."""
        return self._limit

    @property
    def admitted_count(self) -> int:
        """How many requests are in the pool, working or waiting. Any thread may ask."""
        return self._admitted_count

    def oldest_wait_s(self) -> float:
        """Return for how long the oldest waiting request has waited. Any thread may ask."""
        oldest_s = min(tuple(self._waiting_since_s.values()), default=None)
        return 0.0 if oldest_s is None else time.monotonic() - oldest_s

    async def admit_and_run(self, work: Callable[[], T], deadline: Deadline) -> T:
        """Hold a place for as long as the work runs. Raises OverloadedError."""
        async with self.admit():
            return await self.run(work, deadline)

    async def run(self, work: Callable[[], T], deadline: Deadline) -> T:
        """Run blocking work on a thread. The work does not start after the deadline."""
        return (await self.run_all([work], deadline))[0]

    async def run_all(self, work: Sequence[Callable[[], T]], deadline: Deadline) -> list[T]:
        """Run pieces of one request side by side. Raises the error of the first failed piece.

        Pieces begin in their order. No piece begins after a piece has failed.

        When the caller goes away, the threads stop at their next check. The request holds its
        place until then, because work that nobody waits for is still load.
        """
        futures = [self._executor.submit(_guarded(piece, deadline)) for piece in work]
        for index, future in enumerate(futures):
            future.add_done_callback(partial(_give_up, futures[index + 1 :]))
        gathered = asyncio.gather(*map(asyncio.wrap_future, futures), return_exceptions=True)
        try:
            await asyncio.shield(gathered)
        except asyncio.CancelledError:
            deadline.cancelled.set()
            for future in futures:
                future.cancel()
            await gathered
            raise
        return [future.result() for future in futures]

    def close(self) -> None:
        """Wait for running work. No new work starts."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _give_up(later: Sequence[Future[T]], future: Future[T]) -> None:
    """Keep the pieces after a failed piece from starting.

    The pieces before the failed piece have begun and may still fail. So the caller learns of the
    first fault in the order of the request, whichever fault is found first.
    """
    if not future.cancelled() and future.exception() is not None:
        for waiting in later:
            waiting.cancel()


def _guarded(piece: Callable[[], T], deadline: Deadline) -> Callable[[], T]:
    context = copy_context()

    def run() -> T:
        deadline.check()
        return piece()

    return partial(context.run, run)
