"""WSQ: the FBI's compression of grey prints, checked marker by marker before the decoder sees it.

The decoder is NBIS, in C, and trusts what a table says of itself. A table of no coefficients makes
it write beyond its buffer, and a missing table makes it decode with the table of the image before.
So a file is taken only if each table has the length that its content needs, if every table stands
in the file itself, and if coded data end at a marker. Comments are cut out: NBIS would parse them.

Source: IAFIS-IC-0110, WSQ Gray-Scale Fingerprint Image Compression Specification, version 3.1,
annexes A and B; NBIS 5, `wsq/tableio.c`.
"""

import re
import struct
from dataclasses import dataclass, field

from matcher.containers.contents import Contents, checked_size
from matcher.errors import TruncatedImageError, UndecodableImageError

MAX_WSQ_BLOCKS = 256
"""Encoders write 3 blocks of coded data."""
MAX_WSQ_SEGMENTS = 1_000
MIN_WSQ_SIDE_PX = 32
"""Five halvings leave one coefficient."""

_START, _END = b"\xff\xa0", 0xA1
_FRAME, _BLOCK, _FILTERS, _STEPS, _CODES, _COMMENT = 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA8
_NAMES = {
    _FRAME: "frame header",
    _BLOCK: "block header",
    _FILTERS: "transform table",
    _STEPS: "quantization table",
    _CODES: "Huffman table",
    _COMMENT: "comment",
}
_MARKER = re.compile(rb"\xff[^\x00]")
_FRAME_SIZE, _STEPS_SIZE, _BLOCK_SIZE = 17, 389, 3
"""With the two bytes of the length: a frame header, 64 subbands, the number of a Huffman table."""
_MOST_COEFFICIENTS = 32
_MOST_TABLES, _CODE_LENGTHS, _MOST_CODES = 8, 16, 256
_PPI = re.compile(rb"^PPI ([0-9]{1,5})$", re.MULTILINE)


@dataclass
class _Seen:
    """The tables that stand in the file so far."""

    size_px: tuple[int, int] = (0, 0)
    filters: bool = False
    steps: bool = False
    codes: set[int] = field(default_factory=set)
    block_count: int = 0
    tagged_ppi: float = 0.0


def read_wsq(data: bytes) -> Contents:
    """Read a WSQ. Raises ImageTooLargeError, TruncatedImageError, UndecodableImageError."""
    if not data.startswith(_START):
        raise UndecodableImageError(
            f"these {len(data)} bytes are not a valid WSQ image: check the stated encoding"
        )
    view, seen, at = memoryview(data), _Seen(), len(_START)
    kept = [view[:at]]
    for _ in range(MAX_WSQ_SEGMENTS):
        marker = _marker_at(data, at)
        if marker == _END:
            if not seen.block_count:
                raise UndecodableImageError("the WSQ image has no block of coded data")
            kept.append(view[at : at + 2])
            width, height = seen.size_px
            return Contents(b"".join(kept), 1, seen.tagged_ppi, width, height)
        end = at + 2 + _length_at(data, at, marker)
        _note(seen, marker, data[at + 4 : end])
        if marker == _BLOCK:
            end = _end_of_coded_data(data, end)
        if marker != _COMMENT:
            kept.append(view[at:end])
        at = end
    raise UndecodableImageError(f"the WSQ image has more than {MAX_WSQ_SEGMENTS:,} parts")


def _marker_at(data: bytes, at: int) -> int:
    if at + 2 > len(data):
        raise TruncatedImageError("the WSQ image ends before its end marker: send it again whole")
    if data[at] != 0xFF or (data[at + 1] != _END and data[at + 1] not in _NAMES):
        raise UndecodableImageError(
            f"the WSQ image has {data[at : at + 2].hex().upper()} at byte {at}, where a marker "
            "FFA1 to FFA6 or FFA8 must stand"
        )
    return data[at + 1]


def _length_at(data: bytes, at: int, marker: int) -> int:
    """Read the length of a segment, with the two bytes of the length itself."""
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    if at + 4 > len(data) or at + 2 + length > len(data):
        raise TruncatedImageError(
            f"the WSQ image ends in its {_NAMES[marker]} at byte {at}: send it again whole"
        )
    if length < 2:
        raise _wrong(marker, f"states a length of {length} bytes")
    return length


