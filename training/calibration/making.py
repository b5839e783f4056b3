"""The tables of decibels: fitted on one half of the people, proved on the other half."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from matcher.calibration import MAX_FINGERS, Array, Tables
from synthesis.population import Population
from training.calibration import ratios as calibration_ratios
from training.calibration import sums as calibration_sums
from training.calibration.pairs import PAIRINGS, Block, BlockRecipe, Half, blocks
from training.calibration.proof import LEVELS_DB, TAIL_DB, Share, share
from training.calibration.ratios import RatioParameters
from training.calibration.sums import SumCounts, TailParameters

_FIRST_ROLLED, _FIRST_SMALL = 1_000, 2_000
"""Numbers of the first blocks with rolled prints and with small prints."""


@dataclass(frozen=True)
class Recipe:
    """Everything that determines the tables, besides the population and the matcher."""

    fit_blocks: int = 16
    rolled_blocks: int = 3
    """Additional blocks to fit ratios on, with rolled prints on one side or both."""
    prove_blocks: int = 24
    people: int = 400
    """People of a block: 159,600 pairs of strangers and 400 of mates, ten fingers each."""
    small_blocks: int = 4
    """Blocks of small prints, in each half."""
    small_people: int = 300
    """People of a block of small prints."""
    ratios: RatioParameters = field(default_factory=RatioParameters)
    tail: TailParameters = field(default_factory=TailParameters)

    def plain(self, half: Half) -> list[BlockRecipe]:
        """List the blocks of plain prints, whose sums become decibels.

        Rolled prints are larger: strangers among them score less.
        """
        count = self.fit_blocks if half is Half.FIT else self.prove_blocks
        return [BlockRecipe(half, number, self.people) for number in range(count)]

    def rolled(self, half: Half) -> list[BlockRecipe]:
        """List the blocks with rolled prints."""
        kinds = PAIRINGS[1:]
        return [
            BlockRecipe(half, _FIRST_ROLLED + k, self.people, kinds[k % len(kinds)])
            for k in range(self.rolled_blocks)
        ]

    def small(self, half: Half) -> list[BlockRecipe]:
        """List the blocks of small prints, which fill bands that whole prints leave empty."""
        return [
            BlockRecipe(half, _FIRST_SMALL + k, self.small_people, small=True)
            for k in range(self.small_blocks)
        ]


def make_tables(recipe: Recipe, population: Population, cache: Path) -> Tables:
    """Fit on one half, prove on the other."""
    scores = partial(blocks, population=population, cache=cache)
    plain = recipe.plain(Half.FIT)
    counts = calibration_ratios.count_scores(scores(plain + recipe.rolled(Half.FIT)), recipe.ratios)
    small = calibration_ratios.count_scores(scores(recipe.small(Half.FIT)), recipe.ratios)
    rare = calibration_ratios.rarities(counts.nonmated + small.nonmated, recipe.ratios)
    tables = _unproved(recipe, calibration_ratios.ratios(counts, rare, recipe.ratios))
    fitted = sum_up(block_sums(scores(plain), tables))
    knots, decibels, slopes = calibration_sums.decibels(fitted, recipe.tail)
    tables = replace(tables, sum_knots=knots, decibels=decibels, tail_slope=slopes)
    return prove(tables, list(block_sums(scores(recipe.plain(Half.PROVE)), tables)), fitted)


def block_sums(scores: Iterator[Block], tables: Tables) -> Iterator[SumCounts]:
    """Count the sums of strangers, block by block."""
    for number, block in enumerate(scores):
        llr = calibration_sums.finger_llr(block, tables)[~block.mated]
        yield calibration_sums.count_sums(llr, number)


def sum_up(parts: Iterator[SumCounts]) -> SumCounts:
    """Add the counts of the blocks."""
    total = next(parts)
    for part in parts:
        total = total + part
    return total


def prove(tables: Tables, held_back: Sequence[SumCounts], fitted: SumCounts) -> Tables:
    """Note how far held-back people confirm the tables: level by level, until a level fails."""
    proved, passed = np.zeros(MAX_FINGERS), np.zeros(MAX_FINGERS)
    for k in range(MAX_FINGERS):
        for level in (level for level in LEVELS_DB if level <= TAIL_DB[k]):
            one = share(held_back, tables, k + 1, level, fitted)
            verdict = "EXCEEDS" if one.exceeds else "holds"
            print(f"{k + 1:2} fingers {level} dB: {_describe(one)}, {verdict}")
            if one.exceeds:
                break
            proved[k] = level
        passed[k] = proved[k] == TAIL_DB[k]
    return replace(tables, proved_db=proved, tail_proved=passed)


def _describe(one: Share) -> str:
    ratio, low, high = (rate / one.asked for rate in (one.rate, one.low, one.high))
    return f"{one.found:,} strangers, {ratio:.2f} [{low:.2f} to {high:.2f}] of what was asked"


def _unproved(recipe: Recipe, ratios: Array) -> Tables:
    empty = np.zeros((MAX_FINGERS, 1))
    grid = calibration_ratios.grid(recipe.ratios)
    return Tables(grid, ratios, empty, empty, empty[:, 0], empty[:, 0], empty[:, 0])
