"""The evidence about calibration: how many strangers reach each level, in all and by group.

The groups of strangers, all of the proving half, are: random sets of fingers; the finger sets of
searches; people with small and with large prints; rolled prints; another population. The last group
takes every finger from another person, which shows the correlation between one person's fingers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from matcher.calibration import MAX_FINGERS, Array, Tables, score_db_many
from training.calibration import (
    LEVELS_DB,
    TAIL_DB,
    Block,
    SumCounts,
    count_sets,
    count_sums,
    finger_llr,
    finger_sets,
    share,
)

FINGER_SETS: Mapping[str, tuple[int, ...]] = {
    "right_slap": (1, 2, 3, 4),
    "left_slap": (6, 7, 8, 9),
    "two_index": (1, 6),
    "thumbs": (0, 5),
    "right_index": (1,),
    "left_little": (9,),
}
"""Columns, which are position codes less 1."""
GROUP_COUNTS = (1, 2, 4, 10)
GROUP_LEVELS_DB = (10, 20, 30, 40, 50)
MATED_LEVELS_DB = (30, 60, 80, 100)

Groups = dict[str, list[SumCounts]]
"""By name: one count per block."""


def group(blocks: Iterable[Block], tables: Tables) -> Groups:
    """Count the strangers of blocks, in all and by group."""
    groups: Groups = defaultdict(list)
    for number, block in enumerate(blocks):
        llr = finger_llr(block, tables)[~block.mated]
        for name, counts in _block_groups(block, llr, number):
            groups[name].append(counts)
    return groups


def lines(
    counts: Sequence[SumCounts], tables: Tables, fitted: SumCounts
) -> list[dict[str, object]]:
    """Judge every finger count at every level up to which its tail must be proved."""
    return [
        _row(counts, tables, k, level, fitted)
        for k in range(1, MAX_FINGERS + 1)
        for level in LEVELS_DB
        if level <= TAIL_DB[k - 1]
    ]


def group_lines(counts: Sequence[SumCounts], tables: Tables) -> list[dict[str, object]]:
    """Judge a group at the group's finger counts."""
    there = [k for k in GROUP_COUNTS if sum(int(one.pairs[k - 1]) for one in counts)]
    return [_row(counts, tables, k, level, None) for k in there for level in GROUP_LEVELS_DB]


def tail(counts: Sequence[SumCounts], tables: Tables) -> list[dict[str, object]]:
    """Compare the tails' predictions with the counts, step by step."""
    steps = np.arange(30, 81, 2)
    return [
        {
            "fingers": k,
            "level_db": [int(step) for step in steps],
            "predicted": [_pairs(counts, k) * 10 ** (-step / 10) for step in steps.tolist()],
            "found": [share(counts, tables, k, step).found for step in steps.tolist()],
        }
        for k in GROUP_COUNTS
    ]


def dependence(groups: Groups, llr: Array, tables: Tables) -> dict[str, object]:
    """Compare sums over fingers of the same two people with sums over fingers of different people.

    llr: (pairs, 10) of one block of strangers, for the correlation between fingers.
    """
    whole = llr[~np.isnan(llr).any(1)]
    between = np.asarray(np.corrcoef(whole.T))[np.triu_indices(MAX_FINGERS, 1)]
    rows = []
    for k in (2, 4, 10):
        for level in GROUP_LEVELS_DB:
            same, mixed = (share(groups[name], tables, k, level) for name in ("all", "mixed"))
            ratio = same.rate / mixed.rate if mixed.found else None
            rows.append({"fingers": k, "level_db": level, "same": same.found,
                         "mixed": mixed.found, "ratio": ratio})  # fmt: skip
    return {"mean_llr_correlation": float(between.mean()), "rows": rows}


def mated(blocks: Iterable[Block], tables: Tables) -> list[dict[str, object]]:
    """Return the distribution of mates' scores, and how many stay below levels."""
    totals: dict[int, list[Array]] = defaultdict(list)
    for number, block in enumerate(blocks):
        llr = finger_llr(block, tables)[block.mated]
        for k in GROUP_COUNTS:
            sums = np.concatenate([llr[:, columns].sum(1) for columns in finger_sets(k, number)])
            totals[k].append(sums[~np.isnan(sums)])
    rows = []
    for k, parts in totals.items():
        total = np.concatenate(parts)
        decibels = score_db_many(total, np.full(len(total), k), tables)[0]
        quantiles = np.quantile(decibels, [0.001, 0.01, 0.1, 0.5])
        below = {str(level): float((decibels < level).mean()) for level in MATED_LEVELS_DB}
        rows.append({"fingers": k, "comparisons": len(total), "share_below_db": below,
                     "quantiles_db": [float(q) for q in quantiles]})  # fmt: skip
    return rows


def _block_groups(block: Block, llr: Array, seed: int) -> Iterator[tuple[str, SumCounts]]:
    yield "all", count_sums(llr, seed)
    yield "mixed", count_sums(_mix(llr, seed), seed)
    for name, columns in FINGER_SETS.items():
        yield name, count_sets(llr, [np.array(columns)])
    size = _mean_size(block)[~block.mated]
    small, large = np.quantile(size, [0.2, 0.8])
    yield "smallest_fifth", count_sums(llr[size <= small], seed)
    yield "largest_fifth", count_sums(llr[size >= large], seed)


def _mix(llr: Array, seed: int) -> Array:
    """Take every finger from a different pair of people."""
    rng = np.random.default_rng([seed, MAX_FINGERS + 1])
    return np.stack([rng.permutation(column) for column in llr.T], 1)


def _mean_size(block: Block) -> NDArray[np.float64]:
    """Return (p, r) the mean log cylinder count of the smaller templates over fingers."""
    return np.asarray(np.log(np.maximum(block.cylinder_count, 1)).mean(2))


def _row(
    counts: Sequence[SumCounts], tables: Tables, k: int, level: int, fitted: SumCounts | None
) -> dict[str, object]:
    one = share(counts, tables, k, level, fitted)
    return {**asdict(one), "rate": one.rate, "asked": one.asked, "within": one.within}


def _pairs(counts: Sequence[SumCounts], k: int) -> int:
    return sum(int(one.pairs[k - 1]) for one in counts)
