"""Make `matcher/calibration_tables.npz` from mated and non-mated synthetic people.

    python -m training.calibration --people 150

Provisional: rendered people of the first generator through the whole extraction, nothing held
out, no real print. Rendered strangers resemble each other more than real ones do, so decibels
err on the low side (see docs/decisions).
"""

import argparse
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_dir

from matcher.calibration import BAND_EDGES, SCORE_OFFSET, TABLES_PATH, band
from matcher.comparison import Cylinders, prepare, score
from matcher.errors import SampleError
from matcher.extraction import Extractor
from matcher.types import FINGERS, FingerPosition, Sample
from synthesis.people import person
from synthesis.prints import grow_masters, render_person

TwoImpressions = tuple[list[Cylinders | None], list[Cylinders | None]]
"""A person's ten fingers, twice; None where nothing could be extracted."""

Array = NDArray[np.float64]

CALIBRATION_SEEDS_START = 2_000_000
"""People from here on calibrate; training of vectors draws from 1,000,000."""
DIFFICULTIES = (0.8, 2.6)
"""From an easy capture to one that often fails, drawn evenly for each encounter."""
FINGER_SETS: dict[int, tuple[int, ...]] = {
    1: (1,),
    2: (1, 6),
    4: (1, 2, 3, 4),
    10: tuple(range(10)),
}
"""Columns (position code - 1) of the sets: any one, both indices, right slap, all."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the tables."""

    people: int = 150
    """Each is compared with itself and with every other: ten comparisons a pair."""
    seed: int = 20_081_028
    grid_step: float = 0.05
    smoothing_steps: float = 2.0
    tail_share: float = 1e-3
    """The non-mated density beyond this quantile is an exponential in log score."""
    counted: int = 10
    """A rate is taken as counted down to this many pairs."""
    tail_pairs: int = 300
    """Pairs whose excess fits the slope beyond."""


@dataclass(frozen=True, eq=False)
class Scores:
    """One row a pair of people, one column a finger."""

    value: Array
    cylinder_count: NDArray[np.int64]
    """Of the smaller template; 0 where one of the two could not be extracted."""

    def in_band(self, which: int) -> Array:
        """Scores of the pairs that belong to a band."""
        bands = np.vectorize(band)(self.cylinder_count)
        chosen: Array = self.value[(bands == which) & (self.cylinder_count > 0)]
        return chosen


def main() -> None:
    """Count and write the tables."""
    defaults = Recipe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=defaults.people)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=Path(user_cache_dir("tenprint")))
    arguments = parser.parse_args()
    recipe = Recipe(people=arguments.people)
    people = _impressions(recipe, arguments.workers, arguments.cache)
    numbers = range(recipe.people)
    mated = _score(people, [(i, i) for i in numbers])
    nonmated = _score(people, [(i, j) for i in numbers for j in numbers if i != j])
    tables = fit(mated, nonmated, recipe)
    np.savez_compressed(TABLES_PATH, allow_pickle=False, **tables)
    print(f"{TABLES_PATH.name}: {TABLES_PATH.stat().st_size:,} bytes from {recipe}")


def fit(mated: Scores, nonmated: Scores, recipe: Recipe) -> dict[str, Array]:
    """Fit likelihood ratios per band, then decibels of their sums per finger set."""
    grid = np.arange(np.log10(SCORE_OFFSET), 1.7, recipe.grid_step)
    ratios = np.stack(
        [_ratio(grid, mated, nonmated, b, recipe) for b in range(len(BAND_EDGES) + 1)]
    )
    llr = _look_up(nonmated, grid, ratios)
    there = nonmated.cylinder_count > 0
    sums = {
        count: llr[:, columns].sum(1)[there[:, columns].all(1)]
        for count, columns in FINGER_SETS.items()
    }
    sums[1] = llr[there]  # every finger is a search of one
    rows = [_decibels(sums[count], recipe) for count in FINGER_SETS]
    return {
        "grid": grid,
        "llr": ratios,
        "finger_counts": np.array(list(FINGER_SETS), np.float64),
        "sum_knots": np.stack([row[0] for row in rows]),
        "decibels": np.stack([row[1] for row in rows]),
        "tail_slope": np.array([row[2] for row in rows]),
    }


def _impressions(recipe: Recipe, workers: int, cache_dir: Path) -> list[TwoImpressions]:
    """Render and extract two impressions of everybody's fingers."""
    started = time.monotonic()
    people = []
    jobs = [(recipe.seed, number, cache_dir) for number in range(recipe.people)]
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        for done, prepared in enumerate(pool.map(_render_and_extract, jobs), 1):
            people.append(prepared)
            left = (time.monotonic() - started) / done * (recipe.people - done)
            print(f"{done} of {recipe.people} people rendered, {left:.0f} s left", flush=True)
    return people


