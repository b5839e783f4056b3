"""Measures memory over many searches and changes: `python -m benchmarks.memory --json OUT`.

    [--people 100000] [--searches 200000] [--cycles 20000] [--plot DIR]

An interrupted run continues in a new process with its own warm-up. The exit status is 1 if memory
was not flat.
"""

import json
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.data import (
    DEFAULT_CACHE,
    MixedPeople,
    memory,
    mixed_people,
    open_gallery,
    option,
    progress_bar,
    run_command,
    write_results,
)
from benchmarks.memory import gallery as galleries
from benchmarks.memory.judging import KINDS, is_flat, judge
from benchmarks.memory.load import KEPT, MIX, SEARCHERS, Counts, Load
from benchmarks.memory.plots import draw
from gallery.gallery import Gallery

DONORS = 300
"""Generated people who provide everybody's fingers."""
_SAMPLES = 400
_LOOK_S = 0.2
_LEFT_BY_A_CUT = 2_000
"""More than the changes after the last sample of an interrupted run."""


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    people: int = option("people in the gallery", 100_000)
    searches: int = option("searches", 200_000)
    cycles: int = option("people who come and go", 20_000)
    plot: Path | None = option("folder to draw the figure in", None)
    cache: Path = option("folder of people and galleries", DEFAULT_CACHE)


class _Process:
    """One process of a run: samples its memory, and stores the samples."""

    def __init__(self, parsed: Run, gallery: Gallery, people: MixedPeople) -> None:
        self._parsed = parsed
        self._plan = Counts(parsed.searches, parsed.cycles)
        self._samples: list[dict[str, Any]] = _read(parsed)
        self._process = max((one["process"] for one in self._samples), default=-1) + 1
        done = Counts(0, 0)
        if self._samples:
            done = Counts(self._samples[-1]["searches"], self._samples[-1]["cycles"])
        first = galleries.FIRST_NEW + done.cycles
        galleries.clear(gallery, range(first - KEPT - _LEFT_BY_A_CUT, first + _LEFT_BY_A_CUT))
        self._gallery = gallery
        self._load = Load(gallery, people, parsed.people, self._plan, done)
        self._started = time.monotonic()
        self._next = done.searches

    def work(self) -> None:
        """Do the remaining work."""
        if self._load.done == self._plan:
            return
        with progress_bar() as progress:
            task = progress.add_task("searching", total=self._plan.searches)

            def watch() -> None:
                done = self._load.done
                progress.update(task, completed=done.searches)
                if done.searches >= self._next or done == self._plan:
                    self._next = done.searches + max(1, self._plan.searches // _SAMPLES)
                    self._sample(done)

            self._load.run(watch, every_s=_LOOK_S)

    def _sample(self, done: Counts) -> None:
        status = self._gallery.status()
        anonymous, of_files = memory.anonymous_bytes(), memory.file_bytes()
        sample = {
            "process": self._process,
            "seconds": round(time.monotonic() - self._started, 1),
            "searches": done.searches,
            "cycles": done.cycles,
            "anonymous_bytes": anonymous,
            "resident_bytes": anonymous + of_files,
            "index_bytes": status.resident_bytes,
            "references": status.reference_count,
            "tail": sum(one.tail_count for one in status.classes),
            "dead": sum(one.dead_count for one in status.classes),
        }
        self._samples.append(sample)
        judged = _judge(self._parsed, self._samples)
        figures = {**_plan(self._parsed), "judged": judged, "samples": self._samples}
        write_results(self._parsed.json, figures, seed=0)


def _plan(parsed: Run) -> dict[str, object]:
    return {
        "people": parsed.people,
        "searches": parsed.searches,
        "cycles": parsed.cycles,
        "search_threads": SEARCHERS,
        "depths": {str(least): asdict(one) for least, one in galleries.SHALLOW.by_finger_count},
        "probes": {str(len(fingers)): f"{share} of 20" for share, fingers in MIX},
    }


def _judge(parsed: Run, samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    bound = galleries.index_bound_bytes(parsed.people + KEPT)
    return judge(samples, parsed.searches, bound)


def _read(parsed: Run) -> list[dict[str, Any]]:
    """Read the samples of earlier runs of the same plan."""
    if not parsed.json.is_file():
        return []
    kept = json.loads(parsed.json.read_text())
    same = all(kept.get(name) == value for name, value in _plan(parsed).items())
    return list(kept["samples"]) if same else []


def _run(parsed: Run) -> bool:
    people = mixed_people(DONORS, parsed.cache)
    folder = galleries.gallery_folder(parsed.people, DONORS, parsed.cache)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pool.submit(galleries.build, folder, people, parsed.people).result()
    with open_gallery(folder, galleries.SHALLOW) as (gallery, _):
        gallery.catch_up()
        memory.map_pages([one for one in folder.rglob("*") if one.is_file()])
        _Process(parsed, gallery, people).work()
    samples = _read(parsed)
    judged = _judge(parsed, samples)
    for one in judged:
        for kind in KINDS:
            figures = one[kind]
            print(
                f"process {one['process']}, {kind}: {figures['median'] / 2**20:.0f} MiB, at most "
                f"{100 * figures['deviation']:.1f} % from it, {100 * figures['growth']:+.1f} % "
                "from the first to the last quarter"
            )
        index = one["index_bytes"]
        print(
            f"process {one['process']}, index: at most {index['highest'] / 2**20:.0f} MiB of the "
            f"{index['bound'] / 2**20:.0f} MiB that it may take"
        )
    if parsed.plot:
        draw(samples, judged, parsed.plot)
    return is_flat(judged)


main = partial(run_command, "benchmarks.memory", __doc__, Run, _run)

if __name__ == "__main__":
    sys.exit(main())
