"""Compares a gallery in partitions on Ray with one index: the same answers, and what they cost.

    python -m benchmarks.cluster --people 2000 --probes 200 --partitions 4 --replicas 2 --json OUT

A head of Ray and as many nodes as there are replicas run here as processes on loopback. Each probe
is searched in one index in this process and on the cluster, in alternating order. The probes have
one to ten fingers by turns; one in ten is of a stranger. Processor time of the cluster is that of
this process and of all replicas.

One search at a time has all the memory and the caches of the machine in one index, and shares them
among processes on a cluster. So the probes are searched once more by as many threads as there are
cores, by turns in the index and on the cluster: `busy` figures compare what a search costs then.

    python -m benchmarks.cluster --people 2000 --probes 100 --moves 500 --json OUT

With --enrolments people are enrolled into a copy of the gallery, to know when all replicas have
seen them. With --moves there is one more node. So many searches run before, and at least so many
while nodes are drained and the replicas spread again.

    python -m benchmarks.cluster --simulate --json OUT

is `python -m benchmarks.cluster_simulation`.
"""

import os
import runpy
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import visibility
from benchmarks.data import (
    DEFAULT_CACHE,
    GALLERY,
    MixedPeople,
    mixed_gallery,
    mixed_people,
    option,
    run_command,
    write_results,
)
from benchmarks.latency import FIRST_SEED, import_people
from benchmarks.moves import Searches, Work, measured, searching
from benchmarks.visibility import Watched
from cluster.environment import prepare
from cluster.pace import Patience
from cluster.remote_index import RemoteIndex
from database.connection import Database, open_database
from gallery.gallery import Gallery
from gallery.search import Names
from gallery.types import Identification
from matcher.types import FINGERS, Features, FingerPosition
from matcher.vector import vector
from synthesis.minutiae import minutiae_template
from synthesis.people import person

if TYPE_CHECKING:
    from cluster.on_ray import RayDirectory

Figures = dict[str, Any]

_STORE_BYTES = 80 * 2**20
_STRANGERS = 8_400_000
"""The first person who is in no gallery."""
_NEWCOMERS = 8_500_000
_PATIENCE = Patience(within_s=60.0)
_PROBE_IMPRESSION = 7
_BUSY_ROUNDS = 4


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    people: int = option("people in the gallery, at minutiae level", 2_000)
    donors: int = option("mix people from the fingers of so many; 0: everybody is generated", 0)
    probes: int = option("searches, of one to ten fingers by turns", 200)
    partitions: int = option("parts of the gallery", 4)
    replicas: int = option("copies of each part", 2)
    moves: int = option("searches before and during moves of replicas; 0: nothing moves", 0)
    enrolments: int = option("people who are enrolled meanwhile, into a copy; 0: nobody", 0)
    cache: Path = option("folder of the gallery, kept for the next run", DEFAULT_CACHE)


def run(arguments: Run) -> bool:
    """Measure, write and show; tell whether all answers were equal."""
    prepare("127.0.0.1:0")
    if arguments.donors:
        folder = mixed_gallery(arguments.people, _mixed(arguments), arguments.cache)
    else:
        folder = import_people(arguments.people, arguments.cache)
    probes = [_probe(number, arguments) for number in range(arguments.probes)]
    with ExitStack() as stack:
        if arguments.enrolments:
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tenprint-people-")))
            folder = shutil.copytree(folder, copy / folder.name)
        database = open_database(f"sqlite:///{folder.resolve() / 'tenprint.sqlite'}")
        stack.callback(database.close)
        local = stack.enter_context(
            Gallery(GALLERY, database, folder=folder / "galleries" / GALLERY)
        )
        local.catch_up()
        directory = stack.enter_context(running_cluster(arguments, database, folder))
        indexes: list[RemoteIndex] = []

        def opened(gallery: str, followed: Database, names: Names) -> RemoteIndex:
            indexes.append(RemoteIndex(gallery, followed, names, directory, _PATIENCE))
            return indexes[-1]

        remote = stack.enter_context(Gallery(GALLERY, database, open_index=opened))
        remote.catch_up(lambda *_: None)
        pids = replica_pids(directory, arguments)
        rows = list(_rows(probes, local, remote, pids))
        busy = _busy_figures(list(_busy_rounds(probes, local, remote, pids)))
        hedged_count = indexes[0].asker.pace.hedged_count
        resident_mib = sum(map(_resident_mib, pids))
        moves = _moves(arguments.moves, probes, local, remote) if arguments.moves else {}
        watched = Watched(database, remote, indexes[0])
        seen = _visible(arguments.enrolments, probes, watched) if arguments.enrolments else {}
    figures = _figures(rows) | {
        "people": arguments.people,
        "partitions": arguments.partitions,
        "replicas": arguments.replicas,
        "hedged_count": hedged_count,
        "replicas_resident_mib": resident_mib,
        **busy,
        **moves,
        **seen,
    }
    write_results(arguments.json, figures | {"rows": rows}, seed=FIRST_SEED)
    for name, value in figures.items():
        if isinstance(value, list):
            continue
        print(f"{name:32} {value:,.2f}" if isinstance(value, float) else f"{name:32} {value}")
    faults = ("different_count", "during_moves_different_count", "during_moves_refused_count")
    return not any(figures.get(one) for one in faults)


