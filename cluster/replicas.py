"""The replicas of partitions: who they are, and whom to ask first."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Protocol, TypeVar

from cluster.questions import Answer, Question
from gallery.store import Slots

SUSPECTED_S, MOST_SUSPECTED_S = 2.0, 60.0
"""How long a replica that failed is asked last: twice as long each time, until it answers."""


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str:
        """Names the replica among all of the cluster."""


class Replica(Named, Protocol):
    """One copy of a partition, of every gallery."""

    def ask(self, question: Question) -> "Future[Answer]":
        """Send a question. An error of the future means that the replica is lost."""


Copies = Mapping[Slots, Sequence[Replica]]
AnyReplica = TypeVar("AnyReplica", bound=Named)


class Directory(Protocol):
    """Knows which replicas there are. Never waits for the network."""

    def copies(self) -> Copies:
        """Return the replicas of each partition that are to be asked, as far as is known."""

    def everyone(self) -> Sequence[Replica]:
        """Return all replicas: also those that are being filled, and those that end soon."""

    def look_again(self) -> None:
        """Find out soon which replicas there are: one of those known was lost."""


class Turns:
    """Says in which order replicas are asked: they take turns, and suspects come last."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        """now_s: a clock; a simulation has one of its own."""
        self._now_s = now_s
        self._lock = threading.Lock()
        self._turns = Counter[str]()
        """Of each partition, by its first replica. One turn for all would give the same replicas
        of an even number of partitions the same turn in every search, and others none."""
        self._suspected: dict[str, float] = {}
        self._failures: dict[str, int] = {}

    def in_order(self, replicas: Sequence[AnyReplica]) -> list[AnyReplica]:
        """Return the replicas of a partition, whom to ask first first."""
        if not replicas:
            return []
        with self._lock:
            self._turns[replicas[0].name] += 1
            first = self._turns[replicas[0].name] % len(replicas)
            now = self._now_s()
            ordered = [*replicas[first:], *replicas[:first]]
            return sorted(ordered, key=lambda one: self._suspected.get(one.name, 0.0) > now)

    def failed(self, replica: Named) -> None:
        """Ask this replica last for a while."""
        with self._lock:
            failures = self._failures.get(replica.name, 0)
            self._failures[replica.name] = failures + 1
            seconds = min(SUSPECTED_S * 2 ** min(failures, 10), MOST_SUSPECTED_S)
            self._suspected[replica.name] = self._now_s() + seconds

    def answered(self, replica: Named) -> None:
        """Trust this replica again."""
        with self._lock:
            self._suspected.pop(replica.name, None)
            self._failures.pop(replica.name, None)
