"""Pairs of identities that a false match named: their next match goes to review."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, aliased

from database.rows import columns_of
from gallery.store import EncounterRow
from interop.corrections.tables import KnownNonMateRow
from interop.names import IAFIS, IDENT


@dataclass(frozen=True)
class NonMates:
    """Two people, and the encounters whose prints examiners told apart."""

    iafis_identity_id: str
    ident_identity_id: str
    iafis_encounter_id: str = ""
    ident_encounter_id: str = ""


def contains(session: Session, iafis_identity_id: str, ident_identity_id: str) -> bool:
    """Tell whether two identities, or encounters that they hold now, are known non-mates."""
    named = exists().where(
        KnownNonMateRow.iafis_identity_id == iafis_identity_id,
        KnownNonMateRow.ident_identity_id == ident_identity_id,
    )
    if session.scalar(select(named)):
        return True
    ours, theirs = aliased(EncounterRow), aliased(EncounterRow)
    held = exists().where(
        ours.gallery == IAFIS,
        ours.identity_id == iafis_identity_id,
        ours.encounter_id == KnownNonMateRow.iafis_encounter_id,
        theirs.gallery == IDENT,
        theirs.identity_id == ident_identity_id,
        theirs.encounter_id == KnownNonMateRow.ident_encounter_id,
    )
    return bool(session.scalar(select(held)))


def remove(session: Session, correction_id: str) -> None:
    """Take the pairs of a correction off the list."""
    of_correction = KnownNonMateRow.correction_id == correction_id
    session.execute(
        delete(KnownNonMateRow).where(of_correction).execution_options(synchronize_session=False)
    )


def add(session: Session, pair: NonMates, correction_id: str, now: datetime) -> None:
    """Add a pair to the list; a known pair changes nothing."""
    key = columns_of(pair)
    if session.get(KnownNonMateRow, key) is None:
        session.add(KnownNonMateRow(**key, correction_id=correction_id, create_time=now))
        session.flush()
