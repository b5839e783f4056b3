"""Columns that hold what is known of a person: everything of that kind goes through here.

In a database without a master key a value is stored in clear. In a sealed database each value is
sealed under the key of the record that it belongs to. A table says by `Sealed.owner` whose a row
is; the value gets the key when the row is flushed. A value that reaches the database without a
key is refused, so that nothing is stored in clear by mistake. What is read is opened on the way.
"""

from datetime import date
from functools import cache
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Engine, LargeBinary, Text, event, inspect
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.types import TypeDecorator

from database.keys import Owner, RecordKey, RecordKeys
from database.sealing import (
    StoredRecord,
    clear_text,
    is_clear,
    open_record,
    open_text,
    seal,
    seal_text,
    searched_text,
)

_KEYS: WeakKeyDictionary[Dialect, RecordKeys] = WeakKeyDictionary()
"""The keys of each sealed database, by the dialect, which an engine shares with nobody."""


def use_keys(engine: Engine, keys: RecordKeys) -> None:
    """Seal what is stored through an engine from now on, and open what is read."""
    _KEYS[engine.dialect] = keys


def keys_of(connection: Connection) -> RecordKeys | None:
    """Return the keys of a connection's database; None if it is not sealed."""
    return _KEYS.get(connection.dialect)


def key_of(session: Session, owner: Owner) -> RecordKey | None:
    """Return the key of a record; None if the database is not sealed."""
    connection = session.connection()
    keys = keys_of(connection)
    return None if keys is None else keys.of(connection, owner)


def doom(session: Session, owner: Owner) -> None:
    """Have the key of a deleted record destroyed after the commit, if the database is sealed."""
    connection = session.connection()
    keys = keys_of(connection)
    if keys is not None:
        keys.doom(connection, owner)


class OwnedText(str):
    """A text with the key of its record."""

    __slots__ = ("key",)
    key: RecordKey


class OwnedDate(date):
    """A date with the key of its record."""

    key: RecordKey


def owned_text(text: str, key: RecordKey | None) -> str:
    """Give a text the key of its record; None: the database is not sealed."""
    if key is None:
        return text
    made = OwnedText(text)
    made.key = key
    return made


class SealedText(TypeDecorator[str]):
    """A text about a person."""

    impl = Text
    cache_ok = True
    clear_start: ClassVar[str] = ""
    """How texts begin that are about nobody, and stay in clear; empty: no text stays."""

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal a text under the key that it carries. An empty text stays empty."""
        keys = _KEYS.get(dialect)
        if not value or keys is None:
            return value and clear_text(value)
        if self.clear_start and value.startswith(self.clear_start):
            return value
        if isinstance(value, OwnedText):
            return seal_text(value, value.key)
        raise ValueError("a text about a person has no key: its table must say whose it is")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open a stored text. Raises as `open_text`."""
        return value and open_text(value, _KEYS.get(dialect))


class SearchedText(TypeDecorator[str]):
    """A text about a person by which rows are searched: equal texts are stored equally."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal a text. An empty text stays empty."""
        keys = _KEYS.get(dialect)
        if not value:
            return value
        return clear_text(value) if keys is None else searched_text(value, keys)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Open a stored text. Raises as `open_text`."""
        return value and open_text(value, _KEYS.get(dialect))


class SealedDate(TypeDecorator[date]):
    """A date about a person, stored as a text: YYYY-MM-DD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Seal a date under the key that it carries."""
        if value is None:
            return None
        if _KEYS.get(dialect) is None:
            return value.isoformat()
        if isinstance(value, OwnedDate):
            return seal_text(value.isoformat(), value.key)
        raise ValueError("a date about a person has no key: its table must say whose it is")

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """Open a stored date. Raises as `open_text`."""
        return date.fromisoformat(open_text(value, _KEYS.get(dialect))) if value else None


class SealedBlob(TypeDecorator[bytes]):
    """A record as `database.sealing.seal` makes it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Refuse a record in clear for a sealed database."""
        if value is not None and _KEYS.get(dialect) is not None and is_clear(value):
            raise ValueError("a record of a person has no key: its table must say whose it is")
        return value

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Hand out the record, with the keys that open it."""
        keys = _KEYS.get(dialect)
        return value if value is None or keys is None else StoredRecord.of(value, keys)


class Sealed:
    """A row with sealed columns."""

    owned_by: ClassVar[tuple[str, str]]
    """The kind of the record that the row is part of, and the column of its id."""

    def owner(self, attribute: str = "") -> Owner:
        """Say whose the row is, or whose an attribute is that has another key."""
        kind, column = self.owned_by
        return kind, str(getattr(self, column))


@cache
def stored_columns(mapper: Mapper[Any]) -> frozenset[str]:
    """List the attributes of a table about people, searched ones too."""
    kinds = (SealedText, SealedDate, SealedBlob, SearchedText)
    return frozenset(
        one.key for one in mapper.column_attrs if isinstance(one.columns[0].type, kinds)
    )


@cache
def sealed_columns(mapper: Mapper[Any]) -> frozenset[str]:
    """List the attributes of a table that are sealed under a record's key."""
    return frozenset(
        name
        for name in stored_columns(mapper)
        if not isinstance(mapper.columns[name].type, SearchedText)
    )


@event.listens_for(Sealed, "before_insert", propagate=True)
@event.listens_for(Sealed, "before_update", propagate=True)
def _give_keys(mapper: Mapper[Any], connection: Connection, row: Sealed) -> None:
    """Give the new values of a row the key of its record."""
    keys = keys_of(connection)
    if keys is None:
        return
    state = inspect(row, raiseerr=True)
    for name in sealed_columns(mapper):
        for value in state.attrs[name].history.added:
            if value:
                setattr(row, name, _owned(value, keys.of(connection, row.owner(name)), keys))


def _owned(value: str | date | bytes, key: RecordKey, keys: RecordKeys) -> str | date | bytes:
    if isinstance(value, str):
        return owned_text(value, key)
    if isinstance(value, date):
        made = OwnedDate(value.year, value.month, value.day)
        made.key = key
        return made
    return StoredRecord.of(seal(open_record(value), key), keys)
