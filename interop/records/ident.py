"""IDENT beside its prints: FINs and what encounters were about. Inside `Database` sessions.

What is known of an encounter belongs to the person who holds the gallery's encounter now. So these
records follow merges, splits and moves, and are deleted with the encounter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.rows import columns_of, from_row, required
from gallery.errors import EncounterNotFoundError
from gallery.store import EncounterRow, ImpressionRow, find_encounter
from interop import names
from interop.records.errors import RecordConflictError, RecordNotFoundError
from interop.records.ident_tables import IdentEncounterRow, IdentSubjectRow
from interop.records.ident_types import BiographicData, IdentEncounter, IdentRecord
from interop.records.numbers import fin
from interop.records.register import Register
from matcher.types import FingerPosition

GALLERY = names.IDENT

FINS = Register(GALLERY, IdentSubjectRow, IdentSubjectRow.fin, fin, "IDENT has no FIN")

T = TypeVar("T")

_INDEX_FINGERS = {int(FingerPosition.RIGHT_INDEX), int(FingerPosition.LEFT_INDEX)}


def put_encounter(session: Session, encounter: IdentEncounter, now: datetime) -> str:
    """Record what an encounter of the gallery was about; a repetition changes nothing.

    Gives the encounter's identity a FIN, and returns the FIN. Raises EncounterNotFoundError,
    RecordConflictError.
    """
    row = required(
        find_encounter(session, GALLERY, encounter.encounter_id),
        EncounterNotFoundError,
        f"gallery {GALLERY} has no encounter {encounter.encounter_id}: enrol its prints first",
    )
    stored = session.get(IdentEncounterRow, row.sequence)
    if stored is None:
        session.add(
            IdentEncounterRow(
                **columns_of(encounter, "encounter_id", "time", "biographic"),
                **columns_of(encounter.biographic),
                encounter_time=encounter.time,
                encounter_sequence=row.sequence,
                create_time=now,
            )
        )
        session.flush()
    elif to_encounter(stored, encounter.encounter_id) != encounter:
        raise RecordConflictError(
            f"encounter {encounter.encounter_id} is on file with other content: the first stays"
        )
    return FINS.register(session, row.identity_id, now)


def describe(session: Session, identity_id: str) -> IdentRecord:
    """Read what is known of a person, under any id the person ever had.

    Raises IdentityNotFoundError.
    """
    persons = FINS.ids_of(session, identity_id)
    current, (number, *others) = persons[0], FINS.numbers(session, persons) or [""]
    encounters = _encounters(session, current)
    alien_number, *earlier = _newest(one.alien_number for one in encounters) or [""]
    return IdentRecord(
        identity_id=current,
        fin=number,
        alien_number=alien_number,
        biographic=_stated_last([one.biographic for one in encounters]),
        encounters=encounters,
        two_index_fingers=_has_index_fingers_only(session, current),
        other_fins=tuple(others),
        other_alien_numbers=tuple(earlier),
    )


def identities_with_document(session: Session, document_number: str) -> list[str]:
    """List the identities that presented or were issued a document, oldest encounter first.

    Two identities mean that somebody used another person's document, or is enrolled twice.
    Raises RecordNotFoundError if no encounter has the document.
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


def to_encounter(row: IdentEncounterRow, encounter_id: str) -> IdentEncounter:
    """Turn a row into what it says."""
    return from_row(
        IdentEncounter,
        row,
        encounter_id=encounter_id,
        time=row.encounter_time,
        biographic=from_row(BiographicData, row),
    )


def _encounters(session: Session, identity_id: str) -> tuple[IdentEncounter, ...]:
    rows = session.execute(
        select(IdentEncounterRow, EncounterRow.encounter_id)
        .join(EncounterRow, EncounterRow.sequence == IdentEncounterRow.encounter_sequence)
        .where(EncounterRow.gallery == GALLERY, EncounterRow.identity_id == identity_id)
        .order_by(IdentEncounterRow.encounter_time, IdentEncounterRow.encounter_sequence)
    )
    return tuple(to_encounter(row, encounter_id) for row, encounter_id in rows)


def _stated_last(stated: Sequence[BiographicData]) -> BiographicData:
    """Take each element from the newest encounter that states the element."""
    elements = [one.name for one in fields(BiographicData)]
    found = {one: _newest(getattr(said, one) for said in stated) for one in elements}
    return BiographicData(**{name: values[0] for name, values in found.items() if values})


def _newest(oldest_first: Iterable[T]) -> list[T]:
    """List the different values that were stated, newest first."""
    return list(dict.fromkeys(filter(None, list(oldest_first)[::-1])))


def _has_index_fingers_only(session: Session, identity_id: str) -> bool:
    positions = session.scalars(
        select(ImpressionRow.position)
        .join(EncounterRow, EncounterRow.sequence == ImpressionRow.encounter_sequence)
        .where(EncounterRow.gallery == GALLERY, EncounterRow.identity_id == identity_id)
        .distinct()
    )
    found = set(positions)
    return bool(found) and found <= _INDEX_FINGERS
