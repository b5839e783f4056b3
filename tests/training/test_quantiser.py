from pathlib import Path

import numpy as np
import pytest

from gallery.index.quantiser import load_quantiser
from synthesis.first import FirstPopulation
from synthesis.seeds import Purpose
from training.quantiser import Recipe, make_quantiser, small_codes, write

FEW = Recipe(range(910_000, 910_016), block_people=8)


def test_equal_people_give_an_equal_quantiser_from_the_cache_or_anew(tmp_path: Path) -> None:
    first = make_quantiser(FEW, FirstPopulation(), tmp_path / "one")
    again = make_quantiser(FEW, FirstPopulation(), tmp_path / "one")
    anew = make_quantiser(FEW, FirstPopulation(), tmp_path / "two")
    assert np.array_equal(first.centroids, again.centroids)
    assert first.version == anew.version
    write(first, FEW, tmp_path / "made.npz")
    assert load_quantiser(tmp_path / "made.npz").version == first.version


def test_too_few_people_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fewer than 15 of 4"):
        make_quantiser(Recipe(range(910_000, 910_004)), FirstPopulation(), tmp_path)


def test_people_are_of_training_and_not_those_the_network_learned_from() -> None:
    learned, measured = range(5_000), range(900_000, 900_600)
    people = Recipe().people
    assert people.stop <= len(Purpose.TRAIN.value)
    assert not set(people) & (set(learned) | set(measured))


def test_codes_are_of_ten_fingers() -> None:
    codes = small_codes(FirstPopulation(), range(910_000, 910_001))
    assert codes.shape == (1, 10, 32)
    assert np.all(np.any(codes != 0, axis=2))
