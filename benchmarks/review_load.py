"""Counts the searches that go to reviewers, by the fingers that were searched.

    python -m benchmarks.review_load --json OUT [--people 1000] [--strangers 300]

People are synthetic, of the first population at minutiae level, with plain prints and two
encounters each. Mates are everybody's two encounters: the best candidate of a search that finds its
person. `interop.review` decides their route in galleries of several sizes; mates below the review
threshold are missed. Strangers are all other pairs: the benchmark counts those between the
thresholds of a gallery of one, against the number that the two rates imply.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import option, run_command, write_results
from gallery.types import Candidate, Identification, SearchReport
from interop.review import Rate, Route, thresholds
from matcher.calibration import score_db_many
from matcher.comparison import Cylinders
from matcher.fusion import FingerComparison, total_llr
from matcher.types import FINGERS, FingerPosition
from synthesis.first import FirstPopulation
from synthesis.seeds import Purpose
from training.calibration import compare_people, prepare_encounter

FIRST_PERSON = 14_000_000
"""The first of people reserved for evaluation; nothing else uses them."""
FINGER_SETS: Mapping[str, tuple[int, ...]] = {
    "ten": tuple(range(1, 11)),
    "right slap": (2, 3, 4, 5),
    "left slap": (7, 8, 9, 10),
    "two index fingers": (2, 7),
    "thumbs": (1, 6),
    "right index": (2,),
    "left little": (10,),
}
"""Position codes."""
GALLERY_SIZES = (10_000, 1_000_000, 100_000_000)

Prints = list[dict[FingerPosition, Cylinders]]
Scores = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64]]
"""Decibels, whether extrapolated, fingers compared."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """People compared, finger by finger."""

    score: NDArray[np.float32]
    """(pairs, 10)"""
    cylinder_count: NDArray[np.int64]
    """(pairs, 10) of the smaller template."""
    spread_px: NDArray[np.float64]
    """(pairs, 10) the smaller of both templates."""


@dataclass(frozen=True)
class Run:
    """The options of a run."""

    json: Path = option("file for the figures")
    people: int = option("people, searched for among each other", 1_000)
    strangers: int = option("people whose pairs are compared", 300)


def measure(run: Run) -> None:
    """Measure and write the figures."""
    probes, references = (_take(run.people, encounter) for encounter in (0, 1))
    mates = mated_figures(_mates(probes, references))
    strangers = stranger_figures(_strangers(probes[: run.strangers], references[: run.strangers]))
    figures = {"people": run.people, "mates": mates, "strangers": strangers}
    write_results(run.json, figures, seed=Purpose.EVALUATE.seed(FIRST_PERSON))
    for row in (*mates, *strangers):
        print(row)


def mated_figures(mates: Pairs) -> list[dict[str, Any]]:
    """Count the routes of mates, by fingers and size of the gallery."""
    rows = []
    for name, codes in FINGER_SETS.items():
        scores = _score(mates, codes)
        for size in GALLERY_SIZES:
            routes = [_route(*one, size) for one in zip(*scores, strict=True)]
            rows.append({"fingers": name, "references": size, **_shares(routes)})
    return rows


def stranger_figures(strangers: Pairs) -> list[dict[str, Any]]:
    """Count strangers between the thresholds of a gallery of one, and the nominal number."""
    limits = thresholds.limits_of(1)
    asked = thresholds.REVIEW_FPIR - thresholds.AUTOMATIC_FPIR
    rows = []
    for name, codes in FINGER_SETS.items():
        decibels, _, _ = _score(strangers, codes)
        between = (decibels >= limits.review_db) & (decibels < limits.automatic_db)
        found = int(between.sum())
        rows.append(
            {"fingers": name, "pairs": len(between), "found": found, "asked": asked * len(between)}
        )
    return rows


def _take(people: int, encounter: int) -> Prints:
    population = FirstPopulation()
    seeds = [Purpose.EVALUATE.seed(FIRST_PERSON + number) for number in range(people)]
    return [prepare_encounter(population.encounter(seed, encounter)) for seed in seeds]


def _mates(probes: Prints, references: Prints) -> Pairs:
    blocks = [compare_people([one], [other]) for one, other in zip(probes, references, strict=True)]
    return Pairs(
        np.stack([block.score[0, 0] for block in blocks]),
        np.stack([block.cylinder_count[0, 0] for block in blocks]),
        np.stack([block.spread_px[0, 0] for block in blocks]),
    )


def _strangers(probes: Prints, references: Prints) -> Pairs:
    block = compare_people(probes, references)
    strange = ~block.mated
    return Pairs(block.score[strange], block.cylinder_count[strange], block.spread_px[strange])


def _score(pairs: Pairs, codes: Sequence[int]) -> Scores:
    columns = [code - 1 for code in codes]
    llr, count = total_llr(
        pairs.score[:, columns], pairs.cylinder_count[:, columns], pairs.spread_px[:, columns]
    )
    return (*score_db_many(llr, count), count)


def _route(score_db: float, extrapolated: bool, finger_count: int, size: int) -> Route:
    """Return a mate's route in the flow."""
    fingers = tuple(FingerComparison(one, 0.0, 0.0, 0) for one in FINGERS[:finger_count])
    best = Candidate(1, "mate", "mate", float(score_db), True, bool(extrapolated), fingers)
    report = SearchReport("ident", size, thresholds.REVIEW_FPIR, 0.0, "", "", "")
    return thresholds.classify(Identification((best,), report, 0), known_non_mate=False)


def _shares(routes: Sequence[Route]) -> dict[str, Any]:
    names = {Route.AUTOMATIC: "automatic", Route.REVIEW: "review", Route.NO_MATCH: "missed"}
    rates = {name: Rate(routes.count(route), len(routes)) for route, name in names.items()}
    return {
        name: {**asdict(rate), "share": rate.share, "interval": [rate.low, rate.high]}
        for name, rate in rates.items()
    }


if __name__ == "__main__":
    sys.exit(run_command("benchmarks.review_load", __doc__, Run, measure))
