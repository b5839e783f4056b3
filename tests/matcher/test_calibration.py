import math

import numpy as np
import pytest

from matcher.calibration import (
    BAND_COUNT,
    CALIBRATION_VERSION,
    COUNT_EDGES,
    MAX_FINGERS,
    SPREAD_EDGES_PX,
    TABLES_DIGEST,
    bands,
    llr_many,
    load_tables,
    score_db,
    score_db_many,
    tail_proved,
    threshold_db,
)

COUNTS = range(1, 11)


SPREADS_PX = (30.0, *SPREAD_EDGES_PX)


def llr(score: float, cylinder_count: int, spread_px: float = 100.0) -> float:
    band = bands(np.array([cylinder_count]), np.array([spread_px]))
    return float(llr_many(np.array([score]), band)[0])


@pytest.mark.parametrize("cylinder_count", [5, *COUNT_EDGES, 100])
def test_a_higher_score_is_never_less_likely_mated(cylinder_count: int) -> None:
    for spread_px in SPREADS_PX:
        ratios = [llr(score, cylinder_count, spread_px) for score in np.linspace(0, 60, 300)]
        assert (np.diff(ratios) >= 0).all()
        assert ratios[0] < 0 < ratios[-1]


def test_few_minutiae_close_together_say_least() -> None:
    """From the smallest print that is accepted, the same score says more in a larger print."""
    at_8, at_14, at_22 = (llr(0.02, count, 38.0) for count in (8, 14, 22))
    assert at_8 < at_14 < at_22
    close, apart = llr(0.005, 20, 45.0), llr(0.005, 20, 100.0)
    assert close < apart


@pytest.mark.parametrize("finger_count", COUNTS)
def test_decibels_never_fall_with_evidence(finger_count: int) -> None:
    decibels = [score_db(total, finger_count)[0] for total in np.linspace(-60, 150, 400)]
    assert (np.diff(decibels) >= -1e-9).all()
    assert decibels[0] == 0
    assert 100 < decibels[-1] < 2_000


@pytest.mark.parametrize("finger_count", COUNTS)
def test_beyond_what_was_proved_is_marked(finger_count: int) -> None:
    found = [score_db(total, finger_count) for total in np.linspace(-60, 150, 400)]
    proved = load_tables().proved_db[finger_count - 1]
    assert [extrapolated for _, extrapolated in found] == [db > proved for db, _ in found]
    assert found[-1][1]


def test_many_at_once_are_each_as_alone() -> None:
    rng = np.random.default_rng(3)
    scores = rng.exponential(0.5, (40, 10)) * rng.integers(0, 2, (40, 10))
    counts = rng.integers(2, 100, (40, 10))
    spreads = rng.uniform(25, 120, (40, 10))
    ratios = llr_many(scores, bands(counts, spreads))
    for place in np.ndindex(scores.shape):
        alone = llr(float(scores[place]), int(counts[place]), float(spreads[place]))
        assert ratios[place] == pytest.approx(alone)
    finger_count = np.tile(np.arange(0, 10), 4)
    decibels, extrapolated = score_db_many(ratios.sum(1), finger_count)
    for k, total in enumerate(ratios.sum(1)):
        single = score_db(float(total), int(finger_count[k]))
        assert (decibels[k], extrapolated[k]) == (pytest.approx(single[0]), single[1])


def test_no_finger_is_no_evidence() -> None:
    assert score_db(0.0, 0) == (0.0, False)
    assert not tail_proved(0)


@pytest.mark.parametrize(
    ("references", "fpir", "expected"),
    [(1, 1e-3, 30), (1_000, 1e-3, 60), (70_000_000, 1e-3, 108.451), (0, 0.5, 3.0103)],
)
def test_thresholds_are_arithmetic(references: int, fpir: float, expected: float) -> None:
    assert threshold_db(references, fpir) == pytest.approx(expected, abs=1e-3)


def test_a_gallery_ten_times_as_large_asks_for_ten_decibels_more() -> None:
    assert threshold_db(10_000, 1e-3) - threshold_db(1_000, 1e-3) == pytest.approx(10)


def test_bands_have_their_edges() -> None:
    columns = len(SPREAD_EDGES_PX) + 1
    first, last = COUNT_EDGES[0], COUNT_EDGES[-1]
    rows = bands(np.array([0, first - 1, first, last - 1, last, 500]), np.zeros(6))
    assert (rows // columns).tolist() == [0, 0, 1, *[BAND_COUNT // columns - k for k in (2, 1, 1)]]
    near, far = SPREAD_EDGES_PX[0], SPREAD_EDGES_PX[-1]
    found = bands(np.full(5, 8), np.array([0.0, near - 0.1, near, far, 1e9]))
    assert (found % columns).tolist() == [0, 0, 1, columns - 1, columns - 1]
    every = bands(*np.meshgrid(np.arange(256), np.arange(300.0)))
    assert set(every.ravel().tolist()) == set(range(BAND_COUNT))


def test_tables_are_sound() -> None:
    tables = load_tables()
    assert (np.diff(tables.grid) > 0).all()
    assert tables.llr.shape == (BAND_COUNT, len(tables.grid))
    assert len(tables.sum_knots) == len(tables.decibels) == MAX_FINGERS
    assert (np.diff(tables.sum_knots) > 0).all()
    # An infinite or falling tail would name strangers; chance falls by 10 dB a unit at most.
    assert ((tables.tail_slope > 4) & (tables.tail_slope <= 10)).all()
    assert math.isfinite(float(tables.decibels.max()))


def test_the_version_names_the_tables() -> None:
    assert f"calibration-{TABLES_DIGEST[:8]}" == CALIBRATION_VERSION


def test_the_tables_are_those_whose_evidence_is_kept() -> None:
    """Decision 8 says which results judge the bands and which the sums; bring them up to date."""
    assert TABLES_DIGEST == "43052fd0847435aaffbfb17cbf2c5dcebb80d888ac636088791dfbbef54ba97f"
