"""What is no finger is refused; fingers, whole or in part, are not."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.soundness.patterns import PATTERNS
from benchmarks.soundness.scenes import SCENES
from matcher.errors import NotAFingerError, SampleError
from matcher.extraction import Extractor
from matcher.plausibility import (
    likely_resolution_ppi,
    refuse_no_finger,
    refuse_no_minutiae,
    resolution_advice,
)
from matcher.ridges import Ridges
from matcher.segmentation import segment
from matcher.types import STANDARD_PPI, FingerPosition, Sample
from tests.images import print_pixels

TURNING = ("basket weave", "chevrons", "herringbone", "labyrinth", "arcs", "one-way noise")
REPEATING = ("stripes", "line halftone", "moire", "plaid", "knit")
SIDE = 360


def _sample(pixels: NDArray[np.uint8]) -> Sample:
    return Sample(pixels, FingerPosition.RIGHT_INDEX)


def _drawn(name: str, seed: int, period_px: float) -> NDArray[np.uint8]:
    draw = {**PATTERNS, **SCENES}[name]
    field = draw(np.random.default_rng(seed), SIDE, period_px)
    return np.asarray(np.rint(20 + 215 * np.clip(field, 0, 1)), np.uint8)


@pytest.mark.parametrize("name", TURNING + REPEATING)
@pytest.mark.parametrize("period_px", [8.0, 11.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_pattern_is_refused_before_minutiae_are_looked_for(
    name: str, period_px: float, seed: int
) -> None:
    with pytest.raises(SampleError):
        refuse_no_finger(_sample(_drawn(name, seed, period_px)).ridges)


@pytest.mark.parametrize("seed", range(6))
def test_a_print_has_the_ridges_of_a_finger(seed: int) -> None:
    refuse_no_finger(_sample(print_pixels(seed)).ridges)


@pytest.mark.parametrize("side", [110, 150, 200])
@pytest.mark.parametrize("seed", range(4))
def test_so_has_each_part_of_a_print(seed: int, side: int) -> None:
    """Near a core, beside it, and where ridges are almost straight."""
    pixels = print_pixels(seed)
    mask = segment(pixels).mask
    for top in range(0, pixels.shape[0] - side, side // 2):
        for left in range(0, pixels.shape[1] - side, side // 2):
            part = (slice(top, top + side), slice(left, left + side))
            if mask[part].mean() > 0.95:
                refuse_no_finger(_sample(np.ascontiguousarray(pixels[part])).ridges)


@pytest.mark.parametrize("name", ["circles", "fur", "text", "zebra"])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_flows_like_ridges_has_no_minutiae_of_a_finger(
    extractor: Extractor, name: str, seed: int
) -> None:
    """Nine pixels a period: neither the flow nor the period gives these away."""
    with pytest.raises(SampleError):
        extractor.extract(_sample(_drawn(name, seed, 12.0 if name == "zebra" else 9.0)))


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("seed", range(6))
def test_a_print_at_a_wrong_scale_is_a_print(seed: int, factor: float) -> None:
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(print_pixels(seed), None, fx=factor, fy=factor, interpolation=method)
    found = _sample(np.asarray(scaled, np.uint8)).ridges
    refuse_no_finger(found)
    assert likely_resolution_ppi([found.period_px], STANDARD_PPI) > 0


def _ridges(area_px: int = 100_000, period_px: float = 9.0) -> Ridges:
    return Ridges(area_px, period_px, 0.3, 10 * area_px)


def _few() -> NDArray[np.float64]:
    return np.full(12, 0.9)


def _uncertain() -> NDArray[np.float64]:
    return np.full(90, 0.4)


@pytest.mark.parametrize("qualities", [_few, _uncertain])
def test_minutiae_of_no_finger(qualities: Callable[[], NDArray[np.float64]]) -> None:
    with pytest.raises(NotAFingerError, match="minutiae"):
        refuse_no_minutiae(qualities(), _ridges())


def test_few_minutiae_on_a_small_print_or_uncertain_ones_on_a_bad_print_are_a_finger() -> None:
    refuse_no_minutiae(_few(), _ridges(30_000))
    refuse_no_minutiae(_uncertain()[:40], _ridges())


@pytest.mark.parametrize("period_px", [6.5, 7.5, 9.1, 11.0, 13.0])
def test_a_finger_with_narrow_or_broad_ridges_is_plausible(period_px: float) -> None:
    assert likely_resolution_ppi([period_px], STANDARD_PPI) == 0


@pytest.mark.parametrize(
    ("period_px", "stated_ppi", "likely_ppi"),
    [(4.5, 1000, 500), (4.6, 500, 250), (18.5, 250, 500), (18.0, 500, 1000), (5.5, 800, 500)],
)
def test_the_likely_resolution_follows_from_the_period(
    period_px: float, stated_ppi: int, likely_ppi: int
) -> None:
    assert likely_resolution_ppi([period_px], stated_ppi) == likely_ppi
    assert str(likely_ppi) in resolution_advice(likely_ppi)


def test_several_fingers_tell_more_than_one() -> None:
    assert likely_resolution_ppi([6.3], 700) == 0
    assert likely_resolution_ppi([6.3, 6.2, 6.4, 9.0, 6.1], 700) == 500
    assert likely_resolution_ppi([9.0, 4.0, 9.2], 500) == 0


def test_an_unknown_period_says_nothing() -> None:
    assert likely_resolution_ppi([], 500) == 0
    assert likely_resolution_ppi([0.0, 0.0], 500) == 0


@pytest.mark.parametrize("seed", [3, 5])
def test_a_wrong_scale_gives_quality_nought_and_the_right_one_what_it_was(
    extractor: Extractor, seed: int
) -> None:
    pixels = print_pixels(seed)
    small = np.ascontiguousarray(pixels[::2, ::2])
    assert extractor.extract(_sample(pixels)).quality > 30
    found = extractor.features(_sample(small))
    assert found.template.quality == 0
    assert likely_resolution_ppi([found.ridge_period_px], 1000) == 500