def _moves(
    least_count: int, probes: Sequence[Sequence[Features]], local: Gallery, remote: Gallery
) -> Figures:
    """Measure searches while replicas move."""
    from cluster.moving import Mover
    from cluster.on_ray import RayGround, changing

    work = Work(remote, probes, [local.identify(one) for one in probes])
    with changing():
        ground = RayGround()
        return measured(work, ground, Mover(ground, print), least_count)


def _visible(count: int, probes: Sequence[Sequence[Features]], watched: Watched) -> Figures:
    """Measure how soon enrolments are seen everywhere."""
    newcomers = [_print_of(_NEWCOMERS + one, FINGERS) for one in range(count)]
    work = Work(watched.gallery, probes, [watched.gallery.identify(one) for one in probes])
    return visibility.measured(watched, newcomers, lambda: searching(work, Searches()))


@contextmanager
def running_cluster(arguments: Run, database: Database, folder: Path) -> Iterator["RayDirectory"]:
    """Run nodes and replicas until the block ends."""
    import ray
    from ray.cluster_utils import Cluster

    from cluster.on_ray import ClusterPlan, RayDirectory, joined, place, remove

    shared = {"node_ip_address": "127.0.0.1", "object_store_memory": _STORE_BYTES}
    nodes = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 0, "include_dashboard": False, **shared},
    )
    try:
        for _ in range(arguments.replicas + bool(arguments.moves)):
            nodes.add_node(num_cpus=arguments.partitions, **shared)
        with (
            tempfile.TemporaryDirectory(prefix="tenprint-partitions-") as kept,
            joined(nodes.address),
        ):
            place(
                ClusterPlan(
                    [GALLERY],
                    arguments.partitions,
                    arguments.replicas,
                    Path(kept),
                    f"sqlite:///{folder.resolve() / 'tenprint.sqlite'}",
                    folder / "record.keys",
                )
            )
            directory = RayDirectory()
            yield directory
            directory.close()
            remove()
    finally:
        ray.shutdown()
        nodes.shutdown()


def replica_pids(directory: "RayDirectory", arguments: Run) -> list[int]:
    """Wait until every replica is ready; return their processes."""
    from cluster.on_ray import overview

    while True:
        found = overview(directory, [GALLERY]).replicas
        ready = [one.process_id for one in found if one.state == "ready"]
        if len(ready) == arguments.partitions * arguments.replicas:
            return ready
        time.sleep(1)


def _rows(
    probes: Sequence[Sequence[Features]], local: Gallery, remote: Gallery, pids: Sequence[int]
) -> Iterator[Figures]:
    for number in range(-10, len(probes)):
        probe = probes[number % len(probes)]
        if number % 2:
            one = _timed(local, probe, ()), _timed(remote, probe, pids)
        else:
            there = _timed(remote, probe, pids)
            one = _timed(local, probe, ()), there
        if number < 0:
            # The first searches wait for memory and kernels.
            continue
        (here, here_spent), (found, there_spent) = one
        yield {
            "finger_count": len(probe),
            "is_equal": _plain(here) == _plain(found),
            "is_first_equal": here.candidates[:1] == found.candidates[:1],
            **{f"here_{name}": value for name, value in here_spent.items()},
            **{f"there_{name}": value for name, value in there_spent.items()},
        }


@cache
def _mixed(arguments: Run) -> MixedPeople:
    return mixed_people(arguments.donors, arguments.cache)


