"""Tests decibels: counts strangers at or above each level, against the nominal number.

    python -m benchmarks.calibration --json OUT [--plot DIR] [DIR...]

Judges the tables that ship with the matcher on people who did not contribute to the tables: the
proving half of the first population, and the second population. DIR holds real prints, as for
`benchmarks.accuracy`. Comparisons are cached; see `training.calibration`.
"""

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.calibration import evidence, real
from benchmarks.calibration.plots import draw
from benchmarks.calibration.report import print_tables
from benchmarks.data import DEFAULT_CACHE, option, read_datasets, run_command, write_results
from matcher.calibration import load_tables
from synthesis.populations import population
from synthesis.seeds import Purpose
from training.calibration import DEFAULT_CACHE as PAIR_CACHE
from training.calibration import (
    PAIRINGS,
    BlockRecipe,
    Half,
    Recipe,
    block_sums,
    blocks,
    finger_llr,
    sum_up,
)

CAVEATS = [
    "first and second: synthetic people at minutiae level; captures correlate as assumed",
    "real: ten fingers a set; LEADER's training data is not stated, overlap cannot be excluded",
]


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    folders: list[Path] = option("real prints", (), nargs="*", metavar="DIR")
    plot: Path | None = option("folder to draw the figures in", None)
    second_blocks: int = option("blocks of the second population", 3)
    fit_blocks: int = option("blocks that the tables were fitted on", Recipe.fit_blocks)
    rolled_blocks: int = option("blocks with rolled prints", Recipe.rolled_blocks)
    prove_blocks: int = option("blocks that the tables are proved on", Recipe.prove_blocks)
    people: int = option("people of a block", Recipe.people)
    small_blocks: int = option("blocks of small prints", Recipe.small_blocks)
    small_people: int = option("people of a block of small prints", Recipe.small_people)
    workers: int = option("processes that extract real prints", 2)
    cache: Path = option("folder of templates", DEFAULT_CACHE)
    pair_cache: Path = option("folder of comparisons", PAIR_CACHE)


def run(options: Run) -> None:
    """Measure, judge, write and show."""
    recipe = Recipe(
        **{name: value for name, value in vars(options).items() if name in vars(Recipe())}
    )
    # First, so that an unreadable folder is reported at once.
    found = _real(options)
    figures = measure(recipe, options.second_blocks, options.pair_cache) | found
    write_results(options.json, figures, seed=Purpose.CALIBRATE.seed(0))
    print_tables(figures)
    if options.plot:
        draw(figures, options.plot)


def measure(recipe: Recipe, second_blocks: int, cache: Path) -> dict[str, Any]:
    """Judge the tables on synthetic people."""
    tables = load_tables()
    scores = partial(blocks, population=population("first"), cache=cache)
    fit = block_sums(scores(recipe.plain(Half.FIT)), tables)
    fitted = sum_up(fit)
    proving = recipe.plain(Half.PROVE)
    groups = evidence.group(scores(proving), tables)
    one = next(scores(proving))
    figures: dict[str, Any] = {
        "lines": evidence.lines(groups["all"], tables, fitted),
        "tail": evidence.tail(groups["all"], tables),
        "tail_proved": [bool(passed) for passed in tables.tail_proved],
        "proved_db": tables.proved_db.tolist(),
        "dependence": evidence.dependence(groups, finger_llr(one, tables)[~one.mated], tables),
        "mated": evidence.mated(scores(proving), tables),
        "groups": {
            name: evidence.group_lines(counts, tables)
            for name, counts in groups.items()
            if name not in ("all", "mixed")
        },
    }
    for kinds in PAIRINGS[1:]:
        chosen = [one for one in recipe.rolled(Half.PROVE) if one.pairing == kinds]
        name = "_".join(kind.name.rpartition("_")[2].lower() for kind in kinds)
        counts = evidence.group(scores(chosen), tables)["all"]
        figures["groups"][name] = evidence.group_lines(counts, tables)
    counts = evidence.group(scores(recipe.small(Half.PROVE)), tables)["all"]
    figures["groups"]["small_prints"] = evidence.group_lines(counts, tables)
    seconds = [BlockRecipe(Half.PROVE, number, recipe.people) for number in range(second_blocks)]
    counts = evidence.group(scores(seconds, population=population("second")), tables)["all"]
    figures["groups"]["second_population"] = evidence.group_lines(counts, tables)
    figures["recipe"] = vars(recipe) | {"ratios": vars(recipe.ratios), "tail": vars(recipe.tail)}
    return figures | {"caveats": CAVEATS}


def _real(options: Run) -> dict[str, Any]:
    if not options.folders:
        return {}
    datasets = read_datasets(options.folders)
    sets = real.compare_sets(datasets, options.cache, options.workers)
    return {"real": [real.judge(*one) for one in sets.items()]}


main = partial(run_command, "benchmarks.calibration", __doc__, Run, run)

if __name__ == "__main__":
    sys.exit(main())
