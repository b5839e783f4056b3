import math
from itertools import pairwise

import numpy as np
import pytest

from matcher import calibration
from matcher.calibration import BAND_EDGES, band, llr, load_tables, score_db, threshold_db

COUNTS = range(1, 11)


@pytest.mark.parametrize("cylinder_count", [5, *BAND_EDGES, 100])
def test_a_higher_score_is_never_less_likely_mated(cylinder_count: int) -> None:
    ratios = [llr(score, cylinder_count) for score in np.linspace(0, 60, 300)]
    assert (np.diff(ratios) >= 0).all()
    assert ratios[0] < 0 < ratios[-1]


@pytest.mark.parametrize("finger_count", COUNTS)
def test_decibels_never_fall_with_evidence(finger_count: int) -> None:
    decibels = [score_db(total, finger_count)[0] for total in np.linspace(-60, 150, 400)]
    assert (np.diff(decibels) >= -1e-9).all()
    assert decibels[0] >= 0
    assert decibels[-1] > decibels[0]


@pytest.mark.parametrize("finger_count", COUNTS)
def test_beyond_what_was_counted_is_marked(finger_count: int) -> None:
    flags = [score_db(total, finger_count)[1] for total in np.linspace(-60, 150, 400)]
    assert not flags[0]
    assert flags[-1]
    assert flags == sorted(flags), "once beyond, always beyond"


def test_counts_between_those_calibrated_lie_between() -> None:
    counts = load_tables().finger_counts.astype(int).tolist()
    assert (counts[0], counts[-1]) == (1, 10)
    for low, high in pairwise(counts):
        for count in range(low + 1, high):
            for total in (-5.0, 0.0, 3.0, 8.0, 20.0):
                ends = sorted((score_db(total, low)[0], score_db(total, high)[0]))
                assert ends[0] - 1e-9 <= score_db(total, count)[0] <= ends[1] + 1e-9


def test_no_finger_is_no_evidence() -> None:
    assert score_db(0.0, 0) == (0.0, False)


@pytest.mark.parametrize(
    ("references", "fpir", "expected"),
    [(1, 1e-3, 30), (1_000, 1e-3, 60), (70_000_000, 1e-3, 108.451), (0, 0.5, 3.0103)],
)
def test_thresholds_are_arithmetic(references: int, fpir: float, expected: float) -> None:
    assert threshold_db(references, fpir) == pytest.approx(expected, abs=1e-3)


def test_a_gallery_ten_times_as_large_asks_for_ten_decibels_more() -> None:
    assert threshold_db(10_000, 1e-3) - threshold_db(1_000, 1e-3) == pytest.approx(10)


def test_bands_have_their_edges() -> None:
    first, second = BAND_EDGES
    assert [band(n) for n in (0, first - 1, first, second - 1, second, 500)] == [0, 0, 1, 1, 2, 2]


def test_tables_are_sound() -> None:
    tables = load_tables()
    assert (np.diff(tables.grid) > 0).all()
    assert tables.llr.shape == (len(BAND_EDGES) + 1, len(tables.grid))
    assert (np.diff(tables.sum_knots) > 0).all()
    assert (tables.tail_slope > 0).all()
    assert math.isfinite(float(tables.decibels.max()))


def test_the_version_says_that_it_is_provisional() -> None:
    assert calibration.CALIBRATION_VERSION.startswith("provisional-")
