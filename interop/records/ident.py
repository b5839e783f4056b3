"""IDENT beside its prints: FINs and what encounters were about. Inside `Database` sessions.

What an encounter was about belongs to whoever holds the gallery's encounter now, so it follows
merges, splits and moves by itself, and goes when the encounter is deleted.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gallery.errors import EncounterNotFoundError
from gallery.people import unknown_identity
from gallery.store import EncounterRow, ImpressionRow, merged_identities
from gallery.store import rows as store
from interop import names
from interop.records.errors import RecordConflictError, RecordNotFoundError
from interop.records.ident_tables import IdentEncounterRow, IdentSubjectRow
from interop.records.ident_types import BiographicData, EncounterKind, IdentEncounter, IdentRecord
from interop.records.numbers import fin
from matcher.types import FingerPosition

GALLERY = names.IDENT

_INDEX_FINGERS = {int(FingerPosition.RIGHT_INDEX), int(FingerPosition.LEFT_INDEX)}


def put_encounter(session: Session, encounter: IdentEncounter, now: datetime) -> str:
    """Say what an encounter of the gallery was about; the same again changes nothing.

    Gives its identity a FIN, which is returned. Raises EncounterNotFoundError,
    RecordConflictError.
    """
    row = store.find_encounter(session, GALLERY, encounter.encounter_id)
    if row is None:
        raise EncounterNotFoundError(
            f"gallery {GALLERY} has no encounter {encounter.encounter_id}: enrol its prints first"
        )
    stored = session.get(IdentEncounterRow, row.sequence)
    if stored is None:
        session.add(_row(encounter, row.sequence, now))
        session.flush()
    elif to_encounter(stored, encounter.encounter_id) != encounter:
        raise RecordConflictError(
            f"what encounter {encounter.encounter_id} was about is on file with other content"
        )
    return register(session, row.identity_id, now)


def register(session: Session, identity_id: str, now: datetime) -> str:
    """Give an identity its FIN; the same one again where it has one.

    Raises IdentityNotFoundError.
    """
    row = _subject(session, identity_id)
    if row is None:
        if not store.has_identity(session, GALLERY, identity_id):
            raise unknown_identity(GALLERY, identity_id)
        number = (session.scalar(select(func.max(IdentSubjectRow.number))) or 0) + 1
        row = IdentSubjectRow(
            number=number, identity_id=identity_id, fin=fin(number), create_time=now
        )
        session.add(row)
        session.flush()
    return row.fin


def describe(session: Session, identity_id: str) -> IdentRecord:
    """Read what is known of a person, under any id the person ever had.

    Raises IdentityNotFoundError.
    """
    current = current_identity(session, identity_id)
    persons = [current, *merged_identities(session, GALLERY, current)]
    fins = [row.fin for one in persons if (row := _subject(session, one))]
    encounters = _encounters(session, current)
    alien_numbers = _newest(one.alien_number for one in encounters)
    return IdentRecord(
        identity_id=current,
        fin=fins[0] if fins else "",
        alien_number=alien_numbers[0] if alien_numbers else "",
        biographic=_stated_last([one.biographic for one in encounters]),
        encounters=encounters,
        two_index_fingers=_has_index_fingers_only(session, current),
        other_fins=tuple(fins[1:]),
        other_alien_numbers=alien_numbers[1:],
    )


def identity_of_fin(session: Session, number: str) -> str:
    """Find who has a FIN now. Raises RecordNotFoundError, IdentityNotFoundError."""
    row = session.scalar(select(IdentSubjectRow).where(IdentSubjectRow.fin == number))
    if row is None:
        raise RecordNotFoundError(f"IDENT has no FIN {number}")
    return current_identity(session, row.identity_id)


def identities_with_document(session: Session, document_number: str) -> list[str]:
    """List who presented or was issued a document, oldest encounter first.

    Two of them mean that somebody used another's document, or is enrolled twice.
    Raises RecordNotFoundError where nobody did.
    """
    rows = session.scalars(
        select(EncounterRow.identity_id)
        .join(IdentEncounterRow, IdentEncounterRow.encounter_sequence == EncounterRow.sequence)
        .where(IdentEncounterRow.document_number == document_number)
        .order_by(EncounterRow.sequence)
    )
    found = list(dict.fromkeys(rows))
    if not found:
        raise RecordNotFoundError(f"IDENT has no encounter with document {document_number}")
    return found


def current_identity(session: Session, identity_id: str) -> str:
    """Follow merges. Raises IdentityNotFoundError."""
    current = store.current_identity_id(session, GALLERY, identity_id)
    if current is None:
        raise unknown_identity(GALLERY, identity_id)
    return current


def to_encounter(row: IdentEncounterRow, encounter_id: str) -> IdentEncounter:
    """Turn a row into what it says."""
    return IdentEncounter(
        encounter_id=encounter_id,
        kind=EncounterKind(row.kind),
        time=row.encounter_time,
        biographic=BiographicData(row.name, row.date_of_birth, row.sex, row.place_of_birth),
        document_number=row.document_number,
        alien_number=row.alien_number,
        site=row.site,
    )


def _row(encounter: IdentEncounter, sequence: int, now: datetime) -> IdentEncounterRow:
    return IdentEncounterRow(
        encounter_sequence=sequence,
        kind=int(encounter.kind),
        encounter_time=encounter.time,
        name=encounter.biographic.name,
        date_of_birth=encounter.biographic.date_of_birth,
        sex=encounter.biographic.sex,
        place_of_birth=encounter.biographic.place_of_birth,
        document_number=encounter.document_number,
        alien_number=encounter.alien_number,
        site=encounter.site,
        create_time=now,
    )


def _subject(session: Session, identity_id: str) -> IdentSubjectRow | None:
    return session.scalar(select(IdentSubjectRow).where(IdentSubjectRow.identity_id == identity_id))


def _encounters(session: Session, identity_id: str) -> tuple[IdentEncounter, ...]:
    rows = session.execute(
        select(IdentEncounterRow, EncounterRow.encounter_id)
        .join(EncounterRow, EncounterRow.sequence == IdentEncounterRow.encounter_sequence)
        .where(EncounterRow.gallery == GALLERY, EncounterRow.identity_id == identity_id)
        .order_by(IdentEncounterRow.encounter_time, IdentEncounterRow.encounter_sequence)
    )
    return tuple(to_encounter(row, encounter_id) for row, encounter_id in rows)


def _stated_last(stated: Sequence[BiographicData]) -> BiographicData:
    newest_first = stated[::-1]
    return BiographicData(
        name=next((one.name for one in newest_first if one.name), ""),
        date_of_birth=next((one.date_of_birth for one in newest_first if one.date_of_birth), None),
        sex=next((one.sex for one in newest_first if one.sex), ""),
        place_of_birth=next((one.place_of_birth for one in newest_first if one.place_of_birth), ""),
    )


def _newest(oldest_first: Iterable[str]) -> tuple[str, ...]:
    """List what was stated, newest first, each once."""
    return tuple(dict.fromkeys(filter(None, list(oldest_first)[::-1])))


def _has_index_fingers_only(session: Session, identity_id: str) -> bool:
    positions = session.scalars(
        select(ImpressionRow.position)
        .join(EncounterRow, EncounterRow.sequence == ImpressionRow.encounter_sequence)
        .where(EncounterRow.gallery == GALLERY, EncounterRow.identity_id == identity_id)
        .distinct()
    )
    found = set(positions)
    return bool(found) and found <= _INDEX_FINGERS
