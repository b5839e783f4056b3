"""Time that is simulated: what happens when, processors that tasks share, workers with a queue."""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

Action = Callable[[], object]


@dataclass(eq=False)
class Event:
    """Something that will happen, unless it is called off."""

    action: Action | None

    def call_off(self) -> None:
        """Let it not happen."""
        self.action = None


class Clock:
    """The time of a simulation. Of events at one time, the one that was planned first is first."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._events: list[tuple[float, int, Event]] = []
        self._number = 0

    def after(self, seconds: float, action: Action) -> Event:
        """Plan what happens in so many seconds."""
        self._number += 1
        event = Event(action)
        heapq.heappush(self._events, (self.now_s + max(0.0, seconds), self._number, event))
        return event

    def run(self) -> None:
        """Let everything happen that is planned, and what follows from it."""
        while self._events:
            at_s, _, event = heapq.heappop(self._events)
            if event.action is not None:
                self.now_s = at_s
                event.action()


class Cores:
    """Processors that run all tasks at once and share their time alike, as a kernel does.

    A task goes at full speed as long as there are no more tasks than processors.
    """

    def __init__(self, clock: Clock, count: float) -> None:
        self._clock, self._count = clock, count
        self._tasks: list[tuple[float, int, Action]] = []
        self._done_each_s = 0.0
        """What a task that has been there from the beginning would have got."""
        self._looked_s = 0.0
        self._number = 0
        self._next: Event | None = None
        self.busy_s = 0.0

    def run(self, work_s: float, then: Action) -> None:
        """Do so many seconds of work, then go on."""
        self._advance()
        self._number += 1
        heapq.heappush(self._tasks, (self._done_each_s + max(0.0, work_s), self._number, then))
        self._plan()

    def halt(self) -> None:
        """Lose all tasks."""
        self._advance()
        self._tasks.clear()
        self._plan()

    def _advance(self) -> None:
        elapsed_s, self._looked_s = self._clock.now_s - self._looked_s, self._clock.now_s
        self._done_each_s += elapsed_s * self._speed()
        self.busy_s += elapsed_s * min(len(self._tasks), self._count)

    def _speed(self) -> float:
        return min(1.0, self._count / len(self._tasks)) if self._tasks else 1.0

    def _plan(self) -> None:
        if self._next is not None:
            self._next.call_off()
        self._next = None
        if self._tasks:
            left_s = (self._tasks[0][0] - self._done_each_s) / self._speed()
            self._next = self._clock.after(left_s, self._finish)

    def _finish(self) -> None:
        self._advance()
        end, _, then = heapq.heappop(self._tasks)
        # Rounding must not leave a rest of the task that has just ended.
        self._done_each_s = max(self._done_each_s, end)
        self._plan()
        then()


class Workers:
    """Workers that take one job after the other from one queue, first come, first served."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._idle: deque[str] = deque()
        self._waiting: deque[tuple[float, Action]] = deque()
        self._working: dict[int, tuple[str, Event, tuple[float, Action]]] = {}
        self._number = 0
        self.busy_s = 0.0

    def join(self, node: str, count: int) -> None:
        """Add workers of a node."""
        self._idle.extend([node] * count)
        self._serve()

    def lose(self, node: str, noticed_s: float = 0.0) -> None:
        """Lose the workers of a node; what they were at is done again when that is noticed."""
        self._idle = deque(one for one in self._idle if one != node)
        for number, (where, event, job) in list(self._working.items()):
            if where == node:
                event.call_off()
                del self._working[number]
                self._clock.after(noticed_s, partial(self._again, job))

    def do(self, work_s: float, then: Action) -> None:
        """Queue a job."""
        self._waiting.append((work_s, then))
        self._serve()

    def _again(self, job: tuple[float, Action]) -> None:
        self._waiting.appendleft(job)
        self._serve()

    def _serve(self) -> None:
        while self._idle and self._waiting:
            node, job = self._idle.popleft(), self._waiting.popleft()
            self._number += 1
            event = self._clock.after(job[0], partial(self._end, self._number))
            self._working[self._number] = (node, event, job)

    def _end(self, number: int) -> None:
        node, _, (work_s, then) = self._working.pop(number)
        self.busy_s += work_s
        self._idle.append(node)
        self._serve()
        then()
