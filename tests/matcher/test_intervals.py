"""Exact intervals of shares: textbook counts, and what must hold whatever was counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from matcher.intervals import interval


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # Rule of three: 1 - 0.025 ** (1 / n); others from Clopper & Pearson's tables.
        (0, 30, 0.0, 0.1157),
        (30, 30, 0.8843, 1.0),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (50, 1000, 0.0373, 0.0654),
        (0, 100, 0.0, 0.036217),
        (5, 100, 0.016432, 0.112835),
        (100, 100, 0.963783, 1.0),
        (2_500, 5_000, 0.486044, 0.513956),
        (0, 10_000, 0.0, 3.688e-4),
        (2, 40_000, 6.055e-6, 1.806e-4),
        (0, 0, 0.0, 1.0),
    ],
)
def test_intervals_are_those_of_clopper_and_pearson(
    count: int, total: int, low: float, high: float
) -> None:
    assert interval(count, total) == pytest.approx((low, high), rel=5e-3, abs=6e-5)
    if total > 2_000 and count <= 2:
        assert interval(count, total) == pytest.approx((low, high), rel=1e-3)


@settings(deadline=None)
@given(st.floats(1, 1e6), st.floats(1, 1e7), st.sampled_from([0.5, 0.95, 0.9958]))
def test_intervals_of_parts_of_people_are_quantiles_of_beta(
    count: float, others: float, confidence: float
) -> None:
    tail, total = (1 - confidence) / 2, count + others
    expected = beta.ppf(tail, count, others + 1), beta.ppf(1 - tail, count + 1, others)
    assert interval(count, total, confidence) == pytest.approx(expected, rel=1e-5)


@given(st.integers(1, 400), st.data())
def test_intervals_hold_the_share_and_narrow_with_confidence(
    total: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, total))
    low, high = interval(count, total)
    assert 0 <= low <= count / total <= high <= 1
    narrow_low, narrow_high = interval(count, total, 0.5)
    assert low <= narrow_low
    assert narrow_high <= high
