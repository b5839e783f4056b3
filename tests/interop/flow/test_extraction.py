"""The flow's first step on images."""

import numpy as np
import pytest

from gallery.types import ReceivedSample
from interop.flow.extraction import SampleExtraction
from matcher.codecs import Encoding
from matcher.errors import NoForegroundError, TruncatedImageError
from matcher.types import Features, FingerPosition, ImpressionType, Sample
from synthesis.images.prints import encode_png, render_person
from synthesis.people import person
from tests.gallery.prints import finger

INDEX = FingerPosition.RIGHT_INDEX


class Looking:
    """Keeps the samples that it is shown."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []

    def features(self, sample: Sample) -> Features:
        self.samples.append(sample)
        return finger(1, 1, sample.position)


def submitted(image: bytes, resolution_ppi: int = 500) -> ReceivedSample:
    rolled = ImpressionType.LIVESCAN_ROLLED
    return ReceivedSample(INDEX, rolled, image, Encoding.PNG, resolution_ppi)


def test_a_sample_reaches_the_extractor_at_500_ppi() -> None:
    pixels = render_person(person(1), 1, positions=[INDEX])[INDEX]
    looking = Looking()
    extract = SampleExtraction(looking)
    assert extract(submitted(encode_png(pixels))).position is INDEX
    extract(submitted(encode_png(pixels), resolution_ppi=1_000))
    plain, halved = looking.samples
    assert np.array_equal(plain.pixels, pixels)
    assert (plain.position, plain.impression) == (INDEX, ImpressionType.LIVESCAN_ROLLED)
    assert halved.pixels.shape == (round(pixels.shape[0] / 2), round(pixels.shape[1] / 2))


@pytest.mark.parametrize("error", [TruncatedImageError, NoForegroundError])
def test_an_unusable_sample_is_refused_by_name(error: type[Exception]) -> None:
    blank = encode_png(np.full((300, 300), 255, np.uint8))
    image = blank[: len(blank) // 2] if error is TruncatedImageError else blank
    with pytest.raises(error):
        SampleExtraction(Looking())(submitted(image))
