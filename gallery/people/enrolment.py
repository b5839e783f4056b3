"""Write encounters, inside the caller's transaction."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from database.caller import Caller
from gallery.errors import (
    EncounterConflictError,
    IdentityConflictError,
    IdentityNotFoundError,
)
from gallery.store import EncounterRow, TemplateKey, renew_references
from gallery.store import bulk as bulk_store
from gallery.store import rows as store
from gallery.types import Enrolment

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
    """Store an encounter. The same encounter again is returned and not stored twice.

    Raises EncounterConflictError, IdentityNotFoundError, IdentityConflictError.
    """
    row = stored_encounter(session, gallery, enrolment.encounter_id, enrolment.content_digest)
    if row is None:
        if enrolment.identity_id is None:
            enrolment = replace(enrolment, identity_id=make_id())
        else:
            require_identity(session, gallery, enrolment.identity_id)
        enrol_batch(session, gallery, [enrolment], caller=caller, now=now)
        row = store.find_encounter(session, gallery, enrolment.encounter_id)
    assert row is not None
    return row


def random_identity_id(gallery: str) -> str:
    """Make an id that no identity has yet."""
    return f"{gallery.upper()}-{uuid.uuid4().hex[:16].upper()}"


class Duplicates(StrEnum):
    """What a batch does about encounter ids that exist already, with any content."""

    REFUSE = "refuse"
    SKIP = "skip"


def enrol_batch(
    session: Session,
    gallery: str,
    enrolments: Sequence[Enrolment],
    *,
    caller: Caller,
    now: datetime,
    duplicates: Duplicates = Duplicates.REFUSE,
) -> list[str]:
    """Store many encounters; return the identity ids of the stored ones, in their order.

    A named identity that does not exist is made. An encounter id that stands twice in the batch is
    a duplicate too. Raises EncounterConflictError for a duplicate that is to be refused,
    IdentityConflictError for an identity that was merged away, and CorruptRecordError; nothing is
    stored then.
    """
    new = _without_duplicates(session, gallery, enrolments, duplicates)
    if not new:
        return []
    identity_ids = [one.identity_id or random_identity_id(gallery) for one in new]
    joined, founders = _founders(session, gallery, identity_ids)
    bulk_store.insert_identities(session, gallery, founders, now)
    keys = bulk_store.new_keys(session, len(new))
    encounters = [
        store.encounter_columns(
            gallery,
            one,
            identity_id,
            founded_identity=founders.get(identity_id) == n,
            caller=caller,
            now=now,
            key=keys[n],
        )
        for n, (one, identity_id) in enumerate(zip(new, identity_ids, strict=True))
    ]
    templates = bulk_store.insert_encounters(session, gallery, encounters, new, keys)
    founded: dict[str, list[TemplateKey]] = {identity_id: [] for identity_id in founders}
    for identity_id, own in zip(identity_ids, templates, strict=True):
        founded.get(identity_id, []).extend(own)
    bulk_store.insert_references(session, gallery, founded.items())
    for identity_id in joined:
        renew_references(session, gallery, identity_id)
    return identity_ids


def _founders(
    session: Session, gallery: str, identity_ids: Sequence[str]
) -> tuple[list[str], dict[str, int]]:
    """Split identities into existing ones and new ones; new ones with the place of their first."""
    places: dict[str, int] = {}
    for place, identity_id in enumerate(identity_ids):
        places.setdefault(identity_id, place)
    present = bulk_store.present_identities(session, gallery, list(places))
    joined = [identity_id for identity_id in places if identity_id in present]
    for identity_id in joined:
        require_identity(session, gallery, identity_id)
    return joined, {one: place for one, place in places.items() if one not in present}


def _without_duplicates(
    session: Session,
    gallery: str,
    enrolments: Sequence[Enrolment],
    duplicates: Duplicates,
) -> list[Enrolment]:
    first = {one.encounter_id: one for one in reversed(enrolments)}
    taken = bulk_store.present_encounters(session, gallery, list(first))
    new = [
        one
        for one in enrolments
        if one is first[one.encounter_id] and one.encounter_id not in taken
    ]
    if duplicates is Duplicates.REFUSE and len(new) < len(enrolments):
        kept = set(map(id, new))
        name = next(one.encounter_id for one in enrolments if id(one) not in kept)
        place = f"in gallery {gallery} already" if name in taken else "in the batch twice"
        raise EncounterConflictError(f"encounter {name} is {place}: nothing of it was stored")
    return new


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
            f"identity {identity_id} of gallery {gallery} was merged into an identity that was "
            "deleted since"
        )
    if current != identity_id:
        raise IdentityConflictError(
            f"identity {identity_id} of gallery {gallery} was merged into {current}: use "
            "that identity"
        )


def unknown_identity(gallery: str, identity_id: str, hint: str = "") -> IdentityNotFoundError:
    """Make the error for an unknown identity. hint: where else the identity may be."""
    return IdentityNotFoundError(f"gallery {gallery} has no identity {identity_id}{hint}")
