"""JPEG 2000: boxes around a codestream, or the codestream alone.

The codestream is checked from its first byte to its last: size, components, tiles, and the length
of every part of a tile. Only the codestream is decoded, so that the boxes are read nowhere else.

Source: ITU-T T.800 (ISO/IEC 15444-1), annexes A (codestream) and I (JP2 boxes).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.containers.contents import INCH_M, Contents, checked_size, one_resolution
from matcher.errors import (
    MultipleFramesError,
    PixelFormatError,
    TruncatedImageError,
    UndecodableImageError,
)

MAX_TILES = 4_096
"""24 megapixels in tiles of 77 x 77 px; the FBI's profile of 1,000 ppi has one tile."""
MAX_BOXES = 1_000
MAX_SEGMENTS = 1_000
MAX_TILE_PARTS = 65_536

_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
_CODESTREAM = b"\xff\x4f\xff\x51"
"""Its start, and the marker of its size, which always follows."""
_SIZE, _COMPONENT = struct.Struct(">HH8IH"), struct.Struct(">BBB")
_TILE_PART, _END = 0xFF90, 0xFFD9
_TILE_PART_SIZE = 10
_RESOLUTION = struct.Struct(">HHHHbb")
_LUMA_SPACES = {12, 18, 24}
"""CMYK, sYCC and e-sYCC, whose components are no colours of light."""


@dataclass(frozen=True)
class _Box:
    name: bytes
    start: int
    """Of what the box holds."""
    end: int


def read_jpeg2000(data: bytes) -> Contents:
    """Read a JP2 file or a raw codestream.

    Raises ImageTooLargeError, MultipleFramesError, PixelFormatError, TruncatedImageError,
    UndecodableImageError.
    """
    if data.startswith(_CODESTREAM):
        stream, tagged_ppi = data, 0.0
    elif data.startswith(_SIGNATURE):
        stream, tagged_ppi = _unpack(data)
    else:
        raise UndecodableImageError(
            f"these {len(data)} bytes are not a valid JPEG 2000 image: check the stated encoding"
        )
    width, height, tile_count = _read_size(stream)
    end = _check_tile_parts(stream, _check_main_header(stream), tile_count)
    return Contents(stream[:end], 1, tagged_ppi, width, height)


def _boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    for _ in range(MAX_BOXES):
        if start == end:
            return
        if end - start < 8:
            raise TruncatedImageError("the JPEG 2000 image ends within a box: send it again whole")
        length, name = struct.unpack_from(">I4s", data, start)
        head = 8
        if length == 1 and end - start >= 16:
            [length], head = struct.unpack_from(">Q", data, start + 8), 16
        length = length or end - start
        if length < head:
            raise UndecodableImageError(f"the JPEG 2000 image has a box of {length} bytes")
        if start + length > end:
            raise TruncatedImageError(
                f"the JPEG 2000 image ends within its box {name!r}: send it again whole"
            )
        yield _Box(name, start + head, start + length)
        start += length
    raise UndecodableImageError(f"the JPEG 2000 image has more than {MAX_BOXES:,} boxes")


def _unpack(data: bytes) -> tuple[bytes, float]:
    """Return the codestream of a JP2 file and the resolution that the file states."""
    streams, tagged_ppi = [], 0.0
    for box in _boxes(data, 0, len(data)):
        if box.name == b"jp2h":
            tagged_ppi = _read_image_header(data, box)
        elif box.name == b"jp2c":
            streams.append(data[box.start : box.end])
    if not streams:
        raise TruncatedImageError("the JPEG 2000 image has no codestream: send it again whole")
    if len(streams) > 1:
        raise MultipleFramesError(
            f"the JPEG 2000 image has {len(streams)} codestreams: send one picture of one finger"
        )
    if not streams[0].startswith(_CODESTREAM):
        raise UndecodableImageError("the JPEG 2000 image's codestream does not begin with its size")
    return streams[0], tagged_ppi


def _read_image_header(data: bytes, header: _Box) -> float:
    """Refuse colours that are looked up or mixed; return the resolution, capture before display."""
    resolutions: dict[bytes, float] = {}
    for box in _boxes(data, header.start, header.end):
        if box.name == b"pclr":
            raise PixelFormatError("the JPEG 2000 image has a palette: send 8-bit grey")
        if box.name == b"colr" and data[box.start : box.start + 1] == b"\1":
            space = int.from_bytes(data[box.start + 3 : box.start + 7], "big")
            if space in _LUMA_SPACES:
                raise PixelFormatError(
                    f"the JPEG 2000 image has colour space {space}: send 8-bit grey or 8-bit RGB"
                )
        if box.name == b"res ":
            for inner in _boxes(data, box.start, box.end):
                resolutions[inner.name] = _resolution(data[inner.start : inner.end])
    return resolutions.get(b"resc", 0.0) or resolutions.get(b"resd", 0.0)


