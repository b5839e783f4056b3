"""The simulation beside a real cluster on this machine: processor time and latency of searches.

The parts are measured one by one: each kind of question in this process without Ray, and calls over
Ray that ask for no work. From these the simulation predicts whole searches, one after the other and
at random times. Then the cluster is measured.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import cluster
from benchmarks.cluster_simulation import parts
from benchmarks.cluster_simulation.costs import Costs
from benchmarks.cluster_simulation.machines import Shape
from benchmarks.cluster_simulation.model import Cluster, Seen
from benchmarks.cluster_simulation.scenario import Scenario, poisson
from benchmarks.data import GALLERY, mixed_gallery, mixed_people
from benchmarks.latency import import_people
from cluster.environment import prepare
from cluster.pace import Patience
from cluster.remote_index import RemoteIndex
from database.connection import Database, open_database
from gallery.gallery import Gallery
from gallery.search import Names
from matcher.types import Features

Figures = dict[str, Any]

WITHIN = 0.2
SEED = 2_021
_PATIENCE = Patience(within_s=60.0)
_MOST_AT_ONCE = 64
_WARM_UP = 20


@dataclass(frozen=True)
class Trial:
    """How large the check is."""

    people: int
    donors: int
    """Whose fingers the people are mixed from; 0: everybody is generated."""
    partitions: int
    replicas: int
    searches: int
    busy: float
    """Which share of the cores the searches at random times shall keep busy."""
    cache: Path


def check(trial: Trial) -> Figures:
    """Measure the parts, predict, measure the whole, compare."""
    prepare("127.0.0.1:0")
    if trial.donors:
        mixed = mixed_people(trial.donors, trial.cache, have_all=True)
        folder = mixed_gallery(trial.people, mixed, trial.cache)
    else:
        mixed, folder = None, import_people(trial.people, trial.cache)
    probes = [parts.probe_of(number, trial.people, mixed) for number in range(trial.searches)]
    with ExitStack() as stack:
        database = open_database(f"sqlite:///{folder.resolve() / 'tenprint.sqlite'}")
        stack.callback(database.close)
        own = stack.enter_context(tempfile.TemporaryDirectory(prefix="tenprint-own-"))
        with parts.own_partitions(trial.partitions, database, Path(own)) as directory:
            work = parts.work(database, directory, probes)
        real = stack.enter_context(_real(trial, database, folder))
        real.warm_up(probes)
        called = parts.calls(real.index.asker, probes[0], real.pids)
        idle = parts.idle_share(real.pids)
        costs = parts.costs_here(trial.people, trial.partitions, work, called)
        rate, predicted = _predicted(trial, costs, idle)
        measured = {
            "one by one": real.one_by_one(probes),
            "at random times": real.at_random_times(probes, rate),
        }
        hedged = real.index.asker.pace.hedged_count
    return {
        **{name: value for name, value in vars(trial).items() if name != "cache"},
        "calls": called,
        "work": {name: value for name, value in work.items() if name != "spread"},
        "idle_cores": idle,
        "searches_per_second": rate,
        "hedged_count": hedged,
        "predicted": predicted,
        "measured": {name: _described(*found) for name, found in measured.items()},
        "raw": {
            name: [round(1_000 * one, 3) for one in took] for name, (took, _) in measured.items()
        },
    }


def compared(found: Figures) -> list[Figures]:
    """Set what was predicted beside what was measured."""
    return [
        {
            "searches": searches,
            "what": name,
            "predicted": predicted,
            "measured": found["measured"][searches][name],
            "ratio": predicted / found["measured"][searches][name],
            "is_judged": name != "p99_ms",
        }
        for searches, figures in found["predicted"].items()
        for name, predicted in figures.items()
    ]


def is_right(rows: Sequence[Figures]) -> bool:
    """Tell whether all that is judged agrees within 20 %; a p99 of few searches is only shown."""
    return all(abs(one["ratio"] - 1) <= WITHIN for one in rows if one["is_judged"])


def _predicted(trial: Trial, costs: Costs, idle: float) -> tuple[float, Figures]:
    """Return a rate that keeps the cores as busy as asked, and what the simulation says."""
    cores = len(os.sched_getaffinity(0))
    scenario = replace(Scenario(), people=trial.people, is_growing=False, stalls=0.0, wire_s=0.0)
    shape = Shape(trial.replicas, trial.partitions, trial.replicas, 1, 0, 1)

    def simulated() -> Cluster:
        return Cluster(scenario, costs, shape, SEED, shared_cores=cores - idle)

    alone = simulated()
    one_by_one = _of(alone, alone.run_one_by_one(trial.searches), idle)
    rate = max(0.1, trial.busy * cores - idle) * 1_000 / one_by_one["cpu_ms"]
    loaded = simulated()
    # The very times at which the real searches will begin.
    seen = loaded.run(_times(trial.searches, rate))
    return rate, {"one by one": one_by_one, "at random times": _of(loaded, seen, idle)}


def _of(cluster_seen: Cluster, seen: Seen, idle: float) -> Figures:
    """Take figures as `_described` does; idle cores work too, and are counted as the real ones."""
    busy_s = cluster_seen.nodes[0].cores.busy_s + idle * cluster_seen.clock.now_s
    return _described(seen.took_s, busy_s)


def _described(took_s: Sequence[float], cpu_s: float) -> Figures:
    p50, p95, p99 = (1_000 * np.percentile(took_s, [50, 95, 99])).tolist()
    return {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "cpu_ms": 1_000 * cpu_s / len(took_s)}


def _times(count: int, rate: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Draw when searches begin: as many as there are probes."""
    return poisson(rate, 3 * count / rate, np.random.default_rng(SEED))[:count]


