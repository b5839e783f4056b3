"""Quality rises with how many minutiae there are and with how clear they are."""

import numpy as np
import pytest

from matcher.quality import RECAPTURE_BELOW, assess, recapture_advice


def test_nothing_is_worth_nothing() -> None:
    assert assess(np.empty(0, np.float32)) == 0


def test_more_minutiae_and_clearer_ones_are_better() -> None:
    few, many = np.full(12, 0.9), np.full(50, 0.9)
    unclear = np.full(50, 0.4)
    assert 0 < assess(unclear) < assess(few) < assess(many) <= 100


def test_it_stays_within_its_range() -> None:
    assert assess(np.full(255, 1.0)) == 100
    assert assess(np.full(3, 0.2)) == 0


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_it_does_not_depend_on_the_order(precision: type[np.floating]) -> None:
    qualities = np.linspace(0.2, 1.0, 40).astype(precision)
    assert assess(qualities) == assess(qualities[::-1])


def test_a_good_sample_needs_no_advice_and_bad_ones_need_different() -> None:
    assert recapture_advice(RECAPTURE_BELOW, 40) == ""
    small, unclear = recapture_advice(10, 12), recapture_advice(10, 60)
    assert "more of the finger" in small
    assert "clean and dry" in unclear
    assert small.startswith("quality 10 of 100")
