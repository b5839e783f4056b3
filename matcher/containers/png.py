"""PNG: chunks of pixels, and chunks of everything else.

Source: W3C, Portable Network Graphics (PNG) Specification, third edition, sections 5 and 11.
"""

import struct
import zlib
from collections.abc import Iterator

from matcher.containers.contents import INCH_M, MAX_PARTS, Contents, one_resolution
from matcher.containers.directories import exif_orientation
from matcher.errors import (
    MultipleFramesError,
    OrientationError,
    PixelFormatError,
    TruncatedImageError,
    UndecodableImageError,
)

_MAGIC = b"\x89PNG\r\n\x1a\n"
_HEADER_END = 33
"""The first chunk is IHDR: 8 bytes of magic, 12 around the chunk, 13 in it."""
_DEPTH_AT, _COLOUR_TYPE_AT = 24, 25
_RESOLUTION, _METRE = struct.Struct(">IIB"), 1
_PIXEL_CHUNKS = frozenset({b"PLTE", b"tRNS", b"IDAT", b"IEND"})


def read_png(data: bytes) -> Contents:
    """Read a PNG.

    Raises MultipleFramesError, OrientationError, PixelFormatError, TruncatedImageError,
    UndecodableImageError.
    """
    if not data.startswith(_MAGIC):
        return Contents(data)
    _check_header(data)
    view, exif, tagged_ppi = memoryview(data), [], 0.0
    kept = [view[:_HEADER_END]]
    for name, start, end in _chunks(data):
        if name in _PIXEL_CHUNKS or not name.isalpha():
            kept.append(view[start:end])
            if name == b"tRNS":
                _check_transparent_colour(data)
        elif name == b"fdAT":
            raise MultipleFramesError("the PNG image is animated: send one picture of one finger")
        elif name == b"eXIf":
            exif.append(_checked(data[start:end]))
        elif name == b"pHYs":
            tagged_ppi = _resolution(data[start + 8 : end - 4])
    return Contents(b"".join(kept), exif_orientation(exif), tagged_ppi)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """List the name, start and end of each chunk behind the header. The last may be cut off."""
    start = _HEADER_END
    for _ in range(MAX_PARTS):
        if start >= len(data):
            return
        length, name = struct.unpack(">I4s", data[start : start + 8].ljust(8, b"\0"))
        end = min(start + 12 + length, len(data))
        yield name, start, end
        if name == b"IEND":
            return
        start = end
    raise UndecodableImageError(f"the PNG image has more than {MAX_PARTS:,} chunks: save it again")


def _resolution(body: bytes) -> float:
    """Read pixels a metre; another unit states the shape of pixels alone."""
    if len(body) != _RESOLUTION.size:
        return 0.0
    across, down, unit = _RESOLUTION.unpack(body)
    return one_resolution(across * INCH_M, down * INCH_M) if unit == _METRE else 0.0


def _check_header(data: bytes) -> None:
    if len(data) < _HEADER_END:
        raise TruncatedImageError("the PNG image ends in its header: send it again whole")
    if data[len(_MAGIC) : 16] != b"\0\0\0\x0dIHDR":
        raise UndecodableImageError("the PNG image does not begin with its header: save it again")
    if data[_DEPTH_AT] > 8:
        raise PixelFormatError("the PNG image has 16 bits a sample: send 8-bit grey or 8-bit RGB")


def _check_transparent_colour(data: bytes) -> None:
    """Refuse a transparent grey of 2 or 4 bits, which Pillow compares with greys of 8 bits."""
    if data[_DEPTH_AT] in {2, 4} and data[_COLOUR_TYPE_AT] == 0:
        raise PixelFormatError(
            "the PNG image has a transparent colour: send it without transparency"
        )


def _checked(chunk: bytes) -> bytes:
    """Return what a chunk holds. Raises OrientationError if it is damaged."""
    if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
        raise OrientationError("the PNG image's eXIf chunk is damaged: save it again without Exif")
    return chunk[8:-4]
