"""Fit the weights by which `matcher.several_fingers` tells composites, and print them.

    python -m training.seams --people 8

Composites of rendered prints are told from single rendered prints. Some single prints get a
straight scar, a step of grey or lost rows across the whole print, which rendered prints have too
rarely. An image counts by its lines of highest odds, which are chosen anew after each fit. Weights
are not negative: no sign of a seam may speak against a seam. All prints are synthetic.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matcher.errors import SampleError
from matcher.segmentation import analyse
from matcher.several_fingers import SIGNS, signs
from matcher.types import FINGERS, ImpressionType
from synthesis.forgery import GRIDS, compose, damaged, random_layout
from synthesis.images import grow_masters, render_encounter
from synthesis.people import person
from synthesis.seeds import Purpose

Pixels = NDArray[np.uint8]
Array = NDArray[np.float64]
Rng = np.random.Generator

KINDS = (
    *[ImpressionType.LIVESCAN_PLAIN] * 6,
    ImpressionType.LIVESCAN_ROLLED,
    ImpressionType.NONLIVESCAN_ROLLED,
    ImpressionType.NONLIVESCAN_PLAIN,
    ImpressionType.NONLIVESCAN_ROLLED,
)
"""One impression of each finger of each kind; plain ones come from several sensors."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the weights."""

    people: int = 8
    singles: int = 300
    damaged: int = 200
    composites: int = 300
    seed: int = 1
    no_gap_share: float = 0.25
    """Composites without any gap are the hardest."""
    lines_of_single: int = 6
    """Lines of a single print that take part in a fit: those of highest odds."""
    rounds: int = 10
    shrinkage: float = 1.0
    """Weight of the squared weights, of columns with unit spread."""


def main() -> None:
    """Make the prints, fit, and print the parameters."""
    parser = argparse.ArgumentParser(prog="python -m training.seams")
    parser.add_argument("--people", type=int, default=Recipe.people)
    recipe = Recipe(people=parser.parse_args().people)
    rng = np.random.default_rng(recipe.seed)
    prints = render(recipe)
    single = signs_of(draw(prints, recipe.singles, rng))
    worn = signs_of(
        damaged(one, rng, upright_share=0.7) for one in draw(prints, recipe.damaged, rng)
    )
    several = signs_of(composites(prints, recipe, rng))
    weights, bias = fit([*single, *worn], several, recipe)
    for name, weight in zip(SIGNS, weights.tolist(), strict=True):
        print(f"{name:14s} {weight:8.3f}")
    print(f"bias {bias:.3f}")
    for name, kind in (("single", single), ("damaged", worn), ("several", several)):
        odds = np.sort([float((one @ weights).max()) + bias for one in kind])
        print(f"odds, {name}: lowest {odds[:3].round(1)}, highest {odds[-3:].round(1)}")


def render(recipe: Recipe) -> list[list[Pixels]]:
    """Render the people's fingers in every kind: the prints of each kind, one a finger."""
    found: list[list[Pixels]] = [[] for _ in KINDS]
    for number in range(recipe.people):
        someone = person(Purpose.TRAIN.seed(number))
        masters = grow_masters(someone)
        for encounter, kind in enumerate(KINDS):
            made = render_encounter(someone, encounter, kind=kind, masters=masters)
            found[encounter] += [made[position] for position in FINGERS]
    return found


def draw(prints: Sequence[Sequence[Pixels]], count: int, rng: Rng) -> Iterator[Pixels]:
    """Draw prints of any kind and finger."""
    for _ in range(count):
        kind = prints[int(rng.integers(len(prints)))]
        yield kind[int(rng.integers(len(kind)))]


def composites(prints: Sequence[Sequence[Pixels]], recipe: Recipe, rng: Rng) -> Iterator[Pixels]:
    """Lay prints of one kind on one image."""
    counts = list(GRIDS)
    for _ in range(recipe.composites):
        kind = prints[int(rng.integers(len(prints)))]
        count = counts[int(rng.integers(len(counts)))]
        gap_px = 0 if rng.random() < recipe.no_gap_share else None
        chosen = rng.choice(len(kind), count, replace=False)
        yield compose([kind[k] for k in chosen], random_layout(count, rng, gap_px)).pixels


def signs_of(images: Iterable[Pixels]) -> list[Array]:
    """Return the signs of each image; an image without a foreground is left out."""
    found = []
    for pixels in images:
        try:
            found.append(signs(analyse(pixels)))
        except SampleError:
            continue
    return found


def fit(single: Sequence[Array], several: Sequence[Array], recipe: Recipe) -> tuple[Array, float]:
    """Fit a logistic model to the lines of highest odds. Returns weights and bias."""
    unit = np.vstack(single).std(0) + 1e-9
    weights, bias = np.ones(len(unit)), 0.0
    for _ in range(recipe.rounds):
        seams = [one[np.argmax(one / unit @ weights)] for one in several]
        others = [
            one[np.argsort(-(one / unit) @ weights)[: recipe.lines_of_single]] for one in single
        ]
        rows = np.vstack([*seams, *others]) / unit
        sign = np.where(np.arange(len(rows)) < len(seams), 1.0, -1.0)
        weights, bias = _logistic(rows, sign, recipe.shrinkage)
    return weights / unit, bias


def _logistic(rows: Array, sign: Array, shrinkage: float) -> tuple[Array, float]:
    def loss(b: Array) -> tuple[float, Array]:
        against = -sign * (rows @ b[:-1] + b[-1])
        slope = -sign / (1 + np.exp(-np.clip(against, -40, 40)))
        value = np.logaddexp(0, against).sum() + shrinkage / 2 * (b[:-1] ** 2).sum()
        return float(value), np.r_[rows.T @ slope + shrinkage * b[:-1], slope.sum()]

    bounds = [(0.0, None)] * rows.shape[1] + [(None, None)]
    found = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds)
    return found.x[:-1], float(found.x[-1])


if __name__ == "__main__":
    main()
