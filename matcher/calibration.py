"""The meaning of scores: likelihood ratios per finger, decibels of rarity per person, thresholds.

Per finger, `llr` = log10 of (density of the score if mated / if non-mated) at the templates' size.
Per person, the sum over fingers is turned into -10 log10 of the false match rate: the share of
non-mated people that reach at least this sum with as many fingers. +10 dB is a tenfold rarer
coincidence, whatever the number of fingers, so thresholds follow from the size of the gallery and
the accepted rate of false positives. Source: DESIGN §2; the rule that FPIR grows with N at a
fixed threshold was measured on the real IDENT in NISTIR 7110.

`training.calibration` makes the tables from synthetic people and proves them on other people. A
score beyond the proved range is marked extrapolated (docs/decisions/0008).
"""

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

TABLES_PATH = Path(__file__).with_name("calibration_tables.npz")
TABLES_DIGEST = hashlib.sha256(TABLES_PATH.read_bytes()).hexdigest()
CALIBRATION_VERSION = "calibration-" + TABLES_DIGEST[:8]

SCORE_OFFSET = 1e-5
"""Scores are looked up as log10(score + SCORE_OFFSET)."""
COUNT_EDGES = (8, 9, 10, 11, 12, 14, 16, 18, 22, 26, 30, 34, 38, 44, 52, 64, 80)
"""Bands of the smaller cylinder count; a band begins at its edge. An image is accepted from 8
minutiae on; a few of them may have no cylinder."""
SPREAD_EDGES_PX = (36.0, 40.0, 44.0, 48.0, 54.0, 60.0, 68.0, 78.0, 90.0)
"""Bands of the smaller spread (`matcher.cylinders.spread_px`): a square of 100 px has 41 px, most
plain prints more than 80 px. Minutiae close together resemble those of strangers more often than
the same number far apart."""
BAND_COUNT = (len(COUNT_EDGES) + 1) * (len(SPREAD_EDGES_PX) + 1)
MAX_FINGERS = 10


@dataclass(frozen=True, eq=False)
class Tables:
    """The results of calibration; see `training.calibration`."""

    grid: Array
    """(g,) of log10(score + SCORE_OFFSET), rising."""
    llr: Array
    """(bands, g): never falls along the grid."""
    sum_knots: Array
    """(10, s) of the summed llr for one to ten fingers, rising."""
    decibels: Array
    """(10, s) at the knots, never falls; beyond the last knot the tail is a straight line."""
    tail_slope: Array
    """(10,) dB per unit of summed llr beyond the last knot."""
    proved_db: Array
    """(10,) the decibels up to which held-back people confirmed the tables."""
    tail_proved: Array
    """(10,) 1 if the tail predicted the number of held-back people beyond the fitted range."""


@cache
def load_tables() -> Tables:
    """Read the tables that ship with the package, once."""
    with np.load(TABLES_PATH) as data:
        return Tables(**{name: data[name].astype(np.float64) for name in data.files})


def bands(cylinder_count: Integers, spread_px: Array) -> Integers:
    """Return each pair's band, by its smaller cylinder count and its smaller spread; any shape."""
    row = np.searchsorted(COUNT_EDGES, cylinder_count, side="right")
    column = np.searchsorted(SPREAD_EDGES_PX, spread_px, side="right")
    return np.asarray(row * (len(SPREAD_EDGES_PX) + 1) + column, np.int64)


def llr_many(
    scores: NDArray[np.floating], band_of: Integers, tables: Tables | None = None
) -> Array:
    """Log10 likelihood ratio of each score in its band; any shape."""
    t = tables or load_tables()
    x = np.log10(scores.astype(np.float64) + SCORE_OFFSET).clip(t.grid[0], t.grid[-1])
    after = np.searchsorted(t.grid, x).clip(1)
    share = (x - t.grid[after - 1]) / (t.grid[after] - t.grid[after - 1])
    low, high = t.llr[band_of, after - 1], t.llr[band_of, after]
    return np.asarray(low + share * (high - low))


def score_db(total_llr: float, finger_count: int) -> tuple[float, bool]:
    """Turn a summed llr into (decibels of rarity, whether they are extrapolated).

    finger_count: fingers compared, 0 to 10; no fingers are no evidence: 0 dB.
    """
    decibels, extrapolated = score_db_many(np.array([total_llr]), np.array([finger_count]))
    return float(decibels[0]), bool(extrapolated[0])


def score_db_many(
    total_llr: Array, finger_count: Integers, tables: Tables | None = None
) -> tuple[Array, NDArray[np.bool_]]:
    """Turn summed llr into decibels of rarity and whether each is extrapolated; any shape."""
    t = tables or load_tables()
    decibels, proved = np.zeros(total_llr.shape), np.zeros(total_llr.shape)
    for count in range(1, MAX_FINGERS + 1):
        chosen = finger_count == count
        if chosen.any():
            decibels[chosen] = _decibels(t, count - 1, total_llr[chosen])
            proved[chosen] = t.proved_db[count - 1]
    return decibels, decibels > proved


def tail_proved(finger_count: int) -> bool:
    """Return whether extrapolated scores of this finger count may act without a reviewer.

    For other finger counts a score beyond `proved_db` is a guess and goes to review.
    """
    return finger_count > 0 and bool(load_tables().tail_proved[finger_count - 1])


def threshold_db(reference_count: int, target_fpir: float) -> float:
    """Return the threshold at which a search of the references has this false positive rate.

    For a verification, which is one comparison, reference_count is 1.
    """
    return 10 * math.log10(max(reference_count, 1) / target_fpir)


def _decibels(tables: Tables, row: int, total_llr: Array) -> Array:
    knots, decibels = tables.sum_knots[row], tables.decibels[row]
    beyond = np.maximum(total_llr - knots[-1], 0.0)
    return np.asarray(np.interp(total_llr, knots, decibels) + beyond * tables.tail_slope[row])
