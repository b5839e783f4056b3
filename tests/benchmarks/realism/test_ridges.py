"""Ridges of drawn waves, whose period and orientation are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.realism import ridges
from tests.benchmarks.realism.test_quantities import template


def wave(period_px: float, ridge_deg: float) -> NDArray[np.uint8]:
    """Ridges that run in this direction, counter-clockwise from +x with y up."""
    y, x = np.mgrid[:256, :256].astype(np.float64)
    # Across the ridges, with y down.
    angle = np.radians(ridge_deg)
    across = x * np.sin(angle) + y * np.cos(angle)
    return np.asarray(127 + 100 * np.cos(2 * np.pi * across / period_px), np.uint8)


@pytest.mark.parametrize("ridge_deg", [0, 30, 90, 145])
@pytest.mark.parametrize("period_px", [7.0, 9.3, 12.0])
def test_the_period_of_a_wave_is_found(period_px: float, ridge_deg: float) -> None:
    found = ridges.ridge_period_px(wave(period_px, ridge_deg))
    assert len(found) > 20
    assert np.median(found) == pytest.approx(period_px, abs=0.1)


@pytest.mark.parametrize("ridge_deg", [0, 30, 90, 145])
def test_directions_are_against_the_flow(ridge_deg: float) -> None:
    middle = [128.0, 100.0, 150.0]
    made = template(middle, middle, [ridge_deg, ridge_deg - 180, ridge_deg + 20])
    found = ridges.direction_to_ridges_deg(wave(9.0, ridge_deg), made)
    assert np.allclose(found, [0, 0, 20], atol=1.0)


def test_a_small_print_has_no_whole_block() -> None:
    scrap = np.full((256, 256), 255, np.uint8)
    scrap[80:180, 80:180] = wave(9.0, 0)[80:180, 80:180]
    full = len(ridges.ridge_period_px(wave(9.0, 0)))
    assert len(ridges.ridge_period_px(scrap)) < full / 3
