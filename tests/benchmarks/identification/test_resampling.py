"""Intervals where searches of one person are not independent."""

import numpy as np
import pytest

from benchmarks.identification.resampling import interval_over_people
from matcher.intervals import interval

PEOPLE, EACH = 40, 7


def searches(events: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """(searches,) whether it happened, and whose search it was: so often of each person."""
    happened = [k < count for count in events for k in range(EACH)]
    return np.array(happened), np.repeat(np.arange(len(events)), EACH)


def test_one_search_a_person_is_counted_as_before() -> None:
    happened = np.arange(50) < 3
    assert interval_over_people(happened, np.arange(50) * 7) == interval(3, 50)
    assert interval_over_people(np.zeros(0, np.bool_), np.zeros(0, np.int64)) == (0.0, 1.0)


def test_failures_of_few_people_are_less_certain_than_as_many_of_all() -> None:
    few = interval_over_people(*searches([7] * 4 + [0] * 36))
    spread = interval_over_people(*searches([1] * 28 + [0] * 12))
    assert few[1] - few[0] > 1.5 * (spread[1] - spread[0])
    for low, high in (few, spread):
        assert low < 28 / (PEOPLE * EACH) < high
    independent = interval(28, PEOPLE * EACH)
    assert (spread[0] <= independent[0], spread[1] >= independent[1]) == (True, True)


def test_nothing_seen_of_few_people_says_little_however_often_they_are_searched_for() -> None:
    assert interval_over_people(*searches([0] * PEOPLE)) == interval(0, PEOPLE)
    low, high = interval_over_people(*searches([EACH] * PEOPLE))
    assert (low, high) == pytest.approx(interval(PEOPLE, PEOPLE))


def test_people_who_fail_at_random_are_covered() -> None:
    """19 of 20 intervals should hold the true share; people differ much in it."""
    rng, share, held = np.random.default_rng(5), 0.1, 0
    for _ in range(20):
        own = rng.beta(0.5, 0.5 * (1 - share) / share, PEOPLE)
        happened, person = searches(rng.binomial(EACH, own).tolist())
        low, high = interval_over_people(happened, person)
        held += low <= share <= high
    assert held >= 17
