"""Measures every row of the identification figures at full count, one after the other.

    python -m benchmarks.identification.soak --out DIR [--only NAME,...] [--most 5000]

A row is skipped if the same recipe and versions made its result file. Within a row, people and
searches that were made before are read from the cache. So an interrupted run continues.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks.data import DEFAULT_CACHE, option, run_command, versions
from benchmarks.identification.recipe import Run
from benchmarks.identification.running import recipe, run

_FEW = ("right_slap", "two_index", "one")
_ALL = ("ten", *_FEW)
_TEN = ("ten",)


@dataclass(frozen=True)
class Plan:
    """The folder of the results, and how much of each row is measured."""

    out: Path = option("folder for results and plots")
    cache: Path = option("folder of people and searches made", DEFAULT_CACHE)
    scale: float = option("of all counts, for a trial", 1.0)
    most: int | None = option("searches of a row, mated and non-mated each", None)


@dataclass(frozen=True)
class Row:
    """One run, and the minutes that a core takes for this run after the rows before it."""

    name: str
    core_minutes: float
    subjects: int
    mated: int
    nonmated: int
    fingers: tuple[str, ...] = _TEN
    options: tuple[tuple[str, object], ...] = ()

    def run(self, plan: Plan) -> Run:
        """Return the options of the run."""
        counts = (self.subjects, self.mated, self.nonmated)
        subjects, mated, nonmated = (max(20, round(plan.scale * count)) for count in counts)
        most = plan.most or max(counts)
        whole = Run(
            json=plan.out / f"{self.name}.json",
            subjects=subjects,
            mated=min(mated, subjects, most),
            nonmated=min(nonmated, most),
            fingers=self.fingers,
            cache=plan.cache,
            plot=plan.out,
        )
        return replace(whole, **dict(self.options))  # type: ignore[arg-type]


def _lacking(whose: str, count: int) -> Row:
    return Row(
        f"lacking_{whose}_{count}", 1, 10_000, 2_000, 2_000, options=((f"missing_{whose}", count),)
    )


def _pairing(probe: str, reference: str, minutes: float) -> Row:
    kinds = (("probe_kind", probe), ("reference_kind", reference))
    return Row(f"{probe}_on_{reference}", minutes, 10_000, 2_000, 2_000, _ALL, kinds)


ROWS = (
    Row("ten_100k", 52, 100_000, 40_000, 20_000),
    Row("few_100k", 17, 100_000, 4_000, 20_000, _FEW),
    Row("all_10k", 14, 10_000, 4_000, 20_000, _ALL),
    Row("all_1k", 11, 1_000, 1_000, 20_000, _ALL),
    *(_lacking(whose, count) for whose in ("probe", "reference") for count in (1, 3, 5)),
    Row("encounters_2", 5, 10_000, 2_000, 2_000, _ALL, (("encounters", 2),)),
    Row("encounters_4", 8, 10_000, 2_000, 2_000, _ALL, (("encounters", 4),)),
    _pairing("plain", "plain", 2),
    _pairing("plain", "rolled", 6),
    _pairing("rolled", "rolled", 6),
    _pairing("rolled", "plain", 4),
    Row("uncorrelated", 30, 100_000, 5_000, 5_000, options=(("correlation", 0.0),)),
    Row("correlated", 1, 100_000, 5_000, 5_000, options=(("correlation", 0.7),)),
    Row("second", 32, 100_000, 5_000, 5_000, _ALL, (("generator", "second"),)),
    Row("image", 62, 100_000, 500, 500, _ALL, (("level", "image"),)),
)


def _chosen(text: str) -> tuple[Row, ...]:
    by_name = {row.name: row for row in ROWS}
    names = text.split(",")
    if unknown := set(names) - by_name.keys():
        raise argparse.ArgumentTypeError(f"no row is called {unknown.pop()}: {', '.join(by_name)}")
    return tuple(by_name[name] for name in names)


@dataclass(frozen=True)
class Options(Plan):
    """The options of a run."""

    only: tuple[Row, ...] = option("rows by name, in this order", ROWS, type=_chosen)


def soak(plan: Options) -> None:
    """Run the rows that are not done yet; prints the remaining time."""
    plan.out.mkdir(parents=True, exist_ok=True)
    waiting = [row for row in plan.only if not _done(row.run(plan))]
    expected, taken = 0.0, 0.0
    for number, row in enumerate(waiting, start=1):
        left = sum(one.core_minutes for one in waiting[number - 1 :]) * plan.scale
        pace = taken / expected if expected else 1.0
        print(f"{row.name}: {number} of {len(waiting)}, about {pace * left:.0f} minutes remain")
        started = time.monotonic()
        run(row.run(plan))
        expected += row.core_minutes * plan.scale
        taken += (time.monotonic() - started) / 60


def _done(wanted: Run) -> bool:
    if not wanted.json.is_file():
        return False
    kept = json.loads(wanted.json.read_text())
    return bool(kept.get("recipe") == recipe(wanted) and kept.get("versions") == versions())


main = partial(run_command, "benchmarks.identification.soak", __doc__, Options, soak)

if __name__ == "__main__":
    sys.exit(main())
