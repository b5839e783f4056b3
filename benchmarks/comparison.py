"""Measures comparisons a second on one core, and the cost of preparing a template.

    python -m benchmarks.comparison [DIR...] [--ppi 500] --json OUT

A probe is compared with many packed references in one call, and in the same round with single
references. The ratio holds on any machine; the rates hold for the machine in the result. The prints
are synthetic, and the real prints of each DIR. Times are CPU time of one thread.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import (
    DEFAULT_CACHE,
    extract_all,
    option,
    read_datasets,
    run_command,
    write_results,
)
from matcher.comparison import Cylinders, PackedCylinders, pack, prepare, score, score_packed
from matcher.types import Template
from synthesis.minutiae import minutiae_template
from synthesis.people import people

Figures = dict[str, Any]

FIRST_SEED = 5_900_000
PLAIN_PROBES = 2
"""Single comparisons are slow, and fewer probes suffice."""


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("real prints of a set", nargs="*", metavar="DIR")
    json: Path = option("file for the figures")
    ppi: int = option("resolution of the images", 500)
    people: int = option("synthetic people of ten fingers", 30)
    probes: int = option("probes of each round", 40)
    rounds: int = option("rounds of timings", 9)
    workers: int = option("processes that extract", 1)
    cache: Path = option("folder of templates", DEFAULT_CACHE)


@dataclass(frozen=True)
class Round:
    """One round of timings."""

    packed_per_second: float
    plain_per_second: float
    prepare_cpu_ms: float
    """Mean per template."""

    @property
    def ratio(self) -> float:
        """How many times as fast packed comparison is."""
        return self.packed_per_second / self.plain_per_second


def time_round(templates: Sequence[Template], probe_count: int) -> Round:
    """Prepare, compare packed, and compare singly."""
    start_s = time.thread_time()
    prepared = [prepare(template) for template in templates]
    prepare_s = time.thread_time() - start_s
    probes = prepared[:: max(1, len(prepared) // probe_count)]
    packed_s = _time_packed(probes, pack(prepared))
    plain_s = _time_plain(probes[:PLAIN_PROBES], prepared)
    return Round(
        packed_per_second=len(probes) * len(prepared) / packed_s,
        plain_per_second=min(PLAIN_PROBES, len(probes)) * len(prepared) / plain_s,
        prepare_cpu_ms=1_000 * prepare_s / len(templates),
    )


def measure(name: str, templates: Sequence[Template], probe_count: int, rounds: int) -> Figures:
    """Time several rounds after a round that compiles."""
    time_round(templates[:2], 1)
    timed = [time_round(templates, probe_count) for _ in range(rounds)]
    figures: Figures = {
        "name": name,
        "references": len(templates),
        "cylinders_mean": float(np.mean([prepare(one).cylinder_count for one in templates])),
    }
    for key in ("packed_per_second", "plain_per_second", "ratio", "prepare_cpu_ms"):
        values = [getattr(one, key) for one in timed]
        figures[key] = float(np.median(values))
        figures[f"{key}_low"], figures[f"{key}_high"] = min(values), max(values)
    return figures | {"rounds": [asdict(one) for one in timed]}


def run(arguments: Run) -> dict[str, object]:
    """Measure, write and show."""
    sets = [
        measure(name, templates, arguments.probes, arguments.rounds)
        for name, templates in _templates(arguments)
    ]
    figures: dict[str, object] = {"sets": sets, "spread": "lowest and highest round"}
    write_results(arguments.json, figures, seed=FIRST_SEED)
    _print(sets)
    return figures


def _templates(arguments: Run) -> list[tuple[str, list[Template]]]:
    fingers = [f for one in people(_seeds(arguments.people)) for f in one.fingers]
    found = [("synthetic", [minutiae_template(finger, 1) for finger in fingers])]
    for dataset in read_datasets(arguments.folders):
        extractions = extract_all(
            [one.path for one in dataset.prints],
            ppi=arguments.ppi,
            workers=arguments.workers,
            cache=arguments.cache,
        )
        usable = [one.template for one in extractions]
        found.append((dataset.name, [one for one in usable if one is not None]))
    return found


def _seeds(count: int) -> range:
    return range(FIRST_SEED, FIRST_SEED + count)


def _time_packed(probes: Sequence[Cylinders], packed: PackedCylinders) -> float:
    start_s = time.thread_time()
    for probe in probes:
        score_packed(probe, packed)
    return time.thread_time() - start_s


def _time_plain(probes: Sequence[Cylinders], references: Sequence[Cylinders]) -> float:
    start_s = time.thread_time()
    for probe in probes:
        for reference in references:
            score(probe, reference)
    return time.thread_time() - start_s


def _print(sets: Sequence[Figures]) -> None:
    print(f"{'set':>16} {'packed /s':>22} {'one by one /s':>14} {'ratio':>18} {'prepare ms':>11}")
    for one in sets:
        print(
            f"{one['name']:>16} {one['packed_per_second']:>8,.0f}"
            f" [{one['packed_per_second_low']:,.0f}, {one['packed_per_second_high']:,.0f}]"
            f" {one['plain_per_second']:>9,.0f}"
            f" {one['ratio']:>7.1f} [{one['ratio_low']:.1f}, {one['ratio_high']:.1f}]"
            f" {one['prepare_cpu_ms']:>8.3f}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return 2 if the data cannot be used."""
    return run_command("benchmarks.comparison", __doc__, Run, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
