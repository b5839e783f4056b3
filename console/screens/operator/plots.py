"""Plots as SVG, drawn by the server: bars over time, without a script or a style."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

WIDTH, HEIGHT = 960, 200
_LEFT, _BOTTOM, _TOP = 48, 26, 12
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """A bar of a plot, in units of the plot."""

    x: float
    y: float
    width: float
    height: float
    start: datetime
    count: int


@dataclass(frozen=True)
class Line:
    """A horizontal line with its number."""

    y: float
    number: int


@dataclass(frozen=True)
class Plot:
    """Counts over time."""

    title: str
    bars: Sequence[Bar]
    lines: Sequence[Line]
    marks: Sequence[tuple[float, datetime]]
    """Where a time is written below the bars."""
    total: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    base: int = HEIGHT - _BOTTOM


def counted(
    title: str, times: Sequence[datetime], since: datetime, until: datetime, bar_count: int
) -> Plot:
    """Count times of [since, until) in bars of equal spans."""
    span = (until - since) / bar_count
    edges = [since + n * span for n in range(bar_count + 1)]
    counts = [0] * bar_count
    for time in times:
        if since <= time < until:
            counts[min(bar_count - 1, int((time - since) / span))] += 1
    step = _step(max(counts, default=0))
    top = max(step, -(-max(counts, default=0) // step) * step)
    base, room = HEIGHT - _BOTTOM, HEIGHT - _BOTTOM - _TOP
    wide = (WIDTH - _LEFT) / bar_count
    bars = [
        Bar(
            round(_LEFT + n * wide + 1, 1),
            round(base - room * counts[n] / top, 1),
            round(wide - 2, 1),
            round(room * counts[n] / top, 1),
            start,
            counts[n],
        )
        for n, (start, _) in enumerate(pairwise(edges))
    ]
    every = max(1, bar_count // 6)
    return Plot(
        title,
        bars,
        [Line(round(base - room * n / top, 1), n) for n in range(0, top + 1, step)],
        [(bar.x, bar.start) for bar in bars[::every]],
        sum(counts),
    )


def _step(most: int) -> int:
    """Choose a round distance of lines, so that there are at most five."""
    size = 1
    while True:
        for one in _STEPS:
            if most <= 5 * one * size:
                return one * size
        size *= 10
