"""One actor has extraction workers come and go with the queue of all services."""

import logging
import threading
import time
from collections.abc import Mapping, Sequence

import ray
from ray.exceptions import RayError

from cluster.errors import ClusterError
from cluster.extraction import (
    ExtractionWorker,
    QueueReport,
    Scaler,
    ScalingRules,
    ScalingView,
    WorkerBounds,
)
from cluster.on_ray.ground import is_changing
from cluster.on_ray.workers import (
    SCALER,
    SCALING_NAMESPACE,
    RayWorker,
    found_scaler,
    found_workers,
    node_cpu_counts,
    short_id,
    start_worker,
)

_LOOK_S = 1.0
_ANSWER_S = 5.0
_STARTED_S = 60.0
"""An actor that was started a moment ago loads the program first."""
_GONE_S = 30.0
_THREADS = 4
_LOGGER = logging.getLogger(__name__)


class RayWorkerGround:
    """The workers of the cluster that this process belongs to."""

    def __init__(self) -> None:
        self._known: dict[str, RayWorker] = {}

    def cpu_counts(self) -> Mapping[str, int]:
        """Return how many CPUs each node offers that is there."""
        return {short_id(node_id): count for node_id, count in node_cpu_counts().items()}

    def workers(self) -> Sequence[ExtractionWorker]:
        """Return all workers."""
        self._known = found_workers(self._known)
        return tuple(self._known.values())

    def is_changing(self) -> bool:
        """Tell whether a command changes the cluster."""
        return is_changing()

    def start(self, node: str, number: int) -> None:
        """Start a worker, unless its node has gone a moment ago."""
        for node_id in node_cpu_counts():
            if short_id(node_id) == node:
                start_worker(f"{node}/{number}", node_id)

    def end(self, worker: ExtractionWorker) -> None:
        """End the process of a worker at once and for good."""
        if (known := self._known.get(worker.name)) is worker:
            ray.kill(known.handle, no_restart=True)


class ScalerActor:
    """Looks every second. Ray starts it again when its process or node is lost."""

    def __init__(self, bounds: WorkerBounds, rules: ScalingRules) -> None:
        self._bounds = bounds
        self._scaler = Scaler(RayWorkerGround(), bounds, rules)
        threading.Thread(target=self._run, name="scaling", daemon=True).start()

    def hear(self, report: QueueReport) -> None:
        """Take what a service says of its queue."""
        self._scaler.hear(report)

    def view(self) -> ScalingView:
        """Say what the last look found."""
        return self._scaler.view()

    def bounds(self) -> WorkerBounds:
        """Say how many workers each node may have."""
        return self._bounds

    def _run(self) -> None:
        while True:
            try:
                self._scaler.look()
            except Exception:
                # Whatever it is, Ray's head may be away: the next look tries again.
                _LOGGER.exception("extraction workers cannot be scaled")
            time.sleep(_LOOK_S)


def start_scaler(bounds: WorkerBounds, rules: ScalingRules | None = None) -> bool:
    """Have workers come and go within bounds from now on; False if they do so already.

    Raises ClusterError if workers come and go within other bounds and that does not end.
    """
    if (running := found_scaler()) is not None:
        try:
            if ray.get(running.bounds.remote(), timeout=_STARTED_S) == bounds:
                return False
        except RayError as fault:
            _LOGGER.warning("the scaling of workers does not answer, and is replaced: %s", fault)
        end_scaler()
    actor = ray.remote(ScalerActor).options(
        name=SCALER,
        namespace=SCALING_NAMESPACE,
        lifetime="detached",
        num_cpus=0,
        max_concurrency=_THREADS,
        max_restarts=-1,
        max_task_retries=0,
    )
    actor.remote(bounds, rules or ScalingRules())
    return True


def end_scaler() -> None:
    """Have no worker come or go by itself any more; those that run stay.

    Raises ClusterError if that does not end.
    """
    if (running := found_scaler()) is None:
        return
    ray.kill(running, no_restart=True)
    deadline = time.monotonic() + _GONE_S
    while found_scaler() is not None:
        if time.monotonic() > deadline:
            raise ClusterError(f"the scaling of workers did not end within {_GONE_S:g} s")
        time.sleep(0.05)


def renew_scaler() -> None:
    """Have the scaling, if there is one, begin again with the program that its node has now."""
    if (running := found_scaler()) is not None:
        ray.kill(running, no_restart=False)


def scaler_view() -> ScalingView | None:
    """Return how many workers are wanted, and why; None if their number is fixed."""
    if (running := found_scaler()) is None:
        return None
    try:
        view: ScalingView = ray.get(running.view.remote(), timeout=_ANSWER_S)
    except RayError as fault:
        return ScalingView("", why=f"the scaling does not answer ({type(fault).__name__})")
    return view
