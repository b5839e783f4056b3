"""Image files built byte by byte: what encoders write, and what only an attacker writes."""

import io
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from matcher.codecs import Encoding

Pixels = NDArray[np.uint8]
Entry = tuple[int, int, Sequence[int]]
"""Tag, type (1 BYTE, 2 ASCII, 3 SHORT, 4 LONG, 5 RATIONAL, 16 LONG8) and values."""

_FORMATS = {1: "B", 2: "B", 3: "H", 4: "I", 5: "I", 7: "B", 16: "Q"}
_PER_VALUE = {5: 2}
ORIENTATION = 274


def save(image: Image.Image, encoding: Encoding, **options: object) -> bytes:
    """Encode with Pillow."""
    data = io.BytesIO()
    image.save(data, encoding.name, **options)
    return data.getvalue()


def grey(pixels: Pixels, encoding: Encoding, **options: object) -> bytes:
    """Encode grey pixels with Pillow."""
    return save(Image.fromarray(pixels), encoding, **options)


# Directories.


def directory(entries: Iterable[Entry], at: int, order: str = "<", next_offset: int = 0) -> bytes:
    """Write a directory that stands at an offset, and the values that its entries point to."""
    entries = list(entries)
    values_at = at + 2 + 12 * len(entries) + 4
    rows, values = [], b""
    for tag, kind, numbers in entries:
        packed = struct.pack(f"{order}{len(numbers)}{_FORMATS[kind]}", *numbers)
        field = packed.ljust(4, b"\0")
        if len(packed) > 4:
            field = struct.pack(order + "I", values_at + len(values))
            values += packed + bytes(len(packed) % 2)
        count = len(numbers) // _PER_VALUE.get(kind, 1)
        rows.append(struct.pack(order + "HHI", tag, kind, count) + field)
    head = struct.pack(order + "H", len(entries))
    return head + b"".join(rows) + struct.pack(order + "I", next_offset) + values


def header(order: str = "<", first_offset: int = 8) -> bytes:
    """Write the eight bytes before everything else."""
    return {"<": b"II", ">": b"MM"}[order] + struct.pack(order + "HI", 42, first_offset)


def exif(entries: Iterable[Entry], order: str = "<") -> bytes:
    """Write an Exif block, without the name that JPEG puts before it."""
    return header(order) + directory(entries, 8, order)


def orientation_exif(value: int, order: str = "<") -> bytes:
    """Write an Exif block that states an orientation."""
    return exif([(ORIENTATION, 3, [value])], order)


# PNG.


def png_chunk(name: bytes, body: bytes) -> bytes:
    """Write a chunk."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    samples: Pixels,
    *,
    depth: int = 8,
    colour_type: int = 0,
    before: Sequence[bytes] = (),
    after: Sequence[bytes] = (),
    width: int = 0,
) -> bytes:
    """Write rows of packed samples. before, after: chunks on either side of the pixels."""
    head = struct.pack(
        ">IIBBBBB", width or samples.shape[1], len(samples), depth, colour_type, 0, 0, 0
    )
    rows = np.pad(samples.reshape(len(samples), -1), ((0, 0), (1, 0)))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", head),
            *before,
            png_chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)),
            *after,
            png_chunk(b"IEND", b""),
        )
    )


def frame_control(number: int, width: int, height: int) -> bytes:
    """Write the chunk before a frame of an animation."""
    return png_chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, width, height, 0, 0, 1, 1, 0, 0))


def animation(frame_count: int) -> bytes:
    """Write the chunk that announces an animation."""
    return png_chunk(b"acTL", struct.pack(">II", frame_count, 0))


# JPEG.


def segment(marker: int, body: bytes) -> bytes:
    """Write a segment."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """Put segments behind the start of the image."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def exif_segment(block: bytes) -> bytes:
    """Write the segment of an Exif block."""
    return segment(0xE1, b"Exif\0\0" + block)