def _end_of_coded_data(data: bytes, start: int) -> int:
    """Find the marker behind coded data, in which FF is always followed by 00."""
    found = _MARKER.search(data, start)
    if found is None:
        raise TruncatedImageError("the WSQ image ends in its coded data: send it again whole")
    return found.start()


def _note(seen: _Seen, marker: int, body: bytes) -> None:
    """Check one segment, without marker and length, and note what it defines."""
    if marker == _FRAME:
        _note_frame(seen, body)
    elif marker == _FILTERS:
        _check_filters(body)
        seen.filters = True
    elif marker == _STEPS:
        _check_length(marker, body, _STEPS_SIZE - 2)
        seen.steps = True
    elif marker == _CODES:
        seen.codes |= _code_tables(body)
    elif marker == _BLOCK:
        _note_block(seen, body)
    elif body.startswith(b"NIST_COM"):
        found = _PPI.search(body)
        seen.tagged_ppi = float(found[1]) if found else 0.0


def _note_frame(seen: _Seen, body: bytes) -> None:
    if seen.size_px != (0, 0):
        raise UndecodableImageError("the WSQ image has two frame headers")
    _check_length(_FRAME, body, _FRAME_SIZE - 2)
    height, width = struct.unpack_from(">HH", body, 2)
    if min(width, height) < MIN_WSQ_SIDE_PX:
        raise _wrong(_FRAME, f"states {width} x {height} px, fewer than {MIN_WSQ_SIDE_PX} a side")
    seen.size_px = checked_size("WSQ", width, height)


def _check_filters(body: bytes) -> None:
    """Check the sizes of both filters. Half of a symmetric filter is written, 6 bytes a value."""
    sizes = body[:2]
    if len(sizes) < 2 or not all(1 <= size <= _MOST_COEFFICIENTS for size in sizes):
        raise _wrong(_FILTERS, f"states filters of {[*sizes]} coefficients, not 1 to 32")
    _check_length(_FILTERS, body, 2 + 6 * sum((size + 1) // 2 for size in sizes))


def _code_tables(body: bytes) -> set[int]:
    """Check the Huffman tables of a segment and return their numbers."""
    found, at = set[int](), 0
    while at < len(body) or not found:
        counts = body[at + 1 : at + 1 + _CODE_LENGTHS]
        if len(counts) < _CODE_LENGTHS:
            raise _wrong(_CODES, "ends within its counts of codes")
        used = sum(count << _CODE_LENGTHS - bits for bits, count in enumerate(counts, 1))
        if body[at] >= _MOST_TABLES or not 0 < sum(counts) <= _MOST_CODES:
            raise _wrong(_CODES, f"has number {body[at]} and {sum(counts)} codes")
        if used > 1 << _CODE_LENGTHS:
            raise _wrong(_CODES, f"number {body[at]} has more codes than their lengths allow")
        found.add(body[at])
        at += 1 + _CODE_LENGTHS + sum(counts)
    _check_length(_CODES, body, at)
    return found


def _note_block(seen: _Seen, body: bytes) -> None:
    _check_length(_BLOCK, body, _BLOCK_SIZE - 2)
    seen.block_count += 1
    missing = [
        name
        for name, there in (
            ("frame header", seen.size_px != (0, 0)),
            ("transform table", seen.filters),
            ("quantization table", seen.steps),
            (f"Huffman table {body[0]}", body[0] in seen.codes),
        )
        if not there
    ]
    if missing:
        raise UndecodableImageError(
            f"the WSQ image has a block of coded data before its {' and '.join(missing)}"
        )
    if seen.block_count > MAX_WSQ_BLOCKS:
        raise UndecodableImageError(f"the WSQ image has more than {MAX_WSQ_BLOCKS} blocks")


def _check_length(marker: int, body: bytes, needed: int) -> None:
    if len(body) != needed:
        raise _wrong(marker, f"has {len(body)} bytes where its content needs {needed}")


def _wrong(marker: int, what: str) -> UndecodableImageError:
    return UndecodableImageError(f"the WSQ image's {_NAMES[marker]} {what}: save it again")