def _resolution(body: bytes) -> float:
    if len(body) != _RESOLUTION.size:
        return 0.0
    down, down_by, across, across_by, down_power, across_power = _RESOLUTION.unpack(body)
    if not down_by or not across_by or max(abs(down_power), abs(across_power)) > 30:
        return 0.0
    down_ppm, across_ppm = (
        down / down_by * 10.0**down_power,
        across / across_by * 10.0**across_power,
    )
    return one_resolution(across_ppm * INCH_M, down_ppm * INCH_M)


def _read_size(stream: bytes) -> tuple[int, int, int]:
    """Read width, height and the number of tiles, and check the components."""
    start = len(_CODESTREAM)
    if len(stream) < start + _SIZE.size:
        raise TruncatedImageError("the JPEG 2000 image ends in its header: send it again whole")
    length, _, right, bottom, left, top, *tile, count = _SIZE.unpack_from(stream, start)
    tile_width, tile_height, tile_left, tile_top = tile
    if length != _SIZE.size + _COMPONENT.size * count:
        raise UndecodableImageError(
            f"the JPEG 2000 image's size segment has {length} bytes for {count} components"
        )
    if not (tile_left <= left < right and tile_top <= top < bottom and tile_width and tile_height):
        raise UndecodableImageError("the JPEG 2000 image's size segment states no area")
    width, height = checked_size("JPEG 2000", right - left, bottom - top)
    across, down = -(-(right - tile_left) // tile_width), -(-(bottom - tile_top) // tile_height)
    if across * down > MAX_TILES:
        raise UndecodableImageError(
            f"the JPEG 2000 image has {across * down:,} tiles, at most {MAX_TILES:,} are decoded"
        )
    _check_components(stream[start + _SIZE.size : start + length], count)
    return width, height, across * down


def _check_components(body: bytes, count: int) -> None:
    if not 1 <= count <= 4:
        raise PixelFormatError(f"the JPEG 2000 image has {count} components: send 8-bit grey")
    if len(body) < count * _COMPONENT.size:
        raise TruncatedImageError("the JPEG 2000 image ends in its header: send it again whole")
    for depth, across, down in _COMPONENT.iter_unpack(body):
        if depth + 1 != 8:  # The high bit says signed.
            raise PixelFormatError(
                f"the JPEG 2000 image has {(depth & 0x7F) + 1} bits a sample"
                f"{', signed' if depth & 0x80 else ''}: send 8-bit grey or 8-bit RGB"
            )
        if (across, down) != (1, 1):
            raise PixelFormatError(
                "the JPEG 2000 image has components of different sizes: send 8-bit grey"
            )


def _check_main_header(stream: bytes) -> int:
    """Pass over the segments before the first tile, and return where the tile begins."""
    at = 2
    for _ in range(MAX_SEGMENTS):
        marker, length = _segment(stream, at)
        if marker == _TILE_PART:
            return at
        if marker == _END:
            raise UndecodableImageError("the JPEG 2000 image has no tile")
        at += 2 + length
    raise UndecodableImageError(f"the JPEG 2000 image has more than {MAX_SEGMENTS:,} segments")


def _check_tile_parts(stream: bytes, start: int, tile_count: int) -> int:
    """Add up the parts of tiles, and return where the codestream ends."""
    seen, at = set[int](), start
    for _ in range(MAX_TILE_PARTS):
        if stream[at : at + 2] == _END.to_bytes(2, "big"):
            if len(seen) != tile_count:
                raise TruncatedImageError(
                    f"the JPEG 2000 image has {len(seen)} of its {tile_count} tiles: "
                    "send it again whole"
                )
            return at + 2
        marker, length = _segment(stream, at)
        if marker != _TILE_PART or length != _TILE_PART_SIZE:
            raise UndecodableImageError(f"the JPEG 2000 image has no tile at byte {at}")
        tile, size = struct.unpack_from(">HI", stream, at + 4)
        size = size or len(stream) - 2 - at  # 0: up to the end marker.
        if tile >= tile_count or size < 2 + _TILE_PART_SIZE + 2:
            raise UndecodableImageError(
                f"the JPEG 2000 image has a part of tile {tile} of {size} bytes at byte {at}"
            )
        seen.add(tile)
        at += size
    raise UndecodableImageError(f"the JPEG 2000 image has more than {MAX_TILE_PARTS:,} parts")


def _segment(stream: bytes, at: int) -> tuple[int, int]:
    """Read the marker and the length of a segment; the length counts itself."""
    if at + 4 > len(stream):
        raise TruncatedImageError(
            "the JPEG 2000 image ends before its end marker: send it again whole"
        )
    marker, length = struct.unpack_from(">HH", stream, at)
    if marker >> 8 != 0xFF or (length < 2 and marker != _END):
        raise UndecodableImageError(
            f"the JPEG 2000 image has {marker:04X} at byte {at}, where a marker must stand"
        )
    if at + 2 + length > len(stream) and marker != _END:
        raise TruncatedImageError(
            f"the JPEG 2000 image ends in its segment {marker:04X}: send it again whole"
        )
    return marker, length