def picture_index(kinds: Sequence[int], order: str = "<") -> bytes:
    """Write the segment that lists the pictures of an MPO file by their kinds."""
    entries = b"".join(struct.pack(order + "IIIHH", kind, 100, 0, 0, 0) for kind in kinds)
    listed = [(0xB001, 4, [len(kinds)]), (0xB002, 7, list(entries))]
    return segment(0xE2, b"MPF\0" + header(order) + directory(listed, 8, order))


# TIFF.


def tiff(
    parts: Sequence[bytes],
    tags: Mapping[int, tuple[int, Sequence[int]]],
    *,
    order: str = "<",
    tiled: bool = False,
    extra: Sequence[Entry] = (),
    pages: Sequence[Sequence[Entry]] = (),
) -> bytes:
    """Write strips or tiles, then the directory, then further directories.

    extra: entries that are put among the others as they are, even if a tag then stands twice.
    """
    body, offsets = b"", []
    for part in parts:
        offsets.append(8 + len(body))
        body += part + bytes(len(part) % 2)
    offset_tag, count_tag = (324, 325) if tiled else (273, 279)
    whole = {**tags, offset_tag: (4, offsets), count_tag: (4, [len(part) for part in parts])}
    entries: list[Entry] = [(tag, *whole[tag]) for tag in whole]
    chain = [sorted([*entries, *extra]), *pages]
    data = header(order, 8 + len(body)) + body
    for index, page in enumerate(chain):
        at = len(data)
        length = len(directory(page, at, order))
        following = at + length if index + 1 < len(chain) else 0
        data += directory(page, at, order, following)
    return data


def grey_tags(pixels: Pixels, **other: int) -> dict[int, tuple[int, Sequence[int]]]:
    """List the tags of a grey image in one strip."""
    height, width = pixels.shape[:2]
    values = {256: width, 257: height, 258: 8, 259: 1, 262: 1, 277: 1, 278: height}
    values |= {int(tag.removeprefix("t")): value for tag, value in other.items()}
    return {tag: (4 if tag in {256, 257, 278} else 3, [value]) for tag, value in values.items()}


def grey_tiff(pixels: Pixels, *, order: str = "<", **options: object) -> bytes:
    """Write a grey image in one strip, uncompressed."""
    return tiff([pixels.tobytes()], grey_tags(pixels), order=order, **options)  # type: ignore[arg-type]


def big_tiff(pixels: Pixels, orientation: int = 1) -> bytes:
    """Write a grey image in one strip as BigTIFF."""
    tags = {**grey_tags(pixels), ORIENTATION: (3, [orientation])}
    body = pixels.tobytes()
    tags |= {273: (16, [16]), 279: (16, [len(body)])}
    rows = b"".join(
        struct.pack("<HHQ", tag, kind, 1)
        + struct.pack("<" + _FORMATS[kind], *values).ljust(8, b"\0")
        for tag, (kind, values) in sorted(tags.items())
    )
    at = 16 + len(body)
    head = b"II" + struct.pack("<HHHQ", 43, 8, 0, at)
    return head + body + struct.pack("<Q", len(tags)) + rows + bytes(8)


# BMP.


def bmp(
    rows: bytes,
    width: int,
    height: int,
    bits: int,
    *,
    palette: Sequence[int] = (),
    compression: int = 0,
    masks: Sequence[int] = (),
) -> bytes:
    """Write rows as they are, from the bottom. palette: greys. masks: of colours, then alpha."""
    colours = b"".join(bytes([grey, grey, grey, 0]) for grey in palette)
    size = 108 if masks else 40
    info = struct.pack(
        "<IiiHHIIiiII", size, width, height, 1, bits, compression, len(rows), 0, 0, len(palette), 0
    )
    info += struct.pack(f"<{len(masks)}I", *masks)
    start = 14 + size + len(colours)
    head = b"BM" + struct.pack("<IHHI", start + len(rows), 0, 0, start)
    return head + info.ljust(size, b"\0") + colours + rows