@dataclass(frozen=True, eq=False)
class _Real:
    """A cluster of Ray on this machine, and a gallery on it."""

    gallery: Gallery
    index: RemoteIndex
    pids: Sequence[int]

    def warm_up(self, probes: Sequence[Sequence[Features]]) -> None:
        """Have every replica load what it needs."""
        for number in range(_WARM_UP):
            self.gallery.identify(probes[number % len(probes)])

    def one_by_one(self, probes: Sequence[Sequence[Features]]) -> tuple[list[float], float]:
        """Search; return how long each search took, and the processor time of all."""
        before_s, took = cluster.cpu_s(self.pids), []
        for one in probes:
            started_s = time.perf_counter()
            self.gallery.identify(one)
            took.append(time.perf_counter() - started_s)
        return took, cluster.cpu_s(self.pids) - before_s

    def at_random_times(
        self, probes: Sequence[Sequence[Features]], rate: float
    ) -> tuple[list[float], float]:
        """Search at times that do not wait for answers; a search is timed from its own time."""
        times = _times(len(probes), rate)
        before_s, started_s = cluster.cpu_s(self.pids), time.perf_counter()

        def search(number: int) -> float:
            self.gallery.identify(probes[number])
            return time.perf_counter() - started_s - float(times[number])

        with ThreadPoolExecutor(_MOST_AT_ONCE) as pool:
            sent = []
            for number, at_s in enumerate(times):
                time.sleep(max(0.0, started_s + float(at_s) - time.perf_counter()))
                sent.append(pool.submit(search, number))
            took = [one.result() for one in sent]
        return took, cluster.cpu_s(self.pids) - before_s


@contextmanager
def _real(trial: Trial, database: Database, folder: Path) -> Iterator[_Real]:
    options = cluster.Run(
        json=Path(), people=trial.people, partitions=trial.partitions, replicas=trial.replicas
    )
    with cluster.running_cluster(options, database, folder) as directory:
        indexes: list[RemoteIndex] = []

        def opened(gallery: str, followed: Database, names: Names) -> RemoteIndex:
            indexes.append(RemoteIndex(gallery, followed, names, directory, _PATIENCE))
            return indexes[-1]

        with Gallery(GALLERY, database, open_index=opened) as gallery:
            gallery.catch_up(lambda *_: None)
            yield _Real(gallery, indexes[0], cluster.replica_pids(directory, options))
