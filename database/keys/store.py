"""The file of the records' keys, each wrapped under the master key.

The file lies beside the database and is not part of the database. So a copy of the database holds
no key, and a key that is destroyed here is destroyed for every copy. All numbers little-endian:

    header, 64 bytes: magic `TPKS`, version u16, 2 spare, store id 16, master key id 16, zeros,
                      CRC-32 of the bytes before
    slot n, 64 bytes at 64 n, n from 1: nonce 12, wrapped key 48 (AES-256-GCM; what is
                      authenticated with it: store id and n), CRC-32 of the bytes before

A slot of zeros is a destroyed key. A number is never used again. Slot 1 is the key of what is
searched by equality (`database.sealing`), the others are keys of records.
"""

import fcntl
import os
import struct
import threading
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from database.errors import DestroyedKeyError, KeyStoreError, MasterKeyError
from database.master_key import KEY_BYTES, MasterKey

SLOT_BYTES = 64
STORE_ID_BYTES = 16
NONCE_BYTES = 12
SEARCH_KEY_NUMBER = 1
ROTATING = ".rotating"
"""Ending of the file that a rotation writes."""

_MAGIC = b"TPKS"
_VERSION = 1
_HEADER = struct.Struct("<4sH2x16s16s20x")
_SLOT = struct.Struct("<12s48s")
_PLACE = struct.Struct("<16sQ")
_DESTROYED = bytes(SLOT_BYTES)
_FIRST_BATCH, _LARGEST_BATCH = 16, 1_024
"""How many keys are made at once. Each batch costs one wait for the disk."""
_MOST_CACHED = 65_536
_NEW = os.O_CREAT | os.O_TRUNC
_PAGE = 4_096

Progress = Callable[[int, int], None]
Cipher = AESGCM
"""A key, ready for use."""


@dataclass(frozen=True)
class RecordKey:
    """The key of a record."""

    number: int
    cipher: Cipher


