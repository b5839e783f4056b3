"""Image bytes → grey pixels. All codecs are here, and all are bounded before decoding."""

import io
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import _wsq
import numpy as np
from numpy.typing import NDArray
from PIL import (
    BmpImagePlugin,
    Image,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
)

from matcher.containers import (
    MAX_DECODED_PIXELS,
    MIN_WSQ_SIDE_PX,
    Contents,
    read_bmp,
    read_jpeg,
    read_jpeg2000,
    read_png,
    read_tiff,
    read_wsq,
)
from matcher.errors import (
    EmptyImageError,
    ImageSizeMismatchError,
    ImageTooLargeError,
    ImageTooSmallError,
    PixelFormatError,
    TruncatedImageError,
    UndecodableImageError,
)
from matcher.kinds import TEXT, kind_of

# Pillow loads the readers of all formats that it knows when it misses one, unless it has these.
_PLUGINS = (BmpImagePlugin, Jpeg2KImagePlugin, JpegImagePlugin, PngImagePlugin, TiffImagePlugin)

# Our own bound is checked on the header, long before Pillow's bound, which only warns.
Image.MAX_IMAGE_PIXELS = None

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
    WSQ = "wsq"
    JPEG2000 = "jpeg2000"


@dataclass(frozen=True)
class ImageHeader:
    """The properties of an image that are known before any pixel is decoded."""

    width_px: int
    """As stored, before the image is turned."""
    height_px: int
    mode: str
    """Pillow's mode: L, RGB, P, …"""
    tagged_ppi: float = 0.0
    """The resolution that the file states, in pixels an inch; 0 if the file states none."""


_MODES = frozenset({"1", "L", "P", "RGB", "LA", "La", "PA", "RGBA"})
"""Of at most 8 bits a sample. Colour is converted to luma (ITU-R BT.601), which keeps a grey image
exactly."""

_READERS: dict[Encoding, Callable[[bytes], Contents]] = {
    Encoding.PNG: read_png,
    Encoding.TIFF: read_tiff,
    Encoding.BMP: read_bmp,
    Encoding.JPEG: read_jpeg,
    Encoding.WSQ: read_wsq,
    Encoding.JPEG2000: read_jpeg2000,
}

_WSQ_RATE = 0.75
"""Bits a pixel; the encoder knows no other rate."""

_Turn = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
_TURNS: dict[int, _Turn] = {
    1: lambda stored: stored,
    2: np.fliplr,
    3: lambda stored: np.rot90(stored, 2),
    4: np.flipud,
    5: np.transpose,
    6: lambda stored: np.rot90(stored, -1),
    7: lambda stored: np.rot90(stored, 2).T,
    8: np.rot90,
}
"""From the stored image to the shown image, by the orientation of TIFF 6.0, section 8."""


def read_header(
    data: bytes, encoding: Encoding, *, width_px: int = 0, height_px: int = 0
) -> ImageHeader:
    """Read size and pixel format; only RAW_GREY8 needs width_px and height_px.

    Raises EmptyImageError, UndecodableImageError, TruncatedImageError, ImageTooLargeError,
    ImageSizeMismatchError, PixelFormatError, MultipleFramesError, OrientationError.
    """
    return _inspect(data, encoding, width_px, height_px)[0]


def decode(
    data: bytes, encoding: Encoding, *, width_px: int = 0, height_px: int = 0
) -> NDArray[np.uint8]:
    """Decode to (height, width) uint8 grey, turned as the file's orientation tag says.

    width_px, height_px: as stored, before turning. Raises the errors of `read_header`.
    """
    header, contents, image = _inspect(data, encoding, width_px, height_px)
    if encoding is Encoding.WSQ:
        return _decode_wsq(contents.data, header)
    if image is None:
        return np.frombuffer(data, np.uint8).reshape(header.height_px, header.width_px)
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, IndexError, struct.error) as error:
        raise _explain(error, encoding) from error
    return np.ascontiguousarray(_TURNS[contents.orientation](_grey(image)))


