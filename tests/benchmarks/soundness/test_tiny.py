import numpy as np
import pytest

from benchmarks.soundness.crops import places
from benchmarks.soundness.strangers import compare, judge
from matcher.calibration import bands, llr_many, score_db_many
from matcher.comparison import Cylinders, prepare, score
from matcher.cylinders import spread_px
from matcher.types import Template
from synthesis.first import FirstPopulation
from synthesis.seeds import Purpose
from training.calibration.windows import cut


def whole_prints(people: int) -> list[Template]:
    population = FirstPopulation()
    seeds = [Purpose.TEST.seed(30_000 + number) for number in range(people)]
    return [one for seed in seeds for one in population.encounter(seed, 0).values()]


def small_prints(people: int) -> list[Cylinders]:
    rng = np.random.default_rng(1)
    windows = [cut(one, rng) for one in whole_prints(people)]
    return [prepare(one) for one in windows if one is not None]


@pytest.mark.parametrize("side_px", [90, 120])
def test_squares_lie_in_the_print_and_hold_minutiae(side_px: int) -> None:
    for number, whole in enumerate(whole_prints(2)):
        found = places(whole, side_px, 3, number)
        assert found == places(whole, side_px, 3, number)
        for left, top in found:
            assert 0 <= left <= whole.width_px - side_px
            assert 0 <= top <= whole.height_px - side_px
            x, y = whole.x_px - left, whole.y_px - top
            assert ((x >= 0) & (x < side_px) & (y >= 0) & (y < side_px)).sum() >= 7


def test_an_image_smaller_than_the_square_has_no_place_beyond_it() -> None:
    [whole, *_] = whole_prints(1)
    assert set(places(whole, 2_000, 2, 0)) <= {(0, 0)}


def test_strangers_are_counted_once_and_mates_never() -> None:
    prints = small_prints(2)
    finger = np.arange(len(prints)) // 2
    pairs = compare(finger, np.zeros_like(finger), prints, np.full(len(prints), 100))
    assert (pairs.finger != pairs.other).all()
    every = len(prints) * (len(prints) - 1) // 2
    assert len(pairs.decibels) == every - len(prints) // 2
    assert (pairs.side_px == 100).all()
    one, other = prints[0], prints[-1]
    smaller = min(one.cylinder_count, other.cylinder_count)
    band = bands(np.array([smaller]), np.array([min(spread_px(one), spread_px(other))]))
    llr = llr_many(np.array([score(one, other)]), band)
    assert score_db_many(llr, np.ones(1, np.int64))[0] in pairs.decibels


def test_shares_are_of_the_pairs_of_a_band() -> None:
    prints = small_prints(24)
    finger = np.arange(len(prints))
    found = judge(compare(finger, np.zeros_like(finger), prints, np.zeros_like(finger)))
    assert found["fingers"] == len(prints)
    whole: dict[str, int] = found["all"]  # type: ignore[assignment]
    by_count: dict[str, dict[str, int]] = found["by_cylinder_count"]  # type: ignore[assignment]
    assert by_count
    assert sum(row["comparisons"] for row in by_count.values()) <= whole["comparisons"]
    assert found["by_side_px"] == {}
