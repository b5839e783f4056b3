from dataclasses import replace

import numpy as np
import pytest

from matcher.vector import VECTOR_DIMENSION, VECTOR_VERSION, VectorParameters, vector
from tests.matcher.prints import best, finger, moved


@pytest.mark.parametrize("seed", range(5))
def test_a_vector_has_unit_length(seed: int) -> None:
    one = vector(finger(seed))
    assert one.dtype == np.float32
    assert one.shape == (VECTOR_DIMENSION,)
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)


def test_the_same_template_gives_the_same_vector() -> None:
    assert np.array_equal(vector(finger(1)), vector(finger(1)))


@pytest.mark.parametrize("turn_rad", [0.5, -1.5, 3.0])
def test_turning_and_moving_changes_next_to_nothing(turn_rad: float) -> None:
    assert vector(finger(1)) @ vector(moved(finger(1), turn_rad, 70, -40)) > 0.999


def test_mates_are_nearer_than_strangers() -> None:
    probes = np.stack([vector(finger(seed, 1)) for seed in range(12)])
    references = np.stack([vector(finger(seed, 2)) for seed in range(12)])
    cosines = probes @ references.T
    mated = np.diag(cosines)
    strangers = cosines[~np.eye(12, dtype=bool)]
    assert mated.mean() > strangers.mean() + 0.3
    assert (cosines.argmax(1) == np.arange(12)).mean() > 0.8


def test_a_sparse_template_has_the_zero_vector() -> None:
    least = VectorParameters().min_minutiae
    assert not vector(best(finger(1), least - 1)).any()
    assert not vector(best(finger(1), 0)).any()
    assert vector(best(finger(1), least)).any()


def test_uncertain_minutiae_still_make_a_vector() -> None:
    template = best(finger(1), 8)
    faint = replace(template, minutia_quality=np.full(8, 0.2, np.float32))
    assert np.linalg.norm(vector(faint)) == pytest.approx(1, abs=1e-5)


def test_the_version_names_the_weights() -> None:
    name, _, digest = VECTOR_VERSION.partition("-")
    assert name == "vlad"
    assert len(bytes.fromhex(digest)) == 4
