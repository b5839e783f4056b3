"""Whom searches ask: one whole cut that is ready, and the newest place of each replica.

While partitions move, there are more replicas than a search may ask: some are being filled, and
some will end soon. Two cuts may run side by side; a search that asked partitions of both would find
people twice, or not at all. Two versions may run side by side; a service asks replicas of its own.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, wait
from typing import Protocol

from cluster.names import ReplicaName
from cluster.replicas import Copies, Replica
from cluster.sending import sent
from cluster.version import search_digest
from gallery.store import SLOT_COUNT, Slots, cut

_WAIT_S = 0.5
_SILENT_S = 3.0
"""A replica that does not say for so long whether it is ready, is not."""


class Named(Replica, Protocol):
    """A replica that can be asked whether it is ready."""

    def ready(self, digest: str) -> "Future[str]":
        """Return the digest of its answers once all its galleries can be searched; "" before.

        digest: of the service that asks, so that the replica knows whether one needs it.
        """


class Roster:
    """Knows which replicas there are and which are ready. For one thread that looks."""

    def __init__(self, digest: str | None = None) -> None:
        """digest: of the answers that are wanted; otherwise of this program."""
        self._digest = digest or search_digest()
        self._found: Mapping[ReplicaName, Named] = {}
        self._ready: set[ReplicaName] = set()
        self._asked: dict[ReplicaName, tuple[Future[str], float]] = {}
        self._is_contested = False
        self._copies: Copies = {}

    def copies(self) -> Copies:
        """Return whom to ask."""
        return self._copies

    def everyone(self) -> Sequence[Replica]:
        """Return all replicas: also those that are being filled, and those that end soon."""
        return list(self._found.values())

    def saw(self, found: Mapping[ReplicaName, Named]) -> None:
        """Take note of all replicas that there are.

        A replica counts as ready from its first such answer on, and may be asked in vain later. But
        while there is a choice, all are asked each time, so that nobody waits for a new place that
        has failed while the old one still answers.
        """
        self._ready &= found.keys()
        self._asked = {name: one for name, one in self._asked.items() if name in found}
        for name, replica in found.items():
            if (self._is_contested or name not in self._ready) and name not in self._asked:
                self._asked[name] = self._sent(replica), time.monotonic()
        wait([future for future, _ in self._asked.values()], timeout=_WAIT_S)
        for name, (future, at) in list(self._asked.items()):
            if future.done():
                del self._asked[name]
                (self._ready.add if self._says_so(future) else self._ready.discard)(name)
            elif time.monotonic() > at + _SILENT_S:
                self._ready.discard(name)
        asked = chosen(found, self._ready)
        self._is_contested = sum(map(len, asked.values())) < len(found)
        self._found = dict(found)
        self._copies = {slots: [found[name] for name in names] for slots, names in asked.items()}

    def _sent(self, replica: Named) -> "Future[str]":
        return sent(replica.ready, self._digest)

    def _says_so(self, future: "Future[str]") -> bool:
        return future.exception() is None and future.result() == self._digest


def chosen(
    found: Iterable[ReplicaName], ready: AbstractSet[ReplicaName]
) -> dict[Slots, list[ReplicaName]]:
    """Choose one whole cut, and whom to ask of each partition.

    Of several cuts the one of which more is ready is chosen; among equals the one that was made
    last. Without a whole cut everything is returned: whoever asks refuses it.
    """
    by_slots = defaultdict(list)
    for name in sorted(found):
        by_slots[name.slots].append(name)

    def worth(slots: Sequence[Slots]) -> tuple[int, int]:
        ready_count = sum(
            one.end - one.first for one in slots if not ready.isdisjoint(by_slots[one])
        )
        return ready_count, max(name.generation for one in slots for name in by_slots[one])

    whole = [
        slots
        for count in range(1, len(by_slots) + 1)
        if Slots(0, SLOT_COUNT // count) in by_slots
        for slots in [cut(count)]
        if by_slots.keys() >= set(slots)
    ]
    best: Sequence[Slots] = max(whole, key=worth, default=sorted(by_slots))
    return {slots: _of_partition(by_slots[slots], ready) for slots in best}


def _of_partition(
    names: Sequence[ReplicaName], ready: AbstractSet[ReplicaName]
) -> list[ReplicaName]:
    """Choose the newest place of each number that is ready; all, if none is. names: in order."""
    newest = {name.number: name for name in names if name in ready}
    return list(newest.values()) or list(names)
