"""Which key is whose: the key of each record, given, found and destroyed inside transactions.

The table `record_key` has the number of each record's key, and the key store has the key. A key is
destroyed after the commit that deletes its record; a process that dies in between leaves the number
under `DESTROYED`, and the next start destroys the key.
"""

from collections.abc import Iterable, Mapping, Sequence
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

from database.errors import KeyStoreError
from database.key_store import Cipher, KeyStore
from database.sealing import RecordKey

Owner = tuple[str, str]
"""Whose a key is: the kind of the record, and its id."""

DESTROYED = "destroyed"
"""The kind of keys that are to be destroyed."""

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
        self._known: WeakKeyDictionary[Transaction, dict[Owner, RecordKey]] = WeakKeyDictionary()

    def cipher(self, number: int) -> Cipher:
        """Return the key of a number. Raises DestroyedKeyError, KeyStoreError."""
        return self.store.cipher(number)

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

    def of(self, connection: Connection, owner: Owner) -> RecordKey:
        """Return the key of a record, inside a transaction that writes; make it if it is new."""
        known = self._known_in(connection)
        if owner not in known:
            kind, record_id = owner
            number = connection.scalar(
                select(KEYS.c.number).where(KEYS.c.kind == kind, KEYS.c.record_id == record_id)
            )
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
        """Have the key of a deleted record destroyed after the commit: see `destroy_doomed`."""
        kind, record_id = owner
        self._known_in(connection).pop(owner, None)
        number = connection.scalar(
            select(KEYS.c.number).where(KEYS.c.kind == kind, KEYS.c.record_id == record_id)
        )
        if number is not None:
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
        self.store.destroy(numbers)
        connection.execute(delete(KEYS).where(KEYS.c.kind == DESTROYED, KEYS.c.number.in_(numbers)))

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


def _portions(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + _LOOK_UP] for start in range(0, len(numbers), _LOOK_UP))
