"""Start extraction workers, find them by their names in Ray, and end them.

They have a namespace of their own, apart from replicas.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import ray
import ray.util
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from cluster.errors import ClusterError
from cluster.extraction import (
    FINISH_S,
    ExtractionWorker,
    Kind,
    QueueReport,
    Result,
    Task,
    result_of,
    sent_to,
)
from cluster.on_ray.lookout import Lookout
from cluster.on_ray.worker_actor import CONTROL, WorkerActor

NAMESPACE = "tenprint-extraction"
SCALING_NAMESPACE, SCALER = "tenprint-scaling", "scaler"
"""Of the actor that has workers come and go: see `scaling`."""
_WAIT_S = 5.0
_THREADS = 8
"""Services that may each have a finger with one worker: the others of these fingers wait there."""
_CONTROL_THREADS = 3
"""One waits if the worker finishes."""
_LOOK_S = 0.2
_ID_LENGTH = 12


class RayWorker:
    """A worker behind a handle of Ray."""

    def __init__(self, name: str, handle: Any) -> None:  # noqa: ANN401 - Ray types no handles
        self.name = name
        self.handle = handle

    def ask(self, task: Task) -> "Future[Result]":
        """Send a task."""
        method = self.handle.extract
        if task.kind is not Kind.EXTRACT:
            method = self.handle.control.options(concurrency_group=CONTROL)
        future: Future[Result] = method.remote(task).future()
        return future


class RayWorkers:
    """Knows the names that its lookout has seen: nothing waits for Ray's head."""

    def __init__(self) -> None:
        """Look for the first time. The process must have joined the cluster."""
        self._known: dict[str, RayWorker] = {}
        self._scaler: Any = None
        self._told: Future[None] | None = None
        self._lookout = Lookout(self._look, "extraction workers")

    def workers(self) -> Sequence[ExtractionWorker]:
        """Return the workers, as far as is known."""
        return tuple(self._known.values())

    @property
    def is_scaled(self) -> bool:
        """Whether an actor has workers come and go with the queue."""
        return self._scaler is not None

    def tell(self, report: QueueReport) -> None:
        """Tell the actor that has workers come and go, if it has taken the last report."""
        scaler = self._scaler
        if scaler is not None and (self._told is None or self._told.done()):
            self._told = scaler.hear.remote(report).future()

    def close(self) -> None:
        """Look no more."""
        self._lookout.close()

    def _look(self) -> None:
        self._known = found_workers(self._known)
        self._scaler = found_scaler()


def found_workers(known: Mapping[str, RayWorker]) -> dict[str, RayWorker]:
    """Return the workers that there are; a worker that is known stays the same object."""
    found = {}
    for name in _names():
        try:
            handle = ray.get_actor(name, NAMESPACE)
        except ValueError:
            # It ended a moment ago.
            continue
        one = known.get(name)
        same = one is not None and one.handle._actor_id == handle._actor_id
        found[name] = one if one is not None and same else RayWorker(name, handle)
    return found


def found_scaler() -> Any:  # noqa: ANN401 - as handles
    """Return the actor that has workers come and go; None if there is none."""
    try:
        return ray.get_actor(SCALER, SCALING_NAMESPACE)
    except ValueError:
        return None


@dataclass(frozen=True)
class WorkerView:
    """A worker, as it says."""

    worker: str
    """The beginning of its node's id, and its number there."""
    state: str
    """`ready`, or why it does not extract."""
    node: str = ""
    """The address of its node."""
    node_id: str = ""
    process_id: int = 0
    extracted_count: int = 0
    """Fingers since its process started."""
    waiting_count: int = 0
    """Fingers that are with the worker and not begun."""
    work_s: float = 0.0
    """Processor time for all its fingers."""
    network_s: float = 0.0
    """What of this was in the network that finds minutiae."""
    digest: str = ""
    """What it extracts with: a service refuses workers of another digest."""
    build: str = ""
    """Names its program."""


def start_workers(per_node: int | None) -> list[str]:
    """Start what does not run yet; returns the names of the workers that were started.

    per_node: None: as many as each node has CPUs. A node that offers no CPUs gets none.
    Raises ClusterError if no node offers any.
    """
    running = set(_names())
    cpu_counts = node_cpu_counts()
    if not cpu_counts:
        raise ClusterError("no node of the cluster offers CPUs for extraction workers")
    started = []
    for node_id, cpu_count in cpu_counts.items():
        for number in range(cpu_count if per_node is None else per_node):
            name = f"{short_id(node_id)}/{number}"
            if name not in running:
                start_worker(name, node_id)
                started.append(name)
    return started


