"""Tests whether decibels hold for other people than those that made them.

At T dB the share of strangers should be 10^(-T/10). Pairs of a block share people, so counts vary
more than independent ones: the interval is that of a smaller, independent sample whose size comes
from how blocks differ (Korn & Graubard, Survey Methodology 24(2), 1998). Tables are themselves
made from a sample: what that adds to the variance is counted in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.calibration import MAX_FINGERS, Array, Tables, score_db_many
from matcher.intervals import CONFIDENCE, interval
from training.calibration.sums import CELLS, LOWEST, STEP, SumCounts, TailParameters

LEVELS_DB = tuple(range(10, 80, 10))
TAIL_DB = (70, *[60] * (MAX_FINGERS - 1))
"""The level up to which the tail of one to ten fingers must be proved."""
_SURE = 1 - (1 - CONFIDENCE) / sum(level // 10 for level in TAIL_DB)
"""Confidence of each cell, so that all cells hold together (Bonferroni)."""


@dataclass(frozen=True)
class Share:
    """The share of strangers at or above a level; the interval is two-sided, 95 %."""

    finger_count: int
    level_db: float
    pairs: int
    found: int
    low: float
    high: float
    design_effect: float
    """How many times smaller a sample of independent pairs with the same information is."""
    exceeds: bool
    """Whether significantly more were found than asked, considering all cells of the proof."""

    @property
    def rate(self) -> float:
        """The found share."""
        return self.found / self.pairs

    @property
    def asked(self) -> float:
        """The nominal share at this level."""
        return float(10 ** (-self.level_db / 10))

    @property
    def within(self) -> bool:
        """Whether the interval contains the nominal share."""
        return self.low <= self.asked <= self.high


def share(
    blocks: Sequence[SumCounts],
    tables: Tables,
    finger_count: int,
    level_db: float,
    fitted: SumCounts | None = None,
) -> Share:
    """Count the strangers at or above a level.

    blocks: counts of blocks that share no people. fitted: the counts that made the tables.
    """
    reaching = cells_db(tables, finger_count) >= level_db - 1e-9
    rows = np.stack([one.counts[finger_count - 1] for one in blocks])
    found, pairs = rows[:, reaching].sum(1), rows.sum(1)
    effect = design_effect(found, pairs)
    if fitted is not None:
        expected = pairs.sum() * 10 ** (-level_db / 10)
        effect *= 1 + expected * tail_variance(fitted, finger_count, level_db)
    counts = found.sum() / effect, pairs.sum() / effect
    low, high = interval(*counts, CONFIDENCE)
    surely_above = interval(*counts, _SURE)[0] > 10 ** (-level_db / 10)
    return Share(
        finger_count=finger_count,
        level_db=level_db,
        pairs=int(pairs.sum()),
        found=int(found.sum()),
        low=low,
        high=high,
        design_effect=effect,
        exceeds=bool(surely_above),
    )


def cells_db(tables: Tables, finger_count: int) -> Array:
    """Return the decibels of each cell of the sums."""
    middles: Array = LOWEST + np.arange(CELLS, dtype=np.float64) * STEP
    return score_db_many(middles, np.full(CELLS, finger_count), tables)[0]


def design_effect(found: Array, pairs: Array) -> float:
    """Return the ratio of the blocks' variance to that of independent pairs; at least 1."""
    rate = found.sum() / pairs.sum()
    if len(found) < 2 or not 0 < rate < 1:
        return 1.0
    residual = found - rate * pairs
    spread = (residual**2).sum() * len(found) / (len(found) - 1)
    return float(max(1.0, spread / (pairs.sum() * rate * (1 - rate))))


def tail_variance(
    fitted: SumCounts, finger_count: int, level_db: float, p: TailParameters | None = None
) -> float:
    """Return the relative variance of the tables' rate at a level, if pairs were independent."""
    p = p or TailParameters()
    total = int(fitted.pairs[finger_count - 1])
    anchor = max(p.last_fmr, p.counted / total)
    asked = 10 ** (-level_db / 10)
    if asked >= anchor:
        return 1 / (asked * total)
    return float(1 / (anchor * total) + np.log(anchor / asked) ** 2 / (p.first_fmr * total))
