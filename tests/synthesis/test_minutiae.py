import math

import numpy as np
import pytest

from matcher import template
from matcher.comparison import pack, prepare, score_packed
from matcher.types import FINGERS, FingerPosition, ImpressionType, Template
from synthesis.finger import Finger
from synthesis.minutiae import GENERATOR_DIGEST, enrolment, minutiae_template, true_minutiae
from synthesis.people import Person, people
from synthesis.placement import PlacementParameters


@pytest.fixture(scope="module")
def index(someone: Person) -> Finger:
    return someone.finger(FingerPosition.RIGHT_INDEX)


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    return people(range(200, 212))


def same(one: Template, other: Template) -> bool:
    return template.encode(one) == template.encode(other)


def test_equal_seeds_make_equal_templates(index: Finger) -> None:
    assert same(minutiae_template(index, 3), minutiae_template(index, 3))
    kept = true_minutiae(index)
    assert same(minutiae_template(index, 3), minutiae_template(index, 3, truth=kept))
    assert not same(minutiae_template(index, 3), minutiae_template(index, 4))


@pytest.mark.parametrize("kind", [ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_ROLLED])
def test_a_template_keeps_the_promises_of_its_type(index: Finger, kind: ImpressionType) -> None:
    for seed in range(5):
        one = minutiae_template(index, seed, kind)
        quality = one.minutia_quality
        assert 15 < one.minutia_count <= 255
        assert np.all(np.diff(quality) <= 0.0)
        assert quality.min() >= 0.2
        assert quality.max() <= 1.0
        assert np.all((one.x_px >= 0.0) & (one.x_px < one.width_px))
        assert np.all((one.y_px >= 0.0) & (one.y_px < one.height_px))
        assert np.all(np.abs(one.direction_rad) <= np.float32(math.pi))
        assert set(np.unique(one.type)) <= {0, 1}
        assert 0 <= one.quality <= 100
        assert one.extractor_digest == GENERATOR_DIGEST
        decoded = template.decode(template.encode(one))
        assert decoded.minutia_count == one.minutia_count


def test_minutiae_keep_apart(index: Finger) -> None:
    truth = true_minutiae(index)
    apart = np.hypot(
        truth.x_px[:, None] - truth.x_px[None, :], truth.y_px[:, None] - truth.y_px[None, :]
    )
    np.fill_diagonal(apart, np.inf)
    assert len(truth.x_px) > 40
    assert apart.min() >= 0.6 * index.period_px


def test_directions_lie_along_the_ridges_with_y_up(index: Finger) -> None:
    truth = true_minutiae(index)
    along = index.field.at(truth.x_px, truth.y_px)
    assert np.quantile(np.abs(np.sin(truth.direction_rad - along)), 0.9) < 0.2
    # An effortless capture neither turns nor distorts, so that what holds of the finger holds of
    # the template.
    one = minutiae_template(index, 1, difficulty=0.0)
    centred = in_finger_frame(index, one)
    seen = index.field.at(centred[:, 0], centred[:, 1])
    assert np.median(np.abs(np.sin(one.direction_rad - seen))) < 0.1


def in_finger_frame(one: Finger, taken: Template) -> np.ndarray:
    """Return the minutiae of an effortless plain capture in the finger's frame."""
    x = taken.x_px - 0.5 * taken.width_px + one.pad.centre_x_px
    down = one.pad.centre_y_px - PlacementParameters().contact_up * one.pad.half_height_px
    return np.column_stack([x, taken.y_px - 0.5 * taken.height_px + down]).astype(np.float64)


def test_harder_captures_show_fewer_of_the_minutiae_less_well(index: Finger) -> None:
    easy, hard = (
        np.mean(
            [minutiae_template(index, s, difficulty=d).minutia_quality.mean() for s in range(8)]
        )
        for d in (0.2, 2.0)
    )
    assert easy > hard


def test_rolled_prints_show_more_minutiae(index: Finger) -> None:
    plain, rolled = (
        np.mean([minutiae_template(index, seed, kind).minutia_count for seed in range(5)])
        for kind in (ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_ROLLED)
    )
    assert rolled > 1.3 * plain


def test_an_enrolment_has_the_fingers_asked_for(someone: Person) -> None:
    assert list(enrolment(someone, 1)) == list(FINGERS)
    two = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX)
    assert list(enrolment(someone, 1, positions=two)) == list(two)


def test_mated_impressions_beat_non_mated_ones(crowd: list[Person]) -> None:
    positions = (FingerPosition.RIGHT_THUMB, FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_RING)
    probes, references = (
        [prepare(t) for one in crowd for t in enrolment(one, seed, positions=positions).values()]
        for seed in (1, 2)
    )
    scores = np.array([score_packed(probe, pack(references)) for probe in probes])
    mated = np.diag(scores)
    non_mated = scores[~np.eye(len(scores), dtype=bool)]
    assert np.mean(mated > non_mated.max()) > 0.95
    assert np.median(mated) > 10.0 * np.percentile(non_mated, 99)
