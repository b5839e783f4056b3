"""An image as received, the same decoded, and the checks before that need its resolution."""

from collections.abc import Callable
from dataclasses import dataclass

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

MIN_PPI = 250
MAX_PPI = 1200
MAX_SAMPLE_PIXELS = 4_000_000
"""At 500 ppi: 3.4 x 4.7 inches, more than any finger needs."""
MAX_SIDE_PX = 8_000
"""At 500 ppi. Templates hold coordinates up to this number."""
MIN_SIDE_PX = 64
"""At 500 ppi: an eighth of an inch, about seven ridges."""
_STANDARD_PPI = 500


@dataclass(frozen=True)
class EncodedImage:
    """The image of a sample, as received."""

    data: bytes
    encoding: Encoding
    resolution_ppi: int
    """As stated by whoever sends the image."""
    width_px: int = 0
    """As stated; 0: not stated."""
    height_px: int = 0


@dataclass(frozen=True, eq=False)
class DecodedImage:
    """What an image shows."""

    pixels: NDArray[np.uint8]
    """(height, width) grey at the image's own resolution."""
    tagged_ppi: float
    """The resolution that the file states, in pixels an inch; 0 if the file states none."""


DecodeImage = Callable[[EncodedImage], DecodedImage]
"""Raises SampleError for a fault of the image, and DecoderUnavailableError if nothing decodes."""


def decode_image(image: EncodedImage) -> DecodedImage:
    """Check resolution and size, then decode, all in this process. Raises SampleError."""
    _check_resolution(image.resolution_ppi)
    stated = {"width_px": image.width_px, "height_px": image.height_px}
    header = codecs.read_header(image.data, image.encoding, **stated)
    _check_size(header.width_px, header.height_px, image.resolution_ppi)
    return DecodedImage(codecs.decode(image.data, image.encoding, **stated), header.tagged_ppi)


def _check_resolution(resolution_ppi: int) -> None:
    if resolution_ppi == 0:
        raise ResolutionMissingError("resolution_ppi is missing: state the scanner's resolution")
    if not MIN_PPI <= resolution_ppi <= MAX_PPI:
        raise ResolutionRangeError(
            f"{resolution_ppi} ppi is outside {MIN_PPI} to {MAX_PPI} ppi: scan again or correct it"
        )


def _check_size(width_px: int, height_px: int, resolution_ppi: int) -> None:
    scale = _STANDARD_PPI / resolution_ppi
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
