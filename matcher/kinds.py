"""What kind of file bytes are, by how they begin: who sends the wrong file learns what it is."""

import base64
import re
from dataclasses import dataclass

_LOOKED_AT_BYTES = 256
_LEAST_TEXT_BYTES = 16
_BASE64_BYTES = 64


@dataclass(frozen=True)
class Kind:
    """A kind of file."""

    words: str
    """With its article: `a PNG image`."""
    encoding: str = ""
    """The name of the encoding of such an image; empty for what is no image that is decoded."""


TEXT = Kind("text")
TRANSACTION = Kind("an EBTS transaction")
TYPE_9 = Kind("a Type-9 record of EBTS")
FINGER_RECORD = Kind("a finger record of ISO or ANSI")
WEB_PAGE = Kind("an HTML page")

_BEGINNINGS: tuple[tuple[bytes, Kind], ...] = (
    (rb"\x89PNG", Kind("a PNG image", "PNG")),
    (rb"\xff\xd8\xff", Kind("a JPEG image", "JPEG")),
    (rb"\xff\xa0", Kind("a WSQ image", "WSQ")),
    (rb"\0\0\0\x0cjP|\xff\x4f\xff\x51", Kind("a JPEG 2000 image", "JPEG2000")),
    (rb"II[*+]\0|MM\0[*+]", Kind("a TIFF image", "TIFF")),
    (rb"GIF8", Kind("a GIF image")),
    (rb"RIFF.{4}WEBP", Kind("a WebP image")),
    (rb".{4}ftyp", Kind("a HEIF image or a film")),
    (rb"%PDF", Kind("a PDF")),
    (rb"PK\x03\x04", Kind("a ZIP archive")),
    (rb"\x1f\x8b|BZh[1-9]|\xfd7zXZ|7z\xbc\xaf", Kind("a compressed file")),
    (rb"F[MI]R\0", FINGER_RECORD),
    (rb"1\.0{0,3}1:", TRANSACTION),
    (rb"9\.0{0,3}1:", TYPE_9),
    (rb"(\xef\xbb\xbf)?\s*<(?i:!doctype html|html|head|body)\b", WEB_PAGE),
    (rb"(\xef\xbb\xbf)?\s*<\?xml\b", Kind("an XML file")),
)
_PATTERNS = tuple((re.compile(start, re.DOTALL), kind) for start, kind in _BEGINNINGS)
_BMP = Kind("a BMP image", "BMP")
_TEXT = re.compile(rb"(\xef\xbb\xbf)?[\t\n\r -~]{%d,}" % _LEAST_TEXT_BYTES)
_DATA_ADDRESS = re.compile(rb"data:[^,]*,")


def kind_of(data: bytes) -> Kind | None:
    """Tell what kind of file bytes are; None if nothing known begins so."""
    start = data[:_LOOKED_AT_BYTES]
    if found := next((kind for pattern, kind in _PATTERNS if pattern.match(start)), None):
        return found
    if _TEXT.fullmatch(start):
        return _encoded_as_text(start)
    # Two letters, with which a text may begin too.
    return _BMP if start.startswith(b"BM") else None


def _encoded_as_text(start: bytes) -> Kind:
    """Name an image that was sent in base64, as JSON and web pages carry images."""
    digits = _DATA_ADDRESS.sub(b"", start, count=1)[:_BASE64_BYTES]
    try:
        inner = base64.b64decode(digits[: len(digits) // 4 * 4], validate=True)
    except ValueError:
        return TEXT
    found = kind_of(inner)
    return Kind(f"{found.words} in base64") if found and found.encoding else TEXT
