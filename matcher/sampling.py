"""Image bytes → `Sample` at 500 ppi: the first check, cheap enough to run on arrival."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.codecs import Encoding
from matcher.decoding import MIN_PPI, DecodeImage, EncodedImage, decode_image
from matcher.plausibility import refuse_no_finger
from matcher.types import STANDARD_PPI, FingerPosition, ImpressionType, Sample

_CLEARLY_APART = 0.1
"""As a share. Some writers put 200 pixels a centimetre, 508 ppi, for 500 ppi."""


def make_sample(
    data: bytes,
    encoding: Encoding,
    *,
    resolution_ppi: int,
    position: FingerPosition,
    impression: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    width_px: int = 0,
    height_px: int = 0,
    decode_image: DecodeImage = decode_image,
) -> Sample:
    """Decode, bring to 500 ppi and check that the image may show a finger.

    Raises a SampleError: see `matcher.errors`. The stated resolution is believed, not the file's.
    """
    _ = position.finger
    image = EncodedImage(data, encoding, resolution_ppi, width_px, height_px)
    decoded = decode_image(image)
    pixels = resample(decoded.pixels, resolution_ppi)
    sample = Sample(pixels, position, impression, decoded.tagged_ppi)
    refuse_no_finger(sample.ridges)  # the foreground is kept for extraction
    return sample


def contradicting_ppi(tagged_ppi: float, stated_ppi: int) -> int:
    """Return the resolution that a file states, if it contradicts the stated one; otherwise 0.

    Programs that do not know the scanner write 72, 96 and other numbers that no scanner of prints
    has. So numbers below 250 say nothing.
    """
    if tagged_ppi < MIN_PPI:
        return 0
    apart = max(tagged_ppi / stated_ppi, stated_ppi / tagged_ppi) - 1
    return round(tagged_ppi) if apart > _CLEARLY_APART else 0


def resample(pixels: NDArray[np.uint8], resolution_ppi: int) -> NDArray[np.uint8]:
    """Bring (height, width) uint8 to 500 ppi."""
    if resolution_ppi == STANDARD_PPI:
        return pixels
    scale = STANDARD_PPI / resolution_ppi
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=method), dtype=np.uint8)
