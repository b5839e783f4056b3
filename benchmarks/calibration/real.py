"""Real strangers, one finger each, at levels of decibels: nothing was fitted on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.data import metrics
from benchmarks.data.datasets import Dataset
from benchmarks.data.metrics import Floats, Integers
from benchmarks.data.templates import extract_all
from matcher.calibration import bands, llr_many, score_db_many
from matcher.comparison import prepare, score_packed
from matcher.cylinders.packing import pack

REAL_LEVELS_DB = (10, 20, 30)


@dataclass(frozen=True, eq=False)
class RealPairs:
    """All pairs within each set of prints."""

    name: str
    stratum: Integers
    """(fingers,) which set a finger belongs to."""
    one: Integers
    other: Integers
    """(pairs,) fingers."""
    decibels: Floats
    cylinder_count: Integers


def compare_sets(datasets: Sequence[Dataset], cache: Path, workers: int) -> list[RealPairs]:
    """Compare all prints of each set, then put the sets together."""
    sets = [_compare(dataset, cache, workers) for dataset in datasets]
    first = np.cumsum([0, *(len(one.stratum) for one in sets)])
    return [
        *sets,
        RealPairs(
            name="pooled",
            stratum=np.concatenate([one.stratum + k for k, one in enumerate(sets)]),
            one=np.concatenate([one.one + first[k] for k, one in enumerate(sets)]),
            other=np.concatenate([one.other + first[k] for k, one in enumerate(sets)]),
            decibels=np.concatenate([one.decibels for one in sets]),
            cylinder_count=np.concatenate([one.cylinder_count for one in sets]),
        ),
    ]


def judge(pairs: RealPairs) -> dict[str, object]:
    """Count strangers at each level, with intervals over fingers drawn again."""
    strange = pairs.one != pairs.other
    one, other, decibels = pairs.one[strange], pairs.other[strange], pairs.decibels[strange]

    def rates(weight: Integers) -> dict[str, float]:
        weights = weight[one] * weight[other]
        return {
            str(level): float(np.average(decibels >= level, weights=weights))
            for level in REAL_LEVELS_DB
        }

    intervals = metrics.intervals(rates, metrics.draw_fingers(pairs.stratum))
    point = rates(np.ones(len(pairs.stratum), np.int64))
    mated = pairs.decibels[~strange]
    levels = [
        {
            "level_db": level,
            "asked": 10 ** (-level / 10),
            "found": round(point[str(level)] * len(decibels)),
            "rate": point[str(level)],
            "low": intervals[str(level)][0],
            "high": intervals[str(level)][1],
            "within": intervals[str(level)][0] <= 10 ** (-level / 10) <= intervals[str(level)][1],
            "mated_below": int((mated < level).sum()),
        }
        for level in REAL_LEVELS_DB
    ]
    return {"name": pairs.name, "nonmated": len(decibels), "mated": len(mated),
            "highest_stranger_db": float(decibels.max()), "levels": levels}  # fmt: skip


def _compare(dataset: Dataset, cache: Path, workers: int) -> RealPairs:
    paths = [one.path for one in dataset.prints]
    found = extract_all(paths, ppi=500, precision="fp32", workers=workers, cache=cache)
    usable = [k for k, one in enumerate(found) if one.template is not None]
    cylinders = [prepare(one.template) for one in found if one.template is not None]
    packed = pack(cylinders)
    score = np.stack([score_packed(one, packed) for one in cylinders])
    row, column = np.triu_indices(len(usable), 1)
    smaller = np.minimum(packed.cylinder_count[row], packed.cylinder_count[column])
    total = llr_many(score[row, column], bands(smaller))
    decibels = score_db_many(total, np.ones(len(total), np.int64))[0]
    _, finger = np.unique([dataset.prints[k].finger for k in usable], return_inverse=True)
    stratum = np.zeros(int(finger.max()) + 1, np.int64)
    return RealPairs(dataset.name, stratum, finger[row], finger[column], decibels, smaller)
