"""Tests decibels of tiny prints: squares of 90 to 120 px of real and of rendered prints.

    python -m benchmarks.soundness.tiny DIR... --ppi 500 --json OUT --plot DIR

Squares are cut in many places of each print and extracted like any other image. Squares of
different fingers are compared, and strangers at or above each level are counted against what was
asked. Squares of one finger resemble each other, so intervals are over fingers. With --strangers,
whole prints are counted by band too.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.table import Table

from benchmarks.data import (
    DEFAULT_CACHE,
    Dataset,
    canvas,
    option,
    read_datasets,
    run_command,
    show,
    stored_templates,
    with_interval,
    write_results,
)
from benchmarks.realism import rendered
from benchmarks.soundness.crops import CropRun, take
from benchmarks.soundness.strangers import LEVELS_DB, Strangers, compare, judge
from matcher.comparison import prepare
from matcher.types import FINGERS

SIDES_PX = (90, 100, 110, 120)
TARGET = 1.5
"""Strangers at a level, at most, against what was asked."""
CAVEATS = [
    "real: ten fingers a set; LEADER's training data is not stated, overlap cannot be excluded",
    "rendered: one impression of each finger of synthetic people",
]


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    folders: list[Path] = option("real prints", (), nargs="*", metavar="DIR")
    ppi: int = option("resolution of the real prints", 500)
    plot: Path | None = option("folder to draw the figure in", None)
    rendered_people: int = option("people of whom ten rendered prints each are cut", 30)
    strangers: Path | None = option("file of stored templates of different fingers, whole", None)
    impressions: int = option("impressions of a finger that are cut", 4)
    count: int = option("most squares of a print and a size", 3)
    seed: int = option("of the places", 1_000)
    cache: Path = option("folder of templates and rendered prints", DEFAULT_CACHE)


def run(options: Run) -> None:
    """Cut, compare, judge, write and show."""
    cut = CropRun(
        options.ppi, options.impressions, options.count, options.seed, options.cache / "soundness"
    )
    figures: dict[str, Any] = {}
    if options.folders:
        figures["real"] = judge(_crops(read_datasets(options.folders), cut))
    if options.rendered_people:
        made = rendered(options.rendered_people, 1, cut.cache, positions=FINGERS)
        figures["rendered"] = judge(_crops([made], cut))
    if options.strangers:
        figures["whole"] = judge(_whole(options.strangers))
    write_results(options.json, figures | {"caveats": CAVEATS}, seed=options.seed)
    show(*(_table(name, one) for name, one in figures.items()))
    if options.plot:
        draw(figures, options.plot / "soundness_tiny.png")


def _crops(datasets: Sequence[Dataset], cut: CropRun) -> Strangers:
    """Compare the squares of all sets; the fingers of a set stay a stratum."""
    taken = [(k, take(one, side, cut)) for k, one in enumerate(datasets) for side in SIDES_PX]
    sizes = [len({one.finger for one in dataset.prints}) for dataset in datasets]
    first = np.cumsum([0, *sizes])
    return compare(
        np.concatenate([crops.finger + first[k] for k, crops in taken]),
        np.repeat(np.arange(len(datasets)), sizes),
        [one for _, crops in taken for one in crops.cylinders],
        np.concatenate([np.full(len(crops.finger), crops.side_px) for _, crops in taken]),
    )


def _whole(path: Path) -> Strangers:
    """Compare stored templates of different fingers."""
    cylinders = [prepare(one) for one in stored_templates(path)]
    finger = np.arange(len(cylinders))
    return compare(finger, np.zeros_like(finger), cylinders, np.zeros_like(finger))


def _table(name: str, one: dict[str, Any]) -> Table:
    title = f"{name}: strangers found / asked, of {one['fingers']} fingers"
    table = Table(
        "", "comparisons", *(f"{level} dB" for level in LEVELS_DB), "highest", title=title
    )
    rows = [("all", one["all"])]
    rows += [(f"{what} {b}", row) for key, what in _BANDS.items() for b, row in one[key].items()]
    for label, row in rows:
        cells = (
            with_interval(".2f", *(level[key] / level["asked"] for key in ("rate", "low", "high")))
            for level in row["levels"]
        )
        table.add_row(label, f"{row['comparisons']:,}", *cells, f"{row['highest_db']:.0f} dB")
    return table


def draw(figures: dict[str, Any], path: Path) -> None:
    """Draw what was found against what was asked, by size of the squares and by band."""
    with canvas(path, (6 * len(figures), 5), columns=len(figures)) as grid:
        for axes, (name, one) in zip(np.atleast_1d(grid), figures.items(), strict=True):
            rows = {
                f"{label} {band}": row["levels"]
                for key, label in _BANDS.items()
                for band, row in one[key].items()
            }
            for place, level in enumerate(LEVELS_DB[:3]):
                ratios = [max(levels[place]["ratio"], _LEAST_DRAWN) for levels in rows.values()]
                axes.plot(list(rows), ratios, "o", label=f"{level} dB")
            axes.axhline(1, color="black", linestyle=":")
            axes.axhline(TARGET, color="red", linestyle=":")
            axes.set(yscale="log", ylabel="found / asked", title=name, ylim=(_LEAST_DRAWN, 20))
            axes.tick_params(axis="x", rotation=90, labelsize=8)
            axes.legend()


_BANDS = {"by_side_px": "side", "by_cylinder_count": "count", "by_spread_px": "spread"}
_LEAST_DRAWN = 0.02

main = partial(run_command, "benchmarks.soundness.tiny", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
