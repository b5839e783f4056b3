import numpy as np
import pytest
from numpy.typing import NDArray

from matcher import codecs
from matcher.codecs import Encoding
from matcher.comparison import prepare, score_many
from matcher.extraction import Extractor
from matcher.types import FingerPosition, Sample, Template
from synthesis.people import Person, people
from synthesis.prints import encode_png, grow_masters, render_person

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
    for one in (t for encounter in templates for t in encounter):
        assert 15 <= (one.minutia_quality >= 0.6).sum() <= 120
        assert np.median(one.minutia_quality) > 0.8
        assert one.quality >= 50


def test_rendered_mates_beat_strangers(templates: list[list[Template]]) -> None:
    first, second = ([prepare(t) for t in encounter] for encounter in templates)
    scores = np.array([score_many(probe, second) for probe in first])
    mated = np.diag(scores)
    assert mated.min() > 3.0 * scores[~np.eye(len(scores), dtype=bool)].max()
