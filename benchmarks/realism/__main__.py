"""Compares synthetic prints with real prints, statistic by statistic.

    python -m benchmarks.realism DIR... --ppi 500 --json OUT [--level minutiae,image]
        [--generator first] [--references N] [--strangers FILE] [--plot DIR]
        [--sheet FILE]

DIR holds real prints, as for `benchmarks.accuracy`. docs/benchmarks.md explains the figures.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.data import (
    DEFAULT_CACHE,
    MeasurementError,
    distractor_templates,
    distractor_vectors,
    option,
    read_datasets,
    refuse_repository,
    run_command,
    stored_templates,
    write_results,
)
from benchmarks.realism import exchange, plots, prints, report, sheet, verdicts
from benchmarks.realism.exchange import Pairs
from benchmarks.realism.measures import Measured, measure
from matcher.comparison import prepare
from matcher.cylinders import pack
from matcher.vector import vectors
from synthesis.populations import POPULATION_NAMES, population

LEVELS = ("minutiae", "image")
SEED = 5_000_000


def _levels(text: str) -> tuple[str, ...]:
    levels = tuple(text.split(","))
    if not set(levels) <= set(LEVELS):
        raise argparse.ArgumentTypeError(f"levels are {', '.join(LEVELS)}, not {text}")
    return levels


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("real prints", nargs="+", metavar="DIR")
    ppi: int = option("resolution of the images")
    json: Path = option("file for the figures")
    level: tuple[str, ...] = option("minutiae, image or both", LEVELS, type=_levels)
    generator: str = option("of synthetic people", "first", choices=POPULATION_NAMES)
    people: int = option("at minutiae level", 50)
    image_people: int = option("rendered", 10)
    encounters: int = option("impressions of each finger", prints.ENCOUNTERS)
    references: int = option("synthetic fingers that real non-mates are ranked among", 1_000)
    strangers: Path | None = option(
        "file of stored templates of different fingers, rolled, all pattern classes equally often",
        None,
        metavar="FILE",
    )
    plot: Path | None = option("folder to draw the distributions in", None, metavar="DIR")
    sheet: Path | None = option(
        "file for 24 synthetic prints beside 24 real ones, outside any repository",
        None,
        metavar="FILE",
    )
    cache: Path = option("folder of templates", DEFAULT_CACHE)


def run(arguments: Run) -> dict[str, object]:
    """Measure, judge, write and show."""
    _check(arguments)
    real = [
        measure(prints.folder_prints(one, ppi=arguments.ppi, cache=arguments.cache))
        for one in read_datasets(arguments.folders)
    ]
    synthetic = {level: measure(_take(arguments, level)) for level in arguments.level}
    ranks = _ranks(arguments, real)
    names = [*(one.prints.name for one in real), "pooled"]
    if arguments.strangers:
        names.append(arguments.strangers.stem)
        for quantity, one in _rolled_ranks(arguments.strangers, arguments.references).items():
            ranks[quantity].append(one)
    judged = {level: verdicts.judge(real, one) for level, one in synthetic.items()}
    exchanges = [
        exchange.judge(quantity, name, one, arguments.references)
        for quantity, sets in ranks.items()
        for name, one in zip(names, sets, strict=True)
    ]
    rarity = dict(
        zip(names[: len(real) + 1], map(exchange.calibrated, _rarities(real)), strict=True)
    )
    for level, found in judged.items():
        report.print_verdicts(synthetic[level].prints.name, found)
    report.print_exchanges(exchanges)
    report.print_calibration(rarity)
    figures = report.figures(judged, exchanges, rarity)
    write_results(arguments.json, figures | {"generator": arguments.generator}, seed=SEED)
    if arguments.plot:
        for level, measured in synthetic.items():
            plots.draw_quantities(real, measured, arguments.plot / f"realism_{level}.png")
        plots.draw_ranks(ranks, names, arguments.plot / "realism_ranks.png")
    if arguments.sheet:
        _draw_sheet(arguments, real, synthetic)
    return figures


def _check(arguments: Run) -> None:
    """Refuse impossible options before any work. Raises MeasurementError."""
    if arguments.sheet:
        refuse_repository(arguments.sheet)
    if arguments.generator != "first" and "image" in arguments.level:
        raise MeasurementError(
            f"population {arguments.generator!r} makes no images: ask for --level minutiae"
        )


def _draw_sheet(
    arguments: Run, real: Sequence[Measured], synthetic: Mapping[str, Measured]
) -> None:
    assert arguments.sheet is not None
    shown = synthetic["image"].prints if "image" in synthetic else _take(arguments, "image")
    sheet.contact_sheet(shown, [one.prints for one in real], arguments.sheet)


def _take(arguments: Run, level: str) -> prints.Prints:
    if level == "image":
        return prints.image_prints(arguments.image_people, arguments.encounters, arguments.cache)
    people = population(arguments.generator)
    return prints.minutiae_prints(people, arguments.people, arguments.encounters)


def _ranks(arguments: Run, real: Sequence[Measured]) -> dict[str, list[Pairs]]:
    """Rank real non-mates among synthetic references: each set, then all pooled."""
    of, count = population(arguments.generator), arguments.references
    vectors = distractor_vectors(of, count, arguments.cache)
    packed = pack([prepare(one) for one in distractor_templates(of, count)])
    sets = {
        "vector cosine": [
            exchange.vector_ranks(one.prints.finger, one.vectors, vectors) for one in real
        ],
        "comparison score": [
            exchange.score_ranks(one.prints.finger, one.cylinders, packed) for one in real
        ],
    }
    return {quantity: [*ranks, exchange.pool(ranks)] for quantity, ranks in sets.items()}


def _rolled_ranks(path: Path, count: int) -> dict[str, Pairs]:
    """Rank rolled prints of different fingers among as many synthetic ones of each class."""
    prints_of, references = stored_templates(path), prints.rolled_by_class(count)
    finger = np.arange(len(prints_of))
    vectors_of = (vectors(prints_of), vectors(references))
    packed = pack([prepare(one) for one in references])
    return {
        "vector cosine": exchange.vector_ranks(finger, *vectors_of),
        "comparison score": exchange.score_ranks(
            finger, [prepare(one) for one in prints_of], packed
        ),
    }


def _rarities(real: Sequence[Measured]) -> list[Pairs]:
    """Return decibels of real non-mated pairs: each set, then all pooled."""
    sets = [exchange.decibels(one.prints.finger, one.cylinders) for one in real]
    return [*sets, exchange.pool(sets)]


main = partial(run_command, "benchmarks.realism", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
