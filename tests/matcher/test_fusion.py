from dataclasses import replace

import numpy as np
import pytest

from matcher import calibration
from matcher.comparison import prepare, score
from matcher.cylinders import spread_px
from matcher.fusion import (
    compare_people,
    compare_shortlist,
    prepare_fingers,
    together,
    total_llr,
)
from matcher.types import FINGERS, Features, FingerPosition
from matcher.vector import vector
from tests.matcher.prints import best, finger

HAND = FINGERS[:4]


def features(
    seed: int, impression: int, positions: tuple[FingerPosition, ...] = HAND
) -> list[Features]:
    taken = [(p, finger(seed, impression, p.finger)) for p in positions]
    return [Features(position, one, vector(one)) for position, one in taken]


def test_a_person_is_found_and_a_stranger_is_not() -> None:
    probe = prepare_fingers(features(1, 1))
    mated = compare_people(probe, prepare_fingers(features(1, 2)))
    stranger = compare_people(probe, prepare_fingers(features(2, 2)))
    assert mated.score_db > 40
    assert stranger.score_db < 20
    assert mated.total_llr > 0 > stranger.total_llr


def test_the_sum_is_that_of_the_fingers() -> None:
    found = compare_people(prepare_fingers(features(1, 1)), prepare_fingers(features(1, 2)))
    assert [one.position for one in found.fingers] == [*HAND]
    assert found.total_llr == pytest.approx(sum(one.llr for one in found.fingers))
    assert (found.score_db, found.extrapolated) == calibration.score_db(found.total_llr, 4)
    for one in found.fingers:
        probe, reference = (prepare(finger(1, k, one.position)) for k in (1, 2))
        assert one.score == pytest.approx(score(probe, reference))
        assert one.paired_minutia_count >= 0


def test_a_shortlist_is_compared_as_each_of_its_people() -> None:
    probe = prepare_fingers(features(1, 1))
    references = [
        prepare_fingers(features(2, 2)),
        prepare_fingers(features(1, 2, HAND[1:])),
        {},
        prepare_fingers(features(1, 2)),
    ]
    found = compare_shortlist(probe, references)
    assert found == [compare_people(probe, reference) for reference in references]
    assert [len(one.fingers) for one in found] == [4, 3, 0, 4]
    assert compare_shortlist(probe, []) == []


def test_comparisons_by_different_fingers_add_up_to_the_whole() -> None:
    probe, reference = prepare_fingers(features(1, 1)), prepare_fingers(features(1, 2))
    some = {finger: probe[finger] for finger in HAND[1:3]}
    others = {finger: probe[finger] for finger in (HAND[0], HAND[3])}
    added = together(compare_people(some, reference), compare_people(others, reference))
    assert added == compare_people(probe, reference)


def test_evidence_of_arrays_is_that_of_people() -> None:
    probe = prepare_fingers(features(1, 1))
    references = [prepare_fingers(features(seed, 2, HAND[seed - 1 :])) for seed in (1, 2)]
    scores, counts, spreads = np.zeros((2, 4)), np.zeros((2, 4), np.int64), np.zeros((2, 4))
    for row, reference in enumerate(references):
        for column, position in enumerate(HAND):
            if position in reference:
                scores[row, column] = score(probe[position], reference[position])
                smaller = min(probe[position].cylinder_count, reference[position].cylinder_count)
                counts[row, column] = smaller
                narrower = min(spread_px(probe[position]), spread_px(reference[position]))
                spreads[row, column] = narrower
    total, finger_count = total_llr(scores, counts, spreads)
    for row, one in enumerate(compare_shortlist(probe, references)):
        assert total[row] == pytest.approx(one.total_llr)
        assert finger_count[row] == len(one.fingers)


def test_only_fingers_that_both_have_are_compared() -> None:
    probe = prepare_fingers(features(1, 1, HAND[:3]))
    reference = prepare_fingers(features(1, 2, HAND[1:]))
    found = compare_people(probe, reference)
    assert [one.position for one in found.fingers] == [*HAND[1:3]]
    assert found.score_db == calibration.score_db(found.total_llr, 2)[0]


def test_no_finger_in_common_is_no_evidence() -> None:
    probe = prepare_fingers(features(1, 1, HAND[:1]))
    reference = prepare_fingers(features(1, 2, HAND[1:]))
    for one, other in ((probe, reference), (probe, {}), ({}, {})):
        found = compare_people(one, other)
        assert (found.fingers, found.score_db, found.extrapolated) == ((), 0.0, False)


def test_of_several_impressions_the_best_quality_counts() -> None:
    thumb, plain = FingerPosition.RIGHT_THUMB, FingerPosition.PLAIN_RIGHT_THUMB
    [rolled] = features(1, 1, (thumb,))
    [flat] = features(1, 2, (plain,))
    poor = replace(flat, template=replace(flat.template, quality=1))
    good = replace(flat, template=replace(flat.template, quality=100))
    for taken, expected in (
        ([rolled, poor], rolled),
        ([rolled, good], good),
        ([good, rolled], good),
    ):
        prepared = prepare_fingers(taken)
        assert [*prepared] == [thumb]
        assert prepared[thumb].quality == expected.template.quality


def test_a_finger_too_sparse_to_compare_says_nothing() -> None:
    whole, other = features(1, 1), prepare_fingers(features(1, 2))
    faint = replace(whole[0], template=best(whole[0].template, 2))
    with_faint = compare_people(prepare_fingers([faint, *whole[1:]]), other)
    without = compare_people(prepare_fingers(whole[1:]), other)
    assert with_faint == without
