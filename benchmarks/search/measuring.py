"""A run over one set of composed people, step by step."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from benchmarks.data import memory
from benchmarks.search import bulk, kept, load, probes, sets, timing
from benchmarks.search.cells import LEVELS
from benchmarks.search.people import Composition, Kind
from benchmarks.search.pool import Pool
from benchmarks.search.pooled_index import PooledIndex
from benchmarks.search.probes import Probes
from benchmarks.search.recipe import Run
from benchmarks.search.sets import ReferenceSet
from benchmarks.search.steps import Figures, Steps
from benchmarks.search.timing import Identified
from gallery.index import CODE_BYTES, IndexParameters
from gallery.index.segment import FINER, RECORDS
from gallery.search import Cascade, LocalShard, SearchParameters
from matcher.types import FINGERS

_WARM_UP = 5
_NEWCOMERS = 500
_LEVELS_OF = 100_000


@dataclass(frozen=True, eq=False)
class Bench:
    """An open set, with the probes."""

    run: Run
    index: PooledIndex
    references: ReferenceSet
    folder: Path
    """The folder of the open index."""

    @property
    def people(self) -> Composition:
        """The people of the set."""
        return self.references.people

    @property
    def pool(self) -> Pool:
        """The pool that provides templates."""
        return self.people.pool

    @cached_property
    def mated(self) -> Probes:
        """Probes of planted people."""
        return probes.mated(self.pool.recipe, self.run.planted, self.run.cache)

    @cached_property
    def newcomers(self) -> Probes:
        """People who are enrolled during searches."""
        return probes.strangers(min(_NEWCOMERS, 5 * self.run.searches), self.run.cache)

    @cached_property
    def cascade(self) -> Cascade:
        """The stages of a search, as in the service."""
        return Cascade(LocalShard(self.index, self.index.names), SearchParameters())

    def forget(self) -> None:
        """Drop finer codes, records and templates from memory; rows are read at the start and
        stay."""
        names = {FINER, RECORDS}
        files = [path for path in self.folder.rglob("*") if path.name in names]
        memory.forget_pages([*files, self.pool.template_file])

    def identify(self, number: int) -> Identified:
        """Search for a mated probe."""
        count = self.index.count
        return timing.identify(self.cascade, count, self.mated, number % self.mated.count)


@contextmanager
def opened(run: Run, references: ReferenceSet, folder: Path) -> Iterator[tuple[Bench, Figures]]:
    """Open a set from a cold disk, in a temporary folder of links: the built files do not change.

    Also gives the cost of opening.
    """
    work = folder.with_name(f"work-{folder.name}-{os.getpid()}")
    shutil.copytree(folder, work, copy_function=os.link, ignore=lambda *_: [".lock"])
    pool = references.people.pool
    memory.forget_pages([*(one for one in work.rglob("*") if one.is_file()), pool.template_file])
    before, started = memory.anonymous_bytes(), time.perf_counter()
    try:
        index = PooledIndex(work, pool, IndexParameters(finer=references.finer.name))
        took = time.perf_counter() - started
        try:
            yield (
                Bench(run, index, references, work),
                {
                    "load_seconds": took,
                    "resident_bytes": memory.anonymous_bytes(),
                    "resident_before_bytes": before,
                    "mapped_bytes": memory.file_bytes(),
                    "index_bytes": index.resident_bytes,
                    "segments": len(index.status().segments),
                },
            )
        finally:
            index.close()
    finally:
        shutil.rmtree(work)


def measure(bench: Bench, steps: Steps) -> dict[str, Figures]:
    """Run all steps; steps that need a cold disk come first."""
    work: dict[str, Callable[[Bench], Figures]] = {
        "composition": _composition,
        "shortlist": _shortlist,
        "cold": partial(_identifications, cold=True),
        "warm": partial(_identifications, cold=False),
        "load": _load,
        "changes": _changes,
        "visible": _visible,
        "kept": _kept,
        "overlap": _overlap,
        "bulk": _bulk,
    }
    return {name: steps.run(name, partial(one, bench)) for name, one in work.items()}


def _composition(bench: Bench) -> Figures:
    """Describe the first people: their kinds, and how narrowly their fingers were drawn."""
    count = min(_LEVELS_OF, bench.people.records)
    kinds = np.bincount(bench.people.kinds(0, count), minlength=len(Kind))
    levels = bench.people.levels(0, count)
    return {
        "of_the_first": count,
        "kinds": {kind.name.lower(): int(kinds[kind]) for kind in Kind},
        "planted": bench.people.planted,
        "drawn_by": dict(zip(LEVELS, (levels / levels.sum()).tolist(), strict=True)),
    }


def _shortlist(bench: Bench) -> Figures:
    depth = _shortlist_depth(bench)
    vectors = bench.mated.vectors[: bench.run.searches + _WARM_UP]
    wall, cpu = timing.shortlist_times(bench.index, vectors, depth)
    reading = memory.read_ns_per_record(CODE_BYTES)
    ns = float(np.median(cpu[_WARM_UP:])) * 1e6 / bench.index.count
    return {
        **timing.percentiles(wall[_WARM_UP:]),
        "ns_per_record": ns,
        "wall_ns_per_record": float(np.median(wall[_WARM_UP:])) * 1e6 / bench.index.count,
        "reading_ns_per_record": reading,
        "times_reading": ns / reading,
        "depth": depth,
        "raw_ms": wall.tolist(),
        "raw_cpu_ms": cpu.tolist(),
    }


def _identifications(bench: Bench, *, cold: bool) -> Figures:
    """Time a search for each probe. cold: the search reads from the disk, otherwise from memory."""
    count = min(bench.run.searches, bench.mated.count)
    # A probe outside the timed ones compiles and warms everything that searches need.
    bench.identify(bench.mated.count - 1)
    found = []
    for number in range(count):
        if cold:
            bench.forget()
        else:
            bench.identify(number)
        found.append(bench.identify(number))
    mates = [bench.people.planted_number(number) + 1 for number in range(count)]
    return {
        **timing.described(found),
        "first_is_mate": sum(a.first == b for a, b in zip(found, mates, strict=True)) / count,
        "above_threshold": sum(one.above for one in found) / count,
        "raw": [one.stages_ms for one in found],
    }


def _load(bench: Bench) -> Figures:
    took, seconds = load.clients(_search(bench), bench.run.clients, bench.run.seconds)
    return {
        "clients": bench.run.clients,
        "searches_per_second": len(took) / seconds,
        **timing.percentiles(took),
        "raw_ms": took,
    }


def _changes(bench: Bench) -> Figures:
    return load.beside_changes(
        bench.index,
        _search(bench),
        bench.newcomers,
        client_count=1,
        seconds=bench.run.seconds,
        per_second=bench.run.changes,
    )


def _visible(bench: Bench) -> Figures:
    took = load.visible_at_once(bench.index, bench.newcomers, 100)
    return {**timing.percentiles(took), "raw_ms": took}


def _kept(bench: Bench) -> Figures:
    ends = {"depth": _shortlist_depth(bench), "compared": _compared()}
    found = kept.mates_kept(
        bench.index, bench.people, bench.mated.vectors, bench.mated.mates, **ends
    )
    raw = {name: ranks.tolist() for name, ranks in vars(found).items()}
    return {**kept.lost(found, **ends), **ends, "raw": raw}


def _overlap(bench: Bench) -> Figures:
    vectors, top = bench.mated.vectors[: bench.run.exact], _compared()
    depth = _shortlist_depth(bench)
    shares = kept.overlap(bench.index, bench.people, vectors, top=top, depth=depth)
    return {
        "probes": len(vectors),
        "of_exact_first": top,
        "mean_share": float(shares.mean()),
        "raw": shares.tolist(),
    }


def _bulk(bench: Bench) -> Figures:
    folder = bench.references.folder(bench.run.cache).parent / "work-bulk"
    sets.check_room(folder.parent, 2 * 2**30)
    return dict(bulk.load_rates(bench.newcomers, bench.run.bulk, folder))


def _shortlist_depth(bench: Bench) -> int:
    """Return the depth of a search by ten fingers."""
    return SearchParameters().shortlist_depth(len(FINGERS), bench.index.count)


def _compared() -> int:
    return SearchParameters().by_finger_count[0][1].compared


def _search(bench: Bench) -> load.Search:
    return lambda number: bench.identify(number).total_ms
