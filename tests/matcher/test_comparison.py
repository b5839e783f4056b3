"""Margins between mates and strangers, and what no comparison may depend on."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher import comparison, template
from matcher.comparison import (
    ComparisonParameters,
    Cylinders,
    compare,
    pack,
    prepare,
    prepare_stored,
    score,
    score_and_count_packed,
    score_packed,
)
from matcher.cylinders import mcc, pairing
from matcher.errors import CorruptRecordError
from matcher.types import Template
from tests.matcher.prints import best, finger, joined, kept, moved

SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_mates_score_far_above_strangers(seed: int) -> None:
    probe = prepare(finger(seed, 1))
    mated = score(probe, prepare(finger(seed, 2)))
    others = [prepare(finger(other, 2)) for other in SEEDS if other != seed]
    strangers = score_packed(probe, pack(others))
    assert mated > 1
    assert mated > 5 * strangers.max()


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_scores_like_the_print_itself(seed: int) -> None:
    one = prepare(finger(seed, 1))
    itself = score(one, one)
    assert itself > score(one, prepare(finger(seed, 2)))
    assert itself > 0.8 * len(one.x_px)


@pytest.mark.parametrize("turn_rad", [0.3, -0.8, 1.2])
@pytest.mark.parametrize("shift", [(0.0, 0.0), (120.0, -75.0)])
def test_turning_and_moving_a_print_changes_little(
    turn_rad: float, shift: tuple[float, float]
) -> None:
    probe, reference = prepare(finger(4, 1)), finger(4, 2)
    upright = score(probe, prepare(moved(reference, 0.0, 0.0, 0.0)))
    turned = score(probe, prepare(moved(reference, turn_rad, *shift)))
    assert turned == pytest.approx(upright, rel=0.2)


@pytest.mark.parametrize("seed", SEEDS)
def test_score_is_that_of_compare(seed: int) -> None:
    probe = prepare(finger(seed, 1))
    for other in (seed, seed + 1):
        reference = prepare(finger(other, 2))
        assert score(probe, reference) == pytest.approx(compare(probe, reference).score, rel=1e-9)
        assert score_packed(probe, pack([reference]))[0] == np.float32(score(probe, reference))


@pytest.mark.parametrize("seed", SEEDS)
def test_comparison_is_symmetric(seed: int) -> None:
    for other in (seed, seed + 1):
        one, two = prepare(finger(seed, 1)), prepare(finger(other, 2))
        assert score(one, two) == pytest.approx(score(two, one), rel=1e-3, abs=1e-6)


def test_pairs_name_minutiae_of_both_templates_once_strongest_first() -> None:
    probe, reference = finger(2, 1), finger(2, 2)
    found = compare(prepare(probe), prepare(reference))
    assert len(found.pairs) > 8
    assert len({pair.probe_index for pair in found.pairs}) == len(found.pairs)
    assert len({pair.reference_index for pair in found.pairs}) == len(found.pairs)
    assert all(pair.probe_index < probe.minutia_count for pair in found.pairs)
    assert all(pair.reference_index < reference.minutia_count for pair in found.pairs)
    strengths = [pair.strength for pair in found.pairs]
    assert strengths == sorted(strengths, reverse=True)
    assert min(strengths) > pairing.GAIN_FLOOR


def test_the_score_is_what_pairs_gained_times_the_shares_of_the_common_area() -> None:
    seen: dict[str, Any] = {}
    found = compare(prepare(finger(2, 1)), prepare(finger(2, 2)), trace=seen.__setitem__)
    above = sum(pair.strength - pairing.GAIN_FLOOR for pair in found.pairs)
    assert found.score == pytest.approx(above * seen["paired_share"].prod(), rel=1e-5)
    assert (seen["paired_share"] > 0).all()
    assert (seen["paired_share"] <= 1).all()


def test_minutiae_in_the_common_area_that_lack_a_mate_lower_the_score() -> None:
    one, two = finger(2, 1), finger(2, 2)
    count = len(two.x_px) // 3
    rng = np.random.default_rng(5)
    crowded = joined(
        two,
        x_px=rng.uniform(two.x_px.min(), two.x_px.max(), count),
        y_px=rng.uniform(two.y_px.min(), two.y_px.max(), count),
        direction_rad=rng.uniform(-3, 3, count),
    )
    seen: list[dict[str, Any]] = [{}, {}]
    clean = compare(prepare(one), prepare(two), trace=seen[0].__setitem__)
    noisy = compare(prepare(one), prepare(crowded), trace=seen[1].__setitem__)
    assert 0 < noisy.score < 0.9 * clean.score
    assert seen[1]["paired_share"][1] < 0.9 * seen[0]["paired_share"][1]


def test_what_lies_outside_the_common_area_costs_nothing_of_the_share() -> None:
    whole = finger(2, 1)
    upper = kept(whole, whole.y_px < np.median(whole.y_px))
    seen: dict[str, Any] = {}
    found = compare(prepare(upper), prepare(whole), trace=seen.__setitem__)
    assert found.score > 5
    assert (seen["paired_share"] > 0.8).all()


def test_a_print_is_paired_with_itself_minutia_by_minutia() -> None:
    one = prepare(finger(2, 1))
    pairs = compare(one, one).pairs
    assert np.mean([pair.probe_index == pair.reference_index for pair in pairs]) > 0.95


def test_the_trace_receives_what_the_score_was_made_of() -> None:
    seen: dict[str, object] = {}
    one = prepare(finger(2, 1))
    compare(one, one, trace=seen.__setitem__)
    assert seen.keys() == {
        "local_similarity",
        "assigned_pairs",
        "relaxed_strength",
        "gain",
        "paired_share",
    }


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_sparse_templates_score_next_to_nothing(count: int) -> None:
    sparse, full = prepare(best(finger(1), count)), prepare(finger(1))
    assert sparse.minutia_count == count
    for one, other in ((sparse, full), (full, sparse), (sparse, sparse)):
        assert 0 <= score(one, other) == compare(one, other).score <= 3


def test_many_minutiae_on_one_point_do_no_harm() -> None:
    one = finger(1)
    same = replace(one, x_px=np.full_like(one.x_px, 50), y_px=np.full_like(one.y_px, 50))
    heaped = prepare(same)
    assert 0 <= score(heaped, prepare(one)) < 20
    assert np.isfinite(score(heaped, heaped))


def test_hostile_templates_are_bounded() -> None:
    rng = np.random.default_rng(3)
    count = 255
    crowd = Template(
        width_px=500,
        height_px=500,
        quality=50,
        outline_px=np.zeros((0, 2), np.float32),
        x_px=rng.uniform(0, 500, count).astype(np.float32),
        y_px=rng.uniform(0, 500, count).astype(np.float32),
        direction_rad=rng.uniform(-3, 3, count).astype(np.float32),
        type=np.zeros(count, np.uint8),
        minutia_quality=np.ones(count, np.float32),
    )
    prepared = prepare(crowd)
    assert prepared.minutia_count == ComparisonParameters().max_minutiae
    assert score(prepared, prepare(finger(1))) < 5


def test_weak_minutiae_take_no_part() -> None:
    one = finger(1)
    strict = prepare(one, ComparisonParameters(min_quality=0.9))
    assert strict.minutia_count == (one.minutia_quality >= 0.9).sum()
    assert (one.minutia_quality[strict.minutia_index] >= 0.9).all()


def test_cylinders_fit_their_words() -> None:
    one = prepare(finger(1))
    assert one.values.shape == (len(one.x_px), mcc.DIRECTION_CELLS)
    assert one.masks.shape == (len(one.x_px),)
    # A bit counts only where the cell is in view.
    assert (one.values & ~one.masks[:, None] == 0).all()
    assert comparison.Comparison(0.0).pairs == ()


@pytest.fixture(scope="module")
def crowd() -> list[Cylinders]:
    """Prints of all sizes, down to none."""
    whole = [prepare(finger(seed, impression)) for seed in range(12) for impression in (1, 2)]
    sparse = [prepare(best(finger(seed), count)) for seed, count in enumerate((0, 1, 2, 5, 17, 33))]
    return whole + sparse


def test_packed_scores_are_those_of_compare_to_the_last_bit(crowd: list[Cylinders]) -> None:
    packed = pack(crowd)
    for probe in crowd:
        scores, pair_counts = score_and_count_packed(probe, packed)
        found = [compare(probe, reference) for reference in crowd]
        assert scores.tolist() == [one.score for one in found]
        assert pair_counts.tolist() == [len(one.pairs) for one in found]
        assert score_packed(probe, packed).tolist() == scores.tolist()


def test_chosen_references_score_as_they_do_among_all(crowd: list[Cylinders]) -> None:
    packed = pack(crowd)
    which = np.array([7, 2, 2, -1, 0])
    assert score_packed(crowd[3], packed, which).tolist() == (
        score_packed(crowd[3], packed)[which].tolist()
    )
    assert score_packed(crowd[3], packed, which[:0]).shape == (0,)
    with pytest.raises(IndexError):
        score_packed(crowd[3], packed, np.array([packed.count]))


def test_packing_counts_cylinders_and_takes_none_at_all(crowd: list[Cylinders]) -> None:
    packed = pack(crowd)
    assert packed.count == len(crowd)
    assert packed.cylinder_count.tolist() == [len(one.x_px) for one in crowd]
    assert pack([]).count == 0
    assert score_packed(crowd[0], pack([])).shape == (0,)


def test_stored_templates_are_prepared_to_the_last_bit_as_one_by_one() -> None:
    prints = [finger(seed, impression) for seed in SEEDS for impression in (1, 2)]
    prints += [moved(one, 0.7, 200.0, 150.0) for one in prints] + [best(prints[0], 3)]
    bare = replace(prints[0], minutia_quality=np.zeros(prints[0].minutia_count, np.float32))
    x_px, y_px = np.random.default_rng(2).uniform(0, 300, (2, 150))
    crowded = joined(prints[0], x_px=x_px, y_px=y_px, direction_rad=x_px / 50)
    stored = [template.encode(one) for one in (*prints, bare, crowded)]
    packed = prepare_stored(stored)
    expected = pack([prepare(template.decode(one)) for one in stored])
    assert packed.cylinder_count.tolist() == expected.cylinder_count.tolist()
    assert packed.start.tolist() == expected.start.tolist()
    assert np.array_equal(packed.words, expected.words)
    assert np.array_equal(packed.frame, expected.frame)
    assert 0 in packed.cylinder_count
    assert prepare_stored([]).count == 0


def test_a_stored_template_that_cannot_be_read_is_refused() -> None:
    stored = template.encode(finger(0, 1))
    with pytest.raises(CorruptRecordError, match="counts"):
        prepare_stored([stored, stored[:-1]])
