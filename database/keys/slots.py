"""The form of the file of keys, and how the file is opened and written. Numbers little-endian:

header, 64 bytes: magic `TPKS`, version u16, 2 spare, store id 16, master key id 16, zeros,
                  CRC-32 of the bytes before
slot n, 64 bytes at 64 n, n from 1: nonce 12, wrapped key 48 (AES-256-GCM; what is
                  authenticated with it: store id and n), CRC-32 of the bytes before

"""

import os
import struct
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
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


def open_file(path: Path) -> int:
    """Open a file of keys. Raises KeyStoreError."""
    try:
        return os.open(path, os.O_RDWR)
    except OSError as fault:
        raise KeyStoreError(
            f"keys {path}: {fault.strerror}: the database is sealed under the keys of this file; "
            "restore the file from its newest copy"
        ) from fault


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


def sync_folder(path: Path) -> None:
    """Make the name of a file survive a power cut."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
