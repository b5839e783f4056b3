"""The compiled loops against the source's equations, written out plainly in double precision."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.comparison import Cylinders, compare, prepare
from matcher.cylinders import mcc, pairing
from tests.matcher.prints import finger

Floats = NDArray[np.float64]

PAIRS = [(0, 0), (1, 1), (2, 3), (4, 7)]


def wrapped(angle: NDArray[np.floating]) -> Floats:
    return np.asarray(np.abs((angle + math.pi) % (2 * math.pi) - math.pi), np.float64)


def bits(words: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """The 64 bits of each word, as a last axis."""
    return (words[..., None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1) > 0


def plain_similarity(a: Cylinders, b: Cylinders) -> Floats:
    """Equation 21 over the cells that both see."""
    one, two = bits(a.values)[:, None], bits(b.values)[None]
    common = (bits(a.masks)[:, None] & bits(b.masks)[None])[:, :, None]
    unlike = ((one ^ two) & common).sum((2, 3))
    size = np.sqrt((one & common).sum((2, 3))) + np.sqrt((two & common).sum((2, 3)))
    alike = 1 - np.sqrt(unlike) / np.maximum(size, 1e-12)
    admitted = common.sum((2, 3)) >= pairing.MIN_COMMON_SHARE * mcc.CELL_COUNT
    admitted &= wrapped(a.direction_rad[:, None] - b.direction_rad[None]) <= math.pi / 2
    return np.asarray(np.where(admitted & (size > 0), alike, 0.0))


def plain_pairs(similarity: Floats) -> list[tuple[int, int]]:
    """The best pair that is left, again and again."""
    left, found = similarity.copy(), []
    while left.max(initial=0.0) > 0:
        i, j = np.unravel_index(int(left.argmax()), left.shape)
        found.append((int(i), int(j)))
        left[i, :] = left[:, j] = 0
    return found


def sigmoid(value: Floats, mean: float, slope: float) -> Floats:
    return np.asarray(1 / (1 + np.exp(-slope * (value - mean))))


def plain_strengths(a: Cylinders, b: Cylinders, pairs: NDArray[np.int64], start: Floats) -> Floats:
    """Equations 27 to 30; the radial angle is taken at the stronger pair."""
    xa, ya, ta = (column.astype(float)[pairs[:, 0]] for column in (a.x_px, a.y_px, a.direction_rad))
    xb, yb, tb = (column.astype(float)[pairs[:, 1]] for column in (b.x_px, b.y_px, b.direction_rad))
    ax, ay, bx, by = (v[None] - v[:, None] for v in (xa, ya, xb, yb))
    near = sigmoid(np.abs(np.hypot(ax, ay) - np.hypot(bx, by)), 5, -8 / 5)
    turn = sigmoid(wrapped((ta - tb)[:, None] - (ta - tb)[None]), math.pi / 12, -30)
    bearing = (ta[:, None] - np.arctan2(ay, ax)) - (tb[:, None] - np.arctan2(by, bx))
    support = np.triu(np.where(near < 1e-3, 0, near * turn), 1)
    support *= sigmoid(wrapped(bearing), math.pi / 12, -30)
    strength = start.copy()
    for _ in range(pairing.ROUNDS):
        strength = 0.5 * strength + 0.5 / (len(pairs) - 1) * ((support + support.T) @ strength)
    return strength


@pytest.fixture(params=PAIRS, ids=str)
def compared(request: pytest.FixtureRequest) -> tuple[Cylinders, Cylinders, dict[str, Any]]:
    one, other = request.param
    probe, reference = prepare(finger(one, 1)), prepare(finger(other, 2))
    seen: dict[str, Any] = {}
    compare(probe, reference, trace=seen.__setitem__)
    return probe, reference, seen


Compared = tuple[Cylinders, Cylinders, dict[str, Any]]


def test_similarity_is_the_share_of_like_bits_in_cells_both_see(compared: Compared) -> None:
    probe, reference, seen = compared
    np.testing.assert_allclose(
        seen["local_similarity"], plain_similarity(probe, reference), atol=1e-6
    )


def test_pairs_are_the_best_that_are_left(compared: Compared) -> None:
    _, _, seen = compared
    assert plain_pairs(seen["local_similarity"]) == [tuple(pair) for pair in seen["assigned_pairs"]]


def test_strengths_are_those_of_the_equations(compared: Compared) -> None:
    probe, reference, seen = compared
    pairs = seen["assigned_pairs"]
    start = seen["local_similarity"][pairs[:, 0], pairs[:, 1]].astype(float)
    expected = plain_strengths(probe, reference, pairs, start)
    np.testing.assert_allclose(seen["relaxed_strength"], expected, atol=1e-4)


def plain_cells(me: int, x: Floats, y: Floats, t: Floats) -> NDArray[np.bool_]:
    """Equations 5 to 11 for every cell of one cylinder: (64, 5), whether it is in view or not."""
    step = 2 * mcc.RADIUS_PX / mcc.SPACE_CELLS
    line = (np.arange(mcc.SPACE_CELLS) - (mcc.SPACE_CELLS - 1) / 2) * step
    u, v = (axis.ravel() for axis in np.meshgrid(line, line, indexing="ij"))
    others = np.arange(len(x)) != me
    c, s = math.cos(t[me]), math.sin(t[me])
    px, py = x[me] + c * u - s * v, y[me] + s * u + c * v
    apart = np.hypot(px[:, None] - x[others], py[:, None] - y[others])
    sigma = mcc.SPACE_SIGMA_PX
    near = np.exp(-(apart**2) / (2 * sigma**2)) / (sigma * math.sqrt(2 * math.pi))
    near[apart > 3 * sigma] = 0
    half = math.pi / mcc.DIRECTION_CELLS
    centres = -math.pi + half * (2 * np.arange(mcc.DIRECTION_CELLS) + 1)
    off = (centres[:, None] - (t[me] - t[others]) + math.pi) % (2 * math.pi) - math.pi
    error_function = np.vectorize(math.erf)
    root = mcc.DIRECTION_SIGMA_RAD * math.sqrt(2)
    area = 0.5 * (error_function((off + half) / root) - error_function((off - half) / root))
    return np.asarray(near @ area.T > mcc.CELL_THRESHOLD)


@pytest.mark.parametrize("seed", range(3))
def test_a_cell_is_set_by_the_neighbours_that_it_sees(seed: int) -> None:
    template = finger(seed, 1)
    prepared = prepare(template)
    number = np.flatnonzero(template.minutia_quality >= 0.2)
    x, y = template.x_px[number].astype(float), template.y_px[number].astype(float)
    t = -template.direction_rad[number].astype(float)
    wrong = 0
    for row, minutia in enumerate(prepared.minutia_index):
        expected = plain_cells(int(np.searchsorted(number, minutia)), x, y, t)
        seen, got = bits(prepared.masks)[row], bits(prepared.values)[row].T
        wrong += int((got[seen] != expected[seen]).sum())
        assert not got[~seen].any()
    # The kernel's table of angles has 256 steps: a cell on the threshold may fall otherwise.
    assert wrong <= 0.005 * len(prepared.minutia_index) * mcc.CELL_COUNT * mcc.DIRECTION_CELLS
