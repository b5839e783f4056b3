"""Which key is whose, and whether a database is sealed.

The table `record_key` has the number of each record's key, and the key store has the key. A key is
destroyed after the commit that deletes its record; a process that dies in between leaves the number
under `DESTROYED`, and the next start destroys the key.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    MetaData,
    String,
    Table,
    Transaction,
    delete,
    func,
    insert,
    select,
    update,
)

from database.errors import KeyStoreError, MasterKeyRequiredError, UnsealedDatabaseError
from database.keys.store import KeyStore, RecordKey
from database.master_key import KeyPlace

Owner = tuple[str, str]
"""Whose a key is: the kind of the record, and its id."""

DESTROYED = "destroyed"
"""The kind of keys that are to be destroyed."""

_JOB = "`tenprint sealing seal`"
_LOOK_UP = 500


def sealing_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Add the tables of keys and of the state of sealing to a schema."""
    keys = Table(
        "record_key",
        metadata,
        Column("kind", String(16), primary_key=True),
        Column("record_id", String(192), primary_key=True),
        Column("number", BigInteger, nullable=False, unique=True),
    )
    state = Table(
        "sealed_database",
        metadata,
        Column("store_id", String(32), primary_key=True),
        Column("seal_time", DateTime(timezone=True)),
    )
    return keys, state


KEYS, STATE = sealing_tables(MetaData())
"""The tables, for statements in any database."""


