"""What files may hold of an encounter: its rows, what its blobs say, its codes, its key."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from sqlalchemy import LargeBinary, Text, inspect, select, type_coerce
from sqlalchemy.orm import Mapper, Session

from database.connection import Base
from database.sealed_columns import SealedBlob, SealedDate, SealedText, SearchedText, keys_of
from database.sealing import SEALED_TEXTS, open_record
from gallery.expungement.searching import Trace
from gallery.index import ReferenceBatch, finger_codes, load_quantiser, row_codes
from gallery.store import EncounterRow, ImpressionRow, features, reference_ids_of
from matcher import template as template_codec
from matcher.errors import CorruptRecordError
from matcher.types import FINGERS, FingerPosition
from matcher.vector import vector

_TEXTS = (SealedText, SearchedText, SealedDate)
_LEAST_COLUMNS = 3
"""Of a row in clear: a name alone may stand in other records too, which stay."""


def traces_of(session: Session, encounter: EncounterRow) -> list[Trace]:
    """Collect what files may hold of an encounter, before it is deleted."""
    return [
        *_rows(session, encounter),
        *_blobs(session, encounter),
        *_key(session, encounter),
        Trace("digest of the content", encounter.content_digest),
    ]


def reference_traces(session: Session, encounter: EncounterRow) -> dict[int, Trace]:
    """Collect the small codes of the references of the encounter's person, by reference id."""
    ids = reference_ids_of(session, encounter.gallery, encounter.identity_id)
    batch = features.load_batch(session, ids)
    codes = row_codes(batch, load_quantiser())
    return {
        int(reference_id): Trace("small codes", code)
        for reference_id, code in zip(batch.reference_ids, codes, strict=True)
    }


def _blobs(session: Session, encounter: EncounterRow) -> Iterator[Trace]:
    """Yield what the blobs hold, and the codes that an index makes of the vectors."""
    for row in _impressions(session, encounter):
        of = f"finger {FingerPosition(row.position).finger}"
        for name in ("image", "template", "vector"):
            record = getattr(row, name)
            yield Trace(f"{name} of {of}", _opened(record), is_image=name == "image")
        if template := _opened(row.template):
            made = vector(template_codec.decode(template))
            vectors = np.zeros((1, len(FINGERS), len(made)), np.float32)
            vectors[0, 0] = made
            batch = ReferenceBatch(np.array([1]), vectors, [()], [""])
            yield from (Trace(f"{code} of {of}", one) for code, one in finger_codes(batch))


def _opened(record: bytes | None) -> bytes:
    """Open a blob; empty if there is none, or if it is damaged."""
    try:
        return b"" if record is None else open_record(record)
    except CorruptRecordError:
        return b""


def _impressions(session: Session, encounter: EncounterRow) -> list[ImpressionRow]:
    found = select(ImpressionRow).where(ImpressionRow.encounter_sequence == encounter.sequence)
    return list(session.scalars(found))


def _key(session: Session, encounter: EncounterRow) -> Iterator[Trace]:
    connection = session.connection()
    keys = keys_of(connection)
    number = None if keys is None else keys.number_of(connection, encounter.owner())
    if keys is not None and number is not None:
        yield Trace("wrapped key", keys.store.wrapped(number))


def _rows(session: Session, encounter: EncounterRow) -> Iterator[Trace]:
    """Yield an encounter's row and the rows that go with it, as the database stores them."""
    yield from _stored(session, inspect(EncounterRow), EncounterRow.sequence == encounter.sequence)
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__tablename__):
        table = mapper.local_table
        for column in table.columns:
            refers = {key.target_fullname for key in column.foreign_keys if key.ondelete}
            if "encounter.sequence" in refers:
                yield from _stored(session, mapper, column == encounter.sequence)


def _stored(session: Session, mapper: Mapper[Any], wanted: Any) -> Iterator[Trace]:  # noqa: ANN401 - a condition
    name = mapper.class_.__tablename__
    columns = list(inspect(mapper).local_table.columns)
    raw = [
        type_coerce(one, LargeBinary if isinstance(one.type, SealedBlob) else Text)
        if isinstance(one.type, (SealedBlob, *_TEXTS))
        else one
        for one in columns
    ]
    for row in session.execute(select(*raw).where(wanted)):
        run: list[str] = []
        for column, value in zip(columns, row, strict=True):
            if isinstance(column.type, SealedBlob) and value is not None:
                is_image = column.name == "image"
                yield Trace(f"{column.name} in {name}", bytes(value), is_image=is_image)
            # Neighbours lie side by side in a row of SQLite, so that short texts are found too.
            run = [*run, value or ""] if isinstance(column.type, _TEXTS) else []
            if run and (value or "").startswith(SEALED_TEXTS):
                yield Trace(f"{column.name} in {name}", value.encode())
            elif len(run) >= _LEAST_COLUMNS:
                yield Trace(f"{column.name} in {name}", "".join(run).encode(), is_text=True)
