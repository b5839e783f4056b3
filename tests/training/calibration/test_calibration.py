from pathlib import Path

import numpy as np
import pytest

from matcher.calibration import MAX_FINGERS, load_tables
from matcher.comparison import prepare, score
from matcher.types import FINGERS
from synthesis.first import FirstPopulation
from training.calibration.making import Recipe, block_sums, make_tables
from training.calibration.pairs import PAIRINGS, BlockRecipe, Half, blocks
from training.calibration.proof import share

POPULATION = FirstPopulation()


def test_a_block_holds_what_the_comparator_says(tmp_path: Path) -> None:
    recipe = BlockRecipe(Half.PROVE, 900, people=3, pairing=PAIRINGS[1])
    [block] = blocks([recipe], POPULATION, tmp_path)
    probes, references = (
        [POPULATION.encounter(seed, encounter, kind=kind) for seed in recipe.seeds]
        for encounter, kind in enumerate(recipe.pairing)
    )
    for p, r, column in ((0, 1, 0), (2, 0, 4), (1, 1, 9)):
        position = FINGERS[column]
        one, other = prepare(probes[p][position]), prepare(references[r][position])
        assert block.score[p, r, column] == score(one, other)
        smaller = min(one.cylinder_count, other.cylinder_count)
        assert block.cylinder_count[p, r, column] == smaller
    assert block.mated.sum() == 3


def test_halves_share_nobody() -> None:
    recipe = Recipe()
    used = [
        seed
        for half in Half
        for one in (*recipe.plain(half), *recipe.rolled(half), *recipe.small(half))
        for seed in one.seeds
    ]
    assert len(set(used)) == len(used)


def test_tables_are_made_again_bit_for_bit_and_nothing_is_compared_twice(tmp_path: Path) -> None:
    recipe = Recipe(fit_blocks=2, rolled_blocks=3, prove_blocks=2, people=12,
                    small_blocks=1, small_people=12)  # fmt: skip
    first = make_tables(recipe, POPULATION, tmp_path)
    written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    assert len(written) == 8
    second = make_tables(recipe, POPULATION, tmp_path)
    assert written == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    for name, column in vars(first).items():
        assert np.array_equal(column, getattr(second, name)), name
        assert column.shape == getattr(load_tables(), name).shape, name
    assert len(first.tail_slope) == MAX_FINGERS


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_strangers_reach_each_level_as_often_as_it_says(tmp_path: Path) -> None:
    """A hundredth of what `benchmarks.calibration` counts, by people that it does not count."""
    recipes = [BlockRecipe(Half.PROVE, 5_000 + k, people=60) for k in range(5)]
    scores = blocks(recipes, POPULATION, tmp_path)
    counts = list(block_sums(scores, load_tables()))
    for finger_count in (1, 2, 4, 10):
        for level in (10, 20, 30):
            one = share(counts, load_tables(), finger_count, level)
            # Few people: a factor beyond the interval for how they happen to be.
            assert one.low / 1.3 <= one.asked <= one.high * 1.3, (finger_count, level)
