"""Makes one table, in Markdown, of the result files of all rows of the identification list.

python -m benchmarks.identification.summary DIR
"""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.data import MeasurementError, option, run_command
from benchmarks.identification.soak import ROWS

_HEAD = (
    "row",
    "fingers",
    "people",
    "missed",
    "FNIR, %",
    "false positives",
    "FPIR / asked at 0.1, 0.01, 0.001",
    "mate first in the shortlist",
)
_FORMER = (
    "† Searched by the benchmark's own former searcher, which did not search deeper for poor "
    "probes."
)


def summarise(folder: Path) -> str:
    """Make the table of the existing results, in the order of the list. Raises MeasurementError."""
    files = [folder / f"{row.name}.json" for row in ROWS]
    lines = [line for file in files if file.is_file() for line in _lines(file)]
    if not lines:
        raise MeasurementError(f"{folder} holds no results: make soak identification makes them")
    table = [_line(_HEAD), _line(["---"] * len(_HEAD)), *lines]
    return "\n".join([*table, "", _FORMER] if any("†" in line for line in lines) else table)


def _lines(file: Path) -> list[str]:
    results = json.loads(file.read_text())["results"]
    return [_line([_name(file, one), *_cells(one)]) for one in results]


def _name(file: Path, one: Mapping[str, Any]) -> str:
    name = f"[{file.stem}]({file.name})"
    return name if "searched_by" in one else f"{name} †"


def _cells(one: Mapping[str, Any]) -> list[str]:
    low, high = 100 * one["fnir_low"], 100 * one["fnir_high"]
    return [
        str(one["fingers"]).replace("_", " "),
        f"{one['subjects']:,}",
        f"{one['misses']:,} of {one['mated_searches']:,}",
        f"{100 * one['fnir']:.3g} [{low:.2g}–{high:.3g}]",
        f"{one['false_positives']:,} of {one['nonmated_searches']:,}",
        " / ".join(f"{at['fpir_over_target']:.2f}" for at in one["at_fpir"][:3]),
        f"{100 * one['shortlist']['1']['share']:.2f} %",
    ]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folder: Path = option("where the rows lie", nargs=None)


def run(options: Run) -> None:
    """Print the table."""
    print(summarise(options.folder))


main = partial(run_command, "benchmarks.identification.summary", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
