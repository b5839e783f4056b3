"""Every row of the identification figures at full count, one after the other, resumable.

    python -m benchmarks.identification.soak --out DIR [--only NAME,...] [--most 5000]

A row whose result file was made by the same recipe and versions is passed over; within a row, what
was made and searched before is read from the cache.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.data import DEFAULT_CACHE, versions
from benchmarks.identification.recipe import Run
from benchmarks.identification.running import recipe, run
from matcher.errors import TenprintError

_FEW = ("right_slap", "two_index", "one")
_ALL = ("ten", *_FEW)
_TEN = ("ten",)


@dataclass(frozen=True)
class Plan:
    """Where rows go, and how much of them is done."""

    out: Path
    cache: Path = DEFAULT_CACHE
    scale: float = 1.0
    """Of all counts, for a trial."""
    most: int | None = None
    """Mated searches of a row, and non-mated ones; None: as many as the row says."""


@dataclass(frozen=True)
class Row:
    """One run, and about how long a core takes for it after the rows before it."""

    name: str
    core_minutes: float
    subjects: int
    mated: int
    nonmated: int
    fingers: tuple[str, ...] = _TEN
    options: tuple[tuple[str, object], ...] = ()

    def run(self, plan: Plan) -> Run:
        """Say what is to be done."""
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


def soak(rows: Sequence[Row], plan: Plan) -> None:
    """Run rows that are not done, saying what remains."""
    plan.out.mkdir(parents=True, exist_ok=True)
    waiting = [row for row in rows if not _done(row.run(plan))]
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 2 where something is missing."""
    by_name = {row.name: row for row in ROWS}
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.identification.soak", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for results and plots")
    parser.add_argument("--only", default=",".join(by_name), help="rows by name, in this order")
    parser.add_argument("--scale", type=float, default=1.0, help="of all counts, for a trial")
    parser.add_argument("--most", type=int, help="searches of a row, mated and non-mated each")
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE)
    parsed = parser.parse_args(arguments)
    chosen = parsed.only.split(",")
    if unknown := set(chosen) - by_name.keys():
        parser.error(f"no row is called {unknown.pop()}: {', '.join(by_name)}")
    try:
        plan = Plan(parsed.out, parsed.cache, parsed.scale, parsed.most)
        soak([by_name[name] for name in chosen], plan)
    except TenprintError as error:
        print(f"benchmarks.identification.soak: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
