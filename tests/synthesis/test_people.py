from collections import Counter

import numpy as np
import pytest

from matcher.types import FINGERS, FingerPosition
from synthesis.finger import PatternClass
from synthesis.people import class_probabilities, people, person

POPULATION = 600


@pytest.fixture(scope="module")
def classes() -> dict[FingerPosition, Counter[PatternClass]]:
    crowd = people(range(POPULATION))
    return {p: Counter(one.finger(p).pattern for one in crowd) for p in FINGERS}


def test_equal_seeds_make_equal_people_whatever_was_drawn_before() -> None:
    first = person(7)
    people(range(3))
    second = person(7)
    assert first.body == second.body
    for one, other in zip(first.fingers, second.fingers, strict=True):
        assert (one.pattern, one.pad, one.period_px) == (other.pattern, other.pad, other.period_px)
        assert np.array_equal(one.field.cores, other.field.cores)
        assert np.array_equal(one.field.deltas, other.field.deltas)
        assert np.array_equal(one.field.waves, other.field.waves)
        assert np.array_equal(one.period_waves, other.period_waves)


def test_other_seeds_make_other_people() -> None:
    assert person(7).body != person(8).body
    assert person(7).fingers[0].pad != person(7).fingers[5].pad


def test_a_person_has_ten_fingers_and_plain_thumbs_are_thumbs() -> None:
    one = person(1)
    assert [finger.position for finger in one.fingers] == list(FINGERS)
    assert one.finger(FingerPosition.PLAIN_LEFT_THUMB) is one.finger(FingerPosition.LEFT_THUMB)


@pytest.mark.parametrize("position", FINGERS)
def test_classes_are_as_frequent_as_stated(
    position: FingerPosition, classes: dict[FingerPosition, Counter[PatternClass]]
) -> None:
    """Within 4.5 standard deviations: 50 counts of a fixed seed pass unless the draw is wrong."""
    for pattern, probability in class_probabilities(position).items():
        deviation = (POPULATION * probability * (1.0 - probability)) ** 0.5
        count = classes[position][pattern]
        assert abs(count - POPULATION * probability) < 4.5 * deviation + 1.0


@pytest.mark.parametrize("position", FINGERS)
def test_shares_of_a_finger_sum_to_one(position: FingerPosition) -> None:
    assert sum(class_probabilities(position).values()) == pytest.approx(1.0)


def test_loops_open_towards_the_little_finger_except_on_some_index_fingers(
    classes: dict[FingerPosition, Counter[PatternClass]],
) -> None:
    for position in FINGERS:
        right_hand = position <= FingerPosition.RIGHT_LITTLE
        ulnar = PatternClass.RIGHT_LOOP if right_hand else PatternClass.LEFT_LOOP
        radial = PatternClass.LEFT_LOOP if right_hand else PatternClass.RIGHT_LOOP
        assert classes[position][ulnar] > classes[position][radial]


def test_the_natural_distribution_comes_out_over_all_fingers() -> None:
    tables = [class_probabilities(position) for position in FINGERS]
    mean = {pattern: sum(t[pattern] for t in tables) / len(tables) for pattern in PatternClass}
    loops = mean[PatternClass.LEFT_LOOP] + mean[PatternClass.RIGHT_LOOP]
    assert mean[PatternClass.ARCH] == pytest.approx(0.037, abs=0.001)
    assert mean[PatternClass.TENTED_ARCH] == pytest.approx(0.029, abs=0.001)
    assert loops == pytest.approx(0.655, abs=0.001)
    assert mean[PatternClass.WHORL] == pytest.approx(0.279, abs=0.001)
