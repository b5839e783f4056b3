"""What a score means: likelihood ratios per finger, decibels of rarity per person, thresholds.

Per finger, `llr` = log10 of (density of the score if mated / if non-mated) at the templates' size.
Per person, the sum over fingers is turned into -10 log10 of the false match rate: the share of
non-mated people that reach at least this sum with as many fingers. +10 dB is a tenfold rarer
coincidence, whatever the number of fingers, so thresholds follow from the size of the gallery and
the rate of false positives one accepts. Source: DESIGN §2; the rule that FPIR grows with N at a
fixed threshold was measured on the real IDENT in NISTIR 7110.

PROVISIONAL: the tables come from rendered synthetic people (`training.calibration`, decision 5) and
are not proved on held-out people. Beyond what was counted a score is marked extrapolated.
"""

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TABLES_PATH = Path(__file__).with_name("calibration_tables.npz")
CALIBRATION_VERSION = "provisional-" + hashlib.sha256(TABLES_PATH.read_bytes()).hexdigest()[:8]

SCORE_OFFSET = 0.01
"""Scores are looked up as log10(score + SCORE_OFFSET)."""
BAND_EDGES = (25, 40)
"""Bands of the smaller template's cylinder count: below 25, 25 to 39, 40 and more."""
MAX_FINGERS = 10


@dataclass(frozen=True, eq=False)
class Tables:
    """What calibration counted; see `training.calibration`."""

    grid: Array
    """(g,) of log10(score + SCORE_OFFSET), rising."""
    llr: Array
    """(bands, g): never falling along the grid."""
    finger_counts: Array
    """(k,) calibrated finger counts, rising; those between are interpolated."""
    sum_knots: Array
    """(k, s) of the sum of llr, rising."""
    decibels: Array
    """(k, s) at the knots, never falling; the last knot is the end of what was counted."""
    tail_slope: Array
    """(k,) dB per unit of summed llr beyond the last knot."""


@cache
def load_tables() -> Tables:
    """Read the tables that ship with the package, once."""
    with np.load(TABLES_PATH) as data:
        return Tables(**{name: data[name].astype(np.float64) for name in data.files})


def band(cylinder_count: int) -> int:
    """Which band a pair of templates belongs to, by the smaller cylinder count."""
    return int(np.searchsorted(BAND_EDGES, cylinder_count, side="right"))


def llr(score: float, cylinder_count: int) -> float:
    """Log10 likelihood ratio of one finger's score; cylinder_count: of the smaller template."""
    tables = load_tables()
    x = math.log10(score + SCORE_OFFSET)
    return float(np.interp(x, tables.grid, tables.llr[band(cylinder_count)]))


def score_db(total_llr: float, finger_count: int) -> tuple[float, bool]:
    """Turn a summed llr into (decibels of rarity, whether that is extrapolated).

    finger_count: fingers compared, 0 to 10; with none there is no evidence: 0 dB.
    """
    if finger_count == 0:
        return 0.0, False
    tables = load_tables()
    count = min(finger_count, MAX_FINGERS)
    upper = int(np.searchsorted(tables.finger_counts, count))
    above, above_extrapolated = _decibels(tables, upper, total_llr)
    if tables.finger_counts[upper] == count:
        return above, above_extrapolated
    below, below_extrapolated = _decibels(tables, upper - 1, total_llr)
    low, high = tables.finger_counts[upper - 1], tables.finger_counts[upper]
    share = (count - low) / (high - low)
    return below + share * (above - below), above_extrapolated or below_extrapolated


def threshold_db(reference_count: int, target_fpir: float) -> float:
    """Threshold at which a search of so many references gives this false positive rate."""
    return 10 * math.log10(max(reference_count, 1) / target_fpir)


def _decibels(tables: Tables, row: int, total_llr: float) -> tuple[float, bool]:
    knots, decibels = tables.sum_knots[row], tables.decibels[row]
    beyond = total_llr - float(knots[-1])
    if beyond > 0:
        return float(decibels[-1] + beyond * tables.tail_slope[row]), True
    return float(np.interp(total_llr, knots, decibels)), False
