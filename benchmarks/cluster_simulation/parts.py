"""The parts of a search, each measured alone here: work without Ray, and calls without work."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import numpy as np

from benchmarks.cluster import cpu_s
from benchmarks.cluster_simulation.costs import Calls, Costs
from benchmarks.data import GALLERY, Floats, MeasurementError, MixedPeople
from benchmarks.latency import FIRST_SEED
from cluster.asking import Asker
from cluster.partition import Partition
from cluster.questions import Answer, Kind, Nearest, Question
from cluster.remote_index import RemoteIndex
from cluster.replicas import Copies, Replica
from database.connection import Database
from gallery.gallery import Gallery
from gallery.index import CLASSES, best_of_classes
from gallery.search import SearchParameters, ten_finger_vector
from gallery.store import Slots, cut
from matcher.fusion import prepare_fingers
from matcher.types import FINGERS, Features
from matcher.vector import vector
from synthesis.minutiae import minutiae_template
from synthesis.people import person

_CALLS = 400
_WARM_UP = 40
_IDS = 20_000
_PROBE_IMPRESSION = 7
_PARAMETERS = SearchParameters()
_DEPTHS = next(one for least, one in _PARAMETERS.by_finger_count if len(FINGERS) >= least)


@dataclass(eq=False)
class OwnReplica:
    """A partition in this process, which notes what each question costs."""

    name: str
    partition: Partition
    spent: list[tuple[Kind, int, int, float]] = field(default_factory=list)
    """Of each question: references, fingers, seconds of a core. Rescoring counts by itself."""
    repeated_s: float = 0.0
    few_s: float = 0.0
    few_count: int = 0
    """References that were compared by the few fingers, and in which time."""

    def ask(self, question: Question) -> "Future[Answer]":
        """Answer at once."""
        future: Future[Answer] = Future()
        started_s = time.thread_time()
        future.set_result(self.partition.answer(question))
        took_s = time.thread_time() - started_s
        if question.kind is Kind.SHORTLIST:
            took_s -= self._rescored(question, future.result())
        if len(question.wanted) > 1:
            raise MeasurementError("the costs are those of people who all have all fingers")
        [(fingers, ids)] = question.wanted.items() or [((), ())]
        if _is_few(question.kind, len(fingers)):
            self.few_s += took_s
            self.few_count += len(ids)
        counts = len(ids), len(fingers)
        self.spent.append((question.kind, *counts, took_s))
        return future

    def _rescored(self, question: Question, answer: Answer) -> float:
        """Rescore a shortlist once more, to know how much of the answer's time that took."""
        ids = cast(Nearest, answer.value).shortlist.reference_ids
        started_s = time.thread_time()
        self.partition.index.rescore(question.vectors, ids)
        took_s = time.thread_time() - started_s
        self.spent.append((Kind.RESCORE, len(ids), 0, took_s))
        self.repeated_s += took_s
        return took_s


@dataclass(frozen=True, eq=False)
class OwnDirectory:
    """All partitions in this process."""

    replicas: dict[Slots, OwnReplica]

    def copies(self) -> Copies:
        """Return one replica of each partition."""
        return {slots: [one] for slots, one in self.replicas.items()}

    def everyone(self) -> list[OwnReplica]:
        """Return all parts."""
        return list(self.replicas.values())

    def look_again(self) -> None:
        """Find nobody else."""


@contextmanager
def own_partitions(count: int, database: Database, folder: Path) -> Iterator[OwnDirectory]:
    """Open the partitions in this process until the block ends."""
    with ExitStack() as stack:
        made = {}
        for slots in cut(count):
            partition = Partition(GALLERY, slots, folder / str(slots), database)
            stack.callback(partition.close)
            partition.follow()
            made[slots] = OwnReplica(str(slots), partition)
        yield OwnDirectory(made)


def probe_of(number: int, people: int, mixed: MixedPeople | None = None) -> list[Features]:
    """Take another impression of all fingers of somebody who is enrolled.

    mixed: whose fingers they are, if people are mixed from donors.
    """
    whose = int(np.random.default_rng([FIRST_SEED, number]).integers(people))
    if mixed is not None:
        there = mixed.with_all_fingers(whose)
        return list(mixed.other_impression(there, FINGERS, _PROBE_IMPRESSION))
    seed = FIRST_SEED + whose
    prints = [
        (one, minutiae_template(person(seed).finger(one), _PROBE_IMPRESSION)) for one in FINGERS
    ]
    return [Features(position, one, vector(one)) for position, one in prints]


def work(
    database: Database, directory: OwnDirectory, probes: Sequence[Sequence[Features]]
) -> dict[str, Any]:
    """Measure what a search costs in partitions without Ray, by kind of question."""
    with Gallery(
        GALLERY,
        database,
        open_index=lambda gallery, followed, names: RemoteIndex(
            gallery, followed, names, directory
        ),
    ) as gallery:
        gallery.catch_up(lambda *_: None)
        for one in probes[:10]:
            gallery.identify(one)
        for replica in directory.replicas.values():
            replica.spent.clear()
            replica.repeated_s = 0.0
        before_s, each_s = time.process_time(), list[float]()
        for one in probes:
            for replica in directory.replicas.values():
                replica.few_s, replica.few_count = 0.0, 0
            gallery.identify(one)
            parts = directory.replicas.values()
            # A probe whose fingers have little to compare is compared by more of them at once.
            if count := sum(replica.few_count for replica in parts):
                each_s.append(sum(replica.few_s for replica in parts) / count)
        whole_s = time.process_time() - before_s
        if not each_s:
            raise MeasurementError("no probe compares references by few of its fingers")
        whole_s -= sum(one.repeated_s for one in directory.replicas.values())
    spent = [one for replica in directory.replicas.values() for one in replica.spent]
    return _by_kind(spent, whole_s, len(probes)) | {
        "spread": (np.array(each_s) / np.mean(each_s)).tolist()
    }


