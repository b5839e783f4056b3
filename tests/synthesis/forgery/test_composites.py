import numpy as np
import pytest

from matcher.segmentation import segment
from synthesis.forgery import GRIDS, MAX_GAP_PX, Layout, compose, cut_out, random_layout
from tests.images import print_pixels

SEEDS = range(40, 46)


@pytest.mark.parametrize("rows", [rows for grids in GRIDS.values() for rows in grids])
@pytest.mark.parametrize("even", [True, False])
def test_prints_lie_apart_by_the_gap(rows: tuple[int, ...], even: bool) -> None:
    prints = [print_pixels(seed) for seed in SEEDS][: sum(rows)]
    made = compose(prints, Layout(rows, 7, tight=False, even=even, paper=225))
    assert len(made.boxes_px) == sum(rows)
    covered = np.zeros(made.pixels.shape, np.int64)
    for left, top, right, bottom in made.boxes_px:
        covered[top:bottom, left:right] += 1
    assert covered.max() == 1
    assert (made.pixels[covered == 0] == 225).all()
    left, top, right, bottom = made.boxes_px[0]
    neighbour = (top, right + 7) if rows[0] > 1 else (bottom + 7, left)
    assert covered[neighbour] == 1 or rows[0] == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tight_cut_lies_within_the_ridges(seed: int) -> None:
    whole = cut_out(print_pixels(seed), tight=False)
    tight = cut_out(print_pixels(seed), tight=True)
    assert tight.size < whole.size
    assert segment(tight).mask.mean() > 0.9


@pytest.mark.parametrize("count", GRIDS)
def test_a_random_layout_is_one_of_the_grids(count: int) -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        layout = random_layout(count, rng)
        assert sum(layout.rows) == count
        assert 0 <= layout.gap_px <= MAX_GAP_PX