def _render_and_extract(job: tuple[int, int, Path]) -> TwoImpressions:
    seed, number, cache_dir = job
    extractor = _extractor(cache_dir)
    rng = np.random.default_rng([seed, number])
    someone = person(CALIBRATION_SEEDS_START + number)
    masters = grow_masters(someone)
    impressions = []
    for encounter in (0, 1):
        prints = render_person(
            someone, encounter, masters=masters, difficulty=rng.uniform(*DIFFICULTIES)
        )
        impressions.append(
            [_prepare(extractor, position, prints[position]) for position in FINGERS]
        )
    return impressions[0], impressions[1]


@cache
def _extractor(cache_dir: Path) -> Extractor:
    return Extractor(cache_dir, streams=1)


def _prepare(
    extractor: Extractor, position: FingerPosition, pixels: NDArray[np.uint8]
) -> Cylinders | None:
    try:
        return prepare(extractor.extract(Sample(pixels, position)))
    except SampleError:
        return None


def _score(people: list[TwoImpressions], pairs: list[tuple[int, int]]) -> Scores:
    value = np.zeros((len(pairs), len(FINGERS)))
    size = np.zeros((len(pairs), len(FINGERS)), np.int64)
    for row, (a, b) in enumerate(pairs):
        for column, (p, r) in enumerate(zip(people[a][0], people[b][1], strict=True)):
            if p is not None and r is not None:
                value[row, column] = score(p, r)
                size[row, column] = min(len(p.x_px), len(r.x_px))
        if row and row % 5_000 == 0:
            print(f"{row:,} of {len(pairs):,} pairs of people compared", flush=True)
    return Scores(value, size)


def _ratio(grid: Array, mated: Scores, nonmated: Scores, which: int, recipe: Recipe) -> Array:
    """log10 of mated over non-mated density on the grid, made never to fall."""
    same = _log_density(grid, mated.in_band(which), recipe)
    strangers = nonmated.in_band(which)
    other = _with_tail(grid, _log_density(grid, strangers, recipe), strangers, recipe)
    print(f"band {which}: {mated.in_band(which).size} mated, {strangers.size} non-mated fingers")
    return np.maximum.accumulate(same - other)


def _log_density(grid: Array, values: Array, recipe: Recipe) -> Array:
    """log10 of a smoothed histogram over the grid; half a count stands for an empty cell."""
    x = np.log10(values + SCORE_OFFSET)
    cells = np.rint((x - grid[0]) / recipe.grid_step).astype(int).clip(0, len(grid) - 1)
    counts = np.bincount(cells, minlength=len(grid)).astype(np.float64)
    reach = np.arange(-8, 9)
    kernel = np.exp(-0.5 * (reach / recipe.smoothing_steps) ** 2)
    smooth = np.convolve(np.pad(counts, 8, mode="reflect"), kernel / kernel.sum(), "valid")
    return np.asarray(np.log10((smooth + 0.5) / (counts.sum() + 0.5 * len(grid))))


def _with_tail(grid: Array, log_density: Array, values: Array, recipe: Recipe) -> Array:
    """Replace the density beyond the tail's start by an exponential of the same mass."""
    x = np.log10(values + SCORE_OFFSET)
    start = np.quantile(x, 1 - recipe.tail_share)
    mean_excess = float((x[x > start] - start).mean())
    beyond = grid > start
    mass = recipe.tail_share * recipe.grid_step / mean_excess
    tail = np.log10(mass) - (grid[beyond] - start) / mean_excess / np.log(10)
    joined = log_density.copy()
    joined[beyond] = tail
    return joined


def _look_up(scores: Scores, grid: Array, ratios: Array) -> Array:
    x = np.log10(scores.value + SCORE_OFFSET)
    bands = np.vectorize(band)(scores.cylinder_count)
    every = np.stack([np.interp(x, grid, row) for row in ratios])
    return np.asarray(np.take_along_axis(every, bands[None], 0)[0])


def _decibels(sums: Array, recipe: Recipe) -> tuple[Array, Array, float]:
    """Knots of the sum, decibels there, and the slope beyond the last."""
    ordered = np.sort(sums)[::-1]
    last = -10 * np.log10(recipe.counted / len(sums))
    decibels = np.linspace(0, last, 41)
    ranks = np.maximum(np.rint(len(sums) * 10 ** (-decibels / 10)).astype(int), 1)
    knots = np.maximum.accumulate(ordered[ranks - 1])
    knots += np.arange(len(knots)) * 1e-9
    excess = ordered[: recipe.tail_pairs] - ordered[recipe.tail_pairs]
    # A likelihood ratio of 10^t is reached by chance at most once in 10^t: 10 dB a unit at least
    # holds for calibrated sums, and a steeper fitted slope is not trusted beyond that.
    slope = min(10.0, 10 / np.log(10) / float(excess.mean()))
    return knots, decibels, slope


if __name__ == "__main__":
    main()
