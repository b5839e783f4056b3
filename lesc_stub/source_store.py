"""Sources in the LESC's database: records, and how each source behaves."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from database.documents import Codec
from database.rows import columns_of, from_row
from database.sealed_columns import doom
from interop.fields import alien_number_spellings
from interop.lesc import (
    UNKNOWN_DATE_OF_BIRTH,
    UNKNOWN_NAME,
    Fact,
    FactKind,
    LescQuery,
    documents,
)
from lesc_stub.tables import SourceRecordRow, SourceStateRow, source_owner
from lesc_stub.types import Outage, SourceRecord, SourceState

NUMBERS = ("identity_id", "fin", "alien_number", "fbi_number")

_ESTABLISHED_IN = "central_index"

_OUTAGES = Codec(tuple[tuple[datetime, datetime | None], ...])
"""Pairs of the first and the last time, without names."""


def put_records(session: Session, records: Iterable[SourceRecord]) -> None:
    """Write records; a record replaces the record of the same source and id."""
    for record in records:
        session.merge(
            SourceRecordRow(**columns_of(record, "facts"), facts=documents.FACTS.dump(record.facts))
        )


def establish_citizenship(
    session: Session, query: LescQuery, evidence: str, now: datetime, *, is_withdrawn: bool
) -> None:
    """Have a source hold that the person of a query is a citizen by evidence that was seen.

    is_withdrawn: the query's match was false, so that only the booked person's FBI number counts.
    """
    numbers = ("fbi_number",) if is_withdrawn else NUMBERS
    keys = {number: getattr(query, number) for number in numbers}
    if not any(keys.values()):
        return
    fact = Fact(FactKind.CITIZENSHIP_ESTABLISHED, now.date(), details=evidence)
    record_id = _established_id(query.query_id)
    put_records(session, [SourceRecord(_ESTABLISHED_IN, record_id, (fact,), **keys)])


def forget_established(session: Session, query_id: str) -> None:
    """Remove what a claim about a query established: the match of the query was false."""
    record_id = _established_id(query_id)
    of_query = SourceRecordRow.record_id == record_id
    session.execute(
        delete(SourceRecordRow)
        .where(SourceRecordRow.source == _ESTABLISHED_IN, of_query)
        .execution_options(synchronize_session=False)
    )
    doom(session, source_owner(_ESTABLISHED_IN, record_id))


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


def _established_id(query_id: str) -> str:
    """Name the record of a query; the ids of queries are longer than the ids of records."""
    return hashlib.sha256(query_id.encode()).hexdigest()


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
