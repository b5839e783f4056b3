"""Distances: cases worked by hand, and what must hold whatever the samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.realism import distances
from benchmarks.realism.quantities import Values

numbers = st.lists(st.integers(-5, 5), min_size=4, max_size=40)


def sample(values: list[int] | list[float], fingers: int = 2) -> Values:
    finger = np.arange(len(values)) % fingers
    return Values(np.array(values, np.float64), finger, finger)


def test_distance_worked_by_hand() -> None:
    # Up to 2: three of four against one of four.
    assert distances.ks(sample([1, 2, 2, 5]), sample([2, 3, 4, 5])) == 0.5
    found = distances.distance(sample([0, 1, 2, 3]), sample([10, 11, 12, 13]))
    assert (found.value, found.low, found.high, found.wasserstein) == (1, 1, 1, 10)


@given(numbers, numbers)
def test_distance_is_symmetric_and_bounded(one: list[int], other: list[int]) -> None:
    found = distances.ks(sample(one), sample(other))
    assert 0 <= found <= 1
    assert found == pytest.approx(distances.ks(sample(other), sample(one)))
    assert distances.ks(sample(one), sample(one)) == 0


def test_interval_shrinks_with_fingers() -> None:
    rng = np.random.default_rng(5)

    def population(fingers: int) -> Values:
        finger = np.repeat(np.arange(fingers), 8)
        # Impressions of one finger are alike, so that fingers are what counts.
        return Values(rng.normal(size=fingers)[finger] + rng.normal(0, 0.1, len(finger)), finger,
                      finger)  # fmt: skip

    few = distances.distance(population(8), population(8))
    many = distances.distance(population(200), population(200))
    assert many.high - many.low < few.high - few.low
    assert many.high < few.high


def test_sets_far_apart_have_a_high_limit() -> None:
    near = distances.between([sample([1, 2, 3, 4]), sample([1, 2, 3, 4])])
    far = distances.between([sample([1, 2, 3, 4]), sample([11, 12, 13, 14])])
    assert (near, far) == (0, 1)


def test_a_single_set_is_cut_in_halves_by_finger() -> None:
    assert distances.between([sample([1, 9, 1, 9])]) == 1
    assert distances.between([sample([1, 1, 9, 9])]) == 0


def test_joined_fingers_stay_apart() -> None:
    both = distances.join([sample([1, 2]), sample([3, 4])])
    assert both.finger.tolist() == [0, 1, 2, 3]
    assert distances.finger_count(both) == 4


def test_pairs_weigh_by_both_fingers() -> None:
    pairs = Values(np.zeros(3), np.array([0, 0, 1]), np.array([0, 1, 2]))
    assert pairs.weights(np.array([2, 3, 1])).tolist() == [2, 6, 3]
