"""Measures what a newcomer waits for, in this checkout and in an earlier one.

    python -m benchmarks.first_hour --json OUT [--repetitions 5] [--setups 1] [--before DIR]

A repetition measures, in a fresh folder: the help, the first start of the service on an empty data
folder until it says that it is ready, the first booking after that and the second, the second
start, the drawing of one print, and the search for duplicates among two people, each as a command
of its own. Setup is `make setup` of a fresh clone with empty caches, from the package index that
pip is set to. An earlier checkout compiles its kernels at its first start, as it then did; that is
measured once. Whatever is measured is added to OUT with its ending `.raw.jsonl` at once, and a
further run goes on there.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.data import number_table, option, positive, run_command, show, write_results
from benchmarks.first_hour.clocks import Times
from benchmarks.first_hour.newcomer import Newcomer, Row, set_up

SEED = 1
AIMS = {"serve_second": 5.0, "help": 0.3}
"""Seconds of the clock that a step may take, on a machine without other work."""
CAVEATS = (
    "Each time is of a command as a whole, with the start of Python.",
    "Service, LESC stub, console and decoding workers share the machine with the benchmark.",
)
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    repetitions: int = option("of everything but setup [%(default)s]", 5, type=positive)
    setups: int = option("fresh clones that are set up [%(default)s]", 1, type=int)
    before: Path | None = option("a checkout of an earlier state", None, type=Path)


def measure(run: Run) -> None:
    """Measure what is not measured yet, write all times and show their medians."""
    rows = _read(run)

    def add(name: str, do: Callable[[], Row]) -> None:
        load = round(os.getloadavg()[0], 2)
        row = {"checkout": name, "load": load, "times": do()}
        rows.append(row)
        with _raw(run).open("a") as file:
            file.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)

    run.json.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="tenprint-first-hour-") as folder:
        here = Path(folder)
        roots = {"now": _ROOT} | ({"before": run.before.resolve()} if run.before else {})
        while name := _least(rows, roots, "setup", run.setups):
            add(name, partial(set_up, roots[name], here / f"clone-{len(rows)}"))
        newcomers = {name: Newcomer(root, here / name) for name, root in roots.items()}
        if "before" in newcomers and not _count(rows, "before", "serve_first_ever"):
            add("before", newcomers["before"].first_start_ever)
        for one in newcomers.values():
            one.prepare()
        while name := _least(rows, roots, "help", run.repetitions):
            add(name, newcomers[name].measure)
    write_results(run.json, judged(rows), seed=SEED)
    _show(judged(rows))


def judged(rows: Sequence[Row]) -> dict[str, Any]:
    """Read medians and spreads from what was measured, and whether the aims are met."""
    times: dict[str, dict[str, list[Times]]] = {}
    for row in rows:
        for what, one in row["times"].items():
            times.setdefault(row["checkout"], {}).setdefault(what, []).append(one)
    summary = {
        name: {what: _summary(each) for what, each in found.items()}
        for name, found in times.items()
    }
    now = summary.get("now", {})
    aims = {
        what: {"aim_s": aim_s, "met": now[what]["median_s"] <= aim_s}
        for what, aim_s in AIMS.items()
        if what in now
    }
    return {"summary": summary, "aims": aims, "rows": list(rows), "caveats": CAVEATS}


def _summary(times: Sequence[Times]) -> dict[str, float]:
    clock = [one["clock_s"] for one in times]
    cpu = [one["cpu_s"] for one in times if "cpu_s" in one]
    found = {
        "median_s": round(statistics.median(clock), 3),
        "least_s": min(clock),
        "most_s": max(clock),
        "count": len(clock),
    }
    return found | ({"cpu_median_s": round(statistics.median(cpu), 2)} if cpu else {})


def _count(rows: Sequence[Row], name: str, what: str) -> int:
    return sum(row["checkout"] == name and what in row["times"] for row in rows)


def _least(rows: Sequence[Row], names: Collection[str], what: str, wanted: int) -> str:
    """Choose which checkout's turn it is, so that other work on the machine meets all of them.

    Empty: each was measured so often as it is wanted.
    """
    name = min(names, key=lambda name: _count(rows, name, what))
    return name if _count(rows, name, what) < wanted else ""


def _raw(run: Run) -> Path:
    return run.json.with_suffix(".raw.jsonl")


def _read(run: Run) -> list[Row]:
    if not _raw(run).exists():
        return []
    return [json.loads(line) for line in _raw(run).read_text().splitlines()]


def _show(figures: Mapping[str, Any]) -> None:
    table = number_table(
        "seconds of the clock", ("checkout", "step", "median", "range", "count", "processor")
    )
    for name, found in figures["summary"].items():
        for what, one in found.items():
            spread = f"{one['least_s']:.2f} to {one['most_s']:.2f}"
            table.add_row(
                name,
                what,
                f"{one['median_s']:.2f}",
                spread,
                str(one["count"]),
                str(one.get("cpu_median_s", "")),
            )
    show(table, caveats=CAVEATS, width=100)
    for what, aim in figures["aims"].items():
        print(f"{what}: aim {aim['aim_s']} s {'met' if aim['met'] else 'NOT MET'}")


if __name__ == "__main__":
    sys.exit(run_command("benchmarks.first_hour", __doc__, Run, measure))
