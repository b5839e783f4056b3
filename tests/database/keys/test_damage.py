"""A file of keys that is cut short, replaced or removed under a running service.

Nothing may end the process, and nothing may be sealed under a key that a restart would not find.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from database.errors import DestroyedKeyError, KeyStoreError
from database.keys import RecordKey, RecordKeys
from database.keys.slots import SLOT_BYTES
from database.keys.store import KeyStore
from database.master_key import MasterKey
from database.sealing import open_all_sealed, seal
from matcher.errors import CorruptRecordError

MASTER, NEW = MasterKey(b"m" * 32), MasterKey(b"n" * 32)
NONCE = bytes(12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "record.keys"


@pytest.fixture
def store(path: Path) -> KeyStore:
    return KeyStore.create(path, MASTER)


def sealed(store: KeyStore, number: int) -> bytes:
    return store.cipher(number).encrypt(NONCE, b"print", None)


def in_place(path: Path, content: bytes) -> None:
    """Write over the same file, as `cp` does."""
    with path.open("r+b") as file:
        file.truncate(0)
        file.write(content)


def renamed(path: Path, content: bytes) -> None:
    """Put another file in its place, as an editor or `mv` does."""
    other = path.with_name("other")
    other.write_bytes(content)
    other.replace(path)


@pytest.mark.parametrize("put", [in_place, renamed])
@pytest.mark.parametrize("size", [0, 1, SLOT_BYTES, 5 * SLOT_BYTES, 300 * SLOT_BYTES + 7])
def test_a_file_cut_short_is_named_and_used_again_when_it_is_whole(
    store: KeyStore, path: Path, put: Callable[[Path, bytes], None], size: int
) -> None:
    numbers = [store.new_key() for _ in range(400)]
    said = {number: sealed(store, number) for number in numbers}
    whole = path.read_bytes()
    put(path, whole[:size])
    for _ in range(3):
        with pytest.raises(KeyStoreError, match=r"restore|not a file of keys"):
            store.new_key()
    store.forget()
    if put is in_place:
        for read in (lambda: store.cipher(max(numbers)), lambda: store.ciphers(numbers)):
            with pytest.raises(KeyStoreError, match=r"restore|not a file of keys"):
                read()
    else:
        assert len(store.ciphers(numbers)) == 400, "the file of before is still open"
    put(path, whole)
    store.forget()
    assert {number: sealed(store, number) for number in numbers} == said
    late = store.new_key()
    assert sealed(KeyStore(path, MASTER), late) == sealed(store, late)
    assert late not in numbers


@pytest.mark.parametrize("put", [in_place, renamed])
def test_keys_that_wait_are_not_given_out_when_their_slots_are_gone(
    store: KeyStore, path: Path, put: Callable[[Path, bytes], None]
) -> None:
    """They are in memory: what is sealed under them would be lost at the next start."""
    numbers = [store.new_key() for _ in range(3)]
    copy = path.read_bytes()
    waiting = copy[: (max(numbers) + 1) * SLOT_BYTES]
    put(path, waiting)
    with pytest.raises(KeyStoreError, match="cut short"):
        store.new_key()
    put(path, waiting + bytes(len(copy) - len(waiting)))
    with pytest.raises(KeyStoreError, match="is damaged"):
        store.new_key()
    put(path, copy)
    assert store.new_key() not in numbers


@pytest.mark.parametrize("put", [in_place, renamed])
def test_the_keys_of_another_database_are_not_used(
    store: KeyStore, path: Path, tmp_path: Path, put: Callable[[Path, bytes], None]
) -> None:
    number, copy = store.new_key(), path.read_bytes()
    other = KeyStore.create(tmp_path / "elsewhere", MASTER)
    for _ in range(100):
        other.new_key()
    foreign = (tmp_path / "elsewhere").read_bytes()
    put(path, foreign)
    for _ in range(40):
        with pytest.raises(KeyStoreError):
            store.new_key()
    assert path.read_bytes() == foreign, "nothing was written into it"
    put(path, copy)
    assert sealed(store, number) == sealed(KeyStore(path, MASTER), number)
    store.new_key()


def test_a_file_that_vanished_is_written_again(store: KeyStore, path: Path) -> None:
    numbers = [store.new_key() for _ in range(40)]
    store.destroy(numbers[:5])
    said = {number: sealed(store, number) for number in numbers[5:]}
    path.unlink()
    late = store.new_key()
    assert path.stat().st_mode & 0o077 == 0
    again = KeyStore(path, MASTER)
    assert {number: sealed(again, number) for number in numbers[5:]} == said
    assert sealed(again, late) == sealed(store, late)
    assert again.destroyed() == set(numbers[:5])
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_key_is_destroyed_in_the_file_that_took_the_place(store: KeyStore, path: Path) -> None:
    number = store.new_key()
    copy, wrapped = path.with_name("copy"), store.wrapped(number)
    shutil.copy(path, copy)
    copy.replace(path)
    store.destroy([number])
    assert wrapped[:24] not in path.read_bytes()
    path.unlink()
    store.destroy([store.new_key()])
    assert wrapped[:24] not in path.read_bytes()


def test_a_key_that_is_read_while_it_is_destroyed_does_not_stay_in_memory(
    store: KeyStore,
) -> None:
    number = store.new_key()
    secret = store._secret(number)
    store.destroy([number])
    store._memory.add({number: secret})
    assert store.ciphers([number]) == {}
    with pytest.raises(DestroyedKeyError):
        store.cipher(number)


def test_many_keys_are_read_as_one_by_one(store: KeyStore) -> None:
    """Across places near and far from each other in the file."""
    numbers = [store.new_key() for _ in range(3_000)]
    gone = numbers[7::501]
    wanted = [*numbers[::97], *numbers[5:40], *gone, numbers[-1]]
    said = {number: sealed(store, number) for number in wanted if number not in gone}
    store.destroy(gone)
    for _ in range(2):
        store.forget()
        found = store.ciphers(wanted)
        assert {one: cipher.encrypt(NONCE, b"print", None) for one, cipher in found.items()} == said
    for beyond in (0, 10_000_000, 2**40, 2**64 - 1):
        for read in (lambda: store.cipher(beyond), lambda: store.ciphers([*wanted, beyond])):  # noqa: B023
            with pytest.raises(KeyStoreError):
                read()
    assert os.fstat(store._file.number).st_size > 3_000 * SLOT_BYTES


def test_records_opened_together_say_whether_record_or_key_is_damaged(
    store: KeyStore, path: Path
) -> None:
    keys = [RecordKey(one, store.cipher(one)) for one in (store.new_key() for _ in range(20))]
    records = [seal(b"print %d" % one.number, one) for one in keys]
    whole = path.read_bytes()
    reader = RecordKeys(store)
    expected: list[bytes | None] = [b"print %d" % one.number for one in keys]
    for _ in range(2):
        assert open_all_sealed(records, reader) == expected
        store.forget()
    store.destroy([keys[4].number])
    expected[4] = None
    assert open_all_sealed(records, reader) == expected
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[keys[9].number * SLOT_BYTES + 20] ^= 1
    in_place(path, bytes(changed))
    store.forget()
    with pytest.raises(KeyStoreError, match=f"key {keys[9].number} is damaged"):
        open_all_sealed(records, reader)
    in_place(path, whole)
    store.forget()
    records[3] = records[3][:-1] + bytes([records[3][-1] ^ 1])
    with pytest.raises(CorruptRecordError, match="does not open under its key"):
        open_all_sealed(records, reader)
