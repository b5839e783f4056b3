"""The tag directories of a TIFF file, of an Exif block and of a JPEG's index of pictures.

All three have the form of TIFF 6.0, section 2. What a file says here is not trusted: every offset
and every count is checked before anything is read.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.errors import OrientationError, TruncatedImageError, UndecodableImageError

ORIENTATION = 274

MAX_TAGS = 1_000
"""In one directory. TIFF, its supplements and Exif define some 400 in all."""
MAX_VALUES = 100_000
"""Of one tag. The smallest tiles that TIFF allows, 16 x 16 px, are 94,000 in 24 megapixels."""

_FORMATS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q"}
"""Format of one value by the tag's type: BYTE, SHORT, LONG, IFD, LONG8."""
_RATIONAL = 5
_ORIENTATION_TYPES = frozenset({3, 4})
"""Exif and TIFF say SHORT; some writers put LONG, which means the same."""


@dataclass(frozen=True)
class Tag:
    """One entry of a directory."""

    code: int
    kind: int
    count: int
    entry: bytes
    """The entry as it stands in the file."""


@dataclass(frozen=True)
class Directory:
    """The tags of one picture."""

    tags: tuple[Tag, ...]
    next_offset: int
    """Of the next directory; 0: this is the last."""

    def find(self, code: int) -> Tag | None:
        """Return the first tag of this code, as decoders do."""
        return next((tag for tag in self.tags if tag.code == code), None)


class Block:
    """Bytes that hold directories, and how their numbers are written."""

    def __init__(self, data: bytes) -> None:
        """Read the header. Raises UndecodableImageError, TruncatedImageError."""
        self.data = data
        self.order = {b"II": "<", b"MM": ">"}.get(data[:2], "")
        if not self.order:
            raise UndecodableImageError(
                "this is no block of tags: it begins with neither II nor MM"
            )
        big = 43 in data[2:4]
        """BigTIFF has 64-bit counts and offsets."""
        self.offset_format = "Q" if big else "I"
        first_at = 8 if big else 4
        self.count_format, self._entry_format = ("Q", "HHQ8s") if big else ("H", "HHI4s")
        [self.first_offset] = self.read(self.offset_format, first_at)

    def read(self, form: str, offset: int) -> tuple[int, ...]:
        """Read numbers. Raises TruncatedImageError if they lie beyond the end."""
        size = struct.calcsize("=" + form)
        if offset + size > len(self.data):
            raise TruncatedImageError("a tag points beyond the end: send the image again whole")
        return struct.unpack_from(self.order + form, self.data, offset)

    def pack(self, form: str, *numbers: int) -> bytes:
        """Write numbers as this block writes them."""
        return struct.pack(self.order + form, *numbers)

    def directory(self, offset: int) -> Directory:
        """Read a directory. Raises UndecodableImageError, TruncatedImageError."""
        [count] = self.read(self.count_format, offset)
        if count > MAX_TAGS:
            raise UndecodableImageError(
                f"a directory has {count} tags, at most {MAX_TAGS} are read"
            )
        size = struct.calcsize("=" + self._entry_format)
        start = offset + struct.calcsize("=" + self.count_format)
        [next_offset] = self.read(self.offset_format, start + count * size)
        return Directory(tuple(self._tags(start, count, size)), next_offset)

    def values(self, tag: Tag | None) -> tuple[int, ...]:
        """Read the whole numbers of a tag; none if there is no such tag.

        Raises UndecodableImageError if they are too many or no whole numbers, TruncatedImageError.
        """
        if tag is None:
            return ()
        if tag.kind not in _FORMATS or tag.count > MAX_VALUES:
            raise UndecodableImageError(
                f"tag {tag.code} has {tag.count} values of type {tag.kind}: save the image again"
            )
        form = f"{tag.count}{_FORMATS[tag.kind]}"
        inline = tag.entry[-struct.calcsize("=" + self.offset_format) :]
        if struct.calcsize("=" + form) <= len(inline):
            return struct.unpack_from(self.order + form, inline)
        [offset] = struct.unpack(self.order + self.offset_format, inline)
        return self.read(form, offset)

    def first_value(self, directory: Directory, code: int) -> int:
        """Read the first number of a tag; 0 if there is no such tag. Raises as `values`."""
        return next(iter(self.values(directory.find(code))), 0)

    def ratio(self, tag: Tag | None) -> float:
        """Read a RATIONAL; 0 if there is none. Raises TruncatedImageError."""
        if tag is None or (tag.kind, tag.count) != (_RATIONAL, 1):
            return 0.0
        inline = tag.entry[-struct.calcsize("=" + self.offset_format) :]
        if len(inline) == struct.calcsize("=II"):
            over, under = struct.unpack(self.order + "II", inline)
        else:
            [offset] = struct.unpack(self.order + self.offset_format, inline)
            over, under = self.read("II", offset)
        return float(over / under) if under else 0.0

    def bytes_of(self, tag: Tag) -> bytes:
        """Read a tag of bytes that does not fit into its entry; cut off at the end of the block."""
        [offset] = struct.unpack_from(self.order + self.offset_format, tag.entry, 8)
        return self.data[offset : offset + tag.count]

    def _tags(self, start: int, count: int, size: int) -> Iterator[Tag]:
        entries = self.data[start : start + count * size]
        form = struct.Struct(self.order + self._entry_format)
        for at, (code, kind, value_count, _) in enumerate(form.iter_unpack(entries)):
            yield Tag(code, kind, value_count, entries[at * size : (at + 1) * size])


def orientation(block: Block, directory: Directory) -> int:
    """Read how the stored image is turned, 1 to 8; 1, as it is, if nothing is said.

    Raises OrientationError if the tag says anything else, or says it twice.
    Source: TIFF 6.0, section 8; Exif 2.32, 4.6.4.
    """
    tags = [tag for tag in directory.tags if tag.code == ORIENTATION]
    if not tags:
        return 1
    if len(tags) > 1:
        raise OrientationError(
            "the image states its orientation twice: save it again with one orientation tag"
        )
    [tag] = tags
    if tag.kind not in _ORIENTATION_TYPES or tag.count != 1:
        raise OrientationError(
            f"the orientation tag has {tag.count} values of type {tag.kind} instead of one short "
            "number: save the image again with a correct tag, or without"
        )
    [value] = block.values(tag)
    if not 1 <= value <= 8:
        raise OrientationError(
            f"the orientation tag says {value}, only 1 to 8 have a meaning: save the image again "
            "with a correct tag, or without"
        )
    return value


def exif_orientation(blocks: list[bytes]) -> int:
    """Read the orientation that an image's Exif blocks state, 1 to 8; 1 if there is no block.

    Raises OrientationError if there are two blocks, if the block cannot be read, or if its tag
    has no meaning. No tag is guessed: a print that is turned wrongly matches nobody.
    """
    if not blocks:
        return 1
    if len(blocks) > 1:
        raise OrientationError(
            f"the image has {len(blocks)} Exif blocks: save it again with one, or without"
        )
    try:
        block = Block(blocks[0])
        return orientation(block, block.directory(block.first_offset))
    except (UndecodableImageError, TruncatedImageError) as error:
        raise OrientationError(
            f"the image's Exif block cannot be read ({error}): save the image again without Exif"
        ) from error
