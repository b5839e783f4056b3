"""The order of rolled prints, by the plain prints of slaps. Scores alone decide."""

import pytest

from matcher.extraction import Extractor
from matcher.sequence import SequenceVerdict, check_sequence, compare_all
from matcher.slaps import crop, segment
from matcher.types import FINGERS, FingerPosition, ImpressionType, Sample, Template
from synthesis.images import grow_masters, render_encounter, render_slap
from synthesis.people import person

F = FingerPosition
RIGHT, LEFT = F.PLAIN_RIGHT_FOUR, F.PLAIN_LEFT_FOUR
SLAPS = {RIGHT: FINGERS[1:5], LEFT: FINGERS[6:]}
PLAIN = (*SLAPS[RIGHT], *SLAPS[LEFT])
Scores = dict[tuple[FingerPosition, FingerPosition], float]


def scores(true_fingers: dict[int, int], mated_db: float = 80.0) -> Scores:
    """Scores of rolled prints, position → true finger, against the plain fingers of two slaps."""
    return {
        (F(r), p): mated_db if finger == p else 3.0
        for r, finger in true_fingers.items()
        for p in PLAIN
    }


def in_place(**changed: int) -> dict[int, int]:
    """Every print at its finger, but for those named: p3=2 puts finger 2 at position 3."""
    return {n: n for n in range(1, 11)} | {int(p[1:]): finger for p, finger in changed.items()}


def verdicts(found: Scores) -> dict[int, tuple[SequenceVerdict, int]]:
    checked = check_sequence(found, SLAPS)
    return {int(o.position): (o.verdict, int(o.finger)) for o in checked.findings}


def test_prints_in_order_pass() -> None:
    checked = check_sequence(scores(in_place()), SLAPS)
    assert checked.passed
    assert checked.confirmed == PLAIN
    assert checked.findings == ()


def test_swapped_fingers_are_named_and_put_right() -> None:
    checked = check_sequence(scores(in_place(p2=3, p3=2)), SLAPS)
    assert not checked.passed
    assert [(o.position, o.verdict, o.finger) for o in checked.findings] == [
        (2, SequenceVerdict.MOVED, 3),
        (3, SequenceVerdict.MOVED, 2),
    ]
    assert [checked.place(F(n)) for n in (1, 2, 3, 4)] == [1, 3, 2, 4]


def test_swapped_hands_take_all_their_prints_along() -> None:
    swapped = {n: (n + 4) % 10 + 1 for n in range(1, 11)}
    found = scores(swapped)
    found[F(10), F(5)] = 35.0  # too weak by itself
    checked = check_sequence(found, SLAPS)
    assert [checked.place(one) for one in FINGERS] == [6, 7, 8, 9, 10, 1, 2, 3, 4, 5]
    assert {o.verdict for o in checked.findings} == {SequenceVerdict.MOVED}


def test_a_hand_of_which_one_print_is_in_place_is_not_swapped() -> None:
    mixed = {n: (n + 4) % 10 + 1 for n in range(1, 11)} | {2: 2, 7: 7}
    checked = check_sequence(scores(mixed), SLAPS)
    assert checked.place(F(1)) == 1
    assert checked.confirmed == (2, 7)


def test_one_finger_printed_twice_is_left_out() -> None:
    found = verdicts(scores(in_place(p3=2)))
    assert found == {3: (SequenceVerdict.REPEATED, 2)}
    assert check_sequence(scores(in_place(p3=2)), SLAPS).place(F(3)) is None


def test_a_print_whose_place_is_taken_and_that_matches_nothing_is_left_out() -> None:
    found = scores(in_place(p2=3))
    found |= {(F(3), p): 3.0 for p in PLAIN}
    assert verdicts(found) == {
        2: (SequenceVerdict.MOVED, 3),
        3: (SequenceVerdict.DISPLACED, 3),
    }


def test_the_partner_of_a_certain_swap_needs_less() -> None:
    found = scores(in_place(p2=3, p3=2))
    found[F(3), F(2)] = 34.0
    checked = check_sequence(found, SLAPS)
    assert [checked.place(F(n)) for n in (2, 3)] == [3, 2]


def test_a_poor_print_is_unconfirmed_and_stays() -> None:
    found = scores(in_place())
    found[F(4), F(4)] = 12.0
    checked = check_sequence(found, SLAPS)
    assert checked.passed
    assert [(o.position, o.verdict) for o in checked.findings] == [(4, SequenceVerdict.UNCONFIRMED)]
    assert checked.place(F(4)) == 4


@pytest.mark.parametrize("db", [45.0, 49.9])
def test_a_likeness_that_is_not_certain_moves_nothing(db: float) -> None:
    found = scores(in_place())
    found[F(4), F(4)] = 5.0
    found[F(4), F(9)] = db
    assert verdicts(found) == {4: (SequenceVerdict.UNCONFIRMED, 4)}


def test_a_likeness_that_does_not_lead_moves_nothing() -> None:
    found = scores(in_place(), mated_db=60.0)
    found[F(4), F(9)] = 70.0
    assert check_sequence(found, SLAPS).passed


def test_a_slap_of_another_person_is_named() -> None:
    found = scores(in_place())
    found |= {(r, p): 4.0 for r, p in found if p in SLAPS[LEFT]}
    checked = check_sequence(found, SLAPS)
    assert checked.strange == (LEFT,)
    assert not checked.passed


def test_one_finger_is_too_little_to_call_a_slap_another_persons() -> None:
    found = {key: db for key, db in scores(in_place()).items() if key[0] in (2, 7, 8)}
    found |= {(r, p): 4.0 for r, p in found if p in SLAPS[RIGHT]}
    assert check_sequence(found, SLAPS).strange == ()


def test_nothing_to_compare_is_no_finding() -> None:
    assert check_sequence({}, SLAPS).passed


def test_rendered_people_pass_and_swaps_are_found(extractor: Extractor) -> None:
    positions = FINGERS[1:5]
    someone = person(902)
    masters = grow_masters(someone, positions=positions)
    kind = ImpressionType.LIVESCAN_ROLLED
    images = render_encounter(someone, 0, kind=kind, positions=positions, masters=masters)
    rolled = {p: extractor.extract(Sample(one, p, kind)) for p, one in images.items()}
    slap = render_slap(someone, 1, RIGHT, masters=masters).pixels
    plain: dict[FingerPosition, Template] = {
        one.position: extractor.extract(Sample(crop(slap, one), one.position))
        for one in segment(slap, RIGHT).fingers
    }
    slaps = {RIGHT: positions}
    assert check_sequence(compare_all(rolled, plain), slaps).confirmed == positions
    wrong = rolled | {F(2): rolled[F(4)], F(4): rolled[F(2)]}
    checked = check_sequence(compare_all(wrong, plain), slaps)
    assert [(o.position, o.finger) for o in checked.findings] == [(2, 4), (4, 2)]
