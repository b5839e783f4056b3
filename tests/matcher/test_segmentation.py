import cv2
import numpy as np
import pytest

from matcher.errors import NoForegroundError, QualityError
from matcher.segmentation import Foreground, segment
from tests.images import print_pixels


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_image_has_no_foreground(level: int) -> None:
    with pytest.raises(NoForegroundError):
        segment(np.full((300, 300), level, np.uint8))


def test_a_smooth_shade_has_no_foreground() -> None:
    shade = np.linspace(60, 200, 300).astype(np.uint8)
    with pytest.raises(NoForegroundError):
        segment(np.tile(shade, (300, 1)))


@pytest.mark.parametrize("seed", range(5))
def test_noise_is_no_print(seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (400, 400), np.uint8)
    with pytest.raises(QualityError):
        segment(noise)


def test_a_scrap_of_a_print_is_too_little() -> None:
    paper = np.full((400, 400), 255, np.uint8)
    middle = print_pixels(3).shape[0] // 2
    paper[50:90, 50:90] = print_pixels(3)[middle : middle + 40, middle : middle + 40]
    with pytest.raises((QualityError, NoForegroundError)):
        segment(paper)


@pytest.fixture(scope="module")
def alone() -> Foreground:
    return segment(print_pixels(3))


def test_the_mask_of_a_print_covers_its_ridges(alone: Foreground) -> None:
    assert alone.mask.shape == print_pixels(3).shape
    assert alone.mask.mean() > 0.2
    assert alone.coherence > 0.5
    dark = cv2.GaussianBlur(print_pixels(3), (0, 0), 8) < 150
    assert alone.mask[dark].mean() > 0.9


def test_the_outline_is_convex_and_holds_the_mask(alone: Foreground) -> None:
    outline = alone.outline_px.reshape(-1, 1, 2)
    assert cv2.isContourConvex(outline)
    covered = np.zeros(alone.mask.shape, np.uint8)
    cv2.fillConvexPoly(covered, np.rint(outline).astype(np.int32), 1)
    assert covered[alone.mask].mean() > 0.98


def test_a_print_on_a_large_paper_is_found_where_it_lies(alone: Foreground) -> None:
    height, width = print_pixels(3).shape
    paper = np.full((height + 300, width + 400), 255, np.uint8)
    paper[200 : 200 + height, 300 : 300 + width] = print_pixels(3)
    found = segment(paper)
    left, top, right, bottom = found.box(32)
    # The margin, and as much again for the window that the ridges are looked at with.
    assert left >= 300 - 64
    assert top >= 200 - 64
    assert right <= 300 + width + 64
    assert bottom <= 200 + height + 64
    assert found.mask.sum() == pytest.approx(alone.mask.sum(), rel=0.15)


def test_the_box_stays_in_the_image(alone: Foreground) -> None:
    height, width = alone.mask.shape
    assert alone.box(10_000) == (0, 0, width, height)
