"""Entries of the criminal file: rows ↔ types."""

from datetime import datetime

from sqlalchemy import select

from gallery.store import EncounterRow
from interop.offenses import OffenseCategory
from interop.records.criminal_tables import CriminalEventRow, WantRow
from interop.records.criminal_types import CriminalEvent, EventKind, Want

EVENTS = select(CriminalEventRow, EncounterRow.encounter_id).outerjoin(
    EncounterRow, EncounterRow.sequence == CriminalEventRow.encounter_sequence
)
"""Events, each with the id of the encounter that it came with, or None."""


def event_row(
    event: CriminalEvent, identity_id: str, encounter_sequence: int | None, now: datetime
) -> CriminalEventRow:
    """Make the row of an event."""
    return CriminalEventRow(
        event_id=event.event_id,
        identity_id=identity_id,
        encounter_sequence=encounter_sequence,
        kind=int(event.kind),
        event_date=event.date,
        ori=event.ori,
        literal=event.literal,
        category=str(event.category),
        offense_code=event.offense_code,
        statute=event.statute,
        maximum_sentence_months=event.maximum_sentence_months,
        imposed_sentence_months=event.imposed_sentence_months,
        aggravated_felony=event.aggravated_felony,
        disposition=event.disposition,
        create_time=now,
    )


def to_event(row: CriminalEventRow, encounter_id: str | None) -> CriminalEvent:
    """Read an event."""
    return CriminalEvent(
        event_id=row.event_id,
        kind=EventKind(row.kind),
        date=row.event_date,
        ori=row.ori,
        literal=row.literal,
        category=OffenseCategory(row.category),
        offense_code=row.offense_code,
        statute=row.statute,
        maximum_sentence_months=row.maximum_sentence_months,
        imposed_sentence_months=row.imposed_sentence_months,
        aggravated_felony=row.aggravated_felony,
        disposition=row.disposition,
        encounter_id=encounter_id or "",
    )


def want_row(want: Want, identity_id: str, now: datetime) -> WantRow:
    """Make the row of a want."""
    return WantRow(
        want_id=want.want_id,
        identity_id=identity_id,
        ori=want.ori,
        literal=want.literal,
        offense_code=want.offense_code,
        extradition=want.extradition,
        issue_date=want.issue_date,
        clear_date=want.clear_date,
        create_time=now,
    )


def to_want(row: WantRow) -> Want:
    """Read a want."""
    return Want(
        want_id=row.want_id,
        ori=row.ori,
        literal=row.literal,
        issue_date=row.issue_date,
        offense_code=row.offense_code,
        extradition=row.extradition,
        clear_date=row.clear_date,
    )
