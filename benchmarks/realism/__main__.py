"""Lay synthetic prints beside real ones, statistic by statistic.

    python -m benchmarks.realism DIR... --ppi 500 --json OUT [--level minutiae,image]
        [--generator first] [--references N] [--plot DIR] [--sheet FILE]

DIR holds real prints as `benchmarks.accuracy` takes them. What the figures mean is in
docs/benchmarks.md.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.datasets import read_datasets
from benchmarks.distractors import distractor_templates, distractor_vectors
from benchmarks.realism import exchange, prints, report, verdicts
from benchmarks.realism.exchange import Exchange, Share
from benchmarks.realism.measures import Measured, measure
from benchmarks.results import DEFAULT_CACHE, write_results
from matcher.comparison import prepare
from matcher.errors import TenprintError
from matcher.packing import pack
from synthesis.populations import POPULATION_NAMES, population

LEVELS = ("minutiae", "image")
SEED = 5_000_000


@dataclass(frozen=True)
class Run:
    """What was asked for."""

    folders: list[Path]
    ppi: int
    json: Path
    level: tuple[str, ...] = LEVELS
    generator: str = "first"
    people: int = 50
    image_people: int = 10
    references: int = 1_000
    cache: Path = DEFAULT_CACHE


def run(arguments: Run) -> dict[str, object]:
    """Measure, judge, write and show."""
    datasets = read_datasets(arguments.folders)
    real = [
        measure(prints.folder_prints(one, ppi=arguments.ppi, cache=arguments.cache))
        for one in datasets
    ]
    synthetic = {level: measure(_take(arguments, level)) for level in arguments.level}
    judged = {level: verdicts.judge(real, one) for level, one in synthetic.items()}
    for level, found in judged.items():
        report.print_verdicts(synthetic[level].prints.name, found)
    exchanges = _exchanges(arguments, real)
    report.print_exchanges(exchanges)
    rarity = _rarity(real)
    report.print_calibration(rarity)
    figures: dict[str, object] = {
        "levels": {
            level: [asdict(one) | {"within": one.within} for one in found]
            for level, found in judged.items()
        },
        "exchange": [
            asdict(one) | {"exchangeable": one.exchangeable, "optimistic": one.optimistic}
            for one in exchanges
        ],
        "calibration": {
            name: [asdict(one) | {"exchangeable": one.covered} for one in shares]
            for name, shares in rarity.items()
        },
        "generator": arguments.generator,
    }
    write_results(arguments.json, figures, seed=SEED)
    return figures


def _take(arguments: Run, level: str) -> prints.Prints:
    if level == "image":
        return prints.image_prints(arguments.image_people, prints.ENCOUNTERS, arguments.cache)
    return prints.minutiae_prints(population(arguments.generator), arguments.people)


def _exchanges(arguments: Run, real: Sequence[Measured]) -> list[Exchange]:
    of, count = population(arguments.generator), arguments.references
    vectors = distractor_vectors(of, count, arguments.cache)
    packed = pack([prepare(one) for one in distractor_templates(of, count)])
    found = []
    for quantity, ranked in (
        ("vector cosine", [
            exchange.vector_ranks(one.prints.finger, one.vectors, vectors) for one in real]),
        ("comparison score", [
            exchange.score_ranks(one.prints.finger, one.cylinders, packed) for one in real]),
    ):  # fmt: skip
        names = [*(one.prints.name for one in real), "pooled"]
        for name, ranks in zip(names, [*ranked, exchange.pool(ranked)], strict=True):
            found.append(exchange.judge(quantity, name, ranks, count))
    return found


def _rarity(real: Sequence[Measured]) -> dict[str, tuple[Share, ...]]:
    pairs = {one.prints.name: exchange.decibels(one.prints.finger, one.cylinders) for one in real}
    pairs["pooled"] = exchange.pool(list(pairs.values()))
    return {name: exchange.calibrated(one) for name, one in pairs.items()}


def _levels(text: str) -> tuple[str, ...]:
    levels = tuple(text.split(","))
    if not set(levels) <= set(LEVELS):
        raise argparse.ArgumentTypeError(f"levels are {', '.join(LEVELS)}, not {text}")
    return levels


def _parse(arguments: Sequence[str] | None) -> Run:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.realism", description=__doc__.splitlines()[0]
    )
    parser.add_argument("folders", metavar="DIR", nargs="+", type=Path, help="real prints")
    parser.add_argument("--ppi", type=int, required=True, help="resolution of the images")
    parser.add_argument("--json", type=Path, required=True, help="file for the figures")
    parser.add_argument("--level", type=_levels, default=LEVELS, help="minutiae, image or both")
    parser.add_argument("--generator", choices=POPULATION_NAMES, default="first")
    parser.add_argument("--people", type=int, default=50, help="at minutiae level")
    parser.add_argument("--image-people", type=int, default=10, help="rendered")
    parser.add_argument("--references", type=int, default=1_000, help="synthetic fingers that real "
                        "non-mates are ranked among")  # fmt: skip
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE, help="folder of templates")
    return Run(**vars(parser.parse_args(arguments)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 2 where the data cannot be used."""
    try:
        run(_parse(arguments))
    except TenprintError as error:
        print(f"benchmarks.realism: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
