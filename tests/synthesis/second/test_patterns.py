import numpy as np
import pytest

from matcher.types import FINGERS, FingerPosition
from synthesis.second.patterns import ARCH_AND_WHORL_PERCENT, Pattern, draw_patterns

ARCHES = (Pattern.ARCH, Pattern.TENTED_ARCH)
WHORLS = (Pattern.WHORL, Pattern.DOUBLE_LOOP)
PEOPLE = 4_000


@pytest.fixture(scope="module")
def drawn() -> list[dict[FingerPosition, Pattern]]:
    rng = np.random.default_rng(1)
    return [draw_patterns(rng) for _ in range(PEOPLE)]


def share(drawn: list[dict[FingerPosition, Pattern]], at: FingerPosition, *of: Pattern) -> float:
    return sum(one[at] in of for one in drawn) / len(drawn)


@pytest.mark.parametrize("position", FINGERS)
def test_each_finger_has_its_own_frequencies(
    drawn: list[dict[FingerPosition, Pattern]], position: FingerPosition
) -> None:
    arch, whorl = ARCH_AND_WHORL_PERCENT[position]
    assert share(drawn, position, *ARCHES) == pytest.approx(arch / 100, abs=0.03)
    assert share(drawn, position, *WHORLS) == pytest.approx(whorl / 100, abs=0.03)


def test_loops_open_to_the_little_finger_but_on_forefingers(
    drawn: list[dict[FingerPosition, Pattern]],
) -> None:
    right_ring = FingerPosition.RIGHT_RING
    ulnar = share(drawn, right_ring, Pattern.RIGHT_LOOP)
    assert ulnar > 10 * share(drawn, right_ring, Pattern.LEFT_LOOP)
    left_index = FingerPosition.LEFT_INDEX
    radial = share(drawn, left_index, Pattern.RIGHT_LOOP)
    assert 0.5 < radial / share(drawn, left_index, Pattern.LEFT_LOOP) < 0.8


def test_fingers_of_a_person_are_likelier_alike(
    drawn: list[dict[FingerPosition, Pattern]],
) -> None:
    thumb, ring = FingerPosition.RIGHT_THUMB, FingerPosition.RIGHT_RING
    both = sum(one[thumb] in WHORLS and one[ring] in WHORLS for one in drawn) / PEOPLE
    assert both > 1.2 * share(drawn, thumb, *WHORLS) * share(drawn, ring, *WHORLS)
