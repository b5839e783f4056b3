import pytest

from interop.review.statistics import Rate


def test_a_rate_has_its_exact_interval() -> None:
    rate = Rate(1, 10)
    assert (rate.low, rate.share, rate.high) == pytest.approx((0.0025, 0.1, 0.4450), abs=6e-5)


def test_of_nothing_nothing_is_known() -> None:
    assert (Rate(0, 0).share, Rate(0, 0).low, Rate(0, 0).high) == (0.0, 0.0, 1.0)
