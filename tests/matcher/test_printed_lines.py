"""A card's frame is no foreground, and ridges are no frame."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.printed_lines import erase_lines
from matcher.segmentation import segment
from tests.images import print_pixels

WIDTH, HEIGHT, INSET = 804, 752, 12


def block(slope_px: int = 0) -> NDArray[np.uint8]:
    """A card's block: paper, a frame that may lie askew, a print in the middle."""
    paper = np.full((HEIGHT, WIDTH), 235, np.uint8)
    finger = print_pixels(3)
    top, left = (HEIGHT - finger.shape[0]) // 2, (WIDTH - finger.shape[1]) // 2
    window = paper[top : top + finger.shape[0], left : left + finger.shape[1]]
    np.minimum(window, finger, out=window)
    for line in (
        ((INSET, INSET), (WIDTH - INSET, INSET + slope_px)),
        ((INSET, HEIGHT - INSET), (WIDTH - INSET, HEIGHT - INSET + slope_px)),
        ((INSET, INSET), (INSET + slope_px, HEIGHT - INSET)),
        ((WIDTH - INSET, INSET), (WIDTH - INSET + slope_px, HEIGHT - INSET)),
    ):
        cv2.line(paper, *line, (60,), 3)
    return paper


@pytest.mark.parametrize("slope_px", [0, 5])
def test_a_frame_is_no_foreground(slope_px: int) -> None:
    framed = segment(block(slope_px))
    alone = segment(print_pixels(3))
    assert framed.mask.sum() == pytest.approx(alone.mask.sum(), rel=0.05)
    left, top, right, bottom = framed.box(0)
    assert min(left, top, WIDTH - right, HEIGHT - bottom) > 3 * INSET


def test_a_line_that_the_print_crosses_does_not_belong_to_it() -> None:
    framed = block()
    row = HEIGHT // 2 + 150
    cv2.line(framed, (0, row), (WIDTH, row), (60,), 3)
    left, _, right, _ = segment(framed).box(0)
    alone_left, _, alone_right, _ = segment(print_pixels(3)).box(0)
    assert right - left == pytest.approx(alone_right - alone_left, abs=24)


def test_erased_lines_leave_paper() -> None:
    erased = erase_lines(block())
    assert erased[: 2 * INSET].min() > 200
    assert np.array_equal(erased[300:450, 300:500], block()[300:450, 300:500])


@pytest.mark.parametrize("seed", range(3))
def test_a_print_without_lines_is_left_as_it_is(seed: int) -> None:
    pixels = print_pixels(seed)
    assert erase_lines(pixels) is pixels


def test_straight_ridges_are_no_lines() -> None:
    rows = 127 + 100 * np.cos(2 * np.pi * np.arange(400) / 9)
    ridges = np.tile(rows.astype(np.uint8)[:, None], (1, 400))
    assert erase_lines(ridges) is ridges
    assert erase_lines(np.ascontiguousarray(ridges.T)).min() == ridges.min()
