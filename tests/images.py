"""Images for tests: prints rendered from seeds, and every kind that must be refused."""

import io
import struct
import zlib
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from matcher.types import FingerPosition
from synthesis.images.prints import encode_png, render_person
from synthesis.people import person
from tenprint.v1 import sample_pb2

PPI = 500


@cache
def print_pixels(seed: int, position: int = 2, encounter: int = 0) -> NDArray[np.uint8]:
    """Render one finger of the person with this seed."""
    finger = FingerPosition(position)
    return render_person(person(seed), encounter, positions=[finger])[finger]


@cache
def print_png(seed: int, position: int = 2, encounter: int = 0) -> bytes:
    """Render one finger of the person with this seed as a PNG file."""
    return encode_png(print_pixels(seed, position, encounter))


def encode(pixels: NDArray[np.generic], kind: str = "PNG") -> bytes:
    """Encode pixels of any format."""
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, kind)
    return data.getvalue()


def png_header(width_px: int, height_px: int) -> bytes:
    """Build a PNG that states a size and holds next to nothing: a decompression bomb's door."""
    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", body)
        + _chunk(b"IEND", b"")
    )


def no_finger_png() -> bytes:
    """Draw smooth shapes with contrast and no ridges: it passes the gate and gives no minutiae."""
    y, x = np.mgrid[0:400, 0:400]
    disc = np.hypot(x - 200, y - 180) < 120
    return encode(np.where(disc, 200 - 0.3 * y, 60).astype(np.uint8))


def sample(
    image: bytes,
    position: int = 2,
    ppi: int = PPI,
    encoding: sample_pb2.ImageEncoding = sample_pb2.IMAGE_ENCODING_PNG,
) -> sample_pb2.Sample:
    """Build a sample with any fields, allowed or not."""
    message = sample_pb2.Sample(image=image, encoding=encoding, resolution_ppi=ppi)
    # Unknown enum values travel as numbers, as an older or newer client would send them.
    message.MergeFromString(b"\x20" + _varint(position))
    return message


def finger(seed: int, position: int = 2, encounter: int = 0) -> sample_pb2.Sample:
    """Build the sample of one rendered finger."""
    return sample(print_png(seed, position, encounter), position)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])
