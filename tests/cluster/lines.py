"""Real partitions behind lines that a test can cut, slow down or freeze.

What goes over a line is packed, or pickled as Ray does.
"""

import pickle
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from cluster.errors import ReplicaNotReadyError
from cluster.pace import Patience
from cluster.partition import AnsweringPartition, Partition, failed
from cluster.questions import SEARCHES, Answer, Kind, Question, answer_in, packed, question_in
from cluster.replicas import Copies, Replica
from cluster.sets import HeldSet, SetPartition, name_of
from cluster.version import Version, own_version
from database.connection import Database
from gallery.index.parameters import IndexParameters
from gallery.store.slots import Slots, cut

Sent = TypeVar("Sent")

QUICK = Patience(within_s=3.0, again_s=0.05)


class CutError(Exception):
    """The line is cut."""


class LineReplica:
    """A partition behind a line."""

    def __init__(
        self, name: str, partition: AnsweringPartition, version: Version | None = None
    ) -> None:
        """version: what it says that it runs."""
        self.name = name
        self.version = version or own_version()
        self.partition = partition
        self.is_cut = False
        self.serves: frozenset[Kind] = frozenset(Kind)
        """What is answered; for anything else the line is cut."""
        self.delay_s = 0.0
        self.is_ready = True
        self.asked: list[Kind] = []
        self.asked_at = self.seen_at = time.monotonic()
        self.thawed = threading.Event()
        self.thawed.set()
        self._pool = ThreadPoolExecutor(8, name)

    def ask(self, question: Question) -> "Future[Answer]":
        """Send a question."""
        if self.is_cut or question.kind not in self.serves:
            raise CutError(f"{self.name} is gone")
        self.asked.append(question.kind)
        if question.kind in SEARCHES:
            self.asked_at = self.seen_at = time.monotonic()
        return self._pool.submit(self._answer, question)

    def ready(self, digest: str) -> "Future[str]":
        """Ask whether it can be searched."""
        if self.is_cut:
            raise CutError(f"{self.name} is gone")
        if digest == self.version.digest:
            self.seen_at = time.monotonic()
        return self._pool.submit(self._ready)

    def _ready(self) -> str:
        self.thawed.wait()
        return self.version.digest if self.is_ready else ""

    def _answer(self, question: Question) -> Answer:
        self.thawed.wait()
        time.sleep(self.delay_s)
        if self.is_cut:
            raise CutError(f"{self.name} went away")
        if not self.is_ready:
            return failed(ReplicaNotReadyError("it fills its folder from the database"))
        if question.kind in SEARCHES:
            answer = self.partition.answer(question_in(packed(question)))
            return answer_in(packed(replace(answer, digest=self.version.digest)))
        answer = self.partition.answer(carried(question))
        return carried(replace(answer, digest=self.version.digest))

    def close(self) -> None:
        """End the partition."""
        self.thawed.set()
        self._pool.shutdown()
        self.partition.close()


class LineDirectory:
    """Knows the replicas."""

    def __init__(self, replicas: dict[Slots, list[LineReplica]]) -> None:
        self.by_slots = replicas
        self.looked_count = 0

    def copies(self) -> Copies:
        """Return the replicas of each partition."""
        known: dict[Slots, Sequence[Replica]] = {}
        for slots, replicas in self.by_slots.items():
            known[slots] = list(replicas)
        return known

    def everyone(self) -> Sequence[Replica]:
        """Return all of them."""
        return self.replicas

    def look_again(self) -> None:
        """Count that somebody asked for another look."""
        self.looked_count += 1

    @property
    def replicas(self) -> list[LineReplica]:
        """All of them."""
        return [one for replicas in self.by_slots.values() for one in replicas]


def carried(sent: Sent) -> Sent:
    """Pickle as Ray does: arrays arrive as views of memory that cannot be written to."""
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(sent, protocol=5, buffer_callback=buffers.append)
    came: Sent = pickle.loads(data, buffers=[bytes(one.raw()) for one in buffers])
    return came


@contextmanager
def partitioned(
    database: Database,
    folder: Path,
    partition_count: int,
    replica_count: int,
    *,
    gallery: str = "iafis",
    sets: str = "",
    parameters: IndexParameters | None = None,
) -> Iterator[LineDirectory]:
    """Open all replicas of all partitions of a gallery. sets: names the sets that they know."""

    def opened(name: str, slots: Slots) -> Partition:
        return Partition(gallery, slots, folder / name, database, sets=sets, parameters=parameters)

    with lined(opened, gallery, partition_count, replica_count) as directory:
        yield directory


@contextmanager
def set_partitioned(
    held: HeldSet,
    folder: Path,
    partition_count: int,
    replica_count: int,
    *,
    parameters: IndexParameters | None = None,
) -> Iterator[LineDirectory]:
    """Open all replicas of all partitions of a reference set, which have copied their parts."""

    def opened(name: str, slots: Slots) -> SetPartition:
        sets = name_of([held])
        made = SetPartition(held, slots, folder / name, sets=sets, parameters=parameters)
        made.follow()
        return made

    with lined(opened, held.name, partition_count, replica_count) as directory:
        yield directory


@contextmanager
def lined(
    opened: Callable[[str, Slots], AnsweringPartition],
    prefix: str,
    partition_count: int,
    replica_count: int,
) -> Iterator[LineDirectory]:
    """Put all replicas of all partitions behind lines."""
    made: dict[Slots, list[LineReplica]] = {}
    directory = LineDirectory(made)
    try:
        for slots in cut(partition_count):
            made[slots] = []
            for number in range(replica_count):
                name = f"{prefix}/{slots}/{number}"
                made[slots].append(LineReplica(name, opened(name, slots)))
        yield directory
    finally:
        for one in directory.replicas:
            one.close()
