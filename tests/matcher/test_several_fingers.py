"""Several fingers on one image are refused; one finger with a scar or a neighbour's rim is not."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from matcher.errors import SeveralFingersError
from matcher.segmentation import analyse
from matcher.several_fingers import SIGNS, refuse_several_fingers, signs, weigh
from matcher.types import FingerPosition, Sample
from synthesis.forgery import GRIDS, Layout, compose
from synthesis.images import render_slap
from tests.images import print_pixels

Pixels = NDArray[np.uint8]

SEEDS = range(40, 46)
"""A print each; together a composite of six."""


def composite(rows: tuple[int, ...], gap_px: int, *, tight: bool) -> Pixels:
    prints = [print_pixels(seed) for seed in SEEDS][: sum(rows)]
    return compose(prints, Layout(rows, gap_px, tight, even=True, paper=255)).pixels


def turned(pixels: Pixels, angle_deg: float) -> Pixels:
    """Turn an image about its middle; the image grows, so that nothing is lost."""
    image = Image.fromarray(pixels)
    return np.asarray(image.rotate(angle_deg, Image.Resampling.BICUBIC, True, fillcolor=240))


def refused(pixels: Pixels) -> bool:
    try:
        refuse_several_fingers(analyse(pixels))
    except SeveralFingersError:
        return True
    return False


@pytest.mark.parametrize("rows", [rows for grids in GRIDS.values() for rows in grids])
@pytest.mark.parametrize("gap_px", [0, 8, 30])
@pytest.mark.parametrize("tight", [True, False])
def test_a_composite_is_refused(rows: tuple[int, ...], gap_px: int, tight: bool) -> None:
    assert refused(composite(rows, gap_px, tight=tight))


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("mirrored", [False, True])
def test_it_is_refused_however_it_is_turned(turn: int, mirrored: bool) -> None:
    pixels = np.rot90(composite((2,), 4, tight=True), turn)
    assert refused(np.ascontiguousarray(pixels[:, ::-1] if mirrored else pixels))


@pytest.mark.parametrize("gain", [0.6, 1.0])
def test_prints_of_another_grey_are_refused(gain: float) -> None:
    pixels = composite((2,), 0, tight=True)
    pixels[:, : pixels.shape[1] // 2] = (gain * pixels[:, : pixels.shape[1] // 2]).astype(np.uint8)
    assert refused(pixels)


@pytest.mark.parametrize("seed", [7, 8])
def test_a_slap_under_the_position_of_a_finger_is_refused(seed: int) -> None:
    slap = render_slap(seed, 0, FingerPosition.PLAIN_RIGHT_FOUR)
    with pytest.raises(SeveralFingersError, match="each finger as its own sample"):
        _ = Sample(slap.pixels, FingerPosition.RIGHT_INDEX).foreground


@pytest.mark.parametrize("seed", [7, 8])
def test_of_two_thumbs_one_is_kept_if_they_are_not_refused(seed: int) -> None:
    slap = render_slap(seed, 0, FingerPosition.PLAIN_THUMBS)
    try:
        mask = Sample(slap.pixels, FingerPosition.RIGHT_THUMB).foreground.mask
    except SeveralFingersError:
        return
    left = mask[:, : mask.shape[1] // 2].sum() / mask.sum()
    assert left < 0.05 or left > 0.9


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("position", [1, 2, 5])
def test_a_single_print_is_accepted(seed: int, position: int) -> None:
    assert not refused(print_pixels(seed, position))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("upright", [True, False])
def test_a_straight_scar_is_no_seam(seed: int, upright: bool) -> None:
    pixels = print_pixels(seed).copy()
    left, top, right, bottom = analyse(pixels).foreground.box(0)
    x, y = (left + right) // 2, (top + bottom) // 2
    # From the middle to beyond the border: 0.3 to 0.5 inch.
    start, end = ((x, y), (x + 9, bottom)) if upright else ((x, y), (right, y + 9))
    cv2.line(pixels, start, end, (250,), 8, cv2.LINE_AA)
    assert not refused(pixels)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rim_of_a_neighbours_print_is_no_reason(seed: int) -> None:
    paper = np.full((420, 560), 255, np.uint8)
    own = print_pixels(seed)
    own = own[:400, :400]
    paper[10 : 10 + own.shape[0], 10 : 10 + own.shape[1]] = own
    foreground = analyse(print_pixels(seed + 1)).foreground
    left, top, _, bottom = foreground.box(0)
    rim = print_pixels(seed + 1)[top:bottom, left : left + 60][:400]
    paper[10 : 10 + rim.shape[0], 500:] = rim
    seen = analyse(paper)
    assert not refused(paper)
    assert not seen.foreground.mask[:, 500:].any()


def test_the_signs_of_a_composite_are_stronger() -> None:
    single = signs(analyse(print_pixels(40))).max(0)
    several = signs(analyse(composite((2,), 8, tight=True))).max(0)
    assert len(single) == len(SIGNS)
    assert several[SIGNS.index("gap, turned")] > 2 * single[SIGNS.index("gap, turned")]


def test_two_prints_apart_have_the_narrowest_neck() -> None:
    assert (
        weigh(analyse(composite((2,), 30, tight=False))).neck
        > weigh(analyse(print_pixels(40))).neck
    )


@pytest.mark.parametrize("angle_deg", [-120, -45, -20, 20, 45, 90, 150])
def test_a_turned_composite_is_refused_and_a_turned_print_is_not(angle_deg: int) -> None:
    assert refused(turned(composite((2,), 6, tight=False), angle_deg))
    assert not refused(turned(print_pixels(42), angle_deg))


def test_a_gap_of_noise_hides_nothing() -> None:
    rng = np.random.default_rng(1)
    pixels = composite((2,), 14, tight=True)
    noise = rng.integers(0, 256, pixels.shape).astype(np.uint8)
    middle = pixels.shape[1] // 2
    pixels[:, middle - 7 : middle + 7] = noise[:, middle - 7 : middle + 7]
    assert refused(pixels)


def test_the_layout_of_a_composite_has_higher_odds() -> None:
    single = weigh(analyse(print_pixels(40)))
    several = weigh(analyse(composite((2, 2), 0, tight=True)))
    assert several.layout > single.layout + 5
