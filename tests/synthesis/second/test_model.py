import math
import pickle

import numpy as np
import pytest

from matcher import template
from matcher.comparison import pack, prepare, score_packed
from matcher.types import FINGERS, FingerPosition, ImpressionType, Template
from synthesis.population import CaptureShares
from synthesis.second import SecondPopulation

INDEX = FingerPosition.RIGHT_INDEX


@pytest.fixture(scope="module")
def people() -> SecondPopulation:
    return SecondPopulation()


def same(one: Template, other: Template) -> bool:
    return template.encode(one) == template.encode(other)


def test_equal_arguments_give_equal_templates(people: SecondPopulation) -> None:
    whole = people.encounter(7, 3)
    assert list(whole) == list(FINGERS)
    alone = pickle.loads(pickle.dumps(people)).encounter(7, 3, positions=(INDEX,))
    assert same(whole[INDEX], alone[INDEX])
    assert not same(whole[INDEX], people.encounter(7, 4, positions=(INDEX,))[INDEX])
    assert not same(whole[INDEX], people.encounter(8, 3, positions=(INDEX,))[INDEX])


def test_version_two_stays_what_it_was(people: SecondPopulation) -> None:
    one = people.encounter(1, 0, positions=(INDEX,))[INDEX]
    # Whoever must change these figures raises the version.
    assert people.version == "2"
    assert (one.minutia_count, one.width_px, one.height_px) == (22, 328, 364)
    assert float(one.x_px.sum()) == pytest.approx(3988.1, abs=0.5)


@pytest.mark.parametrize("kind", list(ImpressionType))
def test_a_template_keeps_the_promises_of_its_type(
    people: SecondPopulation, kind: ImpressionType
) -> None:
    for person in range(12):
        for one in people.encounter(person, 0, kind=kind).values():
            quality = one.minutia_quality
            assert one.minutia_count <= 255
            assert np.all(np.diff(quality) <= 0)
            assert np.all((quality >= 0.2) & (quality <= 1.0))
            assert np.all((one.x_px >= 0) & (one.x_px <= one.width_px - 0.5))
            assert np.all((one.y_px >= 0) & (one.y_px <= one.height_px - 0.5))
            assert np.all(np.abs(one.direction_rad) <= np.float32(math.pi))
            assert set(np.unique(one.type)) <= {0, 1}
            assert 0 <= one.quality <= 100
            assert len(one.outline_px) >= 3
            assert template.decode(template.encode(one)).minutia_count == one.minutia_count


def test_rolled_prints_show_more(people: SecondPopulation) -> None:
    plain, rolled = (
        np.mean(
            [t.minutia_count for p in range(6) for t in people.encounter(p, 0, kind=k).values()]
        )
        for k in (ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_ROLLED)
    )
    assert rolled > 1.5 * plain


def test_a_plain_thumb_is_the_thumb(people: SecondPopulation) -> None:
    thumbs = (FingerPosition.RIGHT_THUMB, FingerPosition.PLAIN_RIGHT_THUMB)
    rolled = people.encounter(5, 0, kind=ImpressionType.LIVESCAN_ROLLED, positions=thumbs[:1])
    plain = people.encounter(5, 0, positions=thumbs[1:])
    others = [people.encounter(p, 0, positions=thumbs[1:])[thumbs[1]] for p in range(30, 50)]
    references = pack([prepare(t) for t in (plain[thumbs[1]], *others)])
    scores = score_packed(prepare(rolled[thumbs[0]]), references)
    assert scores[0] > scores[1:].max()


@pytest.mark.parametrize(
    "kinds",
    [
        (ImpressionType.LIVESCAN_PLAIN, ImpressionType.LIVESCAN_PLAIN),
        (ImpressionType.LIVESCAN_ROLLED, ImpressionType.LIVESCAN_PLAIN),
        (ImpressionType.LIVESCAN_ROLLED, ImpressionType.NONLIVESCAN_ROLLED),
    ],
)
def test_mates_stand_out(
    people: SecondPopulation, kinds: tuple[ImpressionType, ImpressionType]
) -> None:
    positions = (INDEX, FingerPosition.LEFT_RING)
    probes, references = (
        [
            prepare(t)
            for person in range(200, 220)
            for t in people.encounter(person, number, kind=kind, positions=positions).values()
        ]
        for number, kind in enumerate(kinds)
    )
    scores = np.array([score_packed(probe, pack(references)) for probe in probes])
    mated, strangers = np.diag(scores), scores[~np.eye(len(scores), dtype=bool)]
    assert np.mean(mated > strangers.max()) > 0.85
    assert np.median(mated) > 20 * np.percentile(strangers, 99)


def quality_correlation(shares: CaptureShares) -> float:
    """Of the quality of two fingers, over encounters."""
    people = SecondPopulation(shares)
    pair = (INDEX, FingerPosition.LEFT_MIDDLE)
    doubt = [
        [-math.log(1.01 - float(np.mean(t.minutia_quality))) for t in taken.values()]
        for taken in (people.encounter(p, 0, positions=pair) for p in range(400))
    ]
    return float(np.corrcoef(np.array(doubt).T)[0, 1])


def test_fingers_are_as_alike_in_quality_as_the_shares_say() -> None:
    apart, usual, together = (
        quality_correlation(CaptureShares.correlated(c)) for c in (0.0, 0.7, 1.0)
    )
    assert abs(apart) < 0.15
    assert usual > apart + 0.2
    assert together > usual
