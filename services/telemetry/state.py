"""What stands in the service at the moment, read when Prometheus asks."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from matcher.errors import TenprintError

if TYPE_CHECKING:
    # A start that opens its ports need not load the network.
    from cluster.extraction import WorkerFigures

KEPT_S = 10.0
"""What others say is kept for so long: a scraper that asks more often costs nothing."""


@dataclass(frozen=True)
class PoolFigures:
    """The requests in a pool."""

    name: str
    admitted_count: int
    capacity: int
    oldest_wait_s: float


@dataclass(frozen=True)
class GalleryFigures:
    """A gallery and its index."""

    name: str
    reference_count: int
    lag_count: int
    damaged_count: int
    failing: bool
    """Whether housekeeping or following failed the last time."""
    resident_bytes: int


@dataclass(frozen=True)
class WaitingFigures:
    """What waits in one durable state."""

    waiting: str
    count: int
    oldest_age_s: float
    overdue_count: int


@dataclass(frozen=True)
class ReplicaFigures:
    """The replicas of partitions on a cluster."""

    ready_count: int
    unready_count: int
    """Starting, being filled, or silent: each is one failure less that the cluster survives."""
    together_count: int
    """Those that lie on one node with another of their partition, and would be lost with it."""


class Readings(Protocol):
    """Where the figures come from. Each may be asked on any thread."""

    def is_ready(self) -> bool:
        """Tell whether the service takes requests."""

    def pools(self) -> Sequence[PoolFigures]:
        """Read the pools."""

    def idle_decoders(self) -> int:
        """Count decoding workers that wait for an image."""

    def workers(self) -> "WorkerFigures | None":
        """Read the extraction workers; None: there is no cluster."""

    def replicas(self) -> ReplicaFigures | None:
        """Count the replicas of partitions; None: there is no cluster."""

    def processor_s(self) -> Mapping[str, float]:
        """Read the processor time, by kinds of threads."""

    def free_bytes(self) -> int:
        """Read the free space of the data folder."""

    def galleries(self) -> Sequence[GalleryFigures]:
        """Read the galleries. Raises StoreUnavailableError."""

    def waiting(self) -> Sequence[WaitingFigures]:
        """Read what waits. Raises StoreUnavailableError."""


@dataclass(frozen=True)
class _Kept:
    """What others were asked for: the replicas, and the database, unless it says nothing."""

    replicas: ReplicaFigures | None = None
    is_up: bool = False
    galleries: Sequence[GalleryFigures] = ()
    waiting: Sequence[WaitingFigures] = ()


class StateCollector:
    """Turns readings into gauges at each scrape."""

    def __init__(self, readings: Readings, *, kept_s: float = KEPT_S) -> None:
        self._readings = readings
        self._kept_s = kept_s
        self._lock = threading.Lock()
        self._kept = _Kept()
        self._read_s = -float("inf")

    def register(self, registry: CollectorRegistry) -> None:
        """Add the gauges to a registry."""
        registry.register(self)

    def describe(self) -> Iterable[Metric]:
        """Describe nothing, so that registering reads nothing."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Read everything and yield it as gauges."""
        readings = self._readings
        yield _gauge("ready", "1 if the service takes requests", float(readings.is_ready()))
        yield _gauge(
            "decoders_idle", "Decoding workers that wait for an image", readings.idle_decoders()
        )
        yield _gauge(
            "disk_free_bytes", "Free space of the data folder, in bytes", readings.free_bytes()
        )
        yield _of_threads(readings.processor_s())
        yield from _of_pools(readings.pools())
        if workers := readings.workers():
            yield from _of_workers(workers)
        kept = self._now()
        if kept.replicas:
            yield from _of_replicas(kept.replicas)
        yield _gauge("database_up", "1 if the database answers", float(kept.is_up))
        if kept.is_up:
            yield from _of_galleries(kept.galleries)
            yield from _of_waiting(kept.waiting)

    def _now(self) -> _Kept:
        with self._lock:
            if time.monotonic() - self._read_s >= self._kept_s:
                self._kept = self._read()
                self._read_s = time.monotonic()
            return self._kept

    def _read(self) -> _Kept:
        replicas = self._readings.replicas()
        try:
            return _Kept(replicas, True, self._readings.galleries(), self._readings.waiting())
        except TenprintError:
            return _Kept(replicas)


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"tenprint_{name}", help_text, value)


