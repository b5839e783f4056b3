"""Sources in the LESC's database: records, and how each source behaves."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from database.documents import Codec
from database.rows import columns_of, from_row
from interop.fields import alien_number_spellings
from interop.lesc import UNKNOWN_DATE_OF_BIRTH, UNKNOWN_NAME, LescQuery, documents
from lesc_stub.tables import SourceRecordRow, SourceStateRow
from lesc_stub.types import Outage, SourceRecord, SourceState

NUMBERS = ("identity_id", "fin", "alien_number", "fbi_number")

_OUTAGES = Codec(tuple[tuple[datetime, datetime | None], ...])
"""Pairs of the first and the last time, without names."""


def put_records(session: Session, records: Iterable[SourceRecord]) -> None:
    """Write records; a record replaces the record of the same source and id."""
    for record in records:
        session.merge(
            SourceRecordRow(**columns_of(record, "facts"), facts=documents.FACTS.dump(record.facts))
        )


def find_records(session: Session, query: LescQuery) -> list[SourceRecord]:
    """Read the records of all sources by the query's numbers, or by name and date of birth."""
    rows = session.scalars(
        select(SourceRecordRow)
        .where(or_(*_keys(query)))
        .order_by(SourceRecordRow.source, SourceRecordRow.record_id)
    )
    return [from_row(SourceRecord, row, facts=documents.FACTS.load(row.facts)) for row in rows]


def spellings(query: LescQuery, number: str) -> frozenset[str]:
    """List the forms in which a source may hold a number of a query."""
    value: str = getattr(query, number)
    return alien_number_spellings(value) if number == "alien_number" else frozenset({value})


def source_states(session: Session) -> dict[str, SourceState]:
    """Read how sources behave; a source without an entry answers at once."""
    return {row.source: _state(row) for row in session.scalars(select(SourceStateRow))}


def set_source(session: Session, source: str, state: SourceState) -> None:
    """Write how a source behaves."""
    outages = _OUTAGES.dump(tuple((one.from_time, one.until_time) for one in state.outages))
    session.merge(SourceStateRow(source=source, latency_s=state.latency_s, outages=outages))


def _keys(query: LescQuery) -> list[ColumnElement[bool]]:
    keys: list[ColumnElement[bool]] = [
        getattr(SourceRecordRow, number).in_(spellings(query, number))
        for number in NUMBERS
        if getattr(query, number)
    ]
    if query.name != UNKNOWN_NAME and query.date_of_birth != UNKNOWN_DATE_OF_BIRTH:
        keys.append(
            and_(
                SourceRecordRow.name == query.name,
                SourceRecordRow.date_of_birth == query.date_of_birth,
            )
        )
    return keys


def _state(row: SourceStateRow) -> SourceState:
    outages = tuple(Outage(*times) for times in _OUTAGES.load(row.outages))
    return SourceState(row.latency_s, outages)
