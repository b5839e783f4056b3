"""Measures how often the check for a repeated finger is wrong, and what the check costs.

    python -m benchmarks.repetition [DIR...] [--ppi 500] --json OUT

Refused although they are ten different fingers: synthetic people of both populations, and all pairs
of different fingers of each DIR of real prints. Not found although they are one finger: all pairs
of impressions of one finger of each DIR, sent at two positions. Times are CPU time of one thread.
"""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.data import (
    DEFAULT_CACHE,
    Dataset,
    extract_all,
    metrics,
    option,
    read_datasets,
    run_command,
    track,
    write_results,
)
from matcher.calibration import threshold_db
from matcher.repetition import FINGER_FMR, find_repeated
from matcher.types import FINGERS, FingerPosition, Template
from synthesis.populations import POPULATION_NAMES, population

Figures = dict[str, Any]
Prints = Sequence[tuple[FingerPosition, Template]]

FIRST_SEED = 9_500_000
LOWEST_FMR = 0.1
"""Pairs that score less than 10 dB are not kept."""
LEVELS_DB = (10, 20, 30, 40, 50, 60)


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("real prints of a set", nargs="*", metavar="DIR")
    json: Path = option("file for the figures")
    ppi: int = option("resolution of the images", 500)
    people: int = option("synthetic people of each population", 2_000)
    workers: int = option("processes that extract", 1)
    cache: Path = option("folder of templates", DEFAULT_CACHE)


def measure_people(name: str, everybody: Iterable[Prints]) -> Figures:
    """Count the people whom the check refuses, and the pairs of their fingers by score."""
    scores: list[list[float]] = []
    pair_count, print_count, cpu_s = 0, 0, 0.0
    for prints in everybody:
        pair_count += sum(one.finger != other.finger for (one, _), (other, _) in _pairs(prints))
        print_count += len(prints)
        started_s = time.thread_time()
        found = find_repeated(prints, LOWEST_FMR)
        cpu_s += time.thread_time() - started_s
        scores.append([one.score_db for one in found])
    threshold = threshold_db(1, FINGER_FMR)
    flat = sorted((score for own in scores for score in own), reverse=True)
    refused = sum(max(own, default=0.0) >= threshold for own in scores)
    return {
        "name": name,
        "people": len(scores),
        "refused": refused,
        "refused_share": metrics.counted_share(refused, len(scores)),
        "pairs": pair_count,
        "pairs_at_least_db": {
            str(level): sum(score >= level for score in flat) for level in LEVELS_DB
        },
        "highest_db": flat[:5],
        "cpu_ms_per_print": 1_000 * cpu_s / max(print_count, 1),
    }


def measure_repetition(fingers: Sequence[Sequence[Template]]) -> Figures:
    """Count the pairs of impressions of one finger that the check finds at two positions."""
    pairs = [pair for impressions in fingers for pair in combinations(impressions, 2)]
    found = sum(bool(find_repeated(list(zip(FINGERS, pair, strict=False)))) for pair in pairs)
    return {
        "pairs": len(pairs),
        "found": found,
        "found_share": metrics.counted_share(found, len(pairs)),
    }


def run(arguments: Run) -> Figures:
    """Measure, write and show."""
    find_repeated(next(_synthetic(POPULATION_NAMES[0], 1)))  # compiles
    figures: Figures = {"synthetic": [], "real": []}
    for name in POPULATION_NAMES:
        everybody = track(_synthetic(name, arguments.people), name, arguments.people)
        figures["synthetic"].append(measure_people(name, everybody))
    for dataset in read_datasets(arguments.folders):
        figures["real"].append(_measure_set(dataset, arguments))
    write_results(arguments.json, figures, seed=FIRST_SEED)
    for one in (*figures["synthetic"], *figures["real"]):
        _print(one)
    return figures


def _measure_set(dataset: Dataset, arguments: Run) -> Figures:
    """Take the fingers of a set as the fingers of one person, with all impressions at once."""
    extractions = extract_all(
        [one.path for one in dataset.prints],
        ppi=arguments.ppi,
        cache=arguments.cache,
        workers=arguments.workers,
    )
    fingers: dict[int, list[Template]] = {}
    for one, extraction in zip(dataset.prints, extractions, strict=True):
        if (template := extraction.template) is not None:
            fingers.setdefault(one.finger, []).append(template)
    positions = dict(zip(fingers, FINGERS, strict=False))
    person = [(positions[one], print_) for one in positions for print_ in fingers[one]]
    stand_in = measure_people(dataset.name, [person])
    return stand_in | {"repeated": measure_repetition(list(fingers.values()))}


def _synthetic(name: str, count: int) -> Iterator[Prints]:
    model = population(name)
    return (list(model.encounter(FIRST_SEED + n, 0).items()) for n in range(count))


def _pairs(prints: Prints) -> Iterable[tuple[Any, Any]]:
    return combinations(prints, 2)


def _print(one: Figures) -> None:
    levels = ", ".join(f"{db} dB: {n}" for db, n in one["pairs_at_least_db"].items())
    print(
        f"{one['name']}: refused {one['refused']} of {one['people']} people, pairs {one['pairs']} "
        f"({levels}), {one['cpu_ms_per_print']:.2f} ms a print"
    )
    if repeated := one.get("repeated"):
        print(f"  one finger at two positions: found {repeated['found']} of {repeated['pairs']}")


main = partial(run_command, "benchmarks.repetition", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