class KeyStore:
    """An open file of keys; safe for threads, and for several processes at once."""

    def __init__(self, path: Path, master: MasterKey) -> None:
        """Open a file. Raises KeyStoreError, MasterKeyError."""
        self.path = path
        self._file = _opened(path)
        self.id, master_id = _read_header(path, self._file)
        self._lock = threading.Lock()
        self._cached: dict[int, Cipher] = {}
        self._unused: list[int] = []
        self._batch = _FIRST_BATCH
        if master_id != master.id:
            os.close(self._file)
            raise MasterKeyError(
                f"the master key is not the key of {path}: give the key that sealed the data, or "
                "after a rotation the new one"
            )
        self._master = AESGCM(master.secret)

    def __del__(self) -> None:
        """Close the file."""
        with suppress(AttributeError, OSError):
            os.close(self._file)

    @classmethod
    def create(cls, path: Path, master: MasterKey) -> "KeyStore":
        """Make a new file with the key of what is searched. Raises KeyStoreError."""
        draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _open(draft, _NEW) as file:
                os.write(file, _header(os.urandom(STORE_ID_BYTES), master.id))
            # Not `replace`: of two that make the file, the first wins.
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
            _sync_folder(path)
        except OSError as fault:
            raise KeyStoreError(f"keys {path}: {fault.strerror}") from fault
        made = cls(path, master)
        with made._alone():
            if made.count == 0:
                made._append(1)
        return made

    @property
    def count(self) -> int:
        """The highest number of a key that was ever made."""
        return max(0, os.fstat(self._file).st_size // SLOT_BYTES - 1)

    def new_key(self) -> int:
        """Take a key that nobody uses; returns its number, durable on disk."""
        with self._lock:
            if not self._unused:
                with self._alone():
                    self._unused = self._append(self._batch)
                self._batch = min(2 * self._batch, _LARGEST_BATCH)
            return self._unused.pop()

    def cipher(self, number: int) -> Cipher:
        """Return a key. Raises DestroyedKeyError, KeyStoreError."""
        found = self._cached.get(number)
        if found is None:
            found = AESGCM(self._secret(number))
            self._cache(number, found)
        return found

    def search_secret(self) -> bytes:
        """Return the key of what is searched by equality."""
        return self._secret(SEARCH_KEY_NUMBER)

    def destroy(self, numbers: Collection[int]) -> None:
        """Overwrite keys on disk, synced; nothing that they sealed can ever be read again."""
        with self._lock:
            for number in numbers:
                self._cached.pop(number, None)
            with self._alone():
                _overwrite(self._file, numbers)
                with suppress(FileNotFoundError), _open(_rotating(self.path)) as rotating:
                    _overwrite(rotating, numbers)

    def destroyed(self) -> frozenset[int]:
        """List the numbers of destroyed keys."""
        slots = np.fromfile(self.path, np.uint64)
        slots = slots[: len(slots) // (SLOT_BYTES // 8) * (SLOT_BYTES // 8)]
        empty = ~np.any(slots.reshape(-1, SLOT_BYTES // 8), axis=1)
        return frozenset(np.flatnonzero(empty).tolist())

    def wrapped(self, number: int) -> bytes:
        """Return the slot of a key as it lies on disk: zeros if the key is destroyed."""
        if number > self.count:
            return b""
        return os.pread(self._file, SLOT_BYTES, number * SLOT_BYTES)

    def rotate(self, new: MasterKey, progress: Progress | None = None) -> int:
        """Wrap all keys under another master key; returns how many there are.

        No service may be running. A rotation that was interrupted goes on where it was. The file
        under the old master key is overwritten when the new file has taken its place.
        """
        path, count = _rotating(self.path), self.count
        with self._alone(), _writing(path, self.id, new) as file:
            cipher = AESGCM(new.secret)
            first = max(1, os.fstat(file).st_size // SLOT_BYTES)
            for start in range(first, count + 1, _PAGE):
                end = min(start + _PAGE, count + 1)
                slots = [self._wrapped_anew(number, cipher) for number in range(start, end)]
                os.pwrite(file, b"".join(slots), start * SLOT_BYTES)
                if progress:
                    progress(end - 1, count)
            _overwrite(file, self.destroyed())
            path.replace(self.path)
            _sync_folder(self.path)
            _overwrite(self._file, range(count + 1))
        os.close(self._file)
        self._file = _opened(self.path)
        self._master = cipher
        return count

    def _secret(self, number: int) -> bytes:
        slot = self.wrapped(number)
        if slot == _DESTROYED:
            raise DestroyedKeyError(
                f"the key {number} of a stored record was destroyed: the record was expunged"
            )
        nonce, wrapped = _read_slot(self.path, number, slot)
        try:
            return self._master.decrypt(nonce, wrapped, _PLACE.pack(self.id, number))
        except InvalidTag:
            raise KeyStoreError(
                f"keys {self.path}: key {number} is damaged: restore the file from its newest copy"
            ) from None

    def _cache(self, number: int, found: Cipher) -> None:
        if len(self._cached) >= _MOST_CACHED:
            self._cached.clear()
        self._cached[number] = found

    def _append(self, count: int) -> list[int]:
        """Make keys at the end of the file; returns their numbers, the lowest last."""
        first = self.count + 1
        made = {first + n: os.urandom(KEY_BYTES) for n in range(count)}
        slots = [self._slot(number, secret, self._master) for number, secret in made.items()]
        os.pwrite(self._file, b"".join(slots), first * SLOT_BYTES)
        os.fsync(self._file)
        for number, secret in made.items():
            self._cache(number, AESGCM(secret))
        return sorted(made, reverse=True)

    def _wrapped_anew(self, number: int, master: Cipher) -> bytes:
        if self.wrapped(number) == _DESTROYED:
            return _DESTROYED
        return self._slot(number, self._secret(number), master)

    def _slot(self, number: int, secret: bytes, master: Cipher) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        wrapped = master.encrypt(nonce, secret, _PLACE.pack(self.id, number))
        return _checked(_SLOT.pack(nonce, wrapped))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from writing to the file."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        except OSError as fault:
            raise KeyStoreError(f"keys {self.path}: {fault.strerror}") from fault
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)


def _checked(content: bytes) -> bytes:
    return content + zlib.crc32(content).to_bytes(4, "little")


def _header(store_id: bytes, master_id: bytes) -> bytes:
    return _checked(_HEADER.pack(_MAGIC, _VERSION, store_id, master_id))


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR)
    except OSError as fault:
        raise KeyStoreError(
            f"keys {path}: {fault.strerror}: the database is sealed under the keys of this file; "
            "restore the file from its newest copy"
        ) from fault


def _read_header(path: Path, file: int) -> tuple[bytes, bytes]:
    """Return store id and master key id."""
    head = os.pread(file, SLOT_BYTES, 0)
    if len(head) < SLOT_BYTES or _checked(head[:-4]) != head or not head.startswith(_MAGIC):
        raise KeyStoreError(f"keys {path}: not a file of keys, or its header is damaged")
    _, version, store_id, master_id = _HEADER.unpack(head[:-4])
    if version != _VERSION:
        raise KeyStoreError(f"keys {path}: version {version}; this program knows {_VERSION}")
    return store_id, master_id


def _read_slot(path: Path, number: int, slot: bytes) -> tuple[bytes, bytes]:
    if number < 1 or len(slot) < SLOT_BYTES:
        raise KeyStoreError(
            f"keys {path}: there is no key {number}: the file is older than the database; restore "
            "its newest copy"
        )
    if _checked(slot[:-4]) != slot:
        raise KeyStoreError(
            f"keys {path}: key {number} is damaged: restore the file from its newest copy"
        )
    nonce, wrapped = _SLOT.unpack(slot[:-4])
    return nonce, wrapped


def _overwrite(file: int, numbers: Collection[int]) -> None:
    """Write zeros over slots, as far as the file has them; synced."""
    count = os.fstat(file).st_size // SLOT_BYTES
    for number in filter(lambda one: one < count, numbers):
        os.pwrite(file, _DESTROYED, number * SLOT_BYTES)
    os.fsync(file)


def _rotating(path: Path) -> Path:
    return path.with_name(path.name + ROTATING)


@contextmanager
def _open(path: Path, flags: int = 0) -> Iterator[int]:
    """Open a file that its owner alone may read; what was written is synced at the end."""
    file = os.open(path, os.O_RDWR | flags, 0o600)
    try:
        yield file
        os.fsync(file)
    finally:
        os.close(file)


@contextmanager
def _writing(path: Path, store_id: bytes, master: MasterKey) -> Iterator[int]:
    """Go on with the file of an interrupted rotation to the same master key, or begin it."""
    head = _header(store_id, master.id)
    if not path.exists() or path.read_bytes()[:SLOT_BYTES] != head:
        with _open(path, _NEW) as file:
            os.write(file, head)
    with _open(path) as file:
        # A slot whose write was cut off is written again.
        os.ftruncate(file, os.fstat(file).st_size // SLOT_BYTES * SLOT_BYTES)
        yield file


def _sync_folder(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
