"""Pictures of prints. What came from outside is decoded in a process of its own."""

import atexit
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher import template
from matcher.codecs import Encoding
from matcher.decoding import DecodingPool, EncodedImage
from matcher.drawing import MINUTIAE_LEGEND, draw_minutiae, encode_png, with_legend
from matcher.errors import SampleError
from matcher.types import STANDARD_PPI
from tenprint.enums import name_of
from tenprint.v1.sample_pb2 import Sample

_SCALE = 2


def picture_of(sample: Sample) -> tuple[bytes, str]:
    """Decode the image of a sample into PNG at 500 ppi; else say why not."""
    if not sample.image:
        return b"", "minutiae without an image"
    try:
        encoded = EncodedImage(
            sample.image,
            Encoding[name_of(sample, "encoding").upper()],
            sample.resolution_ppi,
            sample.width_px,
            sample.height_px,
        )
        pixels = _pool().decode(encoded).pixels
    except (SampleError, KeyError) as error:
        return b"", str(error)
    return encode_png(_at_standard(pixels, sample.resolution_ppi)), ""


def minutiae_of(picture: bytes, stored_template: bytes) -> bytes:
    """Draw the minutiae of a template on its print. picture: PNG from `picture_of`."""
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert pixels is not None
    drawn = draw_minutiae(np.asarray(pixels, np.uint8), template.decode(stored_template), _SCALE)
    return encode_png(with_legend(drawn, MINUTIAE_LEGEND))


def _at_standard(pixels: NDArray[np.uint8], ppi: int) -> NDArray[np.uint8]:
    if ppi == STANDARD_PPI:
        return pixels
    scale = STANDARD_PPI / ppi
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


@cache
def _pool() -> DecodingPool:
    """Start the decoding process with the first image."""
    pool = DecodingPool(1)
    atexit.register(pool.close)
    pool.wait_until_ready()
    return pool
