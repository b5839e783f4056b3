"""Identities and encounters as callers read them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.connection import Database
from database.paging import Page, read_page
from gallery.errors import EncounterNotFoundError
from gallery.people.enrolment import unknown_identity
from gallery.store import rows as store
from gallery.store.tables import EncounterRow
from gallery.types import Encounter, Identity


class Reader:
    """Reads what the database has of one gallery's people."""

    def __init__(self, gallery: str, database: Database, hint: str) -> None:
        """`hint` goes with the message that something is not there."""
        self._gallery = gallery
        self._database = database
        self._hint = hint

    def identity(self, identity_id: str) -> Identity:
        """Read an identity. Raises IdentityNotFoundError."""
        with self._database.read() as session:
            identity = store.find_identity(session, self._gallery, identity_id)
        if identity is None:
            raise unknown_identity(self._gallery, identity_id, self._hint)
        return identity

    def encounters(
        self, identity_id: str, page_size: int, page_token: str
    ) -> tuple[list[Encounter], str]:
        """Read a page of an identity's encounters, oldest first, and the next page's token.

        Raises IdentityNotFoundError, InvalidPageTokenError.
        """
        with self._database.read() as session:
            if not store.has_identity(session, self._gallery, identity_id):
                raise unknown_identity(self._gallery, identity_id, self._hint)
            found = select(EncounterRow).where(
                EncounterRow.gallery == self._gallery, EncounterRow.identity_id == identity_id
            )
            page = Page(page_size, page_token)
            rows, token = read_page(session, found, [EncounterRow.sequence], identity_id, page)
            return store.describe(session, [row for (row,) in rows]), token

    def encounter(self, encounter_id: str) -> Encounter:
        """Read an encounter. Raises EncounterNotFoundError."""
        with self._database.read() as session:
            [encounter] = store.describe(session, [self.row(session, encounter_id)])
        return encounter

    def row(self, session: Session, encounter_id: str) -> EncounterRow:
        """Find an encounter's row. Raises EncounterNotFoundError."""
        row = store.find_encounter(session, self._gallery, encounter_id)
        if row is None:
            raise EncounterNotFoundError(
                f"gallery {self._gallery} has no encounter {encounter_id}{self._hint}"
            )
        return row

    def described(self, session: Session, row: EncounterRow) -> tuple[Identity, Encounter]:
        """Tell of an encounter with its identity."""
        identity = store.find_identity(session, self._gallery, row.identity_id)
        assert identity is not None
        [encounter] = store.describe(session, [row])
        return identity, encounter
