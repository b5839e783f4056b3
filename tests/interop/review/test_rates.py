import pytest

from interop.review.rates import Rate


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Rule of three: 1 - 0.025 ** (1 / n); others from Clopper & Pearson's tables.
        (0, 30, 0.0, 0.1157),
        (30, 30, 0.8843, 1.0),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (50, 1000, 0.0373, 0.0654),
    ],
)
def test_intervals_are_those_of_clopper_and_pearson(
    count: int, total: int, low: float, high: float
) -> None:
    rate = Rate(count, total)
    assert (rate.low, rate.high) == pytest.approx((low, high), abs=6e-5)
    assert rate.low <= rate.share <= rate.high


def test_of_nothing_nothing_is_known() -> None:
    assert (Rate(0, 0).share, Rate(0, 0).low, Rate(0, 0).high) == (0.0, 0.0, 1.0)


def test_thousands_do_not_underflow() -> None:
    rate = Rate(2_500, 5_000)
    assert rate.low == pytest.approx(0.4860, abs=2e-4)
    assert rate.high == pytest.approx(0.5140, abs=2e-4)
