import math

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.types import FINGERS
from synthesis.minutiae import true_minutiae
from synthesis.people import people
from synthesis.spacing import AFFINITY

CLOSE_PX, NEAR_PX, FAR_PX = (6.0, 14.0), (10.0, 22.0), (80.0, 110.0)
Pairs = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    """Distance, cosine of relative direction and facing (1: towards each other) of all pairs."""
    columns = []
    for one in people(range(300, 310)):
        for position in FINGERS[:4]:
            truth = true_minutiae(one.finger(position))
            i, j = np.triu_indices(len(truth.x_px), 1)
            dx, dy = truth.x_px[j] - truth.x_px[i], truth.y_px[i] - truth.y_px[j]
            bearing, turn = np.arctan2(dy, dx), truth.direction_rad
            facing = 0.5 * (np.cos(bearing - turn[i]) - np.cos(bearing - turn[j]))
            columns.append((np.hypot(dx, dy), np.cos(turn[i] - turn[j]), facing))
    distance, along, facing = (np.concatenate(column) for column in zip(*columns, strict=True))
    return distance, along, facing


def between(distance: NDArray[np.float64], reach: tuple[float, float]) -> NDArray[np.bool_]:
    return (distance > reach[0]) & (distance < reach[1])


def test_close_minutiae_oppose_each_other_more_than_distant_ones(pairs: Pairs) -> None:
    distance, along, _ = pairs
    near, far = (np.mean(along[between(distance, reach)] < 0.0) for reach in (CLOSE_PX, FAR_PX))
    assert near > far + 0.05


def test_close_opposed_minutiae_face_each_other_like_the_ends_of_a_short_ridge(
    pairs: Pairs,
) -> None:
    distance, along, facing = pairs
    opposed = facing[between(distance, NEAR_PX) & (along < -0.92)]
    assert np.sum(opposed > 0.5) > 2.0 * np.sum(opposed < -0.5)


def test_no_two_minutiae_are_one(pairs: Pairs) -> None:
    assert pairs[0].min() > 4.0


def test_affinities_are_shares_of_chance() -> None:
    assert AFFINITY.shape == (26, 8)
    assert np.all(AFFINITY[:2] == 0.0)
    assert np.all((AFFINITY >= 0.0) & (AFFINITY <= 4.0))
    assert math.isclose(float(np.median(AFFINITY[20:])), 1.0, abs_tol=0.3)
