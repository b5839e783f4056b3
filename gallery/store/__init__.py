"""Rows of identities, encounters and references, and the journal that the index follows."""

from gallery.store import bulk, features, identity_history, journal, rows
from gallery.store.features import StoredFinger, load_references, template_opener
from gallery.store.follower import IndexFollower, source_of
from gallery.store.identity_history import (
    changes,
    describe,
    done_before,
    find_request,
    find_row,
    merged_identities,
    moved_encounters,
)
from gallery.store.pruning import JournalPruner, PruningParameters
from gallery.store.references import (
    TemplateKey,
    reference_ids_of,
    remaining_references,
    renew_make_ups,
    renew_references,
)
from gallery.store.rows import MISSING_FINGERS, find_encounter
from gallery.store.slots import SLOT_COUNT, Slots, cut, gaps, slots_of
from gallery.store.tables import (
    EncounterRow,
    IdentityChangeRow,
    IdentityRow,
    ImpressionRow,
    MovedEncounterRow,
    ReferenceRow,
)

__all__ = [
    "EncounterRow",
    "IdentityChangeRow",
    "IdentityRow",
    "ImpressionRow",
    "IndexFollower",
    "JournalPruner",
    "MISSING_FINGERS",
    "MovedEncounterRow",
    "PruningParameters",
    "ReferenceRow",
    "SLOT_COUNT",
    "Slots",
    "StoredFinger",
    "TemplateKey",
    "bulk",
    "changes",
    "cut",
    "describe",
    "done_before",
    "features",
    "find_encounter",
    "find_request",
    "find_row",
    "gaps",
    "identity_history",
    "journal",
    "load_references",
    "merged_identities",
    "moved_encounters",
    "reference_ids_of",
    "remaining_references",
    "renew_make_ups",
    "renew_references",
    "rows",
    "slots_of",
    "source_of",
    "template_opener",
]
