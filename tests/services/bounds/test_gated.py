"""What the gate has made is kept within a bound and for a while, and by all that a sample is."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from gallery.types import ReceivedSample
from matcher.codecs import Encoding
from matcher.types import FingerPosition, ImpressionType, Sample
from services.bounds.gated import GatedPrints
from tests.images import print_pixels

PIXELS = print_pixels(3)
MADE = Sample(PIXELS, FingerPosition.RIGHT_INDEX)


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def received(text: str = "image") -> ReceivedSample:
    return ReceivedSample(
        FingerPosition.RIGHT_INDEX,
        ImpressionType.LIVESCAN_PLAIN,
        text.encode(),
        Encoding.WSQ,
        500,
        width_px=PIXELS.shape[1],
        height_px=PIXELS.shape[0],
    )


def test_what_was_made_is_taken_once() -> None:
    gated = GatedPrints()
    gated.keep(received(), MADE)
    assert gated.byte_count >= PIXELS.nbytes
    assert gated.take(received()) is MADE
    assert gated.take(received()) is None
    assert gated.byte_count == 0


@pytest.mark.parametrize("part", [one.name for one in fields(ReceivedSample)])
def test_a_sample_that_differs_in_anything_is_another(part: str) -> None:
    others: dict[str, Any] = {
        "position": FingerPosition.LEFT_INDEX,
        "impression": ImpressionType.LIVESCAN_ROLLED,
        "image": b"another",
        "encoding": Encoding.RAW_GREY8,
        "resolution_ppi": 1_000,
        "width_px": 1,
        "height_px": 1,
    }
    gated = GatedPrints()
    gated.keep(received(), MADE)
    assert gated.take(replace(received(), **{part: others[part]})) is None
    assert gated.take(received()) is MADE


def test_the_memory_is_bounded_and_what_waits_is_not_dropped() -> None:
    most = 5 * PIXELS.nbytes
    gated = GatedPrints(most)
    for number in range(40):
        gated.keep(received(str(number)), Sample(PIXELS.copy(), FingerPosition.RIGHT_INDEX))
        assert gated.byte_count <= most
    assert gated.take(received("0")) is not None
    assert gated.take(received("39")) is None


def test_the_same_sample_twice_takes_its_memory_once() -> None:
    gated = GatedPrints()
    gated.keep(received(), MADE)
    once = gated.byte_count
    gated.keep(received(), MADE)
    assert gated.byte_count == once


def test_what_nobody_takes_makes_room() -> None:
    clock = Clock()
    gated = GatedPrints(3 * PIXELS.nbytes, kept_s=60, now_s=clock)
    gated.keep(received("refused"), MADE)
    clock.now_s += 59
    gated.keep(received("too much"), MADE)
    clock.now_s += 1
    gated.keep(received("next"), MADE)
    assert gated.take(received("refused")) is None
    assert gated.take(received("too much")) is None
    assert gated.take(received("next")) is MADE


def test_what_nobody_takes_is_dropped_though_nobody_keeps_more() -> None:
    clock = Clock()
    gated = GatedPrints(kept_s=60, now_s=clock)
    gated.keep(received(), MADE)
    clock.now_s += 59
    gated.drop_old()
    assert gated.byte_count
    clock.now_s += 1
    gated.drop_old()
    assert not gated.byte_count


def test_arrays_that_are_one_count_once() -> None:
    """A clear image is read as it came."""
    gated = GatedPrints()
    assert MADE.clear is MADE.pixels
    gated.keep(received(), MADE)
    seen = MADE.foreground
    assert gated.byte_count == PIXELS.nbytes + seen.mask.nbytes + seen.flow.nbytes
    assert np.count_nonzero(seen.mask)