def _busy_rounds(
    probes: Sequence[Sequence[Features]], local: Gallery, remote: Gallery, pids: Sequence[int]
) -> Iterator[Figures]:
    """Search for all probes on all cores, by turns here and there."""
    for number in range(_BUSY_ROUNDS):
        ways = {"here": (local, ()), "there": (remote, pids)}
        names = sorted(ways, reverse=bool(number % 2))
        row: Figures = {}
        for name in names:
            gallery, processes = ways[name]
            with _spending(processes) as spent, ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(gallery.identify, probes))
            row[f"{name}_per_s"] = 1_000 * len(probes) / spent["ms"]
            row[f"{name}_cpu_ms"] = spent["cpu_ms"] / len(probes)
            row[f"{name}_system_ms"] = spent["system_ms"] / len(probes)
        yield row


def _busy_figures(rounds: Sequence[Figures]) -> Figures:
    ratios = [one["there_cpu_ms"] / one["here_cpu_ms"] for one in rounds]
    medians = {
        f"busy_{name}": float(np.median([one[name] for one in rounds])) for name in rounds[0]
    }
    return medians | {"busy_cpu_ratio": float(np.median(ratios)), "busy_rounds": list(rounds)}


def _probe(number: int, arguments: Run) -> list[Features]:
    """Take another impression of some fingers of somebody."""
    rng = np.random.default_rng([FIRST_SEED, number])
    whose = int(rng.integers(arguments.people))
    count = 1 + number % 10
    fingers = [FINGERS[one] for one in sorted(rng.permutation(len(FINGERS))[:count].tolist())]
    if arguments.donors and number % 10 != 9:
        people = _mixed(arguments)
        return list(
            people.other_impression(people.with_all_fingers(whose), fingers, _PROBE_IMPRESSION)
        )
    seed = _STRANGERS + number if number % 10 == 9 else FIRST_SEED + whose
    return _print_of(seed, fingers)


def _print_of(seed: int, fingers: Sequence[FingerPosition]) -> list[Features]:
    whose = person(seed)
    prints = [(one, minutiae_template(whose.finger(one), _PROBE_IMPRESSION)) for one in fingers]
    return [Features(position, one, vector(one)) for position, one in prints]


def _timed(
    gallery: Gallery, probe: Sequence[Features], pids: Sequence[int]
) -> tuple[Identification, Figures]:
    """Search; return the answer and what it took."""
    with _spending(pids) as spent:
        found = gallery.identify(probe)
    return found, spent


@contextmanager
def _spending(pids: Sequence[int]) -> Iterator[Figures]:
    """Fill in what the block takes: milliseconds, also of processors, and of them in the system."""
    spent: Figures = {}
    before, start_s = _processor_s(pids), time.perf_counter()
    yield spent
    spent["ms"] = 1_000 * (time.perf_counter() - start_s)
    spent["cpu_ms"], spent["system_ms"] = (1_000 * (_processor_s(pids) - before)).tolist()


def cpu_s(pids: Sequence[int]) -> float:
    """Return the processor time of this process and of others."""
    return float(_processor_s(pids)[0])


def _processor_s(pids: Sequence[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the processor time of this process and of others, and what the system took of it."""
    whole, system = time.process_time(), os.times().system
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        user_s, system_s = (int(one) / os.sysconf("SC_CLK_TCK") for one in fields[11:13])
        whole, system = whole + user_s + system_s, system + system_s
    return np.array([whole, system])


def _resident_mib(pid: int) -> float:
    """Return the memory of a process without pages that it shares."""
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _plain(found: Identification) -> object:
    report = found.report
    stages = [(one.name, one.kept_count) for one in report.stages]
    return found.candidates, report.threshold_db, report.reference_count, stages


def _figures(rows: Sequence[Figures]) -> Figures:
    def of(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array([one[name] for one in rows], np.float64)

    more_ms = of("there_ms") - of("here_ms")
    return {
        "probe_count": len(rows),
        "different_count": sum(not one["is_equal"] for one in rows),
        "different_first_count": sum(not one["is_first_equal"] for one in rows),
        "here_ms_median": float(np.median(of("here_ms"))),
        "there_ms_median": float(np.median(of("there_ms"))),
        "more_ms_median": float(np.median(more_ms)),
        "more_ms_p95": float(np.percentile(more_ms, 95)),
        **{
            f"{name}_mean": float(np.mean(of(name)))
            for name in ("here_cpu_ms", "there_cpu_ms", "here_system_ms", "there_system_ms")
        },
    }


if __name__ == "__main__":
    if "--simulate" in sys.argv:
        sys.argv.remove("--simulate")
        runpy.run_module("benchmarks.cluster_simulation", run_name="__main__")
    sys.exit(run_command("benchmarks.cluster", __doc__, Run, run))