def _table(
    name: str, help_text: str, label: str, rows: Iterable[tuple[str, float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"tenprint_{name}", help_text, labels=[label])
    for key, value in rows:
        family.add_metric([key], value)
    return family


def _of_threads(seconds: Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(
        "tenprint_thread_cpu_seconds",
        "Processor time by kind of thread, and of the decoding processes, in seconds",
        labels=["threads"],
    )
    for kind, value in sorted(seconds.items()):
        family.add_metric([kind], value)
    return family


_Rows = Callable[[PoolFigures], float]


def _of_pools(pools: Sequence[PoolFigures]) -> Iterator[Metric]:
    columns: dict[tuple[str, str], _Rows] = {
        ("pool_requests", "Requests in the pool, working or waiting"): (
            lambda one: one.admitted_count
        ),
        ("pool_capacity", "Requests that the pool takes before it refuses"): (
            lambda one: one.capacity
        ),
        ("pool_oldest_wait_seconds", "Age of the oldest request that waits for a worker"): (
            lambda one: one.oldest_wait_s
        ),
    }
    for (name, help_text), value in columns.items():
        yield _table(name, help_text, "pool", [(one.name, value(one)) for one in pools])


def _of_workers(workers: "WorkerFigures") -> Iterator[Metric]:
    yield _table(
        "extraction_workers",
        "Extraction workers: with a finger of this service, without one, or unusable",
        "state",
        [
            ("busy", workers.busy_count),
            ("idle", workers.ready_count - workers.busy_count),
            ("unusable", workers.unusable_count),
        ],
    )
    yield _gauge(
        "extraction_waiting", "Fingers that wait for an extraction worker", workers.waiting_count
    )
    yield _gauge(
        "extraction_oldest_wait_seconds",
        "Age of the oldest finger that waits for an extraction worker",
        workers.oldest_wait_s,
    )


def _of_replicas(replicas: ReplicaFigures) -> Iterator[Metric]:
    yield _table(
        "cluster_replicas",
        "Replicas of partitions: ready, or unready: starting, being filled or silent",
        "state",
        [("ready", replicas.ready_count), ("unready", replicas.unready_count)],
    )
    yield _gauge(
        "cluster_replicas_together",
        "Replicas on one node with another of their partition: they would be lost together",
        replicas.together_count,
    )


def _of_galleries(galleries: Sequence[GalleryFigures]) -> Iterator[Metric]:
    columns: dict[tuple[str, str], Callable[[GalleryFigures], float]] = {
        ("gallery_references", "References that a search goes through"): (
            lambda one: one.reference_count
        ),
        ("gallery_lag_changes", "Committed changes that the index does not hold yet"): (
            lambda one: one.lag_count
        ),
        ("gallery_damaged_files", "Damage that was found in the files of the index"): (
            lambda one: one.damaged_count
        ),
        ("gallery_failing", "1 if the index could not follow or keep house the last time"): (
            lambda one: float(one.failing)
        ),
        ("gallery_resident_bytes", "Memory of the index, in bytes"): (
            lambda one: one.resident_bytes
        ),
    }
    for (name, help_text), value in columns.items():
        yield _table(name, help_text, "gallery", [(one.name, value(one)) for one in galleries])


def _of_waiting(waiting: Sequence[WaitingFigures]) -> Iterator[Metric]:
    columns: dict[tuple[str, str], Callable[[WaitingFigures], float]] = {
        ("waiting", "What waits in a durable state"): lambda one: one.count,
        ("waiting_oldest_seconds", "Age of what has waited longest, in seconds"): (
            lambda one: one.oldest_age_s
        ),
        ("overdue", "What has waited for longer than its limit"): lambda one: one.overdue_count,
    }
    for (name, help_text), value in columns.items():
        yield _table(name, help_text, "waiting", [(one.waiting, value(one)) for one in waiting])
