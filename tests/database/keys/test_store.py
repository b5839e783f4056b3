"""Keys of records: durable before they are used, gone when destroyed, the same after a rotation."""

import os
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from database.errors import DestroyedKeyError, KeyStoreError, MasterKeyError
from database.keys import store as key_store
from database.keys.slots import ROTATING, SLOT_BYTES, WRAPPED_END
from database.keys.store import KeyStore
from database.master_key import MasterKey

MASTER, NEW = MasterKey(b"m" * 32), MasterKey(b"n" * 32)
NONCE = bytes(12)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "record.keys"


@pytest.fixture
def store(path: Path) -> KeyStore:
    return KeyStore.create(path, MASTER)


def sealed(store: KeyStore, number: int) -> bytes:
    """Seal something under a key, always in the same way."""
    return store.cipher(number).encrypt(NONCE, b"print", None)


def test_every_key_is_another_and_stays(store: KeyStore, path: Path) -> None:
    numbers = [store.new_key() for _ in range(100)]
    assert len(set(numbers)) == 100
    assert key_store.SEARCH_KEY_NUMBER not in numbers
    said = {number: sealed(store, number) for number in numbers}
    assert len(set(said.values())) == 100
    again = KeyStore(path, MASTER)
    assert {number: sealed(again, number) for number in numbers} == said
    assert again.search_secret() == store.search_secret()
    assert again.new_key() not in numbers
    assert path.stat().st_mode & 0o077 == 0


def test_no_secret_is_in_the_file(store: KeyStore, path: Path) -> None:
    number = store.new_key()
    content = path.read_bytes()
    assert store._secret(number) not in content
    assert MASTER.secret not in content


def test_a_destroyed_key_is_gone_from_disk_and_memory(store: KeyStore, path: Path) -> None:
    kept, gone = store.new_key(), store.new_key()
    before, wrapped = sealed(store, kept), store.wrapped(gone)
    sealed(store, gone)
    store.destroy([gone])
    for one in (store, KeyStore(path, MASTER)):
        with pytest.raises(DestroyedKeyError, match="was expunged"):
            one.cipher(gone)
        assert sealed(one, kept) == before
    assert wrapped[:24] not in path.read_bytes()
    assert store.destroyed() == {gone}
    assert gone not in [store.new_key() for _ in range(50)]


def test_another_master_key_opens_nothing(store: KeyStore, path: Path) -> None:
    store.new_key()
    with pytest.raises(MasterKeyError, match="not the key of"):
        KeyStore(path, NEW)


def test_a_key_in_another_place_or_file_does_not_open(store: KeyStore, path: Path) -> None:
    first, second = store.new_key(), store.new_key()
    content = bytearray(path.read_bytes())
    content[second * SLOT_BYTES : (second + 1) * SLOT_BYTES] = store.wrapped(first)
    path.write_bytes(content)
    with pytest.raises(KeyStoreError, match=f"key {second} is damaged"):
        KeyStore(path, MASTER).cipher(second)


@pytest.mark.parametrize("seed", range(40))
def test_any_flipped_bit_is_met_by_name(seed: int, store: KeyStore, path: Path) -> None:
    number = store.new_key()
    draw = random.Random(seed)
    # The key itself tells of its slot; the checksum is for a rotation that was cut off.
    of_slot = number * SLOT_BYTES + draw.randrange(WRAPPED_END)
    place = draw.choice([draw.randrange(SLOT_BYTES), of_slot])
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << draw.randrange(8)
    path.write_bytes(content)
    with pytest.raises((KeyStoreError, MasterKeyError)):
        KeyStore(path, MASTER).cipher(number)


def test_what_is_no_file_of_keys_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    with pytest.raises(KeyStoreError, match="restore the file from its newest copy"):
        KeyStore(file, MASTER)
    for content in (b"", b"TPKS", bytes(64), os.urandom(500)):
        file.write_bytes(content)
        with pytest.raises(KeyStoreError, match="not a file of keys"):
            KeyStore(file, MASTER)


def test_a_key_beyond_the_file_is_named(store: KeyStore) -> None:
    with pytest.raises(KeyStoreError, match="older than the database"):
        store.cipher(10_000)


