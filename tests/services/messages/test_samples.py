"""The digest by which a repetition is known."""

from dataclasses import replace

import pytest

from gallery.types import MissingFinger, MissingFingerReason, ReceivedSample
from matcher.codecs import Encoding
from matcher.types import FingerPosition, ImpressionType
from services.messages.samples import content_digest, words_of

FIRST = ReceivedSample(
    FingerPosition.RIGHT_INDEX, ImpressionType.LIVESCAN_PLAIN, b"image", Encoding.PNG, 500, 0, 0
)
SECOND = replace(FIRST, position=FingerPosition.LEFT_INDEX, image=b"other")


def test_digests_of_earlier_versions_stay() -> None:
    """A stored digest decides whether a request is a repetition, through every update."""
    assert content_digest([FIRST, SECOND], "a").hex() == (
        "564a991cc06b46f21de4bdbfeb19e8e63a1096ff609edb03984003f7ddc3ab94"
    )


def test_what_is_missing_belongs_to_the_content() -> None:
    ring = MissingFinger(FingerPosition.LEFT_RING, MissingFingerReason.AMPUTATED)
    bandaged = replace(ring, reason=MissingFingerReason.UNABLE_TO_PRINT)
    little = replace(ring, position=FingerPosition.LEFT_LITTLE)
    said: list[tuple[MissingFinger, ...]] = [(), (ring,), (bandaged,), (little,), (ring, little)]
    assert words_of(()) == []
    assert len({content_digest([FIRST], "a", *words_of(one)) for one in said}) == len(said)


def test_the_order_of_samples_does_not_matter() -> None:
    assert content_digest([FIRST, SECOND], "a") == content_digest([SECOND, FIRST], "a")


@pytest.mark.parametrize(
    "change",
    [
        {"position": FingerPosition.RIGHT_RING},
        {"impression": ImpressionType.LIVESCAN_ROLLED},
        {"image": b"imagf"},
        {"encoding": Encoding.BMP},
        {"resolution_ppi": 501},
        {"width_px": 1},
        {"height_px": 1},
    ],
)
def test_every_part_of_a_sample_matters(change: dict[str, object]) -> None:
    changed = replace(FIRST, **change)  # type: ignore[arg-type]
    assert content_digest([FIRST], "a") != content_digest([changed], "a")


def test_fields_are_not_run_together() -> None:
    assert content_digest([FIRST], "ab", "c") != content_digest([FIRST], "a", "bc")
    assert content_digest([FIRST]) != content_digest([FIRST, SECOND])
