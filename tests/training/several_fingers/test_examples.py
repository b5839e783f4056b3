from pathlib import Path

import numpy as np
import pytest

from matcher.layout import CHANNELS
from training.several_fingers.examples import KINDS, Prints, block, examples, single
from training.several_fingers.keeping import read_examples, write_examples


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory) -> Prints:
    made = Prints(tmp_path_factory.mktemp("prints"), range(2))
    made.render()
    return made


def test_prints_are_drawn_from_files(prints: Prints) -> None:
    rng = np.random.default_rng(1)
    shapes = {prints.draw(1, rng)[0].shape for _ in range(6 * len(KINDS))}
    assert len(shapes) > 1


def test_examples_are_kept_as_files(prints: Prints, tmp_path: Path) -> None:
    made = examples(single, prints, 4, np.random.default_rng(2))
    made += examples(block, prints, 2, np.random.default_rng(3))
    assert not any(one.several for one in made)
    assert all(one.map.shape[2] == CHANNELS for one in made)
    write_examples(tmp_path / "made.npz", made)
    for one, read in zip(made, read_examples(tmp_path / "made.npz"), strict=True):
        assert (one.map == read.map).all()
        assert (one.several, one.origin) == (read.several, read.origin)
