"""Counts real strangers at levels of decibels, one finger each. They did not fit the tables."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.data import Dataset, Integers, metrics
from benchmarks.realism import Pairs, cylinders_of, exchange, folder_prints

REAL_LEVELS_DB = (10, 20, 30)


def compare_sets(datasets: Sequence[Dataset], cache: Path, workers: int) -> dict[str, Pairs]:
    """Compare all prints within each set; the sets together are `pooled`."""
    sets = {}
    for dataset in datasets:
        prints = folder_prints(dataset, ppi=500, cache=cache, workers=workers)
        sets[dataset.name] = exchange.decibels(prints.finger, cylinders_of(prints), mated=True)
    return sets | {"pooled": exchange.pool(list(sets.values()))}


def judge(name: str, pairs: Pairs) -> dict[str, object]:
    """Count strangers at each level, with bootstrap intervals over fingers."""
    strange = pairs.finger != pairs.other
    one, other, decibels = pairs.finger[strange], pairs.other[strange], pairs.values[strange]

    def rates(weight: Integers) -> dict[str, float]:
        weights = weight[one] * weight[other]
        return {
            str(level): float(np.average(decibels >= level, weights=weights))
            for level in REAL_LEVELS_DB
        }

    intervals = metrics.intervals(rates, metrics.draw_fingers(pairs.stratum))
    point = rates(np.ones(len(pairs.stratum), np.int64))
    mated = pairs.values[~strange]
    levels = []
    for level in REAL_LEVELS_DB:
        asked, rate, (low, high) = 10 ** (-level / 10), point[str(level)], intervals[str(level)]
        levels.append({"level_db": level, "asked": asked, "found": round(rate * len(decibels)),
                       "rate": rate, "low": low, "high": high, "within": low <= asked <= high,
                       "mated_below": int((mated < level).sum())})  # fmt: skip
    return {"name": name, "nonmated": len(decibels), "mated": len(mated),
            "highest_stranger_db": float(decibels.max()), "levels": levels}  # fmt: skip