def encode_wsq(pixels: NDArray[np.uint8]) -> bytes:
    """Encode (height, width) grey at 500 ppi with WSQ, at the FBI's 0.75 bits a pixel.

    The file states 500 ppi, whatever the pixels are. Raises ImageTooSmallError.
    Source: IAFIS-IC-0110, version 3.1.
    """
    height, width = pixels.shape
    if min(height, width) < MIN_WSQ_SIDE_PX:
        raise ImageTooSmallError(
            f"{width} x {height} px is too small for WSQ: each side needs {MIN_WSQ_SIDE_PX} px"
        )
    return bytes(_wsq.compress(np.ascontiguousarray(pixels).tobytes(), height, width, _WSQ_RATE))


def _decode_wsq(data: bytes, header: ImageHeader) -> NDArray[np.uint8]:
    try:
        grey, width, height, _ = _wsq.decompress(data)
    except Exception as error:  # The decoder's class of error is Exception itself.
        raise UndecodableImageError(f"the WSQ image cannot be decoded: {error}") from error
    if (width, height) != (header.width_px, header.height_px):
        raise UndecodableImageError("the WSQ image was decoded to another size than it states")
    return np.frombuffer(grey, np.uint8).reshape(height, width)


def _inspect(
    data: bytes, encoding: Encoding, width_px: int, height_px: int
) -> tuple[ImageHeader, Contents, Image.Image | None]:
    """Make all checks that are possible before decoding. Pillow opens neither raw grey nor WSQ."""
    if not data:
        raise EmptyImageError("the sample has no image bytes: send the encoded image")
    _check_kind(data, encoding, width_px * height_px)
    image = None
    if encoding is Encoding.RAW_GREY8:
        contents, header = Contents(data), _raw_header(data, width_px, height_px)
    else:
        contents = _READERS[encoding](data)
        if encoding is not Encoding.WSQ:
            image = _open(contents.data, encoding)
        header = _describe(image, contents)
        _check_stated_size(header, width_px, height_px)
    _check_pixel_count(header)
    return header, contents, image


def _check_kind(data: bytes, encoding: Encoding, pixel_count: int) -> None:
    """Refuse another kind of file by name, before the decoder of the stated kind reads the bytes.

    pixel_count: as stated. Raw grey of the right length may begin as any file does, and the first
    pixels of a dark image read as text.
    """
    found, fits = kind_of(data), len(data) == pixel_count
    if encoding is Encoding.RAW_GREY8 and (fits or found is TEXT):
        return
    said = f"`encoding` says {encoding.name}"
    if fits and (found is None or found is TEXT):
        raise UndecodableImageError(
            f"the bytes are as many as the stated pixels, but {said}: state RAW_GREY8"
        )
    if found is not None and found.encoding != encoding.name:
        remedy = f"state {found.encoding}" if found.encoding else "send the image itself"
        raise UndecodableImageError(f"the bytes are {found.words}, but {said}: {remedy}")


def _grey(image: Image.Image) -> NDArray[np.uint8]:
    """Convert a decoded image. Raises PixelFormatError if anything of it is transparent."""
    if image.mode == "La":
        image = image.convert("LA")
    if image.has_transparency_data:
        with_alpha = "LA" if image.mode in {"L", "LA"} else "RGBA"
        if image.convert(with_alpha).getchannel("A").getextrema() != (255, 255):
            raise PixelFormatError(
                "the image is transparent in places: send it without transparency"
            )
        image.info.pop("transparency", None)
    if image.mode in {"P", "PA"}:
        image = image.convert("RGB")
    return np.array(image if image.mode == "L" else image.convert("L"), dtype=np.uint8)


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


def _describe(image: Image.Image | None, contents: Contents) -> ImageHeader:
    if image is None:
        return ImageHeader(contents.width_px, contents.height_px, "L", contents.tagged_ppi)
    if image.mode not in _MODES:
        raise PixelFormatError(
            f"pixel format {image.mode} is not supported: send 8-bit grey or 8-bit RGB"
        )
    return ImageHeader(image.width, image.height, image.mode, contents.tagged_ppi)


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
