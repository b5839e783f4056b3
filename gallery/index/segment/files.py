"""A segment's files: a header of 64 bytes, then content that is only appended to.

Header, little-endian like all numbers in a segment:

    offset  size
    0       4     magic `TPSG`
    4       2     format version
    6       2     zero
    8       8     kind of file
    16      4     bytes of a row; 1 if rows differ in length
    20      8     number of rows; 0 while the segment is open
    28      16    finger class
    44      16    coding: the finer code or the quantiser's version
    60      4     CRC-32 of all bytes before

Content is written with `pwrite`, so that a full disk gives an error and never a signal. Content is
read through a map.
"""

import mmap
import os
import struct
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from database.errors import StoreUnavailableError
from gallery.errors import DamagedSegmentError
from gallery.index.memory import GuardedMap
from gallery.index.segment.row_reading import read_rows

Bytes = NDArray[np.uint8]

HEADER_BYTES = 64
FORMAT_VERSION = 1

ROWS, FINER, RECORDS = "rows", "finer", "records"
CODES, SUMS = "codes", "codes.sums"
FILES = (ROWS, FINER, RECORDS, CODES, SUMS)
"""The files of a sealed segment."""

_MAGIC = b"TPSG"
_HEADER = struct.Struct("<4sH2x8sIQ16s16s")
_KINDS = {ROWS: b"rows", FINER: b"finer", RECORDS: b"records", CODES: b"codes", SUMS: b"sums"}
_PAGE_BYTES = mmap.PAGESIZE
_TOUCHED_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Header:
    """The description at the start of a file."""

    name: str
    row_bytes: int
    count: int
    finger_class: str
    coding: str

    def encode(self) -> bytes:
        """Write format version 1."""
        head = _HEADER.pack(
            _MAGIC,
            FORMAT_VERSION,
            _KINDS[self.name],
            self.row_bytes,
            self.count,
            self.finger_class.encode(),
            self.coding.encode(),
        )
        return head + struct.pack("<I", zlib.crc32(head))

    @property
    def file_bytes(self) -> int:
        """The length of the sealed file with its rows."""
        return HEADER_BYTES + self.row_bytes * self.count


def read_header(path: Path) -> Header:
    """Read a sealed file's header. Raises DamagedSegmentError, also if the length is wrong."""
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_BYTES)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError as error:
        raise DamagedSegmentError(path, "the file", "is missing") from error
    header = _decode(path, head)
    if size != header.file_bytes:
        stated = f"has {size:,} of {header.file_bytes:,} bytes"
        raise DamagedSegmentError(path, "the file", stated)
    return header


def _decode(path: Path, head: bytes) -> Header:
    if len(head) < HEADER_BYTES or zlib.crc32(head[:-4]) != int.from_bytes(head[-4:], "little"):
        raise DamagedSegmentError(path, "the header")
    magic, version, kind, row_bytes, count, finger_class, coding = _HEADER.unpack_from(head)
    if magic != _MAGIC or kind.rstrip(b"\0") != _KINDS[path.name]:
        raise DamagedSegmentError(path, "the header", "is of another kind of file")
    if version != FORMAT_VERSION:
        known = f"has format version {version}; {FORMAT_VERSION} is known"
        raise DamagedSegmentError(path, "the header", known)
    texts = [text.rstrip(b"\0").decode() for text in (finger_class, coding)]
    return Header(path.name, row_bytes, count, *texts)


@dataclass(frozen=True)
class Damage:
    """A place in a file with a wrong checksum."""

    file: Path
    where: str


class FileMap:
    """A file read through a map. The map, even of a deleted file, lives while it is in use.

    What was read holds only if `check` passes afterwards: the file may have been cut short.
    """

    def __init__(self, path: Path, *, at_random: bool = False) -> None:
        """Map all of a file. at_random: reads are scattered, so reading ahead is useless.

        Raises DamagedSegmentError if there is no whole header.
        """
        self._path = path
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise DamagedSegmentError(path, "the file", "is missing") from error
        weakref.finalize(self, os.close, self._descriptor)
        if os.fstat(self._descriptor).st_size < HEADER_BYTES:
            raise DamagedSegmentError(path, "the header")
        self._guarded = GuardedMap(self._descriptor)
        self._map = self._guarded.map
        if at_random:
            self._map.madvise(mmap.MADV_RANDOM)
            os.posix_fadvise(self._descriptor, 0, 0, os.POSIX_FADV_RANDOM)
        self.content: Bytes = np.frombuffer(self._map, np.uint8)[HEADER_BYTES:]

    def check(self, content_bytes: int) -> None:
        """Raise DamagedSegmentError if content was lost since: whoever reads it reads zeros."""
        size = os.fstat(self._descriptor).st_size
        if size < HEADER_BYTES + content_bytes:
            stated = f"was cut short to {size:,} of {HEADER_BYTES + content_bytes:,} bytes"
            raise DamagedSegmentError(self._path, "the file", stated)
        if not self._guarded.is_whole:
            raise DamagedSegmentError(self._path, "the file", "was cut short, or cannot be read")

    def will_need(self, offset: int, length: int) -> None:
        """Ask for a part of the content ahead; returns at once, so that reads go in parallel."""
        first = (HEADER_BYTES + offset) // _PAGE_BYTES * _PAGE_BYTES
        self._map.madvise(mmap.MADV_WILLNEED, first, HEADER_BYTES + offset + length - first)

    def read_rows(self, row_bytes: int, which: NDArray[np.int64]) -> tuple[Bytes, int]:
        """Read rows of a table; see `row_reading.read_rows`."""
        return read_rows(self._descriptor, HEADER_BYTES, row_bytes, which)


def touch(path: Path, offset: int, length: int) -> None:
    """Read some content into the cache, before a map does. Raises OSError if that fails."""
    with path.open("rb", buffering=0) as file:
        file.seek(HEADER_BYTES + offset)
        while length > 0 and (data := file.read(min(length, _TOUCHED_AT_ONCE))):
            length -= len(data)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn an error of the operating system into an error that names the remedy."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailableError(
            f"{folder} cannot be written ({error.strerror}): free space or repair the disk; "
            "nothing was added to it"
        ) from error


def create(path: Path, header: Header, content_bytes: int) -> int:
    """Make and open a file with room for the content (which takes no space on disk yet)."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    write_at(descriptor, 0, header.encode())
    os.ftruncate(descriptor, HEADER_BYTES + content_bytes)
    return descriptor


def write_at(descriptor: int, offset: int, data: bytes | memoryview) -> None:
    """Write all bytes. A disk that fills up may take a part of them before it refuses."""
    left = memoryview(data).cast("B")
    while left:
        written = os.pwrite(descriptor, left, offset)
        left, offset = left[written:], offset + written
