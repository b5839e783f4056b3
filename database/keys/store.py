"""The file of the records' keys, each wrapped under the master key.

The file lies beside the database and is not part of the database. So a copy of the database holds
no key, and a key that is destroyed here is destroyed for every copy. `slots.py` has the form.

A slot of zeros is a destroyed key. A number is never used again. Slot 1 is the key of what is
searched by equality (`database.sealing`), the others are keys of records.
"""

import fcntl
import os
import struct
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from mmap import PROT_READ, mmap
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from database.errors import DestroyedKeyError, KeyStoreError, MasterKeyError
from database.keys.slots import (
    DESTROYED,
    MOST_KEYS,
    NEW,
    NONCE_BYTES,
    SLOT_BYTES,
    STORE_ID_BYTES,
    WRAPPED_END,
    going_on,
    is_sound,
    make_header,
    make_slot,
    open_file,
    opened,
    overwrite,
    read_header,
    rotating_of,
    sync_folder,
    unusable,
)
from database.master_key import KEY_BYTES, MasterKey

SEARCH_KEY_NUMBER = 1

_PLACE = struct.Struct("<16sQ")
_FIRST_BATCH, _LARGEST_BATCH = 16, 1_024
"""How many keys are made at once. Each batch costs one wait for the disk."""
_MOST_CIPHERS, _MOST_SECRETS = 4_096, 262_144
"""How many keys stay in memory: 10 MiB ready for use, and 30 MiB as they are."""
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
        self._file = open_file(path)
        self.id, master_id = read_header(path, self._file)
        self._slots = _mapped(self._file)
        self._lock = threading.Lock()
        self._ciphers: dict[int, Cipher] = {}
        self._secrets: dict[int, bytes] = {}
        self._unused: list[int] = []
        self._batch = _FIRST_BATCH
        if master_id != master.id:
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
            with opened(draft, NEW) as file:
                os.write(file, make_header(os.urandom(STORE_ID_BYTES), master.id))
            # Not `replace`: of two that make the file, the first wins.
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
            sync_folder(path)
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
        found = self._ciphers.get(number)
        if found is None:
            secret = self._secrets.get(number)
            if secret is None:
                secret = self._secret(number)
                if len(self._secrets) >= _MOST_SECRETS:
                    self._secrets.clear()
                self._secrets[number] = secret
            found = AESGCM(secret)
            if len(self._ciphers) >= _MOST_CIPHERS:
                self._ciphers.clear()
            self._ciphers[number] = found
        return found

    def search_secret(self) -> bytes:
        """Return the key of what is searched by equality."""
        return self._secret(SEARCH_KEY_NUMBER)

    def destroy(self, numbers: Collection[int]) -> None:
        """Overwrite keys on disk, synced; nothing that they sealed can ever be read again."""
        with self._lock:
            for number in numbers:
                self._ciphers.pop(number, None)
                self._secrets.pop(number, None)
            with self._alone():
                overwrite(self._file, numbers)
                with suppress(FileNotFoundError), opened(rotating_of(self.path)) as rotating:
                    overwrite(rotating, numbers)

    def destroyed(self) -> frozenset[int]:
        """List the numbers of destroyed keys."""
        slots = np.fromfile(self.path, np.uint64)
        slots = slots[: len(slots) // (SLOT_BYTES // 8) * (SLOT_BYTES // 8)]
        empty = ~np.any(slots.reshape(-1, SLOT_BYTES // 8), axis=1)
        return frozenset(np.flatnonzero(empty).tolist())

    def wrapped(self, number: int) -> bytes:
        """Return the slot of a key as it lies on disk: zeros if the key is destroyed."""
        start = number * SLOT_BYTES
        if start + SLOT_BYTES > len(self._slots):
            if number > MOST_KEYS or number > self.count:
                return b""
            self._slots = _mapped(self._file)
        return self._slots[start : start + SLOT_BYTES]

    def rotate(self, new: MasterKey, progress: Progress | None = None) -> int:
        """Wrap all keys under another master key; returns how many there are.

        No service may be running. A rotation that was interrupted goes on where it was. The file
        under the old master key is overwritten when the new file has taken its place.
        """
        path, count = rotating_of(self.path), self.count
        with self._alone(), going_on(path, self.id, new) as file:
            cipher = AESGCM(new.secret)
            first = self._first_left(file)
            for start in range(first, count + 1, _PAGE):
                end = min(start + _PAGE, count + 1)
                slots = [self._wrapped_anew(number, cipher) for number in range(start, end)]
                os.pwrite(file, b"".join(slots), start * SLOT_BYTES)
                if progress:
                    progress(end - 1, count)
            overwrite(file, self.destroyed())
            path.replace(self.path)
            sync_folder(self.path)
            overwrite(self._file, range(count + 1))
        os.close(self._file)
        self._file = open_file(self.path)
        self._slots = _mapped(self._file)
        self._master = cipher
        return count

    def _secret(self, number: int) -> bytes:
        start = number * SLOT_BYTES
        # Most slots are in the map already.
        slot = self._slots[start : start + SLOT_BYTES] or self.wrapped(number)
        try:
            nonce, wrapped = slot[:NONCE_BYTES], slot[NONCE_BYTES:WRAPPED_END]
            return self._master.decrypt(nonce, wrapped, _PLACE.pack(self.id, number))
        except (InvalidTag, ValueError):
            # No tag is right for zeros, so a destroyed key ends here too.
            if slot == DESTROYED:
                raise DestroyedKeyError(
                    f"the key {number} of a stored record was destroyed: the record was expunged"
                ) from None
            raise unusable(self.path, number, slot) from None

    def _append(self, count: int) -> list[int]:
        """Make keys at the end of the file; returns their numbers, the lowest last."""
        first = self.count + 1
        made = {first + n: os.urandom(KEY_BYTES) for n in range(count)}
        slots = [self._slot(number, secret, self._master) for number, secret in made.items()]
        os.pwrite(self._file, b"".join(slots), first * SLOT_BYTES)
        os.fsync(self._file)
        if len(self._secrets) + count > _MOST_SECRETS:
            self._secrets.clear()
        self._secrets |= made
        return sorted(made, reverse=True)

    def _first_left(self, rotating: int) -> int:
        """Find the first key that a rotation has not written, or whose page was lost in a crash."""
        end = os.fstat(rotating).st_size // SLOT_BYTES
        return next((one for one in range(1, end) if not self._is_written(rotating, one)), end)

    def _is_written(self, rotating: int, number: int) -> bool:
        slot = os.pread(rotating, SLOT_BYTES, number * SLOT_BYTES)
        return is_sound(slot) or self.wrapped(number) == DESTROYED

    def _wrapped_anew(self, number: int, master: Cipher) -> bytes:
        if self.wrapped(number) == DESTROYED:
            return DESTROYED
        return self._slot(number, self._secret(number), master)

    def _slot(self, number: int, secret: bytes, master: Cipher) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        wrapped = master.encrypt(nonce, secret, _PLACE.pack(self.id, number))
        return make_slot(nonce, wrapped)

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


def _mapped(file: int) -> mmap:
    """Map a file of keys as it is now. What is overwritten later shows.

    A search reads hundreds of slots: a call of the system for each would cost as much as opening.
    """
    return mmap(file, 0, prot=PROT_READ)