def node_cpu_counts() -> dict[str, int]:
    """Return how many CPUs each node offers that is there; nodes without CPUs are left out."""
    counts = {one["NodeID"]: int(one["Resources"].get("CPU", 0)) for one in _alive_nodes()}
    return {node_id: count for node_id, count in counts.items() if count}


def short_id(node_id: str) -> str:
    """Return what the names of a node's workers begin with."""
    return node_id[:_ID_LENGTH]


def outdated_workers(build: str, nodes: AbstractSet[str]) -> list[str]:
    """Return the workers on given nodes that run another program, or do not answer."""
    found = worker_views()
    return [
        one.worker
        for one in found
        if one.build != build and any(node.startswith(_node_of(one.worker)) for node in nodes)
    ]


def renew_worker(name: str, nodes: AbstractSet[str]) -> None:
    """Replace a worker by one that runs what its node has now, and wait until that is ready.

    The worker ends its fingers first. nodes: as of `outdated_workers`.
    """
    node_id = next(one for one in nodes if one.startswith(_node_of(name)))
    with suppress(ValueError):
        worker = RayWorker(name, ray.get_actor(name, NAMESPACE))
        wait([sent_to(worker, Task(Kind.FINISH))], timeout=FINISH_S)
        ray.kill(worker.handle, no_restart=True)
    while name in _names():
        time.sleep(_LOOK_S)
    start_worker(name, node_id)
    worker = RayWorker(name, ray.get_actor(name, NAMESPACE))
    while True:
        asked = sent_to(worker, Task(Kind.STATUS))
        wait([asked], timeout=_WAIT_S)
        if not result_of(asked).fault:
            return
        time.sleep(_LOOK_S)


def end_workers() -> list[str]:
    """End all workers; a finger that one has begun is extracted again elsewhere."""
    ended = []
    for name in _names():
        ray.kill(ray.get_actor(name, NAMESPACE), no_restart=True)
        ended.append(name)
    return ended


def worker_views() -> tuple[WorkerView, ...]:
    """Ask every worker how it is."""
    addresses = {one["NodeID"]: one["NodeManagerAddress"] for one in ray.nodes()}
    return tuple(_views(addresses))


def _views(addresses: dict[str, str]) -> Iterator[WorkerView]:
    directory = RayWorkers()
    directory.close()
    workers = directory.workers()
    sent = [sent_to(one, Task(Kind.STATUS)) for one in workers]
    wait(sent, timeout=_WAIT_S)
    for worker, future in zip(workers, sent, strict=True):
        result = result_of(future)
        state = f"{result.fault}: {result.message}" if result.fault else "ready"
        if (status := result.status) is None:
            yield WorkerView(worker.name, state)
            continue
        yield WorkerView(
            worker.name,
            state,
            addresses.get(status.node, ""),
            status.node,
            status.process_id,
            status.extracted_count,
            status.waiting_count,
            status.work_s,
            status.network_s,
            result.digest,
            status.build,
        )


def _node_of(name: str) -> str:
    """Return the beginning of the id of a worker's node."""
    return name.partition("/")[0]


def _names() -> list[str]:
    every = ray.util.list_named_actors(all_namespaces=True)
    return sorted(one["name"] for one in every if one["namespace"] == NAMESPACE)


def _alive_nodes() -> list[dict[str, Any]]:
    return [one for one in ray.nodes() if one["Alive"]]


def start_worker(name: str, node_id: str) -> None:
    """Start a worker on a node, where it stays: another node has workers of its own.

    It reserves no CPU, so that the replicas of a lost node still find room here. Nothing is
    started if a worker of this name runs.
    """
    actor = ray.remote(concurrency_groups={CONTROL: _CONTROL_THREADS})(WorkerActor).options(
        name=name,
        namespace=NAMESPACE,
        lifetime="detached",
        get_if_exists=True,
        num_cpus=0,
        max_concurrency=_THREADS,
        max_restarts=-1,
        # A finger is never repeated by Ray: the service counts its losses.
        max_task_retries=0,
        scheduling_strategy=NodeAffinitySchedulingStrategy(node_id, soft=False),
    )
    actor.remote()
