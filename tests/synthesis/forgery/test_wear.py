from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from synthesis.forgery import (
    NOBODY,
    Overlay,
    captured,
    damaged,
    erased,
    turned_together,
    worn,
    written,
)
from tests.images import print_pixels

Change = Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8]]


@pytest.mark.parametrize("change", [captured, damaged, erased, worn, written])
@pytest.mark.parametrize("seed", range(6))
def test_a_worn_print_is_another_image_and_the_print_is_kept(change: Change, seed: int) -> None:
    pixels = print_pixels(40)
    before = pixels.copy()
    first, second = (change(pixels, np.random.default_rng(seed)) for _ in range(2))
    assert first.dtype == np.uint8
    assert first.ndim == 2
    assert (pixels == before).all()
    assert first.shape == second.shape
    assert (first == second).all()


def test_writing_darkens() -> None:
    pixels = print_pixels(40)
    assert (written(pixels, np.random.default_rng(1)) <= pixels).all()


@pytest.mark.parametrize("seed", range(6))
def test_owners_turn_with_their_prints(seed: int) -> None:
    pixels = np.full((200, 300), 250, np.uint8)
    owners = np.full(pixels.shape, NOBODY, np.uint8)
    pixels[60:140, 100:200], owners[60:140, 100:200] = 20, 1
    made = turned_together(Overlay(pixels, owners), np.random.default_rng(seed))
    assert made.pixels.shape == made.owners.shape
    assert made.pixels[made.owners == 1].mean() < 40
    assert made.pixels[made.owners == NOBODY].mean() > 240
