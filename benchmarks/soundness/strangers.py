"""Decibels of strangers among small prints, by the area and the minutia count of a pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import Floats, Integers
from benchmarks.realism import Pairs, exchange
from matcher import calibration
from matcher.comparison import MIN_CYLINDERS, Cylinders, score_packed
from matcher.cylinders import pack, spreads_px

LEVELS_DB = (10, 20, 30, 40)
COUNT_BANDS = (2, 8, 9, 10, 12, 14, 18, 26, 38, 52, 256)
SPREAD_BANDS_PX = (0, 36, 40, 44, 48, 54, 60, 68, 78, 90, 1_000)
LEAST_PAIRS = 2_000
"""Bands with fewer pairs of strangers are left out: they show no share of 1 %."""


@dataclass(frozen=True, eq=False)
class Strangers:
    """Pairs of prints of different fingers; each pair once."""

    decibels: Floats
    finger: Integers
    other: Integers
    stratum: Integers
    """(fingers,) the set of each."""
    cylinder_count: Integers
    """The smaller of both prints."""
    spread_px: Floats
    """The smaller of both prints."""
    side_px: Integers
    """Of both squares; 0 if the squares have different sides or the prints are whole."""


def compare(
    finger: Integers, stratum: Integers, cylinders: Sequence[Cylinders], side_px: Integers
) -> Strangers:
    """Compare all prints with each other.

    finger, side_px: (prints,), parallel to the cylinders. stratum: (fingers,).
    """
    packed = pack(cylinders)
    count, spread = packed.cylinder_count, spreads_px(packed)
    columns: list[tuple[NDArray[np.generic], ...]] = []
    for row, probe in enumerate(cylinders[:-1]):
        later = np.arange(row + 1, len(cylinders))
        compared = np.minimum(count[later], count[row]) >= MIN_CYLINDERS
        later = later[compared & (finger[later] != finger[row])]
        smaller, narrower = (
            np.minimum(count[later], count[row]),
            np.minimum(spread[later], spread[row]),
        )
        llr = calibration.llr_many(
            score_packed(probe, packed, later), calibration.bands(smaller, narrower)
        )
        decibels, _ = calibration.score_db_many(llr, np.ones(len(later), np.int64))
        side = np.where(side_px[later] == side_px[row], side_px[row], 0)
        whose = np.full(len(later), finger[row])
        columns.append((decibels, whose, finger[later], smaller, narrower, side))
    db, one, other, smaller, narrower, side = map(np.concatenate, zip(*columns, strict=True))
    return Strangers(db, one, other, stratum, smaller, narrower, side)


def judge(pairs: Strangers) -> dict[str, object]:
    """Count strangers at each level, in all and by band."""
    every = np.ones(len(pairs.decibels), np.bool_)
    sides = np.unique(pairs.side_px[pairs.side_px > 0]).tolist()
    return {
        "fingers": len(np.unique(np.concatenate([pairs.finger, pairs.other]))),
        "all": _row(pairs, every),
        "by_side_px": {str(side): _row(pairs, pairs.side_px == side) for side in sides},
        "by_cylinder_count": _by_band(pairs, pairs.cylinder_count, COUNT_BANDS),
        "by_spread_px": _by_band(pairs, pairs.spread_px, SPREAD_BANDS_PX),
    }


def _by_band(
    pairs: Strangers, value: NDArray[np.number], edges: Sequence[int]
) -> Mapping[str, object]:
    rows = {}
    for low, high in pairwise(edges):
        within = (value >= low) & (value < high)
        if within.sum() >= LEAST_PAIRS:
            rows[f"{low} to {high - 1}" if high - low > 1 else str(low)] = _row(pairs, within)
    return rows


def _row(pairs: Strangers, chosen: NDArray[np.bool_]) -> dict[str, object]:
    """Return the shares at each level, with intervals over fingers."""
    kept = Pairs(pairs.decibels[chosen], pairs.finger[chosen], pairs.other[chosen], pairs.stratum)
    shares = [
        exchange.share(kept, kept.values >= level, 10 ** (-level / 10)) for level in LEVELS_DB
    ]
    levels = [
        {"level_db": level, "asked": one.expected, "rate": one.value, "low": one.low,
         "high": one.high, "ratio": one.value / one.expected}
        for level, one in zip(LEVELS_DB, shares, strict=True)
    ]  # fmt: skip
    return {
        "comparisons": int(chosen.sum()),
        "highest_db": float(kept.values.max()),
        "levels": levels,
    }
