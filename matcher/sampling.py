"""Image bytes → `Sample` at 500 ppi: the first check, cheap enough to run on arrival."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher import codecs
from matcher.codecs import Encoding
from matcher.errors import (
    ImageTooLargeError,
    ImageTooSmallError,
    ResolutionMissingError,
    ResolutionRangeError,
)
from matcher.plausibility import refuse_no_finger
from matcher.template import MAX_SIDE_PX
from matcher.types import STANDARD_PPI, FingerPosition, ImpressionType, Sample

MIN_PPI = 250
MAX_PPI = 1200
MAX_SAMPLE_PIXELS = 4_000_000
"""After resampling to 500 ppi: 3.4 x 4.7 inches, more than any finger needs."""
MIN_SIDE_PX = 64
"""At 500 ppi: an eighth of an inch, about seven ridges."""
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
) -> Sample:
    """Decode, bring to 500 ppi and check that the image may show a finger.

    Raises a SampleError: see `matcher.errors`. The stated resolution is believed, not the file's.
    """
    _ = position.finger
    _check_resolution(resolution_ppi)
    header = codecs.read_header(data, encoding, width_px=width_px, height_px=height_px)
    _check_size(header.width_px, header.height_px, resolution_ppi)
    pixels = codecs.decode(data, encoding, width_px=width_px, height_px=height_px)
    sample = Sample(resample(pixels, resolution_ppi), position, impression, header.tagged_ppi)
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


def _check_resolution(resolution_ppi: int) -> None:
    if resolution_ppi == 0:
        raise ResolutionMissingError("resolution_ppi is missing: state the scanner's resolution")
    if not MIN_PPI <= resolution_ppi <= MAX_PPI:
        raise ResolutionRangeError(
            f"{resolution_ppi} ppi is outside {MIN_PPI} to {MAX_PPI} ppi: scan again or correct it"
        )


def _check_size(width_px: int, height_px: int, resolution_ppi: int) -> None:
    scale = STANDARD_PPI / resolution_ppi
    width, height = width_px * scale, height_px * scale
    if width * height > MAX_SAMPLE_PIXELS or max(width, height) > MAX_SIDE_PX:
        raise ImageTooLargeError(
            f"{width_px} x {height_px} px at {resolution_ppi} ppi is more than "
            f"{MAX_SAMPLE_PIXELS:,} pixels, or a side of {MAX_SIDE_PX:,}, at 500 ppi: "
            "crop to one finger"
        )
    if min(width, height) < MIN_SIDE_PX:
        raise ImageTooSmallError(
            f"{width_px} x {height_px} px at {resolution_ppi} ppi is too small for a finger: "
            f"each side needs {MIN_SIDE_PX} px at 500 ppi"
        )
