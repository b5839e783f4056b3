"""The digest by which a repetition is known."""

from dataclasses import replace

import pytest

from gallery.types import ReceivedSample
from matcher.codecs import Encoding
from matcher.types import FingerPosition, ImpressionType
from services.messages.samples import content_digest

FIRST = ReceivedSample(
    FingerPosition.RIGHT_INDEX, ImpressionType.LIVESCAN_PLAIN, b"image", Encoding.PNG, 500, 0, 0
)
SECOND = replace(FIRST, position=FingerPosition.LEFT_INDEX, image=b"other")


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
