import numpy as np
import pytest

from matcher.cores import alike
from matcher.segmentation import analyse
from synthesis.forgery import Layout, compose
from tests.images import print_pixels

SEEDS = range(40, 46)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cores_of_one_finger_open_to_opposite_sides(seed: int) -> None:
    assert alike(analyse(print_pixels(seed))) < 0.75


def test_the_cores_of_several_fingers_open_to_one_side() -> None:
    prints = [print_pixels(seed) for seed in SEEDS]
    made = compose(prints, Layout((3, 3), 0, tight=True, even=True, paper=255))
    assert alike(analyse(made.pixels)) > 0.75


def test_a_print_and_its_mirror_image_are_alike_to_themselves() -> None:
    pixels = print_pixels(40)
    mirrored = np.ascontiguousarray(pixels[:, ::-1])
    assert alike(analyse(mirrored)) == pytest.approx(alike(analyse(pixels)), abs=0.15)
