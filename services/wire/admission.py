"""Bounded admission: a few requests run, a few wait in turn, and the service refuses the rest."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from interop.roles import Group
from interop.turns import LEAST_URGENT, MOST_URGENT, Turns
from services.bounds import Pace, Shares
from services.errors import DeadlineTooShortError
from services.wire.deadline import Deadline

T = TypeVar("T")

PRIORITY_STEP_S = 1.0
"""Head start of one step of priority, in seconds of work."""
_UNKNOWN_S = 0.05
"""What a unit of work counts in its turn, before its kind was ever done."""
_UNBOUNDED = Deadline.after(None)


@dataclass(frozen=True)
class Work:
    """What a request wants to do in a pool."""

    kind: str = ""
    """Names work that takes alike long for each unit."""
    size: float = 1.0
    priority: int = LEAST_URGENT
    rest_s: float = 0.0
    """What the request needs elsewhere after this pool."""


_SHORT = Work()


@dataclass(frozen=True, eq=False)
class _Turn:
    """A turn that is waited for, and the seconds of work that it stands for."""

    came: asyncio.Future[None]
    work_s: float


class Pool:
    """Threads for one kind of blocking work. Used from one event loop.

    Callers share the places, and take turns. Desks find a place however much the agencies send,
    and come before work that is not urgent. Work that cannot end before its deadline is refused
    at once, or when its turn comes, and never begun.
    """

    def __init__(
        self,
        name: str,
        worker_count: int,
        waiting_limit: int,
        clock: Callable[[], float] = time.monotonic,
        waited: Callable[[str, float], None] = lambda _name, _seconds: None,
    ) -> None:
        """clock: in seconds, as the clock of deadlines.

        waited: told for how many seconds a request of this pool waited for its turn.
        """
        self.name = name
        self.capacity = worker_count + waiting_limit
        self._waited = waited
        self._waiting_since_s: dict[_Turn, float] = {}
        self._clock = clock
        self._shares = Shares(worker_count + waiting_limit, f"places in the {name} pool")
        # One turn more than workers: no worker is idle while a request is between its steps.
        self._turn_count = worker_count + 1
        self._at_work: set[_Turn] = set()
        self._waiting: Turns[_Turn] = Turns(PRIORITY_STEP_S)
        self._paces: defaultdict[str, Pace] = defaultdict(Pace)
        self._executor = ThreadPoolExecutor(worker_count, thread_name_prefix=name)

    @asynccontextmanager
    async def admit(
        self, deadline: Deadline = _UNBOUNDED, work: Work = _SHORT
    ) -> AsyncIterator[None]:
        """Hold a place, and a turn for the block.

        Raises OverloadedError at once if no place is free, DeadlineTooShortError if the work
        cannot end in time. A waiting request holds its message, and no decoded images.
        """
        if deadline.group is Group.DESKS:
            work = replace(work, priority=MOST_URGENT)
        with self._shares.hold(deadline.owner, deadline.group):
            wait_s = self._wait_s(deadline.owner, work.priority)
            others = len(self._at_work) + len(self._waiting)
            self._refuse_late(deadline, work, wait_s, others)
            turn = await self._take_turn(deadline.owner, work)
            try:
                self._refuse_late(deadline, work, 0.0, len(self._at_work) - 1)
                start_s = self._clock()
                yield
                self._paces[work.kind].learn(self._clock() - start_s, work.size)
            finally:
                self._at_work.remove(turn)
                self._give_turns()

    @property
    def admitted_count(self) -> int:
        """How many requests are in the pool, working or waiting. Any thread may ask."""
        return len(self._at_work) + len(self._waiting_since_s)

    def oldest_wait_s(self) -> float:
        """Return for how long the oldest waiting request has waited. Any thread may ask."""
        oldest_s = min(tuple(self._waiting_since_s.values()), default=None)
        return 0.0 if oldest_s is None else time.monotonic() - oldest_s

    def expected_s(self, kind: str) -> float:
        """Tell how long new work of a kind would wait and take."""
        return self._wait_s("", LEAST_URGENT) + self._paces[kind].safe_s(1)

    async def admit_and_run(self, work: Callable[[], T], deadline: Deadline, kind: str) -> T:
        """Hold a place for as long as the work runs. Raises what `admit` raises."""
        async with self.admit(deadline, Work(kind)):
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

    async def _take_turn(self, owner: str, work: Work) -> _Turn:
        work_s = self._paces[work.kind].mean_s(work.size) or _UNKNOWN_S * work.size
        turn = _Turn(asyncio.get_running_loop().create_future(), work_s)
        self._waiting.join(turn, owner, work.priority, work_s)
        since_s = self._waiting_since_s[turn] = time.monotonic()
        self._give_turns()
        try:
            await turn.came
        except asyncio.CancelledError:
            self._waiting.leave(turn)
            if turn in self._at_work:
                # The turn came and the caller went in the same moment.
                self._at_work.remove(turn)
                self._give_turns()
            raise
        finally:
            del self._waiting_since_s[turn]
        self._waited(self.name, time.monotonic() - since_s)
        return turn

    def _give_turns(self) -> None:
        while len(self._at_work) < self._turn_count and (turn := self._waiting.next()) is not None:
            # A caller who has gone still waits until its task runs: it takes no turn any more.
            if not turn.came.done():
                self._at_work.add(turn)
                turn.came.set_result(None)

    def _wait_s(self, owner: str, priority: int) -> float:
        """Expect how long new work waits for its turn. Work at work is half done on average."""
        if len(self._at_work) < self._turn_count:
            return 0.0
        at_work_s = sum(turn.work_s for turn in self._at_work) / 2
        return (self._waiting.ahead(owner, priority) + at_work_s) / self._turn_count

    def _refuse_late(self, deadline: Deadline, work: Work, wait_s: float, others: int) -> None:
        """Refuse work that would end too late. An idle pool tries, so that its pace stays true."""
        if deadline.expiry_s is None or not others:
            return
        needed_s = wait_s + self._paces[work.kind].safe_s(work.size) + work.rest_s
        left_s = deadline.expiry_s - self._clock()
        if needed_s > left_s:
            raise DeadlineTooShortError(
                f"{max(left_s, 0.0):.1f} s are left, and the {self.name} pool would need "
                f"{needed_s:.1f} s: allow more time, or try later"
            )


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
