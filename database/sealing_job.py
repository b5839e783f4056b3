"""Seals what a database holds in clear, in pages; an interrupted job goes on where it was."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Text,
    func,
    not_,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import DeclarativeBase, Mapper, Session
from sqlalchemy.orm.attributes import flag_modified

from database.connection import Database
from database.keys import KEYS, mark_sealed
from database.sealed_columns import SealedBlob, stored_columns
from database.sealing import CLEAR_KEY_ID, KEY_ID, SEALED_TEXTS

Progress = Callable[[int, int], None]

_PAGE = 200
"""Rows in a transaction, each with up to three blobs."""


def seal_database(
    database: Database, base: type[DeclarativeBase], progress: Progress | None = None
) -> int:
    """Seal every row of a database that was opened with `may_seal`; return how many there were.

    Nobody else may use the database. At the end the file is rewritten, so that no page keeps what
    was in clear.
    """
    total, done = clear_count(database, base), 0
    for mapper in _mappers(base):
        for count in _seal_table(database, mapper):
            done += count
            if progress:
                progress(done, max(done, total))
    with database.write() as session:
        mark_sealed(session.connection())
    database.rewrite()
    return done


def clear_count(database: Database, base: type[DeclarativeBase]) -> int:
    """Count the rows that have something in clear."""
    with database.read() as session:
        counts = [
            session.scalar(select(func.count()).select_from(one.class_).where(_in_clear(one)))
            for one in _mappers(base)
        ]
    return sum(filter(None, counts))


def key_count(database: Database) -> int:
    """Count the records that have a key."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(KEYS)) or 0


def _mappers(base: type[DeclarativeBase]) -> list[Mapper[Any]]:
    """List the tables with columns about people, in the order of their names."""
    found = [one for one in base.registry.mappers if stored_columns(one)]
    return sorted(found, key=lambda one: one.class_.__tablename__)


def _in_clear(mapper: Mapper[Any]) -> ColumnElement[bool]:
    return or_(*(_is_clear(mapper, name) for name in stored_columns(mapper)))


def _is_clear(mapper: Mapper[Any], name: str) -> ColumnElement[bool]:
    column = mapper.columns[name]
    if isinstance(column.type, SealedBlob):
        key_id = func.substr(type_coerce(column, LargeBinary), KEY_ID.start + 1, 2)
        return type_coerce(key_id, LargeBinary) == CLEAR_KEY_ID.to_bytes(2, "little")
    text = type_coerce(column, Text)
    start = func.substr(text, 1, len(SEALED_TEXTS[0]))
    is_clear = (text != "") & not_(start.in_(SEALED_TEXTS))
    stays = getattr(column.type, "clear_start", "")
    return is_clear & not_(text.startswith(stays)) if stays else is_clear


def _seal_table(database: Database, mapper: Mapper[Any]) -> Iterator[int]:
    """Seal a table page by page; yield how many rows each page had."""
    key = list(mapper.primary_key)
    after: tuple[Any, ...] | None = None
    while True:
        with database.write() as session:
            rows = _page(session, mapper, key, after)
            for row in rows:
                for name in stored_columns(mapper):
                    if getattr(row, name):
                        flag_modified(row, name)
        if not rows:
            return
        after = mapper.primary_key_from_instance(rows[-1])
        yield len(rows)


def _page(
    session: Session, mapper: Mapper[Any], key: list[Any], after: tuple[Any, ...] | None
) -> list[Any]:
    page = select(mapper.class_).where(_in_clear(mapper)).order_by(*key).limit(_PAGE)
    if after is not None:
        page = page.where(tuple_(*key) > tuple_(*after))
    return list(session.scalars(page))
