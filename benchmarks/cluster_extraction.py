"""Measures how much of the processors' time is in the network when workers of a cluster extract.

    python -m benchmarks.cluster_extraction --people 3 --workers 2 --rounds 5 --json OUT

A head of Ray and one node with the workers run here as processes on loopback. Each round extracts
the same rendered cards in this process, with as many threads as there are workers, and on the
workers, in alternating order. `received` prints are decoded first, as those of a booking; `decoded`
prints have passed the gate, as those of a request. Processor time is that of this process and of
all processes below it, so it holds the workers, the decoders and Ray itself.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import option, run_command, write_results
from cluster.environment import prepare
from cluster.extraction import TimedExtractor, WorkerPool, digest_of
from database.stopping import never_stop
from gallery.types import ReceivedSample
from matcher.codecs import Encoding, encode_wsq
from matcher.decoding import DecodingPool
from matcher.types import Features, ImpressionType, Sample
from synthesis.images import render_person
from synthesis.people import person

Figures = dict[str, Any]
Finger = Sample | ReceivedSample

FIRST_SEED = 9_610_000
_STORE_BYTES = 80 * 2**20
_READY_S = 600.0
_IDLE_S = 10.0
_AHEAD = 4
"""Fingers that wait beside those that are with workers, as in a busy service."""


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    people: int = option("rendered cards of ten prints", 3)
    workers: int = option("extraction workers, and threads of this process", 2)
    rounds: int = option("pairs of each kind", 5)


def run(arguments: Run) -> bool:
    """Measure, write and show; tell whether all features were equal."""
    prepare("127.0.0.1:0")
    received = list(_cards(arguments.people))
    with ExitStack() as stack:
        decoding = DecodingPool(arguments.workers)
        stack.callback(decoding.close)
        decoding.wait_until_ready()
        extractor = TimedExtractor()
        pool = stack.enter_context(_cluster(arguments.workers, digest_of(extractor)))
        decoded = [one.decode(decoding.decode) for one in received]
        for one in decoded:
            # What the gate looks at; the samples keep it.
            _ = one.ridges

        def here(finger: Finger) -> Features:
            read = finger.read(decoding.decode) if isinstance(finger, ReceivedSample) else finger
            return extractor.features(read)

        def there(finger: Finger) -> Features:
            return pool.extract(finger, never_stop, _no_worker)

        ways = {
            "here": _Way(here, arguments.workers, lambda: extractor.network_s),
            "there": _Way(there, arguments.workers + _AHEAD, _network_s),
        }
        kinds: dict[str, Sequence[Finger]] = {"received": received, "decoded": decoded}
        idle_share = _idle_share(arguments.workers)
        rows: list[Figures] = [
            {"kind": kind, **row}
            for kind, fingers in kinds.items()
            for row in _rows(fingers, ways, arguments, idle_share)
        ]
    figures = {
        "fingers": len(received),
        "workers": arguments.workers,
        "different_count": sum(one["different_count"] for one in rows),
        "idle_share_of_cores": idle_share,
    }
    for kind in kinds:
        figures |= _figures(kind, [one for one in rows if one["kind"] == kind])
    write_results(arguments.json, figures | {"rows": rows}, seed=FIRST_SEED)
    for name, value in figures.items():
        print(f"{name:36} {value:,.3f}" if isinstance(value, float) else f"{name:36} {value:,}")
    return bool(figures["different_count"] == 0)


@dataclass(frozen=True)
class _Way:
    """Where fingers are extracted."""

    extract: Callable[[Finger], Features]
    thread_count: int
    network_s: Callable[[], float]
    """Processor time in the network so far."""


def _cards(people: int) -> Iterator[ReceivedSample]:
    for seed in range(FIRST_SEED, FIRST_SEED + people):
        for position, pixels in render_person(person(seed), 0).items():
            image = encode_wsq(pixels)
            yield ReceivedSample(position, ImpressionType.LIVESCAN_ROLLED, image, Encoding.WSQ, 500)


@contextmanager
def _cluster(worker_count: int, digest: str) -> Iterator[WorkerPool]:
    """Run a node with workers until the block ends."""
    import ray
    from ray.cluster_utils import Cluster

    from cluster.on_ray import RayWorkers, end_workers, joined, start_workers

    shared = {"node_ip_address": "127.0.0.1", "object_store_memory": _STORE_BYTES}
    nodes = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 0, "include_dashboard": False, **shared},
    )
    try:
        nodes.add_node(num_cpus=worker_count, **shared)
        with joined(nodes.address):
            start_workers(None)
            directory = RayWorkers()
            pool = WorkerPool(directory, digest)
            _wait_until_ready(pool, worker_count)
            yield pool
            pool.close()
            directory.close()
            end_workers()
    finally:
        ray.shutdown()
        nodes.shutdown()


def _wait_until_ready(pool: WorkerPool, worker_count: int) -> None:
    end_s = time.monotonic() + _READY_S
    while pool.figures().ready_count < worker_count:
        if time.monotonic() > end_s:
            raise TimeoutError(f"the workers do not start: {pool.words()}")
        time.sleep(0.5)


def _network_s() -> float:
    """Ask the workers how much processor time they spent in the network."""
    from cluster.on_ray import worker_views

    return sum(one.network_s for one in worker_views())


def _no_worker() -> Features:
    raise RuntimeError("no worker extracts any more")


def _rows(
    fingers: Sequence[Finger], ways: dict[str, _Way], arguments: Run, idle_share: float
) -> Iterator[Figures]:
    for number in range(-1, arguments.rounds):
        order = list(ways) if number % 2 else list(ways)[::-1]
        found = {
            name: _measured(fingers, ways[name], arguments.workers, idle_share) for name in order
        }
        if number < 0:
            # The first round waits for memory and kernels.
            continue
        pairs = zip(found["here"][0], found["there"][0], strict=True)
        yield {
            "different_count": sum(not _equal(a, b) for a, b in pairs),
            "here": found["here"][1],
            "there": found["there"][1],
        }


def _measured(
    fingers: Sequence[Finger], way: _Way, core_count: int, idle_share: float
) -> tuple[list[Features], Figures]:
    network_s, cpu_s, start_s = way.network_s(), _cpu_s(), time.perf_counter()
    with ThreadPoolExecutor(way.thread_count) as threads:
        found = list(threads.map(way.extract, fingers))
    took_s, cpu_s = time.perf_counter() - start_s, _cpu_s() - cpu_s
    network_s = way.network_s() - network_s
    return found, {
        "took_s": took_s,
        "cpu_s": cpu_s,
        "network_s": network_s,
        "share_of_cores": network_s / (core_count * took_s),
        "share_of_cpu": network_s / cpu_s,
        # Without what is taken all the time, which weighs more the longer a round takes.
        "share_of_busy_cpu": network_s / (cpu_s - idle_share * core_count * took_s),
    }


def _idle_share(core_count: int) -> float:
    """Return the share of the cores that Ray and the asking take while nothing is extracted."""
    cpu_s, start_s = _cpu_s(), time.perf_counter()
    time.sleep(_IDLE_S)
    return (_cpu_s() - cpu_s) / (core_count * (time.perf_counter() - start_s))


def _cpu_s() -> float:
    """Return the processor time of this process and of all below it."""
    stats = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            values = path.read_text().rpartition(")")[2].split()
        except OSError:
            # It ended a moment ago.
            continue
        stats[int(path.parent.name)] = (int(values[1]), int(values[11]) + int(values[12]))
    own, grown = {os.getpid()}, True
    while grown:
        below = {pid for pid, (parent, _) in stats.items() if parent in own} - own
        own |= below
        grown = bool(below)
    return sum(stats[pid][1] for pid in own) / os.sysconf("SC_CLK_TCK")


def _equal(one: Features, other: Features) -> bool:
    columns = [
        (getattr(one.template, name), getattr(other.template, name))
        for name in ("outline_px", "x_px", "y_px", "direction_rad", "type", "minutia_quality")
    ]
    columns.append((one.vector, other.vector))
    same = all(np.array_equal(a, b) for a, b in columns)
    return same and one.template.quality == other.template.quality


def _figures(kind: str, rows: Sequence[Figures]) -> Figures:
    def median(of: Callable[[Figures], float]) -> float:
        return float(np.median([of(one) for one in rows]))

    figures = {}
    for name in ("share_of_cores", "share_of_cpu", "share_of_busy_cpu", "took_s", "cpu_s"):
        for where in ("here", "there"):
            read = partial(_read, where, name)
            figures[f"{kind}_{where}_{name}_median"] = median(read)
        ratio = partial(_ratio, name)
        figures[f"{kind}_there_to_here_{name}_median"] = median(ratio)
    return figures


def _read(where: str, name: str, row: Figures) -> float:
    return float(row[where][name])


def _ratio(name: str, row: Figures) -> float:
    """Compare both ways of one round."""
    return _read("there", name, row) / _read("here", name, row)


main = partial(run_command, "benchmarks.cluster_extraction", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
