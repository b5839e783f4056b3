"""Times single searches: the shortlist, and a whole identification by stages."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.search.pool import Floats
from benchmarks.search.probes import Probes
from database.stopping import never_stop
from gallery.index import SegmentedIndex
from gallery.search import Cascade, Probe, StageClock, best_per_identity, candidate_list
from matcher.calibration import threshold_db

Times = NDArray[np.float64]
TARGET_FPIR = 1e-3
STAGES = ("prepare", "shortlist", "rescore", "compare_few", "compare_all", "decide")
_CANDIDATES = 10


@dataclass(frozen=True)
class Identified:
    """A whole identification, from templates on."""

    stages_ms: dict[str, float]
    first: int
    """Reference id at rank 1; 0 if nobody was compared."""
    above: bool
    """Whether rank 1 is above the threshold."""
    cpu_ms: float
    """Of the searching thread, which does all the work; waiting for a core does not count."""

    @property
    def total_ms(self) -> float:
        """The time of all stages."""
        return sum(self.stages_ms.values())


def shortlist_times(index: SegmentedIndex, vectors: Floats, depth: int) -> tuple[Times, Times]:
    """Search for each probe on one thread. Returns each search's wall and CPU milliseconds."""
    wall, cpu = [], []
    for vector in vectors:
        started, worked = time.perf_counter(), time.thread_time()
        index.shortlist(vector[None], depth)
        cpu.append(1_000 * (time.thread_time() - worked))
        wall.append(1_000 * (time.perf_counter() - started))
    return np.array(wall), np.array(cpu)


def identify(cascade: Cascade, count: int, probes: Probes, number: int) -> Identified:
    """Search for one probe from its stored templates and vectors. count: references searched."""
    clock, worked = StageClock(), time.thread_time()
    probe = Probe(vectors=probes.vectors[number], prepared=probes.prepared(number))
    clock.end("prepare", len(probe.prepared))
    found = cascade.search(probe, _CANDIDATES, never_stop, clock)
    threshold = threshold_db(count, TARGET_FPIR)
    best = best_per_identity(found)[:_CANDIDATES]
    candidates = candidate_list(best, threshold)
    clock.end("decide", len(candidates))
    return Identified(
        {stage.name: stage.duration_ms for stage in clock.stages},
        best[0].reference_id if best else 0,
        bool(candidates) and candidates[0].above_threshold,
        1_000 * (time.thread_time() - worked),
    )


def percentiles(milliseconds: Sequence[float] | Times) -> dict[str, float]:
    """Return p50, p95 and p99."""
    marks = np.percentile(np.asarray(milliseconds), (50, 95, 99))
    return dict(zip(("p50_ms", "p95_ms", "p99_ms"), marks.tolist(), strict=True))


def described(found: Sequence[Identified]) -> dict[str, object]:
    """Summarise identifications: the whole, and each stage."""
    return {
        **percentiles([one.total_ms for one in found]),
        "cpu": percentiles([one.cpu_ms for one in found]),
        "searches": len(found),
        "stages": {
            name: percentiles([one.stages_ms.get(name, 0.0) for one in found]) for name in STAGES
        },
    }
