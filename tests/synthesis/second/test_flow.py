import math

import numpy as np
import pytest

from synthesis.second.flow import CORE_HEIGHT_PX, Flow, angle, draw_flow, frequency, ridge_births
from synthesis.second.patterns import Pattern

PERIOD_PX = 9.0


def flow_of(pattern: Pattern, seed: int = 1) -> Flow:
    return draw_flow(pattern, CORE_HEIGHT_PX, PERIOD_PX, np.random.default_rng(seed))


def turns(flow: Flow, x: float, y: float, radius: float) -> float:
    """How often ridges turn along a circle: 1/2 around a core, -1/2 around a delta."""
    bearings = np.linspace(0, 2 * math.pi, 721)
    angles = [angle(flow, x + radius * math.cos(b), y + radius * math.sin(b)) for b in bearings]
    steps = np.diff(angles)
    return float((steps - math.pi * np.round(steps / math.pi)).sum()) / (2 * math.pi)


@pytest.mark.parametrize(
    ("pattern", "cores", "deltas"),
    [
        (Pattern.ARCH, 0, 0),
        (Pattern.TENTED_ARCH, 1, 1),
        (Pattern.LEFT_LOOP, 1, 1),
        (Pattern.RIGHT_LOOP, 1, 1),
        (Pattern.DOUBLE_LOOP, 2, 2),
        (Pattern.WHORL, 2, 2),
    ],
)
def test_ridges_turn_around_cores_and_deltas(pattern: Pattern, cores: int, deltas: int) -> None:
    for seed in range(10):
        flow = flow_of(pattern, seed)
        assert (len(flow.cores), len(flow.deltas)) == (cores, deltas)
        for at in flow.cores * CORE_HEIGHT_PX:
            assert turns(flow, at.real, at.imag, 3.0) == pytest.approx(0.5, abs=1e-6)
        for at in flow.deltas * CORE_HEIGHT_PX:
            assert turns(flow, at.real, at.imag, 3.0) == pytest.approx(-0.5, abs=1e-6)


@pytest.mark.parametrize(("pattern", "side"), [(Pattern.LEFT_LOOP, -1), (Pattern.RIGHT_LOOP, 1)])
def test_loops_open_to_the_side_they_are_named_by(pattern: Pattern, side: int) -> None:
    for seed in range(10):
        flow = flow_of(pattern, seed)._replace(bend_rad=np.zeros((4, 4)))
        core = flow.cores[0] * CORE_HEIGHT_PX
        # The bearing at which ridges run straight away from the core is the loop's axis.
        bearings = np.linspace(-math.pi, math.pi, 721)
        off = [
            math.sin(b - angle(flow, core.real + 4 * math.cos(b), core.imag + 4 * math.sin(b)))
            for b in bearings
        ]
        axis = bearings[np.argmin(np.abs(off))]
        assert side * math.cos(axis) > 0
        assert math.sin(axis) < 0


def test_an_arch_rises_in_the_middle_and_lies_flat_on_the_crease() -> None:
    flow = flow_of(Pattern.ARCH)._replace(bend_rad=np.zeros((4, 4)))
    assert math.sin(angle(flow, 0.0, 200.0)) == pytest.approx(0, abs=1e-9)
    assert math.sin(angle(flow, 100.0, 1e-6)) == pytest.approx(0, abs=1e-6)
    left, right = angle(flow, -120.0, 200.0), angle(flow, 120.0, 200.0)
    assert math.tan(left) > 0.1
    assert math.tan(right) == pytest.approx(-math.tan(left))


def test_births_are_what_a_stretch_of_flow_gains_in_ridges() -> None:
    flow = flow_of(Pattern.ARCH)
    # By Gauss: what begins inside a small square leaves through its sides.
    x, y, half = 60.0, 150.0, 10.0
    along = angle(flow, x, y)
    inside = [
        ridge_births(flow, x + dx, y + dy, along)
        for dx in np.linspace(-half, half, 21)
        for dy in np.linspace(-half, half, 21)
    ]
    leaving = 0.0
    for offset in np.linspace(-half, half, 201):
        for at, normal in (
            ((x + half, y + offset), 0.0),
            ((x - half, y + offset), math.pi),
            ((x + offset, y + half), math.pi / 2),
            ((x + offset, y - half), -math.pi / 2),
        ):
            t = angle(flow, *at)
            t = t if math.cos(t - along) > 0 else t + math.pi
            leaving += frequency(flow, *at) * math.cos(t - normal)
    assert float(np.mean(inside)) * (2 * half) ** 2 == pytest.approx(
        leaving * 2 * half / 201, rel=0.1
    )
