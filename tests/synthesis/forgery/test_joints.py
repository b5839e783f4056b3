import numpy as np
import pytest

from matcher.segmentation import segment
from synthesis.forgery import jointed, neighboured
from tests.images import print_pixels

SEEDS = range(40, 46)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_joint_lies_below_the_print_and_leaves_its_upper_part(seed: int) -> None:
    pixels = print_pixels(seed)
    _, top, _, bottom = segment(pixels).box(0)
    made = jointed(pixels, np.random.default_rng(seed))
    assert made.shape[0] >= pixels.shape[0]
    assert made.shape[1] == pixels.shape[1]
    untouched = top + (bottom - top) // 2
    assert (made[:untouched] == pixels[:untouched]).all()
    assert (made[untouched : len(pixels)] != pixels[untouched:]).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rim_is_seen_where_it_is_said_and_beside_the_print(seed: int) -> None:
    pixels, other = print_pixels(seed), print_pixels(seed + 1)
    made, where = neighboured(pixels, other, np.random.default_rng(seed))
    assert made.shape == where.shape
    columns = np.flatnonzero(where.any(0))
    assert columns[0] == 0 or columns[-1] == made.shape[1] - 1
    assert 0 < len(columns) < 0.5 * other.shape[1]
    assert made[where].std() > 5
