"""Whose turn it is: fair between owners, urgent work first, and nothing waits for ever."""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

MOST_URGENT, LEAST_URGENT = 1, 9
"""Priorities, as bookings have them."""


@dataclass(frozen=True)
class _Waiting:
    """What waits. `order` says when its turn comes; ties go by arrival."""

    order: tuple[float, int]
    start: float
    owner: str
    priority: int
    size: float


class Turns(Generic[K]):
    """Gives turns by start-time fair queueing, with a head start for urgent work. One thread.

    Each owner's work is laid end to end on one virtual line; whoever starts first has the next
    turn. So owners get equal amounts of work, however much each of them sends. A step of priority
    is a head start of `step` units of work: work of priority 9 is overtaken by at most 8 steps of
    each owner's work, and then its turn comes.

    Source: Goyal, Vin & Cheng 1996, Start-time Fair Queueing, §2.
    """

    def __init__(self, step: float) -> None:
        """step: in the units of `size`."""
        self._step = step
        self._waiting: dict[K, _Waiting] = {}
        self._ends: dict[str, float] = {}
        self._now = 0.0
        self._numbers = count()

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, key: K) -> bool:
        return key in self._waiting

    def join(self, key: K, owner: str, priority: int, size: float = 1.0) -> None:
        """Let work wait. key: names the work, and does not wait yet."""
        start = self._start(owner, priority)
        self._ends[owner] = max(self._ends.get(owner, 0.0), self._now) + size
        order = (self._order(start, priority), next(self._numbers))
        self._waiting[key] = _Waiting(order, start, owner, priority, size)

    def leave(self, key: K) -> None:
        """Take work away whose turn has not come; the owner gets its place on the line back."""
        gone = self._waiting.pop(key, None)
        if gone is not None:
            self._ends[gone.owner] = max(self._now, self._ends.get(gone.owner, 0.0) - gone.size)
            self._forget()

    def next(self) -> K | None:
        """Take the work whose turn it is."""
        if not self._waiting:
            return None
        key = min(self._waiting, key=lambda one: self._waiting[one].order)
        taken = self._waiting.pop(key)
        self._now = max(self._now, taken.start)
        self._forget()
        return key

    def keys(self) -> list[K]:
        """List what waits."""
        return list(self._waiting)

    def ahead(self, owner: str, priority: int) -> float:
        """Sum the work that would have its turn before new work of this owner."""
        order = (self._order(self._start(owner, priority), priority), float("inf"))
        return sum(one.size for one in self._waiting.values() if one.order < order)

    def _start(self, owner: str, priority: int) -> float:
        """Place new work on the owner's line: urgent work before the owner's other work."""
        behind = sum(
            one.size
            for one in self._waiting.values()
            if one.owner == owner and one.priority > priority
        )
        return max(self._now, self._ends.get(owner, 0.0) - behind)

    def _order(self, start: float, priority: int) -> float:
        return start + self._step * (priority - MOST_URGENT)

    def _forget(self) -> None:
        """Forget the owners who have had no more than everybody; all of them if nothing waits."""
        ends = self._ends.items() if self._waiting else ()
        self._ends = {owner: end for owner, end in ends if end > self._now}
