import math

import numpy as np
import pytest

from matcher.types import ImpressionType
from synthesis.population import CaptureShares
from synthesis.second.conditions import FACTOR_COUNT, Conditions, combine, conditions
from synthesis.second.contact import border_px, depth_px, touch
from synthesis.second.flow import CORE_HEIGHT_PX, Flow, draw_flow
from synthesis.second.patterns import Pattern
from synthesis.second.points import place_minutiae
from synthesis.second.reading import DIRECTION, QUALITY, X, Y, read
from synthesis.second.skin import laid, laid_direction, lay
from synthesis.second.wear import draw_creases

USUAL = conditions(np.zeros(FACTOR_COUNT), ImpressionType.LIVESCAN_PLAIN, 0.0)


@pytest.fixture(scope="module")
def flow() -> Flow:
    return draw_flow(Pattern.WHORL, CORE_HEIGHT_PX, 9.0, np.random.default_rng(2))


def taken(flow: Flow, seed: int, under: Conditions) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    minutiae = place_minutiae(np.random.default_rng(5), flow, 1.0)
    n = len(minutiae)
    clarity = np.linspace(-2, 2, n)
    return read(rng, flow, minutiae, np.ones(n, bool), clarity, np.empty((0, 4)), under)


@pytest.mark.parametrize("shares", [CaptureShares(), CaptureShares.correlated(0.7)])
def test_combined_factors_stay_standard_and_share_what_they_should(shares: CaptureShares) -> None:
    rng = np.random.default_rng(1)
    person, session, one, other = rng.standard_normal((4, 50_000))
    first = combine(shares, person, session, one)
    second = combine(shares, person, session, other)
    assert np.std(first) == pytest.approx(1, abs=0.02)
    expected = shares.person + shares.session
    assert np.corrcoef(first, second)[0, 1] == pytest.approx(expected, abs=0.02)


def test_a_contact_ends_at_its_border(flow: Flow) -> None:
    contact = touch(np.random.default_rng(1), flow.core_height_px, USUAL)
    for bearing in np.linspace(-3, 3, 13):
        reach = border_px(contact, bearing)
        for share, inside in ((0.5, True), (0.98, True), (1.02, False)):
            x = contact.centre_x + share * reach * math.cos(bearing)
            y = contact.centre_y + share * reach * math.sin(bearing)
            assert (depth_px(contact, x, y) > 0) is inside


def test_directions_turn_with_the_skin(flow: Flow) -> None:
    rng = np.random.default_rng(1)
    skin = lay(rng, touch(rng, flow.core_height_px, USUAL), USUAL)
    still = skin._replace(rotation_rad=0.3, torsion_rad=0.0, cone=0.0, waves=0 * skin.waves)
    assert laid_direction(still, 20.0, 200.0, 1.0) == pytest.approx(1.3)
    x, y = laid(still, still.from_x, still.from_y + 50)
    # The tip's side of the finger is up on the print, where y is small.
    assert y < still.to_y - 45
    assert x < still.to_x


def test_skin_is_stretched_by_less_than_a_tenth(flow: Flow) -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        skin = lay(rng, touch(rng, flow.core_height_px, USUAL), USUAL)
        for x, y in rng.uniform((-100, 120), (100, 350), (20, 2)):
            a, b = laid(skin, x, y), laid(skin, x + 6, y + 8)
            assert math.dist(a, b) == pytest.approx(10, abs=1.5)


def test_the_outline_is_convex_and_holds_what_was_read(flow: Flow) -> None:
    for seed in range(10):
        found, outline = taken(flow, seed, USUAL)
        edges = np.roll(outline, -1, 0) - outline
        following = np.roll(edges, -1, 0)
        assert np.all(edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0] > 0)
        offset = found[:, None, [X, Y]] - outline
        inside = edges[:, 0] * offset[..., 1] - edges[:, 1] * offset[..., 0]
        # A jitter's tail may throw one outside.
        assert np.mean((inside > 0).all(1)) > 0.95


def test_hard_captures_are_read_worse(flow: Flow) -> None:
    easy, hard = (
        [taken(flow, seed, USUAL._replace(difficulty=d)) for seed in range(10)] for d in (0.5, 2.5)
    )
    sure = [np.mean([np.sum(found[:, QUALITY] > 0.6) for found, _ in one]) for one in (easy, hard)]
    assert sure[0] > 1.3 * sure[1]


def test_what_is_read_is_best_first_and_apart(flow: Flow) -> None:
    found, _ = taken(flow, 3, USUAL)
    assert np.all(np.diff(found[:, QUALITY]) <= 0)
    gap = np.maximum(
        np.abs(found[:, None, X] - found[:, X]), np.abs(found[:, None, Y] - found[:, Y])
    )
    np.fill_diagonal(gap, np.inf)
    assert gap.min() > 5
    assert np.all(np.isfinite(found[:, DIRECTION]))


def test_wear_brings_creases() -> None:
    def count(wear: float) -> int:
        rng = np.random.default_rng(1)
        return sum(len(draw_creases(rng, CORE_HEIGHT_PX, wear)) for _ in range(200))

    assert count(-1.5) < count(0.0) < count(1.5)