def test_all_that_make_keys_at_once_get_others(path: Path) -> None:
    """Threads, each as a process of its own: the file is made once, and no key is given twice."""

    def take(_: int) -> list[int]:
        own = KeyStore.create(path, MASTER)
        return [own.new_key() for _ in range(60)]

    with ThreadPoolExecutor(6) as pool:
        taken = [number for numbers in pool.map(take, range(6)) for number in numbers]
    assert len(set(taken)) == len(taken) == 360
    store = KeyStore(path, MASTER)
    assert len({sealed(store, number) for number in taken}) == 360


def test_a_slot_cut_off_by_a_crash_is_written_over(store: KeyStore, path: Path) -> None:
    numbers = [store.new_key() for _ in range(16)]
    with path.open("ab") as file:
        file.write(b"torn")
    again = KeyStore(path, MASTER)
    number = again.new_key()
    assert number == max(numbers) + 1
    assert sealed(again, number) == sealed(KeyStore(path, MASTER), number)


def test_a_rotation_keeps_keys_and_destroyed_keys(store: KeyStore, path: Path) -> None:
    numbers = [store.new_key() for _ in range(100)]
    gone = numbers.pop()
    said = {number: sealed(store, number) for number in numbers}
    store.destroy([gone])
    before = path.read_bytes()
    steps: list[tuple[int, int]] = []
    count = store.rotate(NEW, lambda done, total: steps.append((done, total)))
    assert steps[-1] == (count, count)
    for one in (store, KeyStore(path, NEW)):
        assert {number: sealed(one, number) for number in numbers} == said
        with pytest.raises(DestroyedKeyError):
            one.cipher(gone)
    assert store.id == KeyStore(path, NEW).id
    with pytest.raises(MasterKeyError):
        KeyStore(path, MASTER)
    after = path.read_bytes()
    assert not any(
        before[at : at + 60] == after[at : at + 60]
        for at in range(SLOT_BYTES, len(after), SLOT_BYTES)
        if any(before[at : at + 60])
    )
    assert not path.with_name(path.name + ROTATING).exists()


class StoppedError(Exception):
    """A rotation ends here."""


def test_an_interrupted_rotation_goes_on(
    store: KeyStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In between a key is destroyed and keys are made: neither comes back or is lost."""
    monkeypatch.setattr(key_store, "_PAGE", 7)
    numbers = [store.new_key() for _ in range(60)]
    with pytest.raises(StoppedError):
        store.rotate(NEW, stopping_after(28))
    still = KeyStore(path, MASTER)
    gone, late = min(numbers), min(numbers) + 50
    still.destroy([gone, late])
    numbers = [one for one in numbers if one not in (gone, late)]
    numbers += [still.new_key() for _ in range(30)]
    said = {number: sealed(still, number) for number in numbers}
    steps: list[int] = []
    KeyStore(path, MASTER).rotate(NEW, lambda done, _: steps.append(done))
    assert steps[0] > 28, "what was done is not done again"
    after = KeyStore(path, NEW)
    assert {number: sealed(after, number) for number in numbers} == said
    assert after.destroyed() == {gone, late}


def test_pages_that_a_crash_lost_are_written_again(
    store: KeyStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut a file may have zeros or noise where pages were not synced."""
    monkeypatch.setattr(key_store, "_PAGE", 7)
    numbers = [store.new_key() for _ in range(60)]
    said = {number: sealed(store, number) for number in numbers}
    with pytest.raises(StoppedError):
        store.rotate(NEW, stopping_after(28))
    rotating = path.with_name(path.name + ROTATING)
    content = bytearray(rotating.read_bytes())
    content[5 * SLOT_BYTES : 9 * SLOT_BYTES] = bytes(4 * SLOT_BYTES)
    content[20 * SLOT_BYTES : 21 * SLOT_BYTES] = os.urandom(SLOT_BYTES)
    rotating.write_bytes(content)
    KeyStore(path, MASTER).rotate(NEW)
    after = KeyStore(path, NEW)
    assert {number: sealed(after, number) for number in numbers} == said
    assert after.destroyed() == frozenset()


def test_a_rotation_to_a_third_key_begins_anew(store: KeyStore, path: Path) -> None:
    number = store.new_key()
    said = sealed(store, number)
    with pytest.raises(StoppedError):
        store.rotate(NEW, stopping_after(1))
    third = MasterKey(b"t" * 32)
    KeyStore(path, MASTER).rotate(third)
    assert sealed(KeyStore(path, third), number) == said


def stopping_after(count: int) -> Callable[[int, int], None]:
    """Make a progress that ends a rotation once so many keys are done."""

    def tell(done: int, _total: int) -> None:
        if done >= count:
            raise StoppedError

    return tell
