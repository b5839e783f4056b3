"""The file of the records' keys, each wrapped under the master key.

The file lies beside the database and is not part of the database. So a copy of the database holds
no key, and a key that is destroyed here is destroyed for every copy. `slots.py` has the form.

A slot of zeros is a destroyed key. A number is never used again. Slot 1 is the key of what is
searched by equality (`database.sealing`), the others are keys of records.
"""

import fcntl
import logging
import os
import struct
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from database.errors import DestroyedKeyError, KeyStoreError, MasterKeyError
from database.keys.memory import Cipher, KeyMemory
from database.keys.slots import (
    DESTROYED,
    NEW,
    NONCE_BYTES,
    SLOT_BYTES,
    STORE_ID_BYTES,
    WRAPPED_END,
    KeyFile,
    going_on,
    is_sound,
    make_header,
    make_slot,
    opened,
    overwrite,
    put_back,
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
_PAGE = 4_096
_LOGGER = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


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
        self._file = KeyFile(path)
        self.id = self._file.id
        self._made = self._file.count
        """The highest number that was seen: a file that ends before was cut short."""
        self._lock = threading.Lock()
        self._memory = KeyMemory()
        self._unused: list[int] = []
        self._batch = _FIRST_BATCH
        self._master_id = master.id
        if self._file.master_id != master.id:
            raise MasterKeyError(
                f"the master key is not the key of {path}: give the key that sealed the data, or "
                "after a rotation the new one"
            )
        self._master = AESGCM(master.secret)

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
        with made._alone(made._file):
            if made.count == 0:
                made._append(made._file, 1)
        return made

    @property
    def count(self) -> int:
        """The highest number of a key that was ever made."""
        return self._file.count

    def new_key(self) -> int:
        """Take a key that nobody uses; returns its number, durable on disk.

        Raises KeyStoreError, also if the file that has the key was damaged or replaced meanwhile.
        """
        with self._lock:
            file = self._in_place()
            if not self._unused:
                with self._alone(file):
                    self._unused = self._append(file, self._batch)
                self._batch = min(2 * self._batch, _LARGEST_BATCH)
            # Not from memory: what is sealed under the key must open after a restart.
            number = self._unused[-1]
            if number not in self._secrets([number]):
                raise unusable(self.path, number, DESTROYED)
            return self._unused.pop()

    def cipher(self, number: int) -> Cipher:
        """Return a key. Raises DestroyedKeyError, KeyStoreError."""
        found = self._memory.cipher(number)
        return found or self._memory.add({number: self._secret(number)})[number]

    def ciphers(self, numbers: Collection[int]) -> dict[int, Cipher]:
        """Return many keys; destroyed keys are left out. Raises KeyStoreError.

        Keys that are not in memory are read together: a search opens hundreds of records.
        """
        wanted = set(numbers)
        found = self._memory.ciphers(wanted)
        if len(found) < len(wanted):
            found |= self._memory.add(self._secrets(wanted - found.keys()))
        return found

    def forget(self) -> None:
        """Forget the keys that are in memory; the file has them."""
        self._memory.forget()

    def search_secret(self) -> bytes:
        """Return the key of what is searched by equality."""
        return self._secret(SEARCH_KEY_NUMBER)

    def destroy(self, numbers: Collection[int]) -> None:
        """Overwrite keys on disk, synced; nothing that they sealed can ever be read again."""
        with self._lock:
            file = self._in_place()
            self._memory.destroy(numbers)
            with self._alone(file):
                overwrite(file.number, numbers)
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
        return self._file.slot(number)

    def rotate(self, new: MasterKey, progress: Progress | None = None) -> int:
        """Wrap all keys under another master key; returns how many there are.

        No service may be running. A rotation that was interrupted goes on where it was. The file
        under the old master key is overwritten when the new file has taken its place.
        """
        path, count = rotating_of(self.path), self.count
        with self._alone(self._file), going_on(path, self.id, new) as file:
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
            overwrite(self._file.number, range(count + 1))
        self._file, self._master, self._master_id = KeyFile(self.path), cipher, new.id
        return count

    def _secret(self, number: int) -> bytes:
        """Read a key from the file. Raises DestroyedKeyError, KeyStoreError."""
        found = self._secrets([number]).get(number)
        if found is None:
            raise DestroyedKeyError(
                f"the key {number} of a stored record was destroyed: the record was expunged"
            )
        return found

    def _secrets(self, numbers: Collection[int]) -> dict[int, bytes]:
        """Read keys from the file; destroyed keys are left out. Raises KeyStoreError."""
        file = self._file
        try:
            return self._secrets_in(file, numbers)
        except KeyStoreError:
            # Somebody may have put the whole file back.
            there = self._in_place()
            if there is file:
                raise
            return self._secrets_in(there, numbers)

    def _secrets_in(self, file: KeyFile, numbers: Collection[int]) -> dict[int, bytes]:
        found = {}
        unwrap, place, store_id = self._master.decrypt, _PLACE.pack, self.id
        for number, slot in file.slots(numbers):
            try:
                nonce, wrapped = slot[:NONCE_BYTES], slot[NONCE_BYTES:WRAPPED_END]
                found[number] = unwrap(nonce, wrapped, place(store_id, number))
            except (InvalidTag, ValueError, struct.error):
                # No tag is right for zeros, so a destroyed key ends here too.
                if slot != DESTROYED:
                    raise unusable(self.path, number, slot) from None
        return found

    def _in_place(self) -> KeyFile:
        """Return the file that lies under the path, which somebody may have put there meanwhile.

        A file that vanished is written again, since nobody else has the newest keys. Raises
        KeyStoreError.
        """
        try:
            if not self._file.is_at(self.path):
                self._take(KeyFile(self.path))
        except FileNotFoundError:
            self._put_back()
        except OSError as fault:
            raise KeyStoreError(f"keys {self.path}: {fault.strerror}") from fault
        self._made = max(self._made, self._whole(self._file))
        return self._file

    def _take(self, other: KeyFile) -> None:
        """Go on with another file under the path. Raises KeyStoreError."""
        self._whole(other)
        self._file = other

    def _whole(self, file: KeyFile) -> int:
        """Return how many keys a file has. Raises KeyStoreError if it is not what was opened."""
        # Another file may have been written over this one.
        if read_header(self.path, file.number) != (self.id, self._master_id):
            raise KeyStoreError(
                f"keys {self.path}: another file lies here than the one that was opened, of "
                "another database or under another master key: restore the newest copy"
            )
        count = file.count
        if count < self._made:
            raise KeyStoreError(
                f"keys {self.path}: the file ends at key {count}, and {self._made} were made: it "
                "was cut short; restore its newest copy"
            )
        return count

    def _put_back(self) -> None:
        _LOGGER.error("keys %s: the file vanished; it is written again", self.path)
        try:
            put_back(self._file, self.path)
        except OSError as fault:
            raise KeyStoreError(
                f"keys {self.path}: the file vanished, and cannot be written: {fault.strerror}"
            ) from fault
        self._take(KeyFile(self.path))

    def _append(self, file: KeyFile, count: int) -> list[int]:
        """Make keys at the end of the file; returns their numbers, the lowest last."""
        first = file.count + 1
        made = {first + n: os.urandom(KEY_BYTES) for n in range(count)}
        slots = [self._slot(number, secret, self._master) for number, secret in made.items()]
        os.pwrite(file.number, b"".join(slots), first * SLOT_BYTES)
        os.fsync(file.number)
        self._memory.hold(made)
        self._made = max(self._made, first + count - 1)
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
    def _alone(self, file: KeyFile) -> Iterator[None]:
        """Keep other processes from writing to the file."""
        fcntl.flock(file.number, fcntl.LOCK_EX)
        try:
            yield
        except OSError as fault:
            raise KeyStoreError(f"keys {self.path}: {fault.strerror}") from fault
        finally:
            fcntl.flock(file.number, fcntl.LOCK_UN)
