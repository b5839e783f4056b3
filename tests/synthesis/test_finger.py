import math

import numpy as np
import pytest

from matcher.types import FingerPosition
from synthesis.finger import Body, Finger, PatternClass, Stream, describe
from synthesis.orientation import orientation, spreading

BODY = Body(scale=1.0, period_px=9.0, moisture=0.0)
POLES = {
    PatternClass.ARCH: 0,
    PatternClass.TENTED_ARCH: 1,
    PatternClass.LEFT_LOOP: 1,
    PatternClass.RIGHT_LOOP: 1,
    PatternClass.WHORL: 2,
}


def finger(pattern: PatternClass, seed: int = 3) -> Finger:
    return describe(seed, FingerPosition.RIGHT_INDEX, pattern, BODY)


def turns(one: Finger, x_px: float, y_px: float, radius_px: float = 3.0) -> float:
    """Return by how many turns the orientation winds on a small circle, seen with y up."""
    around = np.linspace(0.0, 2.0 * math.pi, 181)
    angle = one.field.at(x_px + radius_px * np.cos(around), y_px - radius_px * np.sin(around))
    steps = np.diff(angle)
    return float((steps - math.pi * np.rint(steps / math.pi)).sum() / (2.0 * math.pi))


@pytest.mark.parametrize("pattern", PatternClass)
def test_cores_and_deltas_are_singular_points_of_the_flow(pattern: PatternClass) -> None:
    one = finger(pattern)
    assert len(one.field.cores) == len(one.field.deltas) == POLES[pattern]
    for x, y, *_ in one.field.cores:
        assert turns(one, x, y) == pytest.approx(0.5)
    for x, y, *_ in one.field.deltas:
        assert turns(one, x, y) == pytest.approx(-0.5)


@pytest.mark.parametrize("pattern", PatternClass)
def test_the_flow_is_smooth_elsewhere(pattern: PatternClass) -> None:
    one = finger(pattern)
    assert turns(one, 0.0, -120.0) == pytest.approx(0.0)
    assert turns(one, 5.0, 240.0) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("pattern", "side"), [(PatternClass.LEFT_LOOP, -1.0), (PatternClass.RIGHT_LOOP, 1.0)]
)
def test_a_loop_opens_to_its_side_and_has_its_delta_on_the_other(
    pattern: PatternClass, side: float
) -> None:
    for seed in range(10):
        one = finger(pattern, seed)
        assert one.field.deltas[0, 0] * side < one.field.cores[0, 0]
        below = one.field.at(np.array([side * 30.0]), np.array([60.0]))[0]
        down_left = side < 0.0
        assert (below < math.pi / 2.0) == down_left


def test_orientations_are_reduced() -> None:
    rows, columns = np.mgrid[-200.0:200.0:20.0, -150.0:150.0:20.0]
    angle = finger(PatternClass.WHORL).field.at(columns, rows)
    assert angle.shape == rows.shape
    assert angle.min() >= 0.0
    assert angle.max() < math.pi


def test_the_period_stays_within_what_skin_has() -> None:
    rows, columns = np.mgrid[-250.0:250.0:25.0, -200.0:200.0:25.0]
    for seed in range(20):
        period = finger(PatternClass.RIGHT_LOOP, seed).period_at(columns, rows)
        assert period.min() > 6.0
        assert period.max() < 13.0


def test_streams_are_independent_and_repeatable() -> None:
    one = finger(PatternClass.ARCH)
    first = one.generator(Stream.GROWTH).random(4)
    assert np.array_equal(first, one.generator(Stream.GROWTH).random(4))
    assert not np.array_equal(first, one.generator(Stream.MINUTIAE).random(4))
    assert not np.array_equal(
        one.generator(Stream.PLACEMENT, 1).random(4), one.generator(Stream.PLACEMENT, 2).random(4)
    )


@pytest.mark.parametrize("pattern", PatternClass)
def test_spreading_is_the_divergence_of_the_flow(pattern: PatternClass) -> None:
    field = finger(pattern).field
    step = 1.0
    for x, y in ((40.0, -60.0), (-70.0, -30.0), (25.0, 210.0), (-20.0, -140.0)):
        ahead = orientation(x, y, field.arrays)

        def flow(x: float, y: float, ahead: float = ahead) -> tuple[float, float]:
            angle = orientation(x, y, field.arrays)
            sign = 1.0 if math.cos(angle - ahead) > 0.0 else -1.0
            return sign * math.cos(angle), -sign * math.sin(angle)

        divergence = flow(x + step, y)[0] - flow(x - step, y)[0]
        divergence += flow(x, y + step)[1] - flow(x, y - step)[1]
        assert spreading(x, y, field.arrays) == pytest.approx(divergence / 2.0 / step, abs=1.5e-3)
