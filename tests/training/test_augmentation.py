from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.matcher.prints import finger
from training.augmentation import Augmentation, augment
from training.impressions import packed

GENTLE = Augmentation(
    dropped=0,
    spurious=0,
    jitter_px=0,
    jitter_rad=0,
    rotation_rad=0,
    bump_px=0,
    stretch=0,
    quality_noise=0,
    flipped=0,
    crop_share=0,
)


def impressions() -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    prints = [packed(finger(seed)) for seed in range(6)]
    return np.concatenate(prints), np.concatenate([[0], np.cumsum([len(p) for p in prints])])


def test_the_same_seed_gives_the_same_prints() -> None:
    rows, offsets = impressions()
    chosen = np.array([4, 1, 1])
    one, other = (augment(rows, offsets, chosen, Augmentation(), 64, 9) for _ in range(2))
    assert np.array_equal(one[0], other[0])
    assert np.array_equal(one[1], other[1])


def test_two_versions_of_one_print_differ() -> None:
    rows, offsets = impressions()
    worse, starts = augment(rows, offsets, np.array([1, 1]), Augmentation(), 64, 9)
    one, other = worse[: starts[1]], worse[starts[1] :]
    assert one.shape != other.shape or np.abs(one - other).max() > 1


@pytest.mark.parametrize("most", [30, 64])
def test_the_best_minutiae_come_first_and_no_more_than_asked(most: int) -> None:
    rows, offsets = impressions()
    worse, starts = augment(rows, offsets, np.arange(6), Augmentation(), most, 3)
    for first, stop in pairwise(starts):
        assert stop - first <= most
        assert (np.diff(worse[first:stop, 3]) <= 0).all()


def test_a_crop_keeps_what_lies_in_a_window() -> None:
    rows, offsets = impressions()
    tight = Augmentation(**{**vars(GENTLE), "crop_share": 1.0, "crop_half_px": (80.0, 80.1)})
    _, starts = augment(rows, offsets, np.arange(6), tight, 64, 3)
    _, whole = augment(rows, offsets, np.arange(6), GENTLE, 64, 3)
    assert (np.diff(starts) >= tight.fewest).all()
    assert starts[-1] < 0.8 * whole[-1]
