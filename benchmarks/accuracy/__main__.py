"""Measures how well single fingers are told apart, on your own folders of prints.

    python -m benchmarks.accuracy DIR... --ppi 500 --json OUT [--distractors N] [--plot DIR]

DIR holds `{finger}_{impression}.{tif,bmp,png}`. docs/benchmarks.md explains the figures.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.accuracy import plots as accuracy_plots
from benchmarks.accuracy import report as accuracy_report
from benchmarks.accuracy import scoring
from benchmarks.accuracy.figures import SEED, judge
from benchmarks.accuracy.peers import PEER_NOTE
from benchmarks.accuracy.scoring import PreparedSet, RawScores
from benchmarks.data import (
    DEFAULT_CACHE,
    Distractors,
    extract_all,
    option,
    read_datasets,
    run_command,
    write_results,
)
from benchmarks.realism import Exchange, exchange
from synthesis.populations import POPULATION_NAMES, population

_EXCHANGE_REFERENCES = 10_000
"""Distractors for the test whether they are like real fingers: 1 % of them are 100."""
CAVEATS = (
    "LEADER's training data is not stated: overlap with these prints cannot be excluded.",
    "Each FVC set B is 10 fingers: read the intervals (95 %, bootstrap over fingers), not the "
    "bare rates.",
)


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    folders: list[Path] = option("prints of one set", nargs="+", metavar="DIR")
    ppi: int = option("resolution of the images")
    json: Path = option("file for the figures; the raw scores go beside it as .npz")
    distractors: int = option("synthetic references that the shortlist is searched among", 0)
    workers: int = option("processes that extract", 1)
    cache: Path = option("folder of templates", DEFAULT_CACHE)
    fresh: bool = option("extract again, so that timings are of this run", False)
    plot: Path | None = option("folder to draw the figures in", None, metavar="DIR")
    generator: str = option("of the distractors", "first", choices=POPULATION_NAMES)


@dataclass(frozen=True, eq=False)
class Measurement:
    """Raw results: of each set, of all sets pooled, and of the distractors."""

    sets: list[RawScores]
    exchanges: list[Exchange]
    """By vector, for each set and pooled; none without distractors."""


def measure(run: Run) -> Measurement:
    """Extract, compare and search."""
    datasets = read_datasets(run.folders)
    paths = [one.path for dataset in datasets for one in dataset.prints]
    extractions = iter(
        extract_all(
            paths,
            ppi=run.ppi,
            workers=run.workers,
            cache=run.cache,
            fresh=run.fresh,
        )
    )
    prepared = [
        scoring.score_set(dataset, [next(extractions) for _ in dataset.prints])
        for dataset in datasets
    ]
    distractors = Distractors(population(run.generator), run.distractors, run.cache)
    searched = [scoring.search(one, distractors) for one in [*prepared, scoring.pool(prepared)]]
    return Measurement(searched, _exchanges(prepared, distractors))


def _exchanges(prepared: Sequence[PreparedSet], distractors: Distractors) -> list[Exchange]:
    if not distractors.count:
        return []
    few = replace(distractors, count=min(distractors.count, _EXCHANGE_REFERENCES))
    references = np.concatenate(list(few))
    sets = {
        one.raw.name: exchange.vector_ranks(one.raw.finger, one.vectors, references)
        for one in prepared
    }
    sets["pooled"] = exchange.pool(list(sets.values()))
    return [exchange.judge("vector cosine", *one, few.count) for one in sets.items()]


def run(arguments: Run) -> dict[str, object]:
    """Measure, judge, write and show."""
    measured = measure(arguments)
    figures = judge(measured.sets, arguments.distractors, measured.exchanges)
    caveats = (*CAVEATS, PEER_NOTE)
    settings = {
        "ppi": arguments.ppi,
        "generator": arguments.generator,
        "caveats": caveats,
    }
    write_results(arguments.json, figures | settings, seed=SEED)
    scoring.save(arguments.json.with_suffix(".npz"), measured.sets)
    accuracy_report.print_table(figures, caveats)
    if arguments.plot:
        accuracy_plots.draw(measured.sets, figures, arguments.plot)
    return figures


main = partial(run_command, "benchmarks.accuracy", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
