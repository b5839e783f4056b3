"""BMP: no tags, one picture, and a palette that may be shorter than its indices allow.

Source: the headers of Windows GDI, BITMAPINFOHEADER and all that extend it.
"""

import struct

from matcher.containers.contents import INCH_M, Contents, one_resolution
from matcher.errors import PixelFormatError

_INFO_HEADER_SIZE = 40
_BITS_AT, _RESOLUTION_AT, _COLOUR_COUNT_AT = 28, 38, 46
"""Offsets from the start of the file. The compression follows the bits; the resolution is in pixels
a metre."""
_RUNS = frozenset({1, 2})
"""Run-length coded, 8 and 4 bits."""


def read_bmp(data: bytes) -> Contents:
    """Read a BMP. Raises PixelFormatError if it is run-length coded.

    Pillow decodes runs in Python, 12 s for 30 MiB, and drops empty lines. It takes any palette of
    black and white for an image of one bit a pixel, and would read indices of 4 or 8 bits as such.
    With no stated number of colours it looks them up.
    """
    if len(data) < _COLOUR_COUNT_AT + 4 or data[14] < _INFO_HEADER_SIZE:
        return Contents(data)
    bits, compression = struct.unpack_from("<HI", data, _BITS_AT)
    if compression in _RUNS:
        raise PixelFormatError("the BMP image is run-length coded: save it uncompressed")
    [colour_count] = struct.unpack_from("<I", data, _COLOUR_COUNT_AT)
    if bits in {4, 8} and 0 < colour_count <= 2:
        data = data[:_COLOUR_COUNT_AT] + bytes(4) + data[_COLOUR_COUNT_AT + 4 :]
    across, down = struct.unpack_from("<ii", data, _RESOLUTION_AT)
    return Contents(data, 1, one_resolution(across * INCH_M, down * INCH_M))
