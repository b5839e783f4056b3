"""Which identity an encounter belongs to; merge, split, move and undo."""

from gallery.people.enrolment import (
    Duplicates,
    enrol,
    enrol_batch,
    random_identity_id,
    require_identity,
    stored_encounter,
    unknown_identity,
)
from gallery.people.identities import ChangeRequest, IdentityAdministration
from gallery.people.reading import PeopleReader

__all__ = [
    "ChangeRequest",
    "Duplicates",
    "IdentityAdministration",
    "PeopleReader",
    "enrol",
    "enrol_batch",
    "random_identity_id",
    "require_identity",
    "stored_encounter",
    "unknown_identity",
]
