"""Plots: every time in its bar, and lines at round numbers."""

from datetime import UTC, datetime, timedelta

import pytest

from console.screens.operator.plots import HEIGHT, WIDTH, counted

START = datetime(2026, 3, 4, tzinfo=UTC)
END = START + timedelta(hours=4)


def test_each_time_falls_into_one_bar_and_what_lies_outside_into_none() -> None:
    minutes = (-1, 0, 59, 60, 239, 240)
    plot = counted("x", [START + timedelta(minutes=one) for one in minutes], START, END, 4)
    assert [bar.count for bar in plot.bars] == [2, 1, 0, 1]
    assert plot.total == 4
    assert [bar.start for bar in plot.bars] == [START + timedelta(hours=n) for n in range(4)]


@pytest.mark.parametrize(
    ("most", "step"), [(0, 1), (1, 1), (5, 1), (6, 2), (26, 10), (4_321, 1_000)]
)
def test_lines_are_at_round_numbers_and_bars_stay_inside(most: int, step: int) -> None:
    plot = counted("x", [START] * most, START, END, 3)
    numbers = [line.number for line in plot.lines]
    assert numbers[1] - numbers[0] == step
    assert numbers[-1] >= most
    for bar in plot.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT
