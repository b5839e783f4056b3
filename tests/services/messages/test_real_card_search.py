"""NIST's card among synthetic people: its plain prints find it, and swapped prints are noticed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from benchmarks.data import open_gallery
from benchmarks.latency.gallery import import_people
from database.caller import Caller
from gallery.gallery import Gallery
from gallery.types import Enrolment, ReceivedSample
from matcher.codecs import Encoding
from matcher.drawing import encode_png
from matcher.errors import SequenceError
from matcher.extraction import Extractor
from matcher.sequence import SequenceVerdict
from matcher.types import FINGERS, STANDARD_PPI, FingerPosition, ImpressionType
from services.messages import door, samples
from synthesis.images import render_slap
from tests.services.messages.real_card import CARD, extract, samples_of

F = FingerPosition
PEOPLE = 1_000
SWAPPED = {2: 3, 3: 2}
STRANGER = 951

pytestmark = pytest.mark.slow

Card = dict[int, ReceivedSample]


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.fixture(scope="module")
def card(real_prints: Path) -> Card:
    return samples_of(real_prints / "an2k" / CARD)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a gallery of synthetic people, imported as minutiae."""
    return import_people(PEOPLE, tmp_path_factory.mktemp("people"))


@contextmanager
def enrolled(people: Path, folder: Path, fingers: door.Fingers) -> Iterator[tuple[Gallery, str]]:
    """Enrol the card beside the people. Yields the gallery and the identity of the card."""
    shutil.copytree(people, folder)
    one = Enrolment("card", tuple(fingers.samples), sha256(b"card").digest())
    with open_gallery(folder) as (gallery, _):
        identity, _ = gallery.enrol(one, caller=Caller("WVTEST000"), now=datetime.now(UTC))
        assert gallery.reference_count == PEOPLE + 1
        yield gallery, identity.identity_id


@pytest.fixture(scope="module")
def rolled(
    people: Path, card: Card, extractor: Extractor, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Gallery, str]]:
    """The gallery with the ten rolled prints of the card."""
    fingers = extract([card[n] for n in FINGERS], extractor)
    with enrolled(people, tmp_path_factory.mktemp("rolled") / "data", fingers) as found:
        yield found


@pytest.fixture(scope="module")
def swapped(card: Card, extractor: Extractor) -> door.Fingers:
    """The card with two rolled prints of the right hand in each other's place."""
    prints = [replace(card[n], position=F(SWAPPED.get(n, n))) for n in FINGERS]
    return extract([*prints, card[13], card[14]], extractor)


def assert_found(gallery: Gallery, identity: str, fingers: door.Fingers) -> None:
    first, second = gallery.identify(samples.probe_of(fingers.samples)).candidates[:2]
    assert first.identity_id == identity
    assert first.above_threshold
    assert not second.above_threshold


def assert_swap_is_named(fingers: door.Fingers) -> None:
    assert fingers.sequence is not None
    assert [(one.position, one.verdict, one.finger) for one in fingers.sequence.findings] == [
        (2, SequenceVerdict.MOVED, 3),
        (3, SequenceVerdict.MOVED, 2),
    ]


@pytest.mark.parametrize("positions", [(13, 14), (13,), (14,), (11, 12)])
def test_plain_prints_alone_find_the_card(
    rolled: tuple[Gallery, str], card: Card, extractor: Extractor, positions: tuple[int, ...]
) -> None:
    assert_found(*rolled, extract([card[n] for n in positions], extractor))


def test_a_card_enrolled_with_swapped_prints_is_found_by_its_slaps(
    people: Path, card: Card, swapped: door.Fingers, extractor: Extractor, tmp_path: Path
) -> None:
    assert_swap_is_named(swapped)
    with enrolled(people, tmp_path / "data", swapped) as found:
        assert_found(*found, extract([card[13], card[14]], extractor))


def test_swapped_prints_of_a_request_find_the_card(
    people: Path, card: Card, swapped: door.Fingers, extractor: Extractor, tmp_path: Path
) -> None:
    """Only plain prints are enrolled, so that no image is compared with itself."""
    plain = extract([card[n] for n in range(11, 15)], extractor)
    assert_swap_is_named(swapped)
    rolled_images = {card[n].image for n in FINGERS}
    searched = [one for one in swapped.samples if one.image in rolled_images]
    assert len(searched) == len(FINGERS)
    with enrolled(people, tmp_path / "data", plain) as found:
        assert_found(*found, replace(swapped, samples=searched))


def test_a_slap_of_another_person_is_refused_beside_the_card_and_finds_nobody(
    rolled: tuple[Gallery, str], card: Card, extractor: Extractor
) -> None:
    picture = render_slap(STRANGER, 1, F.PLAIN_RIGHT_FOUR)
    plain = ImpressionType.LIVESCAN_PLAIN
    slap = ReceivedSample(
        F.PLAIN_RIGHT_FOUR, plain, encode_png(picture.pixels), Encoding.PNG, STANDARD_PPI
    )
    with pytest.raises(SequenceError, match="slap 13"):
        extract([*(card[n] for n in range(1, 6)), slap], extractor)
    gallery, _ = rolled
    found = gallery.identify(samples.probe_of(extract([slap], extractor).samples))
    assert not any(one.above_threshold for one in found.candidates)
