import numpy as np
import pytest

from synthesis.forgery import NOBODY, Layout, compose, overlay, owned
from tests.images import print_pixels

SEEDS = range(40, 43)


@pytest.mark.parametrize("seed", range(8))
def test_every_print_is_seen_where_it_is_said(seed: int) -> None:
    made = overlay([print_pixels(k) for k in SEEDS], np.random.default_rng(seed))
    assert made.pixels.shape == made.owners.shape
    assert set(np.unique(made.owners)) <= {0, 1, 2, NOBODY}
    assert len(np.unique(made.pixels[made.owners == NOBODY])) == 1
    assert (made.owners != NOBODY).any()


def test_the_same_rng_gives_the_same_image() -> None:
    first, second = (
        overlay([print_pixels(k) for k in SEEDS], np.random.default_rng(7)) for _ in range(2)
    )
    assert (first.pixels == second.pixels).all()


def test_owners_of_a_composite_lie_in_its_boxes() -> None:
    prints = [print_pixels(seed) for seed in SEEDS]
    made = compose(prints, Layout((2, 1), 9, tight=True, even=False, paper=225))
    owners = owned(made).owners
    for k, (left, top, right, bottom) in enumerate(made.boxes_px):
        assert (owners[top:bottom, left:right] == k).all()
    assert (made.pixels[owners == NOBODY] == 225).all()
