"""Watches queue and workers, and has workers come and go as `scaling` decides. One for a cluster.

Nothing here waits: a worker that is frozen holds up nobody.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Protocol

from cluster.extraction.messages import Fault, Kind, QueueReport, Result, Task, WorkerStatus
from cluster.extraction.scaling import (
    Decision,
    HeardQueue,
    Memory,
    NodeSight,
    ScalingRules,
    Sight,
    WorkerBounds,
    WorkerSight,
    decide,
)
from cluster.extraction.seats import (
    FINISH_S,
    ExtractionWorker,
    result_of,
    sent_to,
    status_of,
)

_SILENT_S = 10.0
"""A worker that does not say how it is for so long could not extract."""
_LOGGER = logging.getLogger(__name__)


class WorkerGround(Protocol):
    """Nodes, and the workers on them. A worker's name is NODE/NUMBER."""

    def cpu_counts(self) -> Mapping[str, int]:
        """Return how many CPUs each node offers that is there."""

    def workers(self) -> Sequence[ExtractionWorker]:
        """Return all workers; the object of a worker stays the same as long as the worker does."""

    def is_changing(self) -> bool:
        """Tell whether a command changes the cluster, which is to be left alone then."""

    def start(self, node: str, number: int) -> None:
        """Start a worker."""

    def end(self, worker: ExtractionWorker) -> None:
        """End the process of a worker at once and for good."""


@dataclass(frozen=True)
class ScalingView:
    """How many workers there are and should be, for people."""

    bounds: str
    """On each node."""
    wanted_count: int = 0
    running_count: int = 0
    ready_count: int = 0
    """Of those that run."""
    ending_count: int = 0
    """Workers that end their last finger."""
    service_count: int = 0
    """Services that said lately what waits."""
    why: str = "it has not looked yet"


@dataclass(eq=False)
class _Watched:
    """A worker, and what it said last."""

    worker: ExtractionWorker
    question: "Future[Result] | None" = None
    """How it is, asked and not answered yet."""
    asked_s: float = 0.0
    is_ready: bool = False
    is_used: bool = False
    idle_cores: float = 0.0
    status: WorkerStatus | None = None
    finished: "Future[Result] | None" = None
    """Answered when the last finger has ended; None: it was not told to finish."""
    finishing_s: float = 0.0
    """When it was told to finish for the first time."""

    @property
    def node(self) -> str:
        return self.worker.name.partition("/")[0]

    @property
    def number(self) -> int:
        return int(self.worker.name.partition("/")[2])

    @property
    def is_ending(self) -> bool:
        return self.finished is not None or bool(self.status and self.status.is_ending)

    def ask(self, now_s: float) -> None:
        """Take the answer to the last question, and ask the next one."""
        if self.question is not None and not self.question.done():
            self.is_ready = self.is_ready and now_s - self.asked_s <= _SILENT_S
            return
        if self.question is not None:
            self._learn(result_of(self.question))
        self.asked_s, self.question = now_s, status_of(self.worker)

    def _learn(self, result: Result) -> None:
        before, now = self.status, result.status
        self.is_ready, self.is_used = not result.fault, False
        if now is None:
            return
        self.status = now
        same = before is not None and before.process_id == now.process_id
        if before is not None and same:
            self.idle_cores = _idle_cores(before, now)
        extracted_before = before.extracted_count if before is not None and same else 0
        was_at_work = now.extracted_count > extracted_before
        self.is_used = now.is_busy or now.waiting_count > 0 or was_at_work


