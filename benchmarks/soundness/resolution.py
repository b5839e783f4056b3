"""Count how often a wrong stated resolution is reported, by print and by request.

Each print is sent with resolutions that are wrong by a factor. A request holds the prints of ten
fingers: those of a rendered person, or the first ten of a folder with FVC's names, a stand-in.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import (
    DEFAULT_CACHE,
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
from matcher.decoding import MIN_PPI
from matcher.errors import SampleError
from matcher.intervals import interval
from matcher.plausibility import likely_resolution_ppi
from matcher.types import STANDARD_PPI, FingerPosition, Sample

RATIOS = (0.5, 0.75, 0.88, 1.0, 1.14, 1.33, 2.0)
"""Stated resolution over true resolution."""
REFUSED = -1.0
"""Stands for the period of a print that is not accepted at the stated resolution."""


@dataclass(frozen=True)
class Run:
    """What to measure."""

    folders: list[Path] = option("folders of prints named {finger}_{impression}", nargs="*")
    json: Path = option("where to write the figures")
    ppi: int = option("true resolution of the images in the folders", STANDARD_PPI)
    people: int = option("rendered people of ten fingers", 40)
    cache: Path = option("where rendered prints are kept", DEFAULT_CACHE)


@dataclass(frozen=True)
class Group:
    """Prints of several requests: ten a request, one of each finger."""

    name: str
    requests: list[list[Path]]
    ppi: int


def measure(run: Run) -> None:
    """Measure the periods at each stated resolution, and write how often they are reported."""
    sets = read_datasets(run.folders)
    groups = [Group(one.name, _requests(one.prints), run.ppi) for one in sets]
    for name, kind in KINDS.items() if run.people else ():
        paths = rendered(run.people, name, kind, run.cache)
        tens = [paths[k : k + 10] for k in range(0, len(paths), 10)]
        groups.append(Group(name, tens, STANDARD_PPI))
    found = {}
    for group in groups:
        found[group.name] = _figures(group)
        figures = {"groups": found, "real sets": [one.name for one in sets]}
        write_results(run.json, figures, seed=0)
    table = number_table("reported of prints", ["set", *map(str, RATIOS)])
    for name, one_set in found.items():
        shares = [one_set["ratios"][str(ratio)]["prints"] for ratio in RATIOS]
        table.add_row(name, *[f"{one['count']} of {one['of']}" for one in shares])
    show(table)


def _requests(prints: Sequence[Any]) -> list[list[Path]]:
    by_impression: dict[int, list[Path]] = {}
    for one in prints:
        by_impression.setdefault(one.impression, []).append(one.path)
    return list(by_impression.values())


def _figures(group: Group) -> dict[str, Any]:
    periods = {ratio: list[list[float]]() for ratio in RATIOS}
    for request in track(group.requests, group.name, len(group.requests)):
        for ratio in RATIOS:
            periods[ratio].append([_period_px(path, group.ppi, ratio) for path in request])
    at_truth = [period for request in periods[1.0] for period in request if period > 0]
    shares = (0.5, 5, 50, 95, 99.5)
    return {
        "period_px": dict(zip(map(str, shares), np.percentile(at_truth, shares), strict=True)),
        "ratios": {str(ratio): _at(ratio, periods[ratio], group.ppi) for ratio in RATIOS},
    }


def _period_px(path: Path, true_ppi: int, ratio: float) -> float:
    """Measure the ridge period of a print at a stated resolution, as the service does."""
    pixels = read_pixels(path, max(MIN_PPI, round(true_ppi * ratio)))
    try:
        return Sample(pixels, FingerPosition.RIGHT_INDEX).ridges.period_px
    except SampleError:
        return REFUSED


def _at(ratio: float, requests: list[list[float]], true_ppi: int) -> dict[str, Any]:
    stated = max(MIN_PPI, round(true_ppi * ratio))
    prints = [period for request in requests for period in request if period >= 0]
    likely = [likely_resolution_ppi([period], stated) for period in prints]
    alike = [
        likely_resolution_ppi([period for period in request if period > 0], stated)
        for request in requests
    ]
    return {
        "stated_ppi": stated,
        "prints": _share(likely),
        "requests": _share(alike),
        "named_right": sum(_is_near(one, true_ppi) for one in likely),
        "refused": sum(period < 0 for request in requests for period in request),
    }


def _is_near(likely_ppi: int, true_ppi: int) -> bool:
    return likely_ppi > 0 and max(likely_ppi / true_ppi, true_ppi / likely_ppi) < 1.25


def _share(likely: list[int]) -> dict[str, Any]:
    count = sum(one > 0 for one in likely)
    return {"count": count, "of": len(likely), "interval": list(interval(count, len(likely)))}


if __name__ == "__main__":
    sys.exit(run_command("benchmarks.soundness.resolution", __doc__, Run, measure))
