"""Write encounters, inside the caller's transaction."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from gallery import store
from gallery.errors import (
    EncounterConflictError,
    IdentityConflictError,
    IdentityNotFoundError,
)
from gallery.references import renew_references
from gallery.tables import EncounterRow
from gallery.types import Caller, Enrolment

MakeId = Callable[[], str]


def enrol(
    session: Session,
    gallery: str,
    enrolment: Enrolment,
    *,
    caller: Caller,
    now: datetime,
    make_id: MakeId,
) -> EncounterRow:
    """Store an encounter; the same one again is not stored but returned.

    Raises EncounterConflictError, IdentityNotFoundError, IdentityConflictError.
    """
    stored = stored_encounter(session, gallery, enrolment.encounter_id, enrolment.content_digest)
    if stored is not None:
        return stored
    identity_id = enrolment.identity_id or make_id()
    if enrolment.identity_id is None:
        store.insert_identity(session, gallery, identity_id, now)
    else:
        require_identity(session, gallery, identity_id)
    row = store.encounter_row(
        gallery,
        enrolment.encounter_id,
        identity_id,
        founded_identity=enrolment.identity_id is None,
        caller=caller,
        content_digest=enrolment.content_digest,
        now=now,
    )
    store.insert_encounter(session, row, enrolment.samples)
    renew_references(session, gallery, identity_id)
    return row


def stored_encounter(
    session: Session, gallery: str, encounter_id: str, content_digest: bytes
) -> EncounterRow | None:
    """Find the encounter if it was stored before.

    Raises EncounterConflictError if it was stored with other content.
    """
    row = store.find_encounter(session, gallery, encounter_id)
    if row is not None and row.content_digest != content_digest:
        raise EncounterConflictError(
            f"encounter {encounter_id} is in gallery {gallery} with other content: "
            "send it under an id of its own"
        )
    return row


def require_identity(session: Session, gallery: str, identity_id: str) -> None:
    """Check that encounters may join the identity.

    Raises IdentityNotFoundError, and IdentityConflictError if it was merged into another.
    """
    if not store.has_identity(session, gallery, identity_id):
        raise unknown_identity(gallery, identity_id)
    current = store.current_identity_id(session, gallery, identity_id)
    if current is None:
        raise IdentityConflictError(
            f"identity {identity_id} of gallery {gallery} was merged into one that is deleted since"
        )
    if current != identity_id:
        raise IdentityConflictError(
            f"identity {identity_id} of gallery {gallery} was merged into {current}: use that"
        )


def unknown_identity(gallery: str, identity_id: str) -> IdentityNotFoundError:
    """Name what was not found."""
    return IdentityNotFoundError(f"gallery {gallery} has no identity {identity_id}")
