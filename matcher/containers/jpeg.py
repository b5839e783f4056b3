"""JPEG: segments of pixels, and segments of applications.

Source: ITU-T T.81, annex B; CIPA DC-007, 5.2.3, for the index of several pictures in one file.
"""

import re
import struct
from collections.abc import Iterator

from matcher.containers.contents import MAX_PARTS, Contents, one_resolution
from matcher.containers.directories import Block, exif_orientation
from matcher.errors import MultipleFramesError, TruncatedImageError, UndecodableImageError

MAX_JPEG_SCANS = 100
"""An encoder makes 6 to 20. Each scan costs a pass over the image but may have only 40 bytes."""

_MAGIC = b"\xff\xd8"
_MARKER = re.compile(rb"\xff[^\x00\xff]")
_SCAN, _END = 0xDA, 0xD9
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a segment: restarts, and the start of the image."""
_JFIF_SEGMENT, _EXIF_SEGMENT, _INDEX_SEGMENT, _COMMENT = 0xE0, 0xE1, 0xE2, 0xFE
_DENSITY, _PER_INCH = struct.Struct(">7xBHH"), {1: 1.0, 2: 2.54}
_UNUSED_SEGMENTS = frozenset({*range(0xE1, 0xF0), _COMMENT}) - {0xEE}
"""Applications' segments but APP0 (JFIF) and APP14 (Adobe), which say how colours are coded."""
_PICTURE_LIST = 0xB002
_PICTURE = "I12x"
_SMALLER_COPY = 0x01
"""The byte above the low 16 bits of a picture's attribute: a large thumbnail."""


def read_jpeg(data: bytes) -> Contents:
    """Read a JPEG. Raises MultipleFramesError, OrientationError, UndecodableImageError."""
    if not data.startswith(_MAGIC):
        return Contents(data)
    view, exif, tagged_ppi = memoryview(data), [], 0.0
    kept = [view[: len(_MAGIC)]]
    for marker, start, end in _segments(data):
        if marker == _JFIF_SEGMENT:
            tagged_ppi = tagged_ppi or _density(data[start + 4 : end])
        if marker not in _UNUSED_SEGMENTS:
            kept.append(view[start:end])
        elif marker == _EXIF_SEGMENT and data.startswith(b"Exif\0\0", start + 4):
            exif.append(data[start + 10 : end])
        elif marker == _INDEX_SEGMENT and data.startswith(b"MPF\0", start + 4):
            _check_picture_index(data[start + 8 : end])
    coded = b"".join(kept)
    # In coded data FF is always followed by 00, so this marker belongs to a scan.
    scan_count = coded.count(b"\xff\xda")
    if scan_count > MAX_JPEG_SCANS:
        raise UndecodableImageError(
            f"the JPEG image has {scan_count} scans, at most {MAX_JPEG_SCANS} are decoded: "
            "save it again"
        )
    return Contents(coded, exif_orientation(exif), tagged_ppi)


def _density(body: bytes) -> float:
    """Read the density of a JFIF segment; without a unit it states the shape of pixels alone."""
    if len(body) < _DENSITY.size or not body.startswith(b"JFIF\0"):
        return 0.0
    unit, across, down = _DENSITY.unpack_from(body)
    per_inch = _PER_INCH.get(unit, 0.0)
    return one_resolution(across * per_inch, down * per_inch)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """List each segment's marker, start and end. The last has all that follows the header."""
    at = len(_MAGIC)
    for _ in range(MAX_PARTS):
        found = _MARKER.search(data, at)
        if not found:
            return
        start, marker = found.start(), data[found.start() + 1]
        if marker in _STANDALONE:
            at = start + 2
            continue
        length = int.from_bytes(data[start + 2 : start + 4], "big")
        if marker in {_SCAN, _END} or start + 2 + length >= len(data):
            yield marker, start, len(data)
            return
        at = start + 2 + max(length, 2)
        yield marker, start, at
    raise UndecodableImageError(f"the JPEG image has more than {MAX_PARTS:,} parts: save it again")


def _check_picture_index(index: bytes) -> None:
    """Refuse further pictures. An index that cannot be read names no picture."""
    try:
        block = Block(index)
        listed = block.directory(block.first_offset).find(_PICTURE_LIST)
    except (UndecodableImageError, TruncatedImageError):
        return
    entries = block.bytes_of(listed) if listed else b""
    whole = entries[: len(entries) // 16 * 16]
    attributes = [one for (one,) in struct.iter_unpack(block.order + _PICTURE, whole)]
    if sum(one >> 16 & 0xFF != _SMALLER_COPY for one in attributes) > 1:
        raise MultipleFramesError(
            f"the JPEG image holds {len(attributes)} pictures: send one picture of one finger"
        )