@dataclass
class Scaler:
    """Counts what services report, and acts at each look; safe for threads."""

    ground: WorkerGround
    bounds: WorkerBounds
    rules: ScalingRules = field(default_factory=ScalingRules)
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: dict[str, HeardQueue] = {}
        self._watched: dict[str, _Watched] = {}
        self._memory = Memory(self.clock())
        self._view = ScalingView(str(self.bounds))

    def hear(self, report: QueueReport) -> None:
        """Take what a service says of its queue."""
        with self._lock:
            self._heard[report.service] = HeardQueue(report, self.clock())

    def view(self) -> ScalingView:
        """Say what the last look found."""
        return self._view

    def look(self) -> None:
        """See what there is, decide, and act. Raises what the ground raises."""
        now_s = self.clock()
        with self._lock:
            self._heard = {
                name: one
                for name, one in self._heard.items()
                if now_s - one.heard_s <= self.rules.forget_s
            }
            queues = tuple(self._heard.values())
        self._watch(now_s)
        sight = Sight(now_s, queues, tuple(self._nodes()))
        decision, memory = decide(self._memory, sight, self.bounds, self.rules)
        ending = [
            one
            for one in self._watched.values()
            if one.is_ending or one.worker.name in decision.finishing
        ]
        if (decision.starting or ending) and self.ground.is_changing():
            self._memory = replace(memory, came_s=self._memory.came_s)
            self._view = self._seen(sight, decision, "a command changes the cluster")
            return
        self._memory = memory
        self._view = self._seen(sight, decision, decision.why)
        self._start(decision.starting)
        for one in ending:
            self._finish(one, now_s)
        if decision.starting or decision.finishing:
            _LOGGER.info(
                "extraction workers: %d run, %d are wanted: %s",
                *(decision.running_count, decision.wanted_count, decision.why),
            )

    def _watch(self, now_s: float) -> None:
        found = {one.name: one for one in self.ground.workers()}
        known = {name: one for name, one in self._watched.items() if found.get(name) is one.worker}
        self._watched = {name: known.get(name) or _Watched(one) for name, one in found.items()}
        for one in self._watched.values():
            one.ask(now_s)

    def _nodes(self) -> Iterator[NodeSight]:
        for node, cpu_count in sorted(self.ground.cpu_counts().items()):
            here = [one for one in self._watched.values() if one.node == node]
            workers = tuple(
                WorkerSight(
                    *(one.worker.name, one.number, one.is_ready, one.is_used, one.is_ending)
                )
                for one in here
            )
            idle = [one.idle_cores for one in here if one.is_ready]
            yield NodeSight(node, cpu_count, workers, min(idle, default=0.0))

    def _seen(self, sight: Sight, decision: Decision, why: str) -> ScalingView:
        staying = [worker for node in sight.nodes for worker in node.staying]
        ending = sum(one.is_ending for one in self._watched.values())
        return ScalingView(
            str(self.bounds),
            decision.wanted_count,
            decision.running_count,
            sum(one.is_ready for one in staying),
            ending,
            len(sight.queues),
            why,
        )

    def _start(self, nodes: Sequence[str]) -> None:
        """Start workers under the lowest numbers that are free."""
        taken = {(one.node, one.number) for one in self._watched.values()}
        for node in nodes:
            number = next(number for number in count() if (node, number) not in taken)
            taken.add((node, number))
            self.ground.start(node, number)

    def _finish(self, one: _Watched, now_s: float) -> None:
        """Tell a worker to finish; end it once it has."""
        if one.finished is None:
            one.finishing_s, one.finished = now_s, sent_to(one.worker, Task(Kind.FINISH))
            return
        is_late = now_s - one.finishing_s > FINISH_S
        if not one.finished.done() and not is_late:
            return
        # A process that was lost meanwhile has begun again, and may have a finger: tell it too.
        if result_of(one.finished).fault is not Fault.NOT_READY and not is_late:
            one.finished = sent_to(one.worker, Task(Kind.FINISH))
            return
        self.ground.end(one.worker)


def _idle_cores(before: WorkerStatus, now: WorkerStatus) -> float:
    """Return how many cores of a machine had nothing to do between two answers of a worker.

    Infinity if its kernel does not say.
    """
    if before.idle_core_s is None or now.idle_core_s is None:
        return float("inf")
    if now.told_s <= before.told_s:
        return 0.0
    # What waits for a disk may be counted backwards.
    return max(0.0, now.idle_core_s - before.idle_core_s) / (now.told_s - before.told_s)
