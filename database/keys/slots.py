"""The form of the file of keys, and how the file is opened and written. Numbers little-endian:

header, 64 bytes: magic `TPKS`, version u16, 2 spare, store id 16, master key id 16, zeros,
                  CRC-32 of the bytes before
slot n, 64 bytes at 64 n, n from 1: nonce 12, wrapped key 48 (AES-256-GCM; what is
                  authenticated with it: store id and n), CRC-32 of the bytes before

"""

import os
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from database.errors import KeyStoreError
from database.master_key import MasterKey

SLOT_BYTES = 64
STORE_ID_BYTES = 16
NONCE_BYTES = 12
ROTATING = ".rotating"
"""Ending of the file that a rotation writes."""
MOST_KEYS = 2**40
"""No file has so many; a higher number is damage."""
DESTROYED = bytes(SLOT_BYTES)
"""The slot of a destroyed key."""
NEW = os.O_CREAT | os.O_TRUNC

_NEAR = 64
"""Slots between two slots that are still read in one call: 4 KiB cost less than another call."""
_MOST_AT_ONCE = 16_384
"""Most slots of one call: 1 MiB."""
_COPIED_AT_ONCE = 1 << 20

_MAGIC = b"TPKS"
_VERSION = 1
_HEADER = struct.Struct("<4sH2x16s16s20x")
_SLOT = struct.Struct("<12s48s")
WRAPPED_END = _SLOT.size


def make_slot(nonce: bytes, wrapped: bytes) -> bytes:
    """Lay a wrapped key out."""
    return _checked(_SLOT.pack(nonce, wrapped))


def is_sound(slot: bytes) -> bool:
    """Tell whether a slot passes its checksum. The zeros of a destroyed key do not."""
    return slot != DESTROYED and _checked(slot[:-4]) == slot


def _checked(content: bytes) -> bytes:
    return content + zlib.crc32(content).to_bytes(4, "little")


def make_header(store_id: bytes, master_id: bytes) -> bytes:
    """Lay the header of a file out."""
    return _checked(_HEADER.pack(_MAGIC, _VERSION, store_id, master_id))


class KeyFile:
    """An open file of keys. Threads that still read hold it open after another took its place.

    It is read with calls and not through a map: whoever cuts a mapped file short ends the process
    that reads it.
    """

    def __init__(self, path: Path) -> None:
        """Open a file, read its header. Raises KeyStoreError."""
        try:
            self.number = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as fault:
            raise KeyStoreError(
                f"keys {path}: {fault.strerror}: the database is sealed under the keys of this "
                "file; restore the file from its newest copy"
            ) from fault
        self.id, self.master_id = read_header(path, self.number)

    def __del__(self) -> None:
        """Close the file."""
        with suppress(AttributeError, OSError):
            os.close(self.number)

    @property
    def count(self) -> int:
        """The highest number of a key that was ever made."""
        return max(0, os.fstat(self.number).st_size // SLOT_BYTES - 1)

    def is_at(self, path: Path) -> bool:
        """Tell whether the path still names this file. Raises FileNotFoundError."""
        return os.path.samestat(path.stat(), os.fstat(self.number))

    def slot(self, number: int) -> bytes:
        """Read a slot; empty beyond the end."""
        [(_, slot)] = self.slots([number])
        return slot

    def slots(self, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Read slots in ascending order, in few calls; they are cut short or empty at the end."""
        for run in _runs(sorted(numbers)):
            first, size = run[0], (run[-1] - run[0] + 1) * SLOT_BYTES
            content = b""
            if first >= 0 and run[-1] <= MOST_KEYS:
                content = os.pread(self.number, size, first * SLOT_BYTES)
            for number in run:
                start = (number - first) * SLOT_BYTES
                yield number, content[start : start + SLOT_BYTES]


def _runs(ordered: list[int]) -> Iterator[list[int]]:
    """Put numbers together whose slots lie close to each other."""
    start = 0
    for end in range(1, len(ordered) + 1):
        if (
            end == len(ordered)
            or ordered[end] - ordered[end - 1] > _NEAR
            or ordered[end] - ordered[start] >= _MOST_AT_ONCE
        ):
            yield ordered[start:end]
            start = end


def read_header(path: Path, file: int) -> tuple[bytes, bytes]:
    """Return store id and master key id. Raises KeyStoreError."""
    head = os.pread(file, SLOT_BYTES, 0)
    if len(head) < SLOT_BYTES or _checked(head[:-4]) != head or not head.startswith(_MAGIC):
        raise KeyStoreError(f"keys {path}: not a file of keys, or its header is damaged")
    _, version, store_id, master_id = _HEADER.unpack(head[:-4])
    if version != _VERSION:
        raise KeyStoreError(f"keys {path}: version {version}; this program knows {_VERSION}")
    return store_id, master_id


def unusable(path: Path, number: int, slot: bytes) -> KeyStoreError:
    """Make the error that says why a slot is no key."""
    if number < 1 or len(slot) < SLOT_BYTES:
        why = f"there is no key {number}: the file is older than the database; restore its newest"
    else:
        why = f"key {number} is damaged: restore the file from its newest"
    return KeyStoreError(f"keys {path}: {why} copy")


def overwrite(file: int, numbers: Collection[int]) -> None:
    """Write zeros over slots, as far as the file has them; synced."""
    count = os.fstat(file).st_size // SLOT_BYTES
    for number in filter(lambda one: one < count, numbers):
        os.pwrite(file, DESTROYED, number * SLOT_BYTES)
    os.fsync(file)


def rotating_of(path: Path) -> Path:
    """Name the file that a rotation of a file writes."""
    return path.with_name(path.name + ROTATING)


@contextmanager
def opened(path: Path, flags: int = 0) -> Iterator[int]:
    """Open a file that its owner alone may read; what was written is synced at the end."""
    file = os.open(path, os.O_RDWR | flags, 0o600)
    try:
        yield file
        os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def going_on(path: Path, store_id: bytes, master: MasterKey) -> Iterator[int]:
    """Go on with the file of an interrupted rotation to the same master key, or begin it."""
    head = make_header(store_id, master.id)
    if not path.exists() or path.read_bytes()[:SLOT_BYTES] != head:
        with opened(path, NEW) as file:
            os.write(file, head)
    with opened(path) as file:
        # A slot whose write was cut off is written again.
        os.ftruncate(file, os.fstat(file).st_size // SLOT_BYTES * SLOT_BYTES)
        yield file


def put_back(file: KeyFile, path: Path) -> None:
    """Write a file whose name is gone under its name again; another file there is left alone."""
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    with opened(draft, NEW) as copy:
        size = os.fstat(file.number).st_size
        for start in range(0, size, _COPIED_AT_ONCE):
            os.pwrite(copy, os.pread(file.number, _COPIED_AT_ONCE, start), start)
    # Not `replace`: if somebody was faster, that file counts.
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    sync_folder(path)


def sync_folder(path: Path) -> None:
    """Make the name of a file survive a power cut."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
