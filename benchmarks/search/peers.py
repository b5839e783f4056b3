"""Compares the gallery's shortlist with FAISS's indexes, over the same people in one run."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from benchmarks.search import exact, peers_faiss, probes, timing
from benchmarks.search.peers_faiss import Filled
from benchmarks.search.pool import Floats, Rows
from benchmarks.search.recipe import Run
from benchmarks.search.sets import ReferenceSet
from benchmarks.search.steps import Figures
from gallery.index import FastScan
from gallery.search import SearchParameters
from matcher.types import FINGERS
from matcher.vector import CODE_DIMENSION, VECTOR_DIMENSION, small_code

OURS = "codes of 4 bits"
_WARM_UP = 3


@dataclass(frozen=True, eq=False)
class Comparison:
    """The same people and probes for everybody."""

    run: Run
    references: ReferenceSet

    @cached_property
    def people(self) -> Floats:
        """(records, 320): the ten small codes of each person, end to end."""
        people = self.references.people
        whole = np.empty((people.records, len(FINGERS), CODE_DIMENSION), np.float32)
        for first, ids in exact.parts(people):
            for finger in range(len(FINGERS)):
                part = whole[first : first + len(ids), finger]
                part[:] = people.pool.small[finger, ids[:, finger]]
        return whole.reshape(people.records, -1)

    @cached_property
    def probes(self) -> probes.Probes:
        """Mated probes."""
        run = self.run
        return probes.mated(run.pool_recipe, min(run.searches, run.planted), run.cache)

    def measure(self, name: str) -> Figures:
        """Build an index, search singly on one thread, and rank the mates."""
        people = self.people
        started, worked = time.perf_counter(), time.process_time()
        filled = PEERS[name](self)
        built, busy = time.perf_counter() - started, time.process_time() - worked
        flat = self.probes.vectors.reshape(-1, VECTOR_DIMENSION)
        codes = small_code(flat).reshape(self.probes.count, -1)
        depth = SearchParameters().shortlist_depth(len(FINGERS), len(people))
        wall, found = [], []
        for number in [*range(_WARM_UP), *range(len(codes))]:
            began = time.perf_counter()
            found.append(filled.search(codes[number : number + 1], depth)[0])
            wall.append(1_000 * (time.perf_counter() - began))
        mates = [self.references.people.planted_number(int(m)) for m in self.probes.mates]
        hits = [mate in rows for mate, rows in zip(mates, found[_WARM_UP:], strict=True)]
        firsts = [mate == rows[0] for mate, rows in zip(mates, found[_WARM_UP:], strict=True)]
        return {
            "build_seconds": built,
            "build_cpu_seconds": busy,
            "bytes": filled.bytes,
            "bytes_per_record": filled.bytes / len(people),
            **timing.percentiles(wall[_WARM_UP:]),
            "depth": depth,
            "hit_rate": float(np.mean(hits)),
            "rank_1": float(np.mean(firsts)),
            "raw_ms": wall[_WARM_UP:],
        }


def judged(found: Mapping[str, Figures]) -> dict[str, Figures]:
    """Add each index's costs relative to the gallery's own codes in the same run."""
    own = found[OURS]
    return {
        name: {
            **one,
            "p50_ratio": one["p50_ms"] / own["p50_ms"],
            "bytes_ratio": one["bytes"] / own["bytes"],
        }
        for name, one in found.items()
    }


def _ours(comparison: Comparison) -> Filled:
    """Scan the codes of sealed segments."""
    people, quantiser = comparison.people, comparison.references.quantiser
    codes = [
        quantiser.encode(part.reshape(len(part), len(FINGERS), CODE_DIMENSION))
        for part in np.array_split(people, max(1, len(people) // exact.PEOPLE_AT_ONCE))
    ]
    scan = FastScan(quantiser, np.concatenate(codes))

    def search(probes: Floats, depth: int) -> Rows:
        return scan.search(probes.reshape(len(probes), len(FINGERS), CODE_DIMENSION), depth)[0]

    return Filled(scan.resident_bytes, search)


PEERS: dict[str, Callable[[Comparison], Filled]] = {
    OURS: _ours,
    "FAISS flat": lambda comparison: peers_faiss.flat(comparison.people),
    "FAISS IVF-PQ": lambda comparison: peers_faiss.inverted_product(comparison.people),
    "FAISS HNSW": lambda comparison: peers_faiss.graph(comparison.people),
}
