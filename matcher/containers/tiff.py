"""TIFF: the tags that pixels need, and all others.

Source: TIFF 6.0, and its technical notes of 2002 for JPEG (number 2) and predictors.
"""

from matcher.containers.contents import MAX_DECODED_PIXELS, Contents, one_resolution
from matcher.containers.directories import MAX_VALUES, Block, Directory, orientation
from matcher.errors import (
    ImageTooLargeError,
    MultipleFramesError,
    PixelFormatError,
    TruncatedImageError,
    UndecodableImageError,
)

MAX_DIRECTORIES = 32
"""Of a TIFF. Each smaller copy in a pyramid has half the side: 15 lead from 24,000 px to one."""


_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIPS, _SAMPLES, _ROWS_PER_STRIP, _PLANAR = 273, 277, 278, 284
_TILE_WIDTH, _TILE_HEIGHT, _TILES = 322, 323, 324
_SAMPLE_FORMAT, _SUBFILE, _OLD_SUBFILE, _SUB_DIRECTORIES = 339, 254, 255, 330
_ACROSS, _DOWN, _RESOLUTION_UNIT, _INCH, _CENTIMETRE = 282, 283, 296, 2, 3
_UNSIGNED = frozenset({1, 4})
"""Sample formats: unsigned, and undefined, which is read as unsigned."""
_FILL_ORDER, _BYTE_COUNTS, _T4_OPTIONS, _T6_OPTIONS, _PREDICTOR, _PALETTE = (
    266, 279, 292, 293, 317, 320,
)  # fmt: skip
_TILE_BYTES, _EXTRA_SAMPLES, _JPEG_TABLES = 325, 338, 347
_PIXEL_TAGS = frozenset({529, 530, 531, 532}) | {
    _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _STRIPS, _SAMPLES, _ROWS_PER_STRIP,
    _PLANAR, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _SAMPLE_FORMAT, _FILL_ORDER, _BYTE_COUNTS,
    _T4_OPTIONS, _T6_OPTIONS, _PREDICTOR, _PALETTE, _TILE_BYTES, _EXTRA_SAMPLES, _JPEG_TABLES,
}  # fmt: skip


def read_tiff(data: bytes) -> Contents:
    """Read a TIFF.

    Raises ImageTooLargeError, MultipleFramesError, OrientationError, PixelFormatError,
    TruncatedImageError, UndecodableImageError.
    """
    if data[:2] not in {b"II", b"MM"} or not {42, 43} & {*data[2:4]}:
        return Contents(data)
    block = Block(data)
    first = block.directory(block.first_offset)
    _check_pages(block, first)
    _check_samples(block, first)
    _check_parts(block, first)
    return Contents(_reduced(block, first), orientation(block, first), _resolution(block, first))


def _check_pages(block: Block, first: Directory) -> None:
    """Refuse further pages, but not smaller copies of the first page beside it."""
    pages, seen, offset = [first], {block.first_offset}, first.next_offset
    while offset and offset not in seen and len(pages) < MAX_DIRECTORIES:
        seen.add(offset)
        try:
            page = block.directory(offset)
        except (UndecodableImageError, TruncatedImageError):
            break  # Some writers leave any number behind the last page.
        pages.append(page)
        offset = page.next_offset
    smaller = [_is_smaller_copy(block, page) for page in pages]
    is_preview = smaller[0] and (len(pages) > 1 or first.find(_SUB_DIRECTORIES) is not None)
    if smaller.count(False) > 1 or is_preview or len(pages) == MAX_DIRECTORIES:
        raise MultipleFramesError(
            f"the TIFF image has {len(pages)} pages, or begins with a preview: "
            "send one picture of one finger"
        )


def _is_smaller_copy(block: Block, page: Directory) -> bool:
    kind, old = block.first_value(page, _SUBFILE), block.first_value(page, _OLD_SUBFILE)
    return bool(kind & 1) or old == 2


def _check_samples(block: Block, page: Directory) -> None:
    if max(block.values(page.find(_BITS)), default=1) > 8:
        raise PixelFormatError(
            "the TIFF image has more than 8 bits a sample: send 8-bit grey or 8-bit RGB"
        )
    if not _UNSIGNED.issuperset(block.values(page.find(_SAMPLE_FORMAT))):
        raise PixelFormatError(
            "the TIFF image has signed or floating samples: send 8-bit grey or 8-bit RGB"
        )
    if page.find(_PHOTOMETRIC) is None:
        raise PixelFormatError(
            "the TIFF image does not say whether 0 is black or white: save it again"
        )


def _check_parts(block: Block, page: Directory) -> None:
    """Refuse tiles beyond the image, and an image that strips or tiles do not fill."""
    width, height = block.first_value(page, _WIDTH), block.first_value(page, _HEIGHT)
    across, down = block.first_value(page, _TILE_WIDTH), block.first_value(page, _TILE_HEIGHT)
    if across * down > MAX_DECODED_PIXELS:
        raise ImageTooLargeError(
            f"the TIFF image has tiles of more than {MAX_DECODED_PIXELS:,} pixels: "
            "save it in strips"
        )
    parts = page.find(_STRIPS)
    if parts is not None:
        across, down = width, min(block.first_value(page, _ROWS_PER_STRIP) or height, height)
    else:
        parts = page.find(_TILES)
    if parts is None or not across * down:
        raise UndecodableImageError("the TIFF image does not say where its pixels are")
    planes = block.first_value(page, _SAMPLES) if block.first_value(page, _PLANAR) == 2 else 1
    needed = -(-width // across) * -(-height // down) * planes
    if parts.count > MAX_VALUES:
        raise UndecodableImageError(
            f"the TIFF image has {parts.count} parts, at most {MAX_VALUES:,} are decoded"
        )
    if parts.count != needed:
        raise TruncatedImageError(
            f"the TIFF image has {parts.count} strips or tiles where its size needs {needed}: "
            "send it again whole"
        )


def _resolution(block: Block, page: Directory) -> float:
    """Read the resolution in pixels an inch, which is the unit if none is stated."""
    try:
        unit = block.first_value(page, _RESOLUTION_UNIT) or _INCH
        across, down = (block.ratio(page.find(code)) for code in (_ACROSS, _DOWN))
    except (UndecodableImageError, TruncatedImageError):
        return 0.0
    per_inch = {_INCH: 1.0, _CENTIMETRE: 2.54}.get(unit, 0.0)
    return one_resolution(across * per_inch, down * per_inch)


def _reduced(block: Block, page: Directory) -> bytes:
    """Write the file with one directory, in the place of the first, of the tags that pixels need.

    The file keeps its length, so that missing pixels stay missing.
    """
    kept = {tag.code: tag for tag in reversed(page.tags) if tag.code in _PIXEL_TAGS}
    entries = b"".join(kept[code].entry for code in sorted(kept))
    head = block.pack(block.count_format, len(kept))
    directory = head + entries + block.pack(block.offset_format, 0)
    view, start = memoryview(block.data), block.first_offset
    return b"".join((view[:start], directory, view[start + len(directory) :]))
