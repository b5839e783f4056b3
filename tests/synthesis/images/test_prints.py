import numpy as np
import pytest
from numpy.typing import NDArray

from matcher import codecs
from matcher.codecs import Encoding
from matcher.comparison import pack, prepare, score_packed
from matcher.extraction import Extractor
from matcher.types import FINGERS, FingerPosition, ImpressionType, Sample, Template
from synthesis.capture import captures
from synthesis.first import FirstPopulation
from synthesis.images.prints import (
    Masters,
    encode_png,
    grow_masters,
    render_encounter,
    render_person,
)
from synthesis.people import Person, people

POSITIONS = (FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_THUMB)
Prints = list[tuple[FingerPosition, NDArray[np.uint8]]]


@pytest.fixture(scope="module")
def encounters() -> list[Prints]:
    """Two encounters of three people: per encounter the same fingers in the same order."""
    crowd = people(range(60, 63))
    masters = [grow_masters(one, positions=POSITIONS) for one in crowd]
    return [
        [
            item
            for one, grown in zip(crowd, masters, strict=True)
            for item in render_person(one, n, positions=POSITIONS, masters=grown).items()
        ]
        for n in (1, 2)
    ]


@pytest.fixture(scope="module")
def templates(encounters: list[Prints], extractor: Extractor) -> list[list[Template]]:
    return [
        [extractor.extract(Sample(pixels, position)) for position, pixels in prints]
        for prints in encounters
    ]


def test_kept_masters_change_nothing(someone: Person) -> None:
    only = (FingerPosition.RIGHT_LITTLE,)
    kept = render_person(someone, 4, positions=only, masters=grow_masters(someone, positions=only))
    fresh = render_person(someone, 4, positions=only)
    assert list(kept) == list(fresh) == list(only)
    assert np.array_equal(kept[only[0]], fresh[only[0]])


def test_a_png_gives_the_print_back(encounters: list[Prints]) -> None:
    _, pixels = encounters[0][0]
    assert np.array_equal(codecs.decode(encode_png(pixels), Encoding.PNG), pixels)


def test_the_extractor_takes_them_for_prints(templates: list[list[Template]]) -> None:
    every = [t for encounter in templates for t in encounter]
    for one in every:
        assert 12 <= (one.minutia_quality >= 0.6).sum() <= 120
        assert one.quality >= 30
    assert np.median([np.median(one.minutia_quality) for one in every]) > 0.75


def test_rendered_mates_beat_strangers(templates: list[list[Template]]) -> None:
    first, second = ([prepare(t) for t in encounter] for encounter in templates)
    scores = np.array([score_packed(probe, pack(second)) for probe in first])
    mated = np.diag(scores)
    assert np.median(mated) > 10.0 * scores[~np.eye(len(scores), dtype=bool)].max()


@pytest.fixture(scope="module")
def hand(someone: Person) -> Masters:
    return grow_masters(someone, positions=FINGERS[:5])


def test_an_encounter_is_taken_as_the_capture_says(someone: Person, hand: Masters) -> None:
    positions = FINGERS[1:3]
    for encounter in range(4):
        prints = render_encounter(someone, encounter, positions=positions, masters=hand)
        taken = captures(someone.seed, encounter, positions=positions)
        assert list(prints) == list(positions)
        for p in positions:
            sensor = taken[p].sensor
            assert prints[p].shape == (sensor.height_px, sensor.width_px)
            assert prints[p].dtype == np.uint8


def test_an_encounter_is_the_same_by_person_or_seed_and_for_any_choice_of_fingers(
    someone: Person, hand: Masters
) -> None:
    two = render_encounter(someone, 1, positions=FINGERS[1:3], masters=hand)
    one = render_encounter(someone.seed, 1, positions=FINGERS[2:3])
    assert np.array_equal(one[FINGERS[2]], two[FINGERS[2]])
    again = render_encounter(someone, 2, positions=FINGERS[2:3], masters=hand)
    assert not np.array_equal(again[FINGERS[2]], one[FINGERS[2]])


def test_a_print_lies_where_the_minutiae_of_its_encounter_lie(
    someone: Person, hand: Masters, extractor: Extractor
) -> None:
    position = FINGERS[1]
    for encounter in range(4):
        bare = FirstPopulation().encounter(someone.seed, encounter, positions=[position])
        pixels = render_encounter(someone, encounter, positions=[position], masters=hand)
        seen = extractor.extract(Sample(pixels[position], position))
        assert np.hypot(*(seen.outline_px.mean(0) - bare[position].outline_px.mean(0))) < 60.0


def test_an_inked_block_has_lines_round_the_print_and_can_be_extracted(
    someone: Person, hand: Masters, extractor: Extractor
) -> None:
    thumb = FINGERS[0]
    kinds = (ImpressionType.NONLIVESCAN_ROLLED, ImpressionType.LIVESCAN_ROLLED)
    card, live = (
        render_encounter(someone, 0, kind=kind, positions=[thumb], masters=hand)[thumb]
        for kind in kinds
    )
    assert card.shape == live.shape == (752, 804)
    dark_rows = [(block < 150).mean(1).max() for block in (card, live)]
    assert dark_rows[0] > 0.9 > dark_rows[1]
    assert extractor.extract(Sample(card, thumb)).minutia_count > 30
