"""The criminal master file: FBI numbers, criminal histories, wants. Inside `Database` sessions.

A record that came with prints belongs to whoever holds their encounter now, any other to whoever
holds the identity that it was filed under. So a merge, a split or an undo in the gallery moves
histories without touching them, and undoing one brings them back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from gallery.errors import EncounterNotFoundError, IdentityConflictError
from gallery.people import require_identity, unknown_identity
from gallery.store import EncounterRow, merged_identities
from gallery.store import rows as store
from interop import names
from interop.records.criminal_rows import EVENTS, event_row, to_event, to_want, want_row
from interop.records.criminal_tables import CriminalEventRow, CriminalSubjectRow, WantRow
from interop.records.criminal_types import Charged, CriminalEvent, EventKind, RapSheet, Want
from interop.records.errors import RecordConflictError, RecordNotFoundError
from interop.records.numbers import fbi_number

GALLERY = names.IAFIS


def register(session: Session, identity_id: str, now: datetime) -> str:
    """Give an identity its FBI number; the same one again where it has one.

    Raises IdentityNotFoundError, IdentityConflictError.
    """
    row = _subject(session, identity_id)
    if row is None:
        require_identity(session, GALLERY, identity_id)
        last = session.scalar(select(func.max(CriminalSubjectRow.number))) or 0
        row = CriminalSubjectRow(
            number=last + 1,
            identity_id=identity_id,
            fbi_number=fbi_number(last + 1),
            create_time=now,
        )
        session.add(row)
        session.flush()
    return row.fbi_number


def record_arrest(
    session: Session,
    identity_id: str,
    tcn: str,
    charges: Sequence[Charged],
    arrest_date: date,
    *,
    ori: str,
    now: datetime,
) -> str:
    """Make a retained booking an entry of its person's history, one a charge.

    For the transaction that retains the prints. A booking without charges is an arrest all the
    same. Returns the FBI number.
    """
    stated = [(charge.literal, charge.offense_code) for charge in charges] or [("", "")]
    for ordinal, (literal, offense_code) in enumerate(stated, 1):
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
    return register(session, identity_id, now)


def put_event(session: Session, identity_id: str, event: CriminalEvent, now: datetime) -> None:
    """Add an entry to a history; the same one again changes nothing.

    Raises RecordConflictError, IdentityNotFoundError, IdentityConflictError,
    EncounterNotFoundError.
    """
    stored = session.execute(EVENTS.where(CriminalEventRow.event_id == event.event_id)).first()
    if stored is not None:
        row, encounter_id = stored
        if (row.identity_id, to_event(row, encounter_id)) != (identity_id, event):
            raise _conflict("criminal event", event.event_id)
        return
    register(session, identity_id, now)
    encounter = _encounter(session, identity_id, event.encounter_id)
    sequence = encounter.sequence if encounter else None
    session.add(event_row(event, identity_id, sequence, now))
    session.flush()


def put_want(session: Session, identity_id: str, want: Want, now: datetime) -> None:
    """Enter a want or warrant; the same one again changes nothing.

    Raises RecordConflictError, IdentityNotFoundError, IdentityConflictError.
    """
    stored = _find_want(session, want.want_id)
    if stored is not None:
        # It may have been cleared since: a repetition that comes late is no other content.
        as_put = replace(to_want(stored), clear_date=want.clear_date)
        if (stored.identity_id, as_put) != (identity_id, want):
            raise _conflict("want", want.want_id)
        return
    register(session, identity_id, now)
    session.add(want_row(want, identity_id, now))
    session.flush()


def clear_want(session: Session, want_id: str, clear_date: date) -> Want:
    """Take a want out of force; on the same day again changes nothing.

    Raises RecordNotFoundError, and RecordConflictError if it was cleared on another day.
    """
    row = _find_want(session, want_id)
    if row is None:
        raise RecordNotFoundError(f"the criminal file has no want {want_id}")
    if row.clear_date not in (None, clear_date):
        raise RecordConflictError(f"want {want_id} was cleared on {row.clear_date} before")
    row.clear_date = clear_date
    session.flush()
    return to_want(row)


def rap_sheet(session: Session, identity_id: str) -> RapSheet:
    """Read a person's criminal history and active wants, under any id the person ever had.

    Raises IdentityNotFoundError.
    """
    current = current_identity(session, identity_id)
    persons = [current, *merged_identities(session, GALLERY, current)]
    numbers = [row.fbi_number for one in persons if (row := _subject(session, one))]
    events = session.execute(
        EVENTS.where(of_person(session, current, persons)).order_by(
            CriminalEventRow.event_date, CriminalEventRow.sequence
        )
    )
    wants = session.scalars(
        select(WantRow)
        .where(WantRow.identity_id.in_(persons), WantRow.clear_date.is_(None))
        .order_by(WantRow.issue_date, WantRow.sequence)
    )
    return RapSheet(
        identity_id=current,
        fbi_number=numbers[0] if numbers else "",
        other_fbi_numbers=tuple(numbers[1:]),
        events=tuple(to_event(row, encounter_id) for row, encounter_id in events),
        wants=tuple(map(to_want, wants)),
    )


def identity_of(session: Session, number: str) -> str:
    """Find who has an FBI number now. Raises RecordNotFoundError, IdentityNotFoundError."""
    row = session.scalar(select(CriminalSubjectRow).where(CriminalSubjectRow.fbi_number == number))
    if row is None:
        raise RecordNotFoundError(f"the criminal file has no FBI number {number}")
    return current_identity(session, row.identity_id)


def current_identity(session: Session, identity_id: str) -> str:
    """Follow merges. Raises IdentityNotFoundError."""
    current = store.current_identity_id(session, GALLERY, identity_id)
    if current is None:
        raise unknown_identity(GALLERY, identity_id)
    return current


def of_person(session: Session, current: str, persons: Sequence[str]) -> ColumnElement[bool]:
    """Select the events of an identity.

    persons: itself and those merged into it.
    """
    # Numbers and no subquery: with one, PostgreSQL would read every event there is.
    encounters = session.scalars(
        select(EncounterRow.sequence).where(
            EncounterRow.gallery == GALLERY, EncounterRow.identity_id == current
        )
    ).all()
    return or_(
        CriminalEventRow.encounter_sequence.in_(encounters),
        and_(
            CriminalEventRow.encounter_sequence.is_(None),
            CriminalEventRow.identity_id.in_(persons),
        ),
    )


def _subject(session: Session, identity_id: str) -> CriminalSubjectRow | None:
    return session.scalar(
        select(CriminalSubjectRow).where(CriminalSubjectRow.identity_id == identity_id)
    )


def _find_want(session: Session, want_id: str) -> WantRow | None:
    return session.scalar(select(WantRow).where(WantRow.want_id == want_id))


def _encounter(session: Session, identity_id: str, encounter_id: str) -> EncounterRow | None:
    if not encounter_id:
        return None
    row = store.find_encounter(session, GALLERY, encounter_id)
    if row is None:
        raise EncounterNotFoundError(f"gallery {GALLERY} has no encounter {encounter_id}")
    if row.identity_id != identity_id:
        raise IdentityConflictError(
            f"encounter {encounter_id} is under identity {row.identity_id}, not {identity_id}"
        )
    return row


def _conflict(kind: str, record_id: str) -> RecordConflictError:
    return RecordConflictError(
        f"{kind} {record_id} is on file with other content: send yours under an id of its own"
    )
