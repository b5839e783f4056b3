"""Identities and encounters as callers read them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.connection import Database
from database.paging import FIRST_PAGE, Listed, Page, read_page
from gallery.errors import EncounterNotFoundError
from gallery.people.enrolment import unknown_identity
from gallery.store import EncounterRow
from gallery.store import rows as store
from gallery.types import Encounter, Identity


class PeopleReader:
    """Reads one gallery's people from the database."""

    def __init__(self, name: str, database: Database, hint: str) -> None:
        """Take the gallery's name. hint: the end of messages that something does not exist."""
        self.name = name
        self._database = database
        self._hint = hint

    def get_identity(self, identity_id: str) -> Identity:
        """Read an identity. Raises IdentityNotFoundError."""
        with self._database.read() as session:
            identity = store.find_identity(session, self.name, identity_id)
        if identity is None:
            raise unknown_identity(self.name, identity_id, self._hint)
        return identity

    def list_encounters(self, identity_id: str, page: Page = FIRST_PAGE) -> Listed[Encounter]:
        """Read a page of an identity's encounters, oldest first, and the next page's token.

        Raises IdentityNotFoundError, InvalidPageTokenError.
        """
        with self._database.read() as session:
            if not store.has_identity(session, self.name, identity_id):
                raise unknown_identity(self.name, identity_id, self._hint)
            found = select(EncounterRow).where(
                EncounterRow.gallery == self.name, EncounterRow.identity_id == identity_id
            )
            rows, token = read_page(session, found, [EncounterRow.sequence], identity_id, page)
            return store.describe(session, [row for (row,) in rows]), token

    def get_encounter(self, encounter_id: str) -> Encounter:
        """Read an encounter. Raises EncounterNotFoundError."""
        with self._database.read() as session:
            [encounter] = store.describe(session, [self._row(session, encounter_id)])
        return encounter

    def _row(self, session: Session, encounter_id: str) -> EncounterRow:
        """Find an encounter's row. Raises EncounterNotFoundError."""
        row = store.find_encounter(session, self.name, encounter_id)
        if row is None:
            raise EncounterNotFoundError(
                f"gallery {self.name} has no encounter {encounter_id}{self._hint}"
            )
        return row

    def _described(self, session: Session, row: EncounterRow) -> tuple[Identity, Encounter]:
        """Describe an encounter and its identity."""
        identity = store.find_identity(session, self.name, row.identity_id)
        assert identity is not None
        [encounter] = store.describe(session, [row])
        return identity, encounter
