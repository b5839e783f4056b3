import math

import numpy as np
import pytest

from synthesis.second.flow import CORE_HEIGHT_PX, Flow, angle, draw_flow, ridge_births
from synthesis.second.patterns import Pattern
from synthesis.second.points import on_pad, place_minutiae


@pytest.fixture(scope="module")
def fingers() -> list[tuple[Flow, np.ndarray]]:
    rng = np.random.default_rng(3)
    flows = [draw_flow(Pattern.LEFT_LOOP, CORE_HEIGHT_PX, 9.0, rng) for _ in range(40)]
    return [(flow, place_minutiae(rng, flow, 1.0)) for flow in flows]


def test_minutiae_lie_on_the_pad_in_natural_number(
    fingers: list[tuple[Flow, np.ndarray]],
) -> None:
    for flow, minutiae in fingers:
        assert 50 < len(minutiae) < 180
        assert all(on_pad(flow, x, y) for x, y, _ in minutiae)


def test_minutiae_follow_the_ridges_but_for_a_few(fingers: list[tuple[Flow, np.ndarray]]) -> None:
    off = np.array([abs(math.sin(d - angle(flow, x, y))) for flow, m in fingers for x, y, d in m])
    assert np.median(off) < 0.15
    assert np.mean(off < 0.5) > 0.9


def test_near_neighbours_are_rare_and_face_each_other(
    fingers: list[tuple[Flow, np.ndarray]],
) -> None:
    distance, same = [], []
    for _, m in fingers:
        i, j = np.triu_indices(len(m), 1)
        distance.append(np.hypot(m[i, 0] - m[j, 0], m[i, 1] - m[j, 1]))
        same.append(np.cos(m[i, 2] - m[j, 2]))
    r, c = np.concatenate(distance), np.concatenate(same)

    def density(low: float, high: float) -> float:
        return float(np.sum((r >= low) & (r < high))) / (high**2 - low**2)

    assert density(0, 7) < 0.1 * density(30, 60)
    assert c[r < 13].mean() < 0 < c[(r > 20) & (r < 50)].mean()


def test_more_begin_where_the_flow_diverges(fingers: list[tuple[Flow, np.ndarray]]) -> None:
    rng = np.random.default_rng(4)

    def births(flow: Flow, x: float, y: float) -> float:
        return abs(ridge_births(flow, x, y, angle(flow, x, y)))

    at_minutiae = [births(flow, x, y) for flow, m in fingers for x, y, _ in m]
    anywhere = [
        births(flow, x, y)
        for flow, _ in fingers
        for x, y in rng.uniform((-200, 30), (200, 430), (60, 2))
        if on_pad(flow, x, y)
    ]
    assert np.median(at_minutiae) > 1.2 * np.median(anywhere)
