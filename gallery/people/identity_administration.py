"""Who is one person and who are two: what an examiner decides, done and remembered."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.paging import Page
from gallery.people import identities
from gallery.people.enrolment import MakeId, unknown_identity
from gallery.store import rows as store
from gallery.types import IdentityChange
from gallery.witness import Deed, DeedKind, Witness, nobody


class IdentityAdministration:
    """Changes the identities of one gallery; safe for threads.

    A change is durable on return. Repeated under its request id it gives the stored answer;
    another one under that id raises IdentityConflictError.
    """

    def __init__(
        self,
        gallery: str,
        database: Database,
        make_id: MakeId,
        changed: Callable[[], object],
        witness: Witness = nobody,
    ) -> None:
        """`changed` is called after each commit, `witness` in each transaction."""
        self._gallery = gallery
        self._database = database
        self._make_id = make_id
        self._changed = changed
        self._witness = witness

    def merge(
        self,
        identity_id: str,
        into_identity_id: str,
        *,
        request_id: str,
        caller: Caller,
        now: datetime,
    ) -> IdentityChange:
        """Give all encounters of an identity to another.

        Raises IdentityNotFoundError, IdentityConflictError.
        """
        with self._changing() as session:
            change = identities.merge(
                session,
                self._gallery,
                request_id=request_id,
                identity_id=identity_id,
                into_identity_id=into_identity_id,
                caller=caller,
                now=now,
            )
            return self._witnessed(session, change, caller, now)

    def split(
        self,
        identity_id: str,
        encounter_ids: Sequence[str],
        *,
        request_id: str,
        caller: Caller,
        now: datetime,
    ) -> IdentityChange:
        """Give some encounters of an identity to a new one; at least one stays.

        Raises IdentityNotFoundError, EncounterNotFoundError, IdentityConflictError.
        """
        with self._changing() as session:
            change = self.split_within(
                session, identity_id, encounter_ids, request_id=request_id, caller=caller, now=now
            )
            return self._witnessed(session, change, caller, now)

    def split_within(
        self,
        session: Session,
        identity_id: str,
        encounter_ids: Sequence[str],
        *,
        request_id: str,
        caller: Caller,
        now: datetime,
    ) -> IdentityChange:
        """Split as part of the caller's transaction, unwitnessed; call `committed` after it.

        Raises as `split`.
        """
        return identities.split(
            session,
            self._gallery,
            request_id=request_id,
            identity_id=identity_id,
            encounter_ids=encounter_ids,
            caller=caller,
            now=now,
            make_id=self._make_id,
        )

    def committed(self) -> None:
        """Let the index follow what a caller's transaction changed."""
        self._changed()

    def move_encounter(
        self,
        encounter_id: str,
        identity_id: str,
        to_identity_id: str,
        *,
        request_id: str,
        caller: Caller,
        now: datetime,
    ) -> IdentityChange:
        """Give one encounter of an identity to another.

        Raises IdentityNotFoundError, EncounterNotFoundError, IdentityConflictError.
        """
        with self._changing() as session:
            change = identities.move_encounter(
                session,
                self._gallery,
                request_id=request_id,
                encounter_id=encounter_id,
                identity_id=identity_id,
                to_identity_id=to_identity_id,
                caller=caller,
                now=now,
            )
            return self._witnessed(session, change, caller, now)

    def undo(
        self, change_id: int, *, request_id: str, caller: Caller, now: datetime
    ) -> IdentityChange:
        """Bring the encounters of a change back.

        Raises IdentityChangeNotFoundError, IdentityConflictError.
        """
        with self._changing() as session:
            change = identities.undo(
                session,
                self._gallery,
                request_id=request_id,
                change_id=change_id,
                caller=caller,
                now=now,
            )
            return self._witnessed(session, change, caller, now)

    def changes(
        self, identity_id: str = "", page_size: int = 0, page_token: str = ""
    ) -> tuple[list[IdentityChange], str]:
        """Read a page of the history, oldest first, and the next page's token.

        identity_id: only what concerns this identity; empty: all. Raises IdentityNotFoundError,
        InvalidPageTokenError.
        """
        with self._database.read() as session:
            if identity_id and not store.has_identity(session, self._gallery, identity_id):
                raise unknown_identity(self._gallery, identity_id)
            page = Page(page_size, page_token)
            return identities.changes(session, self._gallery, identity_id, page)

    def _witnessed(
        self, session: Session, change: IdentityChange, caller: Caller, now: datetime
    ) -> IdentityChange:
        deed = Deed(
            DeedKind.IDENTITY_CHANGED,
            self._gallery,
            change.from_identity_id,
            caller,
            now,
            reason=f"{change.kind}.{change.change_id}",
        )
        self._witness(session, deed)
        return change

    @contextmanager
    def _changing(self) -> Iterator[Session]:
        """Write in one transaction, and tell of it after the commit."""
        with self._database.write() as session:
            yield session
        self._changed()
