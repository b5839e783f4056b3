from pathlib import Path

import numpy as np
import pytest

from matcher.calibration import load_tables
from matcher.extraction import ExtractionParameters
from synthesis.first import FirstPopulation
from synthesis.seeds import Purpose
from training.calibration.making import block_sums
from training.calibration.pairs import BlockRecipe, Half, blocks
from training.calibration.proof import share
from training.calibration.windows import WindowParameters, cut

POPULATION = FirstPopulation()


def test_a_window_keeps_the_minutiae_of_a_square() -> None:
    rng = np.random.default_rng(1)
    for whole in POPULATION.encounter(Purpose.TEST.seed(31_000), 0).values():
        small = cut(whole, rng)
        assert small is not None
        assert WindowParameters().least_minutiae <= small.minutia_count < whole.minutia_count
        assert max(np.ptp(small.x_px), np.ptp(small.y_px)) < WindowParameters().greatest_side_px
        assert (np.diff(small.minutia_quality) <= 0).all(), "best first, as everywhere"
        places = set(zip(whole.x_px.tolist(), whole.y_px.tolist(), strict=True))
        assert set(zip(small.x_px.tolist(), small.y_px.tolist(), strict=True)) <= places


def test_the_smallest_window_is_the_smallest_print_that_is_accepted() -> None:
    assert WindowParameters().least_minutiae == ExtractionParameters().min_minutiae


@pytest.mark.parametrize("finger_count", [1, 2, 4])
def test_strangers_among_small_prints_do_not_exceed_what_is_asked(
    finger_count: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """People that neither made nor proved the tables, each print cut to a small window."""
    cache = tmp_path_factory.getbasetemp() / "small prints"
    recipes = [BlockRecipe(Half.PROVE, 6_000 + k, people=40, small=True) for k in range(3)]
    counts = list(block_sums(blocks(recipes, POPULATION, cache), load_tables()))
    assert counts[0].pairs[finger_count - 1] > 1_000
    for level in (10, 20, 30):
        one = share(counts, load_tables(), finger_count, level)
        # Few people: a factor beyond the interval for how they happen to be.
        assert one.low / 1.3 <= one.asked, level


def test_kept_blocks_of_small_prints_are_not_those_of_whole_prints(tmp_path: Path) -> None:
    small, whole = (BlockRecipe(Half.PROVE, 6_100, people=2, small=s) for s in (True, False))
    assert small.file_name != whole.file_name
    [cut_block], [whole_block] = (
        list(blocks([one], POPULATION, tmp_path)) for one in (small, whole)
    )
    assert cut_block.spread_px.max() < 80 < whole_block.spread_px.max()