def _by_kind(
    spent: Sequence[tuple[Kind, int, int, float]], whole_s: float, searches: int
) -> dict[str, Any]:
    by_kind: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for kind, references, fingers, took_s in spent:
        by_kind[f"{kind} few" if _is_few(kind, fingers) else str(kind)].append((references, took_s))
    # Pairs of minutiae are told of a few candidates of some searches: they count as the service's.
    by_kind.pop(Kind.PAIRS, None)
    questions_s = sum(took for found in by_kind.values() for _, took in found)
    shortlists = np.array([took for _, took in by_kind[Kind.SHORTLIST]])

    def each(name: str) -> float:
        references = sum(count for count, _ in by_kind[name])
        return 1_000 * sum(took for _, took in by_kind[name]) / max(1, references)

    return {
        "shortlist_ms": 1_000 * float(shortlists.mean()),
        "place_ms": each(Kind.RESCORE),
        "few_ms": each(f"{Kind.COMPARE} few"),
        "all_ms": each(Kind.COMPARE),
        "own_ms": 1_000 * (whole_s - questions_s) / searches,
        "whole_ms": 1_000 * whole_s / searches,
    }


def _is_few(kind: Kind, fingers: int) -> bool:
    return kind is Kind.COMPARE and fingers == _DEPTHS.few_fingers


def calls(asker: Asker, probe: Sequence[Features], pids: Sequence[int]) -> dict[str, Any]:
    """Measure calls over Ray that carry what those of a search carry, and ask for no work."""
    vectors = ten_finger_vector(probe)
    prepared = prepare_fingers(probe[: _DEPTHS.few_fingers])
    unknown = np.arange(_IDS, dtype=np.int64) + 2**40
    asked = {
        "nothing": asker.question(Kind.STATE, 0),
        "vectors": asker.question(Kind.RESCORE, 0, vectors=vectors),
        "templates": asker.question(Kind.COMPARE, 0, prepared=prepared, vectors=vectors),
        "ids": asker.question(Kind.RESCORE, 0, vectors=vectors, reference_ids=unknown),
    }
    replica = next(iter(asker.copies().values()))[0]
    found: dict[str, Any] = {name: _called(replica, one, pids) for name, one in asked.items()}
    found["ids"]["bytes"] = _IDS * 12
    found["merge_ns_per_row"] = _merge_ns()
    return found


def _called(replica: Replica, question: Question, pids: Sequence[int]) -> dict[str, float]:
    for _ in range(_WARM_UP):
        replica.ask(question).result()
    took = []
    own_s, all_s = time.process_time(), cpu_s(pids)
    for _ in range(_CALLS):
        started_s = time.perf_counter()
        replica.ask(question).result()
        took.append(time.perf_counter() - started_s)
    own_s, all_s = time.process_time() - own_s, cpu_s(pids) - all_s
    idle_s = idle_share(pids) * sum(took)
    return {
        "took_ms": 1_000 * float(np.median(took)),
        "caller_ms": 1_000 * own_s / _CALLS,
        "replica_ms": 1_000 * max(0.0, all_s - own_s - idle_s) / _CALLS,
    }


def idle_share(pids: Sequence[int], seconds: float = 3.0) -> float:
    """Return how many cores the replicas keep busy when nobody asks them."""
    own_s, all_s = time.process_time(), cpu_s(pids)
    time.sleep(seconds)
    return (cpu_s(pids) - all_s - (time.process_time() - own_s)) / seconds


def _merge_ns(parts: int = 8, rows: int = 20_000) -> float:
    """Measure how long a row of shortlists takes that are merged."""
    rng = np.random.default_rng(FIRST_SEED)
    found = [
        (np.arange(rows, dtype=np.int64) * parts + one, rng.random(rows, np.float32))
        for one in range(parts)
    ]
    return 1e9 * _least_s(lambda: best_of_classes({CLASSES[0]: found}, rows)) / (parts * rows)


def _least_s(do: Callable[[], object], rounds: int = 9) -> float:
    times = []
    for _ in range(rounds):
        started_s = time.perf_counter()
        do()
        times.append(time.perf_counter() - started_s)
    return min(times)


def costs_here(
    people: int, partitions: int, found: dict[str, Any], called: dict[str, Any]
) -> Costs:
    """Return the costs that were measured here, for a simulation of the same."""
    sizes: Floats = np.array([0.0, people / partitions])
    return Costs(
        scan=(sizes, np.array([0.0, found["shortlist_ms"] / 1_000])),
        place_s=found["place_ms"] / 1_000,
        few_s=found["few_ms"] / 1_000,
        all_s=found["all_ms"] / 1_000,
        own_s=found["own_ms"] / 1_000,
        prints_s=np.zeros(1),
        spread=np.array(found["spread"]),
        # What the service does with answers is in its own time already.
        calls=replace(Calls.of(called), merge_s=0.0),
    )
