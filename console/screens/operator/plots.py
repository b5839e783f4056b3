"""Plots as SVG, drawn by the server: bars and lines over time, without a script or a style."""

import math
from collections.abc import Mapping, Sequence
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
    return barred(title, edges, counts)


def barred(title: str, edges: Sequence[datetime], counts: Sequence[int]) -> Plot:
    """Draw counts as bars; each lies between two edges."""
    bar_count = len(counts)
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


@dataclass(frozen=True)
class Curve:
    """A line of a plot, which breaks where nothing was measured."""

    name: str
    kind: str
    """How the line looks: by its dashes, not by its colour alone."""
    pieces: Sequence[str]
    """Points as `polyline` has them."""
    dots: Sequence[tuple[float, float, str]]
    """Where and what was measured, in words."""


@dataclass(frozen=True)
class Curves:
    """Times in milliseconds on a scale of powers of ten."""

    title: str
    curves: Sequence[Curve]
    lines: Sequence[tuple[float, str]]
    marks: Sequence[tuple[float, datetime]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    base: int = HEIGHT - _BOTTOM


_POWERS = range(6)
"""1 ms to 100 s: what the histograms of the service can tell apart."""


def curved(
    title: str, edges: Sequence[datetime], series: Mapping[str, Sequence[float | None]]
) -> Curves:
    """Draw times as lines. series: by name, milliseconds between two edges; None: no work."""
    count = len(edges) - 1
    wide = (WIDTH - _LEFT) / count
    curves = [
        _curve(name, kind, times, wide)
        for (name, times), kind in zip(series.items(), ("solid", "dashed"), strict=False)
    ]
    marks = [(round(_LEFT + n * wide, 1), edges[n]) for n in range(0, count, max(1, count // 6))]
    lines = [(_height(10.0**one), _said(10.0**one)) for one in _POWERS]
    return Curves(title, curves, lines, marks)


def _curve(name: str, kind: str, times: Sequence[float | None], wide: float) -> Curve:
    pieces, dots = list[list[str]]([[]]), list[tuple[float, float, str]]()
    for place, time in enumerate(times):
        if time is None:
            pieces.append([])
            continue
        x, y = round(_LEFT + (place + 0.5) * wide, 1), _height(time)
        pieces[-1].append(f"{x},{y}")
        dots.append((x, y, f"{name} {_said(time)}"))
    return Curve(name, kind, [" ".join(one) for one in pieces if one], dots)


def _height(time_ms: float) -> float:
    """Place a time between the bottom and the top of the plot."""
    share = math.log10(min(max(time_ms, 1.0), 10.0 ** _POWERS[-1])) / _POWERS[-1]
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - _TOP), 1)


def _said(time_ms: float) -> str:
    return f"{time_ms:,.0f} ms" if time_ms < 1_000 else f"{time_ms / 1_000:,.3g} s"


def _step(most: int) -> int:
    """Choose a round distance of lines, so that there are at most five."""
    size = 1
    while True:
        for one in _STEPS:
            if most <= 5 * one * size:
                return one * size
        size *= 10
