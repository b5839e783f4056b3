"""Ridges are measured the same whatever the gain, and periods are true."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.ridges import Ridges, measure
from matcher.segmentation import segment
from tests.images import print_pixels

SEEDS = (3, 11, 42)


def _measured(pixels: NDArray[np.uint8]) -> Ridges:
    return measure(pixels, segment(pixels))


def _stripes(period_px: float, angle_rad: float, side: int = 300) -> NDArray[np.uint8]:
    y, x = np.mgrid[0:side, 0:side]
    across = x * np.cos(angle_rad) + y * np.sin(angle_rad)
    return np.asarray(np.rint(128 + 90 * np.sin(2 * np.pi * across / period_px)), np.uint8)


@pytest.mark.parametrize("period_px", [3.5, 6.0, 9.0, 13.0, 18.0])
@pytest.mark.parametrize("angle_rad", [0.0, 0.4, 1.57, 2.5])
def test_the_period_of_a_wave_is_its_period(period_px: float, angle_rad: float) -> None:
    assert _measured(_stripes(period_px, angle_rad)).period_px == pytest.approx(period_px, rel=0.05)


def test_a_wave_is_straight_and_one() -> None:
    found = _measured(_stripes(9.0, 0.7))
    assert found.turn_rad < 0.02
    assert found.waves < 10


@pytest.mark.parametrize("seed", SEEDS)
def test_a_print_bends_and_is_made_of_many_waves(seed: int) -> None:
    found = _measured(print_pixels(seed))
    assert 0.1 < found.turn_rad < 0.6
    assert found.waves > 4e-3 * found.area_px


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("factor", [0.5, 0.75, 1.33, 2.0])
def test_the_period_grows_with_the_image(seed: int, factor: float) -> None:
    pixels = print_pixels(seed)
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=method)
    here, there = _measured(pixels).period_px, _measured(np.asarray(scaled, np.uint8)).period_px
    assert there == pytest.approx(factor * here, rel=0.1)


@pytest.mark.parametrize("seed", SEEDS)
def test_turning_the_image_changes_little(seed: int) -> None:
    pixels = print_pixels(seed)
    one, other = _measured(pixels), _measured(np.ascontiguousarray(np.rot90(pixels)))
    assert other.period_px == pytest.approx(one.period_px, rel=0.05)
    assert other.turn_rad == pytest.approx(one.turn_rad, rel=0.1)
    assert other.waves == pytest.approx(one.waves, rel=0.1)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("gain", "offset"), [(0.4, 0), (0.4, 140), (0.7, 30)])
def test_gain_and_brightness_change_nothing(seed: int, gain: float, offset: int) -> None:
    pixels = print_pixels(seed)
    foreground = segment(pixels)
    dull = np.rint(gain * pixels + offset).astype(np.uint8)
    one, other = measure(pixels, foreground), measure(dull, foreground)
    assert other.period_px == pytest.approx(one.period_px, rel=0.03)
    assert other.waves == pytest.approx(one.waves, rel=0.03)
    assert _measured(dull).turn_rad == pytest.approx(one.turn_rad, rel=0.05)


def test_a_foreground_narrower_than_a_block_has_no_period() -> None:
    pixels = _stripes(9.0, 0.0)
    strip = np.zeros(pixels.shape, np.bool_)
    strip[:, 130:170] = True
    found = measure(pixels, replace(segment(pixels), mask=strip))
    assert found.period_px == 0
    assert found.area_px == np.count_nonzero(strip)
