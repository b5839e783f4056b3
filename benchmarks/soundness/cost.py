"""Measures the CPU that the gates of a print cost, beside its segmentation and its extraction.

    python -m benchmarks.soundness.cost DIR... --ppi 500 --json OUT [--people 2]

DIR holds prints of one finger each, as for `benchmarks.accuracy`. Rolled card blocks are rendered.
All steps of a print are timed one after the other, in rounds; the least of a step's times counts.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import (
    DEFAULT_CACHE,
    Dataset,
    number_table,
    option,
    read_datasets,
    read_pixels,
    run_command,
    show,
    track,
    write_results,
)
from benchmarks.soundness.rendered import KINDS, rendered
from matcher.contrast import to_common_contrast
from matcher.plausibility import refuse_no_finger
from matcher.ridges import measure as measure_ridges
from matcher.segmentation import analyse
from matcher.several_fingers import refuse_several_fingers
from matcher.types import STANDARD_PPI

GATES = ("contrast", "several fingers", "ridges")
_CARD = "rolled on a card"


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("prints of one set", nargs="+", metavar="DIR")
    json: Path = option("file for the figures")
    ppi: int = option("resolution of the images", STANDARD_PPI)
    count: int = option("prints of each set", 20)
    rounds: int = option("times that each step of a print is timed", 7)
    people: int = option("rendered people, with ten rolled blocks each", 2)
    cache: Path = option("folder of rendered images", DEFAULT_CACHE)


def run(options: Run) -> None:
    """Time, write and show."""
    sets = {
        one.name: [read_pixels(p.path, options.ppi) for p in one.prints[:: _every(one, options)]]
        for one in read_datasets(options.folders)
    }
    if options.people:
        blocks = rendered(options.people, _CARD, KINDS[_CARD], options.cache)
        sets[_CARD] = [read_pixels(path, STANDARD_PPI) for path in blocks]
    figures = {name: _figures(name, prints, options.rounds) for name, prints in sets.items()}
    write_results(options.json, {"sets": figures, "rounds": options.rounds}, seed=0)
    table = number_table(
        "milliseconds of CPU, median of prints", ["set", *GATES, "gates", "segmentation"]
    )
    for name, one in figures.items():
        median = one["median_ms"]
        table.add_row(name, *(f"{median[key]:.2f}" for key in (*GATES, "gates", "segmentation")))
    show(table)


def _every(one: Dataset, options: Run) -> int:
    return max(1, len(one.prints) // options.count)


def _figures(name: str, prints: list[NDArray[np.uint8]], rounds: int) -> dict[str, Any]:
    times = [_times_ms(pixels, rounds) for pixels in track(prints, name, len(prints))]
    rows = {key: [one[key] for one in times] for key in times[0]}
    rows["gates"] = [sum(one[gate] for gate in GATES) for one in times]
    median = {key: float(np.median(values)) for key, values in rows.items()}
    return {"prints": len(prints), "median_ms": median, "times_ms": rows}


def _times_ms(pixels: NDArray[np.uint8], rounds: int) -> dict[str, float]:
    """Return the least CPU time of each step of a print."""
    clear = to_common_contrast(pixels)
    seen = analyse(clear)
    steps: dict[str, Callable[[], object]] = {
        "contrast": lambda: to_common_contrast(pixels),
        "segmentation": lambda: analyse(clear),
        "several fingers": lambda: refuse_several_fingers(seen),
        "ridges": lambda: refuse_no_finger(measure_ridges(clear, seen.foreground)),
    }
    least = dict.fromkeys(steps, np.inf)
    for _ in range(rounds):
        for name, step in steps.items():
            started = time.process_time()
            step()
            least[name] = min(least[name], 1_000 * (time.process_time() - started))
    return {name: float(value) for name, value in least.items()}


main = partial(run_command, "benchmarks.soundness.cost", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
