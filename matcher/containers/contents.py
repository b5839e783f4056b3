"""A file reduced to what its pixels need, and the bounds of every such file."""

from dataclasses import dataclass

from matcher.errors import ImageTooLargeError

MAX_DECODED_PIXELS = 24_000_000
"""4 megapixels at 500 ppi are 23 megapixels at 1,200 ppi, the finest resolution accepted."""

MAX_PARTS = 100_000
"""Chunks of a PNG, segments of a JPEG. PNG encoders write chunks of 8 KiB and more, and a message
has at most 32 MiB: 4,096 chunks."""

INCH_M = 0.0254
"""Metres in an inch, exactly."""

_SAME_SHARE = 0.02
"""Resolutions across and down that are nearer than this are the same number, rounded."""


@dataclass(frozen=True)
class Contents:
    """A file of one picture."""

    data: bytes
    """The file, reduced to what its pixels need."""
    orientation: int = 1
    """As in TIFF and Exif, 1 to 8; 1: the picture is shown as it is stored."""
    tagged_ppi: float = 0.0
    """The resolution that the file states, in pixels an inch; 0 if the file states none, or
    different ones across and down. It is believed nowhere: see `matcher.sampling`."""
    width_px: int = 0
    """Of a format whose size the reader checks itself; 0: the decoder reads the size."""
    height_px: int = 0


def one_resolution(across_ppi: float, down_ppi: float) -> float:
    """Return the resolution that a file states for both axes; 0 if there is no such number."""
    low, high = sorted((across_ppi, down_ppi))
    if not 0 < low <= high < 1e6 or high - low > _SAME_SHARE * high:
        return 0.0
    return (low + high) / 2


def checked_size(name: str, width_px: int, height_px: int) -> tuple[int, int]:
    """Return a size that may be decoded. name: of the format. Raises ImageTooLargeError."""
    if width_px * height_px > MAX_DECODED_PIXELS:
        raise ImageTooLargeError(
            f"the {name} image has {width_px} x {height_px} px, more than "
            f"{MAX_DECODED_PIXELS:,} pixels: crop to one finger or lower the resolution"
        )
    return width_px, height_px
