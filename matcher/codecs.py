"""Image bytes → grey pixels. All codecs are here, and all are bounded before decoding."""

import io
import struct
import warnings
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from PIL.TiffImagePlugin import TILELENGTH, TILEWIDTH, TiffImageFile

from matcher.errors import (
    EmptyImageError,
    ImageSizeMismatchError,
    ImageTooLargeError,
    PixelFormatError,
    TruncatedImageError,
    UndecodableImageError,
)

# Our own bound is checked on the header, long before Pillow's bound, which only warns.
Image.MAX_IMAGE_PIXELS = None

MAX_DECODED_PIXELS = 24_000_000
"""4 megapixels at 500 ppi are 23 megapixels at 1,200 ppi, the finest resolution accepted."""


MAX_JPEG_SCANS = 100
"""An encoder makes 6 to 20. Each scan costs a pass over the image but may have only 40 bytes."""

# Pillow's warnings of odd tags quote the file, perhaps thousands of times, and Python remembers
# each warning. Errors that matter are raised.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


class Encoding(StrEnum):
    """The encodings of image bytes."""

    PNG = "png"
    TIFF = "tiff"
    BMP = "bmp"
    JPEG = "jpeg"
    RAW_GREY8 = "raw-grey8"


@dataclass(frozen=True)
class ImageHeader:
    """The properties of an image that are known before any pixel is decoded."""

    width_px: int
    height_px: int
    mode: str
    """Pillow's mode: L, RGB, P, …"""


_GREY_MODES = frozenset({"L"})
_CONVERTED_MODES = frozenset({"RGB", "P"})
"""8-bit colour: converted to luma (ITU-R BT.601), which keeps a grey image exactly."""


def read_header(
    data: bytes, encoding: Encoding, *, width_px: int = 0, height_px: int = 0
) -> ImageHeader:
    """Read size and pixel format; only RAW_GREY8 needs width_px and height_px.

    Raises EmptyImageError, UndecodableImageError, TruncatedImageError, ImageTooLargeError,
    ImageSizeMismatchError, PixelFormatError.
    """
    return _inspect(data, encoding, width_px, height_px)[0]


def decode(
    data: bytes, encoding: Encoding, *, width_px: int = 0, height_px: int = 0
) -> NDArray[np.uint8]:
    """Decode to (height, width) uint8 grey; raises the errors of `read_header`."""
    header, image = _inspect(data, encoding, width_px, height_px)
    if image is None:
        return np.frombuffer(data, np.uint8).reshape(header.height_px, header.width_px)
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, IndexError, struct.error) as error:
        raise _explain(error, encoding) from error
    grey = image if image.mode in _GREY_MODES else image.convert("RGB").convert("L")
    return np.array(grey, dtype=np.uint8)


def _inspect(
    data: bytes, encoding: Encoding, width_px: int, height_px: int
) -> tuple[ImageHeader, Image.Image | None]:
    """Make all checks that are possible before decoding; raw grey has no image to open."""
    if not data:
        raise EmptyImageError("the sample has no image bytes: send the encoded image")
    image = None
    if encoding is Encoding.RAW_GREY8:
        header = _raw_header(data, width_px, height_px)
    else:
        image = _open(data, encoding)
        _check_decoding_cost(image, data, encoding)
        header = _describe(image)
        _check_stated_size(header, width_px, height_px)
    _check_pixel_count(header)
    return header, image


def _open(data: bytes, encoding: Encoding) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=[encoding.name])
    except UnidentifiedImageError as error:
        raise UndecodableImageError(
            f"these {len(data)} bytes are not a valid {encoding.name} image: "
            "check the stated encoding"
        ) from error
    except (OSError, SyntaxError, ValueError, IndexError, KeyError, struct.error) as error:
        raise _explain(error, encoding) from error


def _explain(error: Exception, encoding: Encoding) -> TruncatedImageError | UndecodableImageError:
    text = str(error).lower()
    if any(word in text for word in ("truncated", "eof", "not enough", "ends prematurely")):
        return TruncatedImageError(f"the {encoding.name} image ends too early: send it again whole")
    return UndecodableImageError(f"the {encoding.name} image cannot be decoded: {error}")


def _describe(image: Image.Image) -> ImageHeader:
    header = ImageHeader(image.width, image.height, image.mode)
    transparent = image.mode in {"LA", "RGBA", "PA", "La", "RGBa"} or "transparency" in image.info
    if transparent:
        raise PixelFormatError("the image has an alpha channel: send it without transparency")
    if image.mode not in _GREY_MODES | _CONVERTED_MODES:
        raise PixelFormatError(
            f"pixel format {image.mode} is not supported: send 8-bit grey or 8-bit RGB"
        )
    return header


def _raw_header(data: bytes, width_px: int, height_px: int) -> ImageHeader:
    if width_px <= 0 or height_px <= 0:
        raise ImageSizeMismatchError("raw grey needs width_px and height_px above 0")
    if len(data) < width_px * height_px:
        raise TruncatedImageError(
            f"raw grey of {width_px} x {height_px} px needs {width_px * height_px} bytes, "
            f"got {len(data)}"
        )
    if len(data) > width_px * height_px:
        raise ImageSizeMismatchError(
            f"raw grey of {width_px} x {height_px} px needs {width_px * height_px} bytes, "
            f"got {len(data)}: more than the size stated"
        )
    return ImageHeader(width_px, height_px, "L")


def _check_stated_size(header: ImageHeader, width_px: int, height_px: int) -> None:
    stated = (width_px or header.width_px, height_px or header.height_px)
    if stated != (header.width_px, header.height_px):
        raise ImageSizeMismatchError(
            f"the request says {width_px} x {height_px} px, "
            f"the file {header.width_px} x {header.height_px} px"
        )


def _check_pixel_count(header: ImageHeader) -> None:
    if header.width_px * header.height_px > MAX_DECODED_PIXELS:
        raise ImageTooLargeError(
            f"{header.width_px} x {header.height_px} px is more than "
            f"{MAX_DECODED_PIXELS:,} pixels: crop to one finger or lower the resolution"
        )


def _check_decoding_cost(image: Image.Image, data: bytes, encoding: Encoding) -> None:
    """Refuse hidden costs behind a small header: many scans, or tiles beyond the image."""
    if encoding is Encoding.JPEG:
        # In coded data FF is always followed by 00, so this marker belongs to a scan, to a
        # thumbnail, or appears in a profile by chance (one in 64 kB).
        scan_count = data.count(b"\xff\xda")
        if scan_count > MAX_JPEG_SCANS:
            raise UndecodableImageError(
                f"the JPEG image has {scan_count} scans, at most {MAX_JPEG_SCANS} are decoded: "
                "save it again"
            )
    if isinstance(image, TiffImageFile):
        tile_pixels = _tag(image, TILEWIDTH) * _tag(image, TILELENGTH)
        if tile_pixels > MAX_DECODED_PIXELS:
            raise ImageTooLargeError(
                f"the TIFF image has tiles of more than {MAX_DECODED_PIXELS:,} pixels: "
                "save it in strips"
            )


def _tag(image: TiffImageFile, tag: int) -> int:
    value = image.tag_v2.get(tag, 0)
    # No single whole number: as good as any size.
    return value if isinstance(value, int) else MAX_DECODED_PIXELS + 1
