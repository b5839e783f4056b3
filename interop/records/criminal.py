"""The criminal master file: FBI numbers, criminal histories, wants. Inside `Database` sessions.

A record that came with prints belongs to the person who holds the encounter of the prints now. Any
other record belongs to the person who holds the identity under which the record was filed. So a
merge, a split or an undo in the gallery moves histories without touching them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from database.rows import columns_of, from_row, required
from gallery.errors import EncounterNotFoundError, IdentityConflictError
from gallery.store import EncounterRow, find_encounter
from interop import names
from interop.records.criminal_tables import CriminalEventRow, CriminalSubjectRow, WantRow
from interop.records.criminal_types import CriminalEvent, EventKind, RapSheet, Want
from interop.records.errors import RecordConflictError, RecordNotFoundError
from interop.records.numbers import fbi_number
from interop.records.register import Register

GALLERY = names.IAFIS

FBI_NUMBERS = Register(
    GALLERY,
    CriminalSubjectRow,
    CriminalSubjectRow.fbi_number,
    fbi_number,
    "the criminal file has no FBI number",
)

EVENTS = select(CriminalEventRow, EncounterRow.encounter_id).outerjoin(
    EncounterRow, EncounterRow.sequence == CriminalEventRow.encounter_sequence
)
"""Events, each with the id of the encounter with which the event came, or None."""


def record_arrest(
    session: Session,
    identity_id: str,
    tcn: str,
    charges: Sequence[tuple[str, str]],
    arrest_date: date,
    *,
    ori: str,
    now: datetime,
) -> str:
    """Enter a retained booking in the person's history, with an entry for each charge.

    charges: each in words, with its offence code. A booking without charges makes one entry.
    Call this in the transaction that retains the prints. Returns the FBI number.
    """
    for ordinal, (literal, offense_code) in enumerate(charges or [("", "")], 1):
        arrest = CriminalEvent(
            event_id=names.event_id(tcn, ordinal),
            kind=EventKind.ARREST,
            date=arrest_date,
            ori=ori,
            literal=literal,
            offense_code=offense_code,
            encounter_id=names.encounter_id(tcn),
        )
        put_event(session, identity_id, arrest, now)
    return FBI_NUMBERS.register(session, identity_id, now)


def put_event(session: Session, identity_id: str, event: CriminalEvent, now: datetime) -> str:
    """Add an entry to a history; the same entry again changes nothing. Returns the FBI number.

    Raises RecordConflictError, IdentityNotFoundError, IdentityConflictError,
    EncounterNotFoundError.
    """
    stored = session.execute(EVENTS.where(CriminalEventRow.event_id == event.event_id)).first()
    if stored is not None:
        row, encounter_id = stored
        if (row.identity_id, to_event(row, encounter_id)) != (identity_id, event):
            raise _conflict("criminal event", event.event_id)
        return FBI_NUMBERS.register(session, identity_id, now)
    number = FBI_NUMBERS.register(session, identity_id, now)
    session.add(
        CriminalEventRow(
            **columns_of(event, "date", "encounter_id"),
            event_date=event.date,
            identity_id=identity_id,
            encounter_sequence=_encounter_sequence(session, identity_id, event.encounter_id),
            create_time=now,
        )
    )
    session.flush()
    return number


def to_event(row: CriminalEventRow, encounter_id: str | None) -> CriminalEvent:
    """Read an event."""
    return from_row(CriminalEvent, row, date=row.event_date, encounter_id=encounter_id or "")


def put_want(session: Session, identity_id: str, want: Want, now: datetime) -> str:
    """Enter a want or warrant; the same want again changes nothing. Returns the FBI number.

    Raises RecordConflictError, IdentityNotFoundError, IdentityConflictError.
    """
    stored = _find_want(session, want.want_id)
    if stored is not None:
        # Somebody may have cleared the want since: a late repetition is still the same content.
        as_put = replace(from_row(Want, stored), clear_date=want.clear_date)
        if (stored.identity_id, as_put) != (identity_id, want):
            raise _conflict("want", want.want_id)
        return FBI_NUMBERS.register(session, identity_id, now)
    number = FBI_NUMBERS.register(session, identity_id, now)
    session.add(WantRow(**columns_of(want), identity_id=identity_id, create_time=now))
    session.flush()
    return number


def clear_want(session: Session, want_id: str, clear_date: date, of: str = "") -> Want:
    """Take a want out of force; a repetition with the same day changes nothing.

    of: the ORI whose wants alone are seen; empty: all. Raises RecordNotFoundError, and
    RecordConflictError if it was cleared on another day or issued later.
    """
    message = f"the criminal file has no want {want_id}"
    row = required(_find_want(session, want_id), RecordNotFoundError, message)
    if of and row.ori != of:
        raise RecordNotFoundError(message)
    if clear_date < row.issue_date:
        raise RecordConflictError(f"want {want_id} was issued on {row.issue_date}, not before")
    if row.clear_date not in (None, clear_date):
        raise RecordConflictError(f"want {want_id} was already cleared on {row.clear_date}")
    row.clear_date = clear_date
    session.flush()
    return from_row(Want, row)


def rap_sheet(session: Session, identity_id: str) -> RapSheet:
    """Read a person's criminal history and active wants, under any id the person ever had.

    Raises IdentityNotFoundError.
    """
    persons = FBI_NUMBERS.ids_of(session, identity_id)
    number, *others = FBI_NUMBERS.numbers(session, persons) or [""]
    events = session.execute(
        EVENTS.where(of_person(session, persons)).order_by(
            CriminalEventRow.event_date, CriminalEventRow.sequence
        )
    )
    wants = session.scalars(
        select(WantRow)
        .where(WantRow.identity_id.in_(persons), WantRow.clear_date.is_(None))
        .order_by(WantRow.issue_date, WantRow.sequence)
    )
    return RapSheet(
        identity_id=persons[0],
        fbi_number=number,
        other_fbi_numbers=tuple(others),
        events=tuple(to_event(row, encounter_id) for row, encounter_id in events),
        wants=tuple(from_row(Want, one) for one in wants),
    )


def of_person(session: Session, ids: Sequence[str]) -> ColumnElement[bool]:
    """Select the events of a person. ids: as `Register.ids_of` lists them."""
    # Numbers and no subquery: with a subquery, PostgreSQL would read every event.
    encounters = session.scalars(
        select(EncounterRow.sequence).where(
            EncounterRow.gallery == GALLERY, EncounterRow.identity_id == ids[0]
        )
    ).all()
    return or_(
        CriminalEventRow.encounter_sequence.in_(encounters),
        and_(
            CriminalEventRow.encounter_sequence.is_(None),
            CriminalEventRow.identity_id.in_(ids),
        ),
    )


def _find_want(session: Session, want_id: str) -> WantRow | None:
    return session.scalar(select(WantRow).where(WantRow.want_id == want_id))


def _encounter_sequence(session: Session, identity_id: str, encounter_id: str) -> int | None:
    if not encounter_id:
        return None
    message = f"gallery {GALLERY} has no encounter {encounter_id}"
    row = required(find_encounter(session, GALLERY, encounter_id), EncounterNotFoundError, message)
    if row.identity_id != identity_id:
        raise IdentityConflictError(
            f"encounter {encounter_id} is under identity {row.identity_id}, not {identity_id}"
        )
    return row.sequence


def _conflict(kind: str, record_id: str) -> RecordConflictError:
    return RecordConflictError(
        f"{kind} {record_id} is on file with other content: send yours under another id"
    )
