"""Whether a database is sealed, and the key store that belongs to it."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select, update

from database.errors import KeyStoreError, MasterKeyRequiredError, UnsealedDatabaseError
from database.key_store import KeyStore
from database.master_key import KeyPlace
from database.record_keys import STATE, RecordKeys

_JOB = "`tenprint sealing seal`"


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
