"""NIST's inked ten-print card: its slaps are cut, and its rolled prints are in order."""

import asyncio
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from ebts.gate import encoding_of
from ebts.images import IMPRESSIONS
from ebts.reading import read_file
from ebts.validation import validate
from gallery.types import MissingFinger, MissingFingerReason, ReceivedSample
from interop.clock import system_clock
from matcher.errors import SequenceError
from matcher.extraction import Extractor
from matcher.sequence import SequenceVerdict
from matcher.slaps import Doubt, Hand
from matcher.types import FINGERS, FingerPosition
from services.messages import door
from services.wire import Deadline, Pool, Pools

F = FingerPosition
RING = MissingFinger(F.LEFT_RING, MissingFingerReason.AMPUTATED)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.fixture(scope="module")
def card(real_prints: Path) -> dict[int, ReceivedSample]:
    return samples_of(real_prints / "an2k" / "type-4-tpcard.an2")


@cache
def samples_of(path: Path) -> dict[int, ReceivedSample]:
    images, _ = validate(read_file(path), system_clock().date())
    return {
        one.position: ReceivedSample(
            F(one.position),
            IMPRESSIONS[one.impression],
            one.data,
            encoding_of(one),
            500,  # what the files state is wrong or missing
            one.width_px,
            one.height_px,
        )
        for one in images
    }


def extract(
    samples: list[ReceivedSample], extractor: Extractor, *missing: MissingFinger
) -> door.Fingers:
    async def run() -> door.Fingers:
        pools = Pools(Pool("extraction", 1, 8), Pool("search", 1, 8), Pool("store", 1, 8))
        try:
            return await door.extract(samples, missing, extractor, pools, Deadline.after(300))
        finally:
            pools.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("name", "position", "missing", "fingers"),
    [
        ("type-4-slaps.an2", 13, (), (2, 3, 4, 5)),
        ("type-4-slaps.an2", 14, (), (7, 8, 9, 10)),
        ("type-4-14-slaps.an2", 13, (), (2, 3, 4, 5)),
        ("type-4-14-slaps.an2", 14, (), (7, 8, 9, 10)),
        ("type-14-tpcard-nqm.an2", 13, (), (2, 3, 4, 5)),
        ("type-14-amp-nqm-utf8.an2", 14, (RING,), (7, 8, 10)),
        ("type-14-amp-nqm-utf8.an2", 15, (), (1, 6)),
    ],
)
def test_the_slaps_of_the_card_give_all_their_fingers(
    real_prints: Path,
    extractor: Extractor,
    name: str,
    position: int,
    missing: tuple[MissingFinger, ...],
    fingers: tuple[int, ...],
) -> None:
    slap = samples_of(real_prints / "an2k" / name)[position]
    found = extract([slap], extractor, *missing)
    assert [int(one.position) for one in found.samples] == list(fingers)
    assert all(one.features is not None for one in found.samples)
    [report] = found.slaps
    assert report.hand is {13: Hand.RIGHT, 14: Hand.LEFT, 15: None}[position]
    assert report.expected_count == len(fingers)
    assert Doubt.FEWER not in report.doubts


def test_the_card_passes_the_sequence_check(
    card: dict[int, ReceivedSample], extractor: Extractor
) -> None:
    found = extract(list(card.values()), extractor)
    assert found.sequence is not None
    assert found.sequence.passed
    assert found.sequence.confirmed == FINGERS


def test_swapped_prints_of_the_card_are_named_and_put_right(
    card: dict[int, ReceivedSample], extractor: Extractor
) -> None:
    order = {2: 3, 3: 2}
    rolled = [replace(card[n], position=F(order.get(n, n))) for n in range(1, 6)]
    found = extract([*rolled, card[13]], extractor)
    assert found.sequence is not None
    assert [(o.position, o.verdict, o.finger) for o in found.sequence.findings] == [
        (2, SequenceVerdict.MOVED, 3),
        (3, SequenceVerdict.MOVED, 2),
    ]
    images = {int(one.position): one.image for one in found.samples}
    assert images == {n: card[n].image for n in range(1, 6)}


def test_a_slap_of_other_fingers_beside_the_card_is_refused(
    card: dict[int, ReceivedSample], extractor: Extractor
) -> None:
    """The left hand's rolled prints stand for another person under the right hand's positions."""
    strangers = [replace(card[n + 5], position=F(n)) for n in range(2, 6)]
    with pytest.raises(SequenceError, match="slap 13"):
        extract([*strangers, card[13]], extractor)
