"""Puts the eyes of a process together: what is watched at work, and what is read at a scrape."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from cluster.extraction import WorkerFigures, WorkerPool
from database.connection import Database
from database.errors import StoreUnavailableError
from gallery.gallery import Gallery
from gallery.types import Identification
from interop.overdue import OverdueDesk
from matcher.decoding import DecodingPool
from services.settings import Settings
from services.telemetry import (
    GalleryFigures,
    MetricsEndpoint,
    PoolFigures,
    ReplicaFigures,
    StateCollector,
    ThreadTimes,
    WaitingFigures,
    Watch,
)
from services.wire import Lifecycle, Pools, Transport

READY_EVERY_S = 2.0
"""How often the service asks its database whether it answers."""

_log = structlog.get_logger("services.process.observation")


class WatchedGallery(Gallery):
    """Times each search and its stages."""

    def __init__(self, name: str, database: Database, *, watch: Watch, **others: Any) -> None:  # noqa: ANN401 - what a gallery takes
        super().__init__(name, database, **others)
        self._watch = watch

    def identify(self, *features: Any, **others: Any) -> Identification:  # noqa: ANN401 - what a search takes
        """Search."""
        with self._watch.stage("search"):
            found = super().identify(*features, **others)
        for stage in found.report.stages:
            self._watch.instruments.stage.labels(f"search {stage.name}").observe(
                stage.duration_ms / 1_000
            )
        return found


@dataclass(frozen=True)
class ProcessReadings:
    """What a running service says of itself."""

    settings: Settings
    lifecycle: Lifecycle
    in_pools: Pools
    decoding: DecodingPool
    by_name: Mapping[str, Gallery]
    overdue: OverdueDesk
    extraction: WorkerPool | None
    """None: there is no cluster."""
    on_cluster: Callable[[], ReplicaFigures] | None
    """Counts the replicas of a cluster."""
    threads: ThreadTimes

    def is_ready(self) -> bool:
        """Tell whether the service takes requests."""
        return self.lifecycle.is_serving

    def pools(self) -> Sequence[PoolFigures]:
        """Read the pools."""
        return [
            PoolFigures(one.name, one.admitted_count, one.capacity, one.oldest_wait_s())
            for one in (self.in_pools.extraction, self.in_pools.search, self.in_pools.store)
        ]

    def idle_decoders(self) -> int:
        """Count decoding workers that wait for an image."""
        return self.decoding.idle_count

    def workers(self) -> WorkerFigures | None:
        """Read the extraction workers."""
        return self.extraction.figures() if self.extraction else None

    def replicas(self) -> ReplicaFigures | None:
        """Count the replicas of partitions."""
        return self.on_cluster() if self.on_cluster else None

    def processor_s(self) -> Mapping[str, float]:
        """Read the processor time, by kinds of threads."""
        return self.threads.read()

    def free_bytes(self) -> int:
        """Read the free space of the data folder."""
        return shutil.disk_usage(self.settings.data_dir).free

    def galleries(self) -> Sequence[GalleryFigures]:
        """Read the galleries, all at once: on a cluster each may wait for a silent replica."""
        with ThreadPoolExecutor(len(self.by_name), "status") as threads:
            found = threads.map(Gallery.status, self.by_name.values())
            return [
                GalleryFigures(
                    name,
                    status.reference_count,
                    status.lag_count,
                    len(status.damaged),
                    bool(status.housekeeping_error or status.following_error),
                    status.resident_bytes,
                )
                for name, status in zip(self.by_name, found, strict=True)
            ]

    def waiting(self) -> Sequence[WaitingFigures]:
        """Read what waits."""
        now = datetime.now(UTC)
        return [
            WaitingFigures(
                one.waiting.value,
                one.count,
                (now - one.oldest).total_seconds() if one.oldest else 0.0,
                one.overdue_count,
            )
            for one in self.overdue.figures()
        ]


@contextmanager
def metrics(settings: Settings, watch: Watch, readings: ProcessReadings) -> Iterator[int]:
    """Serve metrics if an address is set; yield the port, or 0. Raises SettingError."""
    if not settings.metrics:
        yield 0
        return
    registry = watch.instruments.registry
    StateCollector(readings).register(registry)
    endpoint = MetricsEndpoint(settings.metrics, registry)
    try:
        yield endpoint.port
    finally:
        endpoint.close()


async def report_readiness(
    transport: Transport, database: Database, every_s: float = READY_EVERY_S
) -> None:
    """Report at all times whether the database answers. Runs until it is cancelled."""
    answered = True
    while True:
        await asyncio.sleep(every_s)
        answers = await asyncio.to_thread(_answers, database.ping)
        if answers is not answered:
            _log.warning("readiness_changed", ready=answers)
            await transport.serve(answers)
        answered = answers


def _answers(ping: Callable[[], None]) -> bool:
    try:
        ping()
    except StoreUnavailableError:
        return False
    return True