class RecordKeys:
    """The keys of a database's records."""

    def __init__(self, store: KeyStore) -> None:
        self.store = store
        self.cipher = store.cipher
        """Returns the key of a number. Raises DestroyedKeyError, KeyStoreError."""
        self.ciphers = store.ciphers
        """Returns many keys at once, without destroyed keys. Raises KeyStoreError."""
        self.has_doomed = False
        """Whether keys were doomed that are perhaps not destroyed yet."""
        self._known: WeakKeyDictionary[Transaction, dict[Owner, RecordKey]] = WeakKeyDictionary()

    def search_cipher(self) -> AESSIV:
        """Return the key of what is searched by equality."""
        return self._search

    @cached_property
    def _search(self) -> AESSIV:
        return AESSIV(self.store.search_secret())

    def new(self) -> RecordKey:
        """Take a new key, which belongs to nobody yet: see `give`."""
        number = self.store.new_key()
        return RecordKey(number, self.store.cipher(number))

    def number_of(self, connection: Connection, owner: Owner) -> int | None:
        """Return the number of a record's key; None if it has none."""
        kind, record_id = owner
        return connection.scalar(
            select(KEYS.c.number).where(KEYS.c.kind == kind, KEYS.c.record_id == record_id)
        )

    def of(self, connection: Connection, owner: Owner) -> RecordKey:
        """Return the key of a record, inside a transaction that writes; make it if it is new."""
        known = self._known_in(connection)
        if owner not in known:
            number = self.number_of(connection, owner)
            if number is None:
                self.give(connection, {owner: self.new()})
            else:
                known[owner] = RecordKey(number, self.store.cipher(number))
        return known[owner]

    def give(self, connection: Connection, keys: Mapping[Owner, RecordKey]) -> None:
        """Record whose new keys are."""
        if keys:
            rows = [
                {"kind": kind, "record_id": record_id, "number": key.number}
                for (kind, record_id), key in keys.items()
            ]
            connection.execute(insert(KEYS), rows)
            self._known_in(connection).update(keys)

    def doom(self, connection: Connection, owner: Owner) -> None:
        """Have the key of a deleted record destroyed after the commit, by `Database.write`."""
        self._known_in(connection).pop(owner, None)
        number = self.number_of(connection, owner)
        if number is not None:
            self.has_doomed = True
            connection.execute(
                update(KEYS)
                .where(KEYS.c.number == number)
                .values(kind=DESTROYED, record_id=str(number))
            )

    def doomed(self, connection: Connection) -> Sequence[int]:
        """List the numbers of keys that are to be destroyed."""
        return connection.scalars(select(KEYS.c.number).where(KEYS.c.kind == DESTROYED)).all()

    def destroy_doomed(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Destroy keys of records whose deletion is committed, and forget their numbers."""
        for some in _portions(numbers):
            self.store.destroy(some)
            is_gone = (KEYS.c.kind == DESTROYED) & KEYS.c.number.in_(some)
            connection.execute(delete(KEYS).where(is_gone))
        self.has_doomed = False

    def check(self, connection: Connection) -> None:
        """Raise KeyStoreError if the key store is older than the database."""
        newest = connection.scalar(select(func.max(KEYS.c.number))) or 0
        if newest > self.store.count:
            raise KeyStoreError(
                f"keys {self.store.path}: the file ends at key {self.store.count}, the database "
                f"uses key {newest}: restore the newest copy of the file"
            )

    def owners_of_destroyed(self, connection: Connection, kind: str) -> list[str]:
        """List the records of a kind whose key was destroyed since the database was copied."""
        destroyed, found = sorted(self.store.destroyed()), list[str]()
        for some in _portions(destroyed):
            found += connection.scalars(
                select(KEYS.c.record_id).where(KEYS.c.kind == kind, KEYS.c.number.in_(some))
            )
        return found

    def _known_in(self, connection: Connection) -> dict[Owner, RecordKey]:
        """Return the keys seen in this transaction; if it is rolled back, they are forgotten."""
        transaction = connection.get_transaction()
        assert transaction is not None
        return self._known.setdefault(transaction, {})


def open_keys(
    connection: Connection, name: str, place: KeyPlace | None, *, is_new: bool, may_seal: bool
) -> RecordKeys | None:
    """Open the keys of a database; None if it is in clear, and is opened so.

    is_new: the database was made just now: with a master key it is sealed from the start.
    may_seal: the caller seals what is in clear.
    Raises MasterKeyRequiredError, UnsealedDatabaseError, MasterKeyError, KeyStoreError.
    """
    state = connection.execute(select(STATE.c.store_id, STATE.c.seal_time)).first()
    if place is None:
        if state is None:
            return None
        raise MasterKeyRequiredError(
            f"database {name} is sealed: give its master key with --master-key"
        )
    if state is None and not (is_new or may_seal):
        raise UnsealedDatabaseError(
            f"database {name} is in clear: run {_JOB} with this master key first, or open the "
            "database without a master key"
        )
    if state is not None and state.seal_time is None and not may_seal:
        raise UnsealedDatabaseError(f"database {name} is sealed in part: run {_JOB} again")
    keys = RecordKeys(_store(place, name, None if state is None else state.store_id))
    if state is None:
        _begin(connection, keys, is_sealed=is_new)
    keys.check(connection)
    keys.destroy_doomed(connection, keys.doomed(connection))
    return keys


def mark_sealed(connection: Connection) -> None:
    """Record that nothing is left in clear."""
    connection.execute(
        update(STATE).where(STATE.c.seal_time.is_(None)).values(seal_time=datetime.now(UTC))
    )


def _store(place: KeyPlace, name: str, expected: str | None) -> KeyStore:
    if expected is None and not place.path.exists():
        return KeyStore.create(place.path, place.master)
    store = KeyStore(place.path, place.master)
    if expected not in (None, store.id.hex()):
        raise KeyStoreError(
            f"keys {place.path} belong to another database than {name}: restore the file that "
            "was copied with this database"
        )
    return store


def _begin(connection: Connection, keys: RecordKeys, *, is_sealed: bool) -> None:
    seal_time = datetime.now(UTC) if is_sealed else None
    connection.execute(insert(STATE).values(store_id=keys.store.id.hex(), seal_time=seal_time))


def _portions(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + _LOOK_UP] for start in range(0, len(numbers), _LOOK_UP))
