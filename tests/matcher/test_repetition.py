"""One finger at two positions is found, and ten different fingers are not."""

from itertools import combinations

import pytest

from matcher.calibration import threshold_db
from matcher.errors import RepeatedFingerError
from matcher.repetition import find_repeated, refuse_repeated
from matcher.types import FINGERS, Features, FingerPosition, Template
from matcher.vector import vector
from tests.matcher.prints import best, finger

RIGHT_THUMB, LEFT_INDEX = FingerPosition.RIGHT_THUMB, FingerPosition.LEFT_INDEX
INDEX, RING = FingerPosition.RIGHT_INDEX, FingerPosition.RIGHT_RING
PLAIN_RIGHT_THUMB = FingerPosition.PLAIN_RIGHT_THUMB
PLAIN_LEFT_THUMB = FingerPosition.PLAIN_LEFT_THUMB


def hands(seed: int, impression: int = 1) -> dict[FingerPosition, Template]:
    return {position: finger(seed, impression, position) for position in FINGERS}


def features(prints: dict[FingerPosition, Template]) -> list[Features]:
    return [Features(position, one, vector(one)) for position, one in prints.items()]


def found(prints: dict[FingerPosition, Template]) -> list[tuple[FingerPosition, FingerPosition]]:
    return [(one.position, one.other_position) for one in find_repeated(list(prints.items()))]


@pytest.mark.parametrize("seed", range(5))
def test_ten_fingers_of_a_person_are_ten_fingers(seed: int) -> None:
    assert found(hands(seed)) == []
    refuse_repeated(features(hands(seed)))


def test_another_print_of_a_finger_at_a_second_position_is_named() -> None:
    prints = hands(1) | {RING: finger(1, 2, INDEX)}
    assert found(prints) == [(INDEX, RING)]
    with pytest.raises(RepeatedFingerError, match="positions 2 and 4 show the same finger") as one:
        refuse_repeated(features(prints))
    assert (one.value.position, one.value.other_position) == (INDEX, RING)


def test_one_print_at_all_positions_is_found_in_all_pairs() -> None:
    prints = dict.fromkeys(FINGERS, finger(1))
    assert found(prints) == list(combinations(FINGERS, 2))


def test_the_rolled_and_the_plain_print_of_a_thumb_are_one_finger() -> None:
    plain = {PLAIN_RIGHT_THUMB: finger(1, 2, RIGHT_THUMB)}
    assert found(hands(1) | plain) == []
    crossed = {PLAIN_LEFT_THUMB: finger(1, 2, RIGHT_THUMB)}
    assert found(hands(1) | crossed) == [(RIGHT_THUMB, PLAIN_LEFT_THUMB)]


def test_equal_templates_are_one_finger_whatever_their_score() -> None:
    few, beyond_any_score = best(finger(1), 8), 1e-30
    [one] = find_repeated([(INDEX, few), (RING, few)], beyond_any_score)
    assert one.score_db < threshold_db(1, beyond_any_score)
    assert find_repeated([(INDEX, few), (RING, best(few, 7))], beyond_any_score) == []


def test_prints_too_sparse_for_comparison_are_no_evidence() -> None:
    sparse = best(finger(1), 1)
    assert find_repeated([(INDEX, sparse), (LEFT_INDEX, sparse)]) == []
