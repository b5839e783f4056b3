"""A file reduced to what its pixels need, and the bounds of every such file."""

from dataclasses import dataclass

MAX_DECODED_PIXELS = 24_000_000
"""4 megapixels at 500 ppi are 23 megapixels at 1,200 ppi, the finest resolution accepted."""

MAX_PARTS = 100_000
"""Chunks of a PNG, segments of a JPEG. PNG encoders write chunks of 8 KiB and more, and a message
has at most 32 MiB: 4,096 chunks."""


@dataclass(frozen=True)
class Contents:
    """A file of one picture."""

    data: bytes
    """The file, reduced to what its pixels need."""
    orientation: int = 1
    """As in TIFF and Exif, 1 to 8; 1: the picture is shown as it is stored."""
