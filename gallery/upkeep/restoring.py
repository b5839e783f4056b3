"""What was expunged since a copy of the database was made goes again when the copy is restored."""

import logging

from sqlalchemy import select
from sqlalchemy.orm import defer

from database.connection import Database
from gallery.store import EncounterRow
from gallery.store import rows as store

_LOGGER = logging.getLogger(__name__)


def expunge_again(database: Database) -> int:
    """Expunge the encounters whose key was destroyed; return how many there were.

    The index follows like after any expungement. Call this before galleries are opened.
    """
    keys = database.keys
    if keys is None:
        return 0
    with database.write() as session:
        sequences = keys.owners_of_destroyed(session.connection(), EncounterRow.owned_by[0])
        # The text under the destroyed key cannot be read.
        found = (
            select(EncounterRow)
            .where(EncounterRow.sequence.in_(map(int, sequences)))
            .options(defer(EncounterRow.missing_fingers))
        )
        encounters = session.scalars(found).all()
        for one in encounters:
            store.delete_encounter(session, one, expunge=True)
    if encounters:
        _LOGGER.warning(
            "%d encounters were expunged after the database was copied: they are expunged again",
            len(encounters),
        )
    return len(encounters)
