"""Counts composites of several fingers that pass as one finger, and single prints that are refused.

    python -m benchmarks.soundness.composites DIR... --ppi 500 --json OUT [--search] [--sheet FILE]

DIR holds `{finger}_{impression}.{tif,bmp,png}`. A composite takes its prints from one folder, or
from one impression of rendered people. docs/accuracy.md explains the figures.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.data import (
    DEFAULT_CACHE,
    number_table,
    option,
    run_command,
    show,
    track,
    write_results,
)
from benchmarks.soundness.border_sheet import draw_sheet
from benchmarks.soundness.composing import (
    ONE_KEPT,
    PASSED,
    REFUSED,
    Judged,
    compositions,
    judge_composite,
    judge_single,
    read_singles,
    read_sources,
    rendered_source,
)
from benchmarks.soundness.identifying import identify
from matcher.extraction import Extractor
from matcher.intervals import interval
from synthesis.forgery import GRIDS

SEED = 13
GAPS_PX = ((0, 0), (1, 10), (11, 20), (21, 30))
CAVEATS = (
    "Composites are made by `synthesis.forgery`: prints of one folder, cut to the foreground or "
    "inside it, laid on a grid without turning. A quarter has no gap.",
    "Intervals are Clopper-Pearson, 95 %. Composites of real prints share few images and fingers, "
    "so the intervals are too narrow for other fingers.",
)


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("prints of one set", nargs="+", metavar="DIR")
    ppi: int = option("resolution of the images")
    json: Path = option("file for the figures")
    sheet: Path | None = option("picture of what is near the border; outside repositories", None)
    count: int = option("composites of each number of fingers, real and rendered", 200)
    people: int = option("rendered people, with ten impressions of ten fingers each", 20)
    search: bool = option("search with the composites, as if there were no gate", False)
    blocks: Path | None = option("folder of single prints that are in no composite", None)
    cache: Path = option("folder of rendered images", DEFAULT_CACHE)


def run(arguments: Run) -> None:
    """Make the images, pass them through the gate, count, write and show."""
    sources = read_sources(arguments.folders, arguments.ppi)
    sources += [rendered_source(arguments.people, arguments.cache)]
    alone = [read_singles(arguments.blocks, arguments.ppi)] if arguments.blocks else []
    singles = [
        judge_single(source, one)
        for source in [*sources, *alone]
        for one in track(source.prints, f"single prints, {source.name}", len(source.prints))
    ]
    composites = [
        judge_composite(one)
        for real in (True, False)
        for count in GRIDS
        for one in track(
            compositions(
                [one for one in sources if one.real == real], count, arguments.count, SEED
            ),
            f"{'real' if real else 'rendered'} prints, {count} fingers",
            arguments.count,
        )
    ]
    figures = {
        "singles": _by(singles, lambda one: one.source),
        "composites": _by(composites, _cell),
        "by_gap": _by(composites, lambda one: f"{one.kind}, gap {_gap(one)} px"),
        "by_cut": _by(composites, lambda one: f"{one.kind}, {'tight' if one.tight else 'whole'}"),
        "all": _by(composites, lambda one: one.kind),
        "searched": asdict(identify(sources, composites, Extractor()))
        if arguments.search
        else None,
        "not_refused": [one.described() for one in composites if one.outcome != REFUSED],
        "refused_singles": [one.described() for one in singles if one.outcome == REFUSED],
    }
    settings = {"ppi": arguments.ppi, "count": arguments.count, "people": arguments.people}
    write_results(arguments.json, figures | settings | {"caveats": list(CAVEATS)}, seed=SEED)
    _print(figures)
    if arguments.sheet:
        draw_sheet(singles, composites, arguments.sheet)


def _cell(one: Judged) -> str:
    return f"{one.kind}, {one.fingers} fingers"


def _gap(one: Judged) -> str:
    low, high = next((a, b) for a, b in GAPS_PX if a <= one.gap_px <= b)
    return f"{low}-{high}"


def _by(judged: Iterable[Judged], key: Callable[[Judged], str]) -> dict[str, dict[str, object]]:
    """Count the outcomes of each group."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(key(one), []).append(one)
    return {name: _count(group) for name, group in groups.items()}


def _count(group: Sequence[Judged]) -> dict[str, object]:
    outcomes = [one.outcome for one in group]
    refused = outcomes.count(REFUSED)
    return {
        "count": len(group),
        "outcomes": {one: outcomes.count(one) for one in sorted(set(outcomes))},
        "refused": refused / len(group),
        "interval": interval(refused, len(group)),
        "passed": outcomes.count(PASSED) / len(group),
        "gate_ms": float(np.median([one.gate_ms for one in group])),
    }


def _print(figures: Mapping[str, object]) -> None:
    table = number_table("refused as several fingers", ("", "images", "refused", ONE_KEPT, PASSED))
    for part in ("singles", "composites", "by_gap", "by_cut", "all"):
        groups = figures[part]
        assert isinstance(groups, dict)
        for name, one in groups.items():
            outcomes = one["outcomes"]
            low, high = one["interval"]
            table.add_row(
                name,
                str(one["count"]),
                f"{one['refused']:.2%} [{low:.2%}-{high:.2%}]",
                *(str(outcomes.get(kind, 0)) for kind in (ONE_KEPT, PASSED)),
            )
    show(table, f"searched: {figures['searched']}", caveats=CAVEATS, width=120)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return 2 if the data cannot be used."""
    return run_command("benchmarks.soundness.composites", __doc__, Run, run, arguments)


if __name__ == "__main__":
    sys.exit(main())
