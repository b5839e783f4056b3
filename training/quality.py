"""Fit the weights of `matcher.quality` on rendered mated prints, and print them.

    python -m training.quality --fingers 150

Every finger has three impressions from easy to hard. The two signals of both prints explain the
logarithm of a mated pair's comparison score, with weights that cannot be negative. All prints are
synthetic.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls
from scipy.stats import spearmanr

from matcher.comparison import Cylinders, prepare, score
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.quality import signals, weighted
from matcher.types import FINGERS, Sample, Template
from synthesis.images import impression, master
from synthesis.people import person
from synthesis.seeds import Purpose

Array = NDArray[np.float64]

FIRST_PERSON = 950_000
"""A number of Purpose.TRAIN; no other training draws these people."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights."""

    fingers: int = 150
    impressions: int = 3
    seed: int = 20_081_029
    median_difficulty: float = 1.8
    difficulty_spread: float = 0.5
    """Spread of the difficulty's logarithm: from easy to prints that often fail."""
    score_offset: float = 0.03
    """Added before the logarithm: differences between scores below this do not count."""
    range_percentiles: tuple[float, float] = (1.0, 99.0)
    """Percentiles of these prints' ratings that become quality 0 and 100."""


@dataclass(frozen=True, eq=False)
class Rated:
    """An impression for the fit."""

    cylinders: Cylinders
    signals: tuple[float, float]
    template: Template


def main() -> None:
    """Fit the weights and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fingers", type=int, default=Recipe.fingers)
    arguments = parser.parse_args()
    recipe = Recipe(fingers=arguments.fingers)
    fingers = list(_fingers(recipe, Extractor()))
    explained, weights = fit(fingers, recipe)
    ratings = [weighted(i.template.minutia_quality, *weights) for one in fingers for i in one]
    worst, best = np.percentile(ratings, recipe.range_percentiles)
    print(f"{recipe}: {len(ratings)} impressions")
    print(f"amount_weight {weights[0]:.2f}, certainty_weight {weights[1]:.2f}")
    print(f"worst {worst:.2f}, best {best:.2f}")
    print(f"rank correlation of the pair's rating with its score: {explained:.3f}")


def fit(fingers: list[list[Rated]], recipe: Recipe) -> tuple[float, tuple[float, float]]:
    """Return the rank correlation, and the weights of amount and certainty."""
    rows, scores = [], []
    for impressions in fingers:
        for one, other in combinations(impressions, 2):
            rows.append(np.add(one.signals, other.signals))
            scores.append(score(one.cylinders, other.cylinders))
    signal_sums, wanted = np.array(rows), np.log10(np.array(scores) + recipe.score_offset)
    centred = signal_sums - signal_sums.mean(0)
    weights, _ = nnls(centred, wanted - wanted.mean())
    correlation = float(spearmanr(centred @ weights, wanted).statistic)
    return correlation, (float(weights[0]), float(weights[1]))


def _fingers(recipe: Recipe, extractor: Extractor) -> Iterator[list[Rated]]:
    rng = np.random.default_rng(recipe.seed)
    for number in range(recipe.fingers):
        position = FINGERS[number % len(FINGERS)]
        finger = person(Purpose.TRAIN.seed(FIRST_PERSON + number)).finger(position)
        grown, impressions = master(finger), []
        for encounter in range(recipe.impressions):
            spread = recipe.difficulty_spread * rng.standard_normal()
            difficulty = recipe.median_difficulty * float(np.exp(spread))
            pixels = impression(grown, encounter, difficulty=difficulty).pixels
            try:
                template = extractor.extract(Sample(pixels, position))
            except SampleError:
                continue
            rated = Rated(prepare(template), signals(template.minutia_quality), template)
            impressions.append(rated)
        if number % 10 == 9:
            print(f"{number + 1} of {recipe.fingers} fingers", flush=True)
        yield impressions


if __name__ == "__main__":
    main()
