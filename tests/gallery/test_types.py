"""A received sample is decoded at 500 ppi, or refused by name."""

import numpy as np
import pytest

from gallery.types import ReceivedSample
from matcher.codecs import Encoding
from matcher.errors import NoForegroundError, TruncatedImageError
from matcher.types import FingerPosition, ImpressionType
from synthesis.images.prints import encode_png, render_person
from synthesis.people import person

INDEX = FingerPosition.RIGHT_INDEX


def submitted(image: bytes, resolution_ppi: int = 500) -> ReceivedSample:
    rolled = ImpressionType.LIVESCAN_ROLLED
    return ReceivedSample(INDEX, rolled, image, Encoding.PNG, resolution_ppi)


def test_a_sample_is_decoded_at_500_ppi() -> None:
    pixels = render_person(person(1), 1, positions=[INDEX])[INDEX]
    plain = submitted(encode_png(pixels)).decode()
    halved = submitted(encode_png(pixels), resolution_ppi=1_000).decode()
    assert np.array_equal(plain.pixels, pixels)
    assert (plain.position, plain.impression) == (INDEX, ImpressionType.LIVESCAN_ROLLED)
    assert halved.pixels.shape == (round(pixels.shape[0] / 2), round(pixels.shape[1] / 2))


@pytest.mark.parametrize("error", [TruncatedImageError, NoForegroundError])
def test_an_unusable_sample_is_refused_by_name(error: type[Exception]) -> None:
    blank = encode_png(np.full((300, 300), 255, np.uint8))
    image = blank[: len(blank) // 2] if error is TruncatedImageError else blank
    with pytest.raises(error):
        submitted(image).decode()
