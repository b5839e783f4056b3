"""Merge, split, move and undo: what an examiner decides about who is one person.

A change moves encounters from one identity to another. It is made as a whole or not at all, and it
is one row of history. It can be undone while its encounters are where it put them. An identity
without encounters stays as a row that says where they went, so that every id can be explained.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from database import paging
from database.caller import Caller
from database.connection import Database
from gallery.errors import EncounterNotFoundError, IdentityConflictError
from gallery.people.enrolment import MakeId, require_identity, unknown_identity
from gallery.store import identity_history as history
from gallery.store import rows as store
from gallery.store.references import renew_references
from gallery.store.tables import EncounterRow, IdentityChangeRow, IdentityRow, MovedEncounterRow
from gallery.types import IdentityChange, IdentityChangeKind
from gallery.witness import Deed, DeedKind, Witness, nobody


@dataclass(frozen=True)
class _Request:
    """Who asks for a change, and under which id."""

    request_id: str
    caller: Caller
    now: datetime


class IdentityAdministration:
    """Changes the identities of one gallery; safe for threads.

    A change is durable when its method returns. The same request id again returns the stored
    answer. Another change under that request id raises IdentityConflictError.
    """

    def __init__(
        self,
        gallery: str,
        database: Database,
        make_id: MakeId,
        changed: Callable[[], object],
        witness: Witness = nobody,
    ) -> None:
        """Call `changed` after each commit, and `witness` in each transaction."""
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
        """Give all encounters of an identity to another; the first stays as a row that says so.

        Raises IdentityNotFoundError, IdentityConflictError.
        """
        kind, asked = IdentityChangeKind.MERGE, _Request(request_id, caller, now)
        with self._changing() as session:
            change = history.done_before(session, self._gallery, request_id, kind, identity_id)
            if change is not None:
                history.same(change, to_identity_id=into_identity_id)
            else:
                self._require_two(session, identity_id, into_identity_id)
                encounters = self._encounters_of(session, identity_id)
                change = self._move(session, asked, kind, encounters, identity_id, into_identity_id)
            return self._witnessed(session, change, asked)

    def split(
        self,
        identity_id: str,
        encounter_ids: Collection[str],
        *,
        request_id: str,
        caller: Caller,
        now: datetime,
    ) -> IdentityChange:
        """Give some encounters of an identity to a new identity; at least one stays.

        Raises IdentityNotFoundError, EncounterNotFoundError, IdentityConflictError.
        """
        with self._changing() as session:
            change = self.split_within(
                session, identity_id, encounter_ids, request_id=request_id, caller=caller, now=now
            )
            return self._witnessed(session, change, _Request(request_id, caller, now))

    def split_within(
        self,
        session: Session,
        identity_id: str,
        encounter_ids: Collection[str],
        *,
        request_id: str,
        caller: Caller,
        now: datetime,
    ) -> IdentityChange:
        """Split as part of the caller's transaction, without the witness.

        Call `committed` after the commit. Raises what `split` raises.
        """
        kind = IdentityChangeKind.SPLIT
        done = history.done_before(session, self._gallery, request_id, kind, identity_id)
        if done is not None:
            return history.same(done, encounter_ids=encounter_ids)
        require_identity(session, self._gallery, identity_id)
        encounters = [self._encounter(session, one, identity_id) for one in set(encounter_ids)]
        total = len(self._encounters_of(session, identity_id))
        if not encounters or len(encounters) == total:
            raise IdentityConflictError(
                f"splitting {len(encounters)} of the {total} encounters of {identity_id}: "
                "at least one must go and one must stay"
            )
        new = self._make_id()
        store.insert_identity(session, self._gallery, new, now)
        asked = _Request(request_id, caller, now)
        return self._move(session, asked, kind, encounters, identity_id, new)

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
        """Give one encounter of an identity to another identity.

        identity_id: where the caller believes the encounter to be; elsewhere is a conflict.
        Raises IdentityNotFoundError, EncounterNotFoundError, IdentityConflictError.
        """
        kind, asked = IdentityChangeKind.MOVE, _Request(request_id, caller, now)
        with self._changing() as session:
            change = history.done_before(session, self._gallery, request_id, kind, identity_id)
            if change is not None:
                history.same(change, to_identity_id=to_identity_id, encounter_ids=[encounter_id])
            else:
                self._require_two(session, identity_id, to_identity_id)
                encounters = [self._encounter(session, encounter_id, identity_id)]
                change = self._move(session, asked, kind, encounters, identity_id, to_identity_id)
            return self._witnessed(session, change, asked)

    def undo(
        self, change_id: int, *, request_id: str, caller: Caller, now: datetime
    ) -> IdentityChange:
        """Bring the encounters of a change back to where they were.

        Raises IdentityChangeNotFoundError. Raises IdentityConflictError if the change was undone
        before, if it is an undo itself, or if its encounters or the identity they were under are
        not as the change left them.
        """
        kind, asked = IdentityChangeKind.UNDO, _Request(request_id, caller, now)
        with self._changing() as session:
            row = history.find_row(session, self._gallery, change_id)
            source, target = row.to_identity_id, row.from_identity_id
            change = history.done_before(session, self._gallery, request_id, kind, source)
            if change is not None:
                history.same(change, reverses=change_id)
            else:
                _require_in_force(row)
                encounters = _unmoved(session, row)
                _reopen(session, row)
                change = self._move(session, asked, kind, encounters, source, target, change_id)
                row.reversed_by = change.change_id
                session.flush()
            return self._witnessed(session, change, asked)

    def changes(
        self, identity_id: str = "", page_size: int = 0, page_token: str = ""
    ) -> tuple[list[IdentityChange], str]:
        """Read a page of the history, oldest first, and the next page's token.

        identity_id: only changes from or to this identity; empty: all. Raises
        IdentityNotFoundError, InvalidPageTokenError.
        """
        after, limit = paging.read_token(page_token, identity_id), paging.page_limit(page_size)
        with self._database.read() as session:
            if identity_id and not store.has_identity(session, self._gallery, identity_id):
                raise unknown_identity(self._gallery, identity_id)
            found = history.changes(session, self._gallery, identity_id, after, limit + 1)
        page, more = found[:limit], len(found) > limit
        return page, paging.make_token(identity_id, page[-1].change_id) if more else ""

    @contextmanager
    def _changing(self) -> Iterator[Session]:
        """Write in one transaction, and call `changed` after the commit."""
        with self._database.write() as session:
            yield session
        self._changed()

    def _witnessed(
        self, session: Session, change: IdentityChange, asked: _Request
    ) -> IdentityChange:
        kind, reason = DeedKind.IDENTITY_CHANGED, f"{change.kind}.{change.change_id}"
        source = change.from_identity_id
        deed = Deed(kind, self._gallery, source, asked.caller, asked.now, reason=reason)
        self._witness(session, deed)
        return change

    def _move(
        self,
        session: Session,
        asked: _Request,
        kind: IdentityChangeKind,
        encounters: Sequence[EncounterRow],
        source: str,
        target: str,
        reverses: int | None = None,
    ) -> IdentityChange:
        for encounter in encounters:
            encounter.identity_id = target
        session.flush()
        emptied = not store.encounters_of(session, self._gallery, source, after=0, limit=1)
        if emptied:
            session.get_one(IdentityRow, (self._gallery, source)).merged_into = target
        # First the identity that gains: a search must never find the person under neither.
        renew_references(session, self._gallery, target)
        renew_references(session, self._gallery, source)
        row = IdentityChangeRow(
            gallery=self._gallery,
            request_id=asked.request_id,
            kind=str(kind),
            from_identity_id=source,
            to_identity_id=target,
            source_emptied=emptied,
            reverses=reverses,
            ori=asked.caller.ori,
            roles=store.roles_column(asked.caller),
            purpose=asked.caller.purpose,
            create_time=asked.now,
        )
        session.add(row)
        session.flush()
        session.add_all(
            MovedEncounterRow(
                change_id=row.change_id,
                encounter_sequence=one.sequence,
                encounter_id=one.encounter_id,
            )
            for one in encounters
        )
        session.flush()
        return history.describe(session, row)

    def _require_two(self, session: Session, source: str, target: str) -> None:
        if source == target:
            raise IdentityConflictError(f"identity {source} is named twice: name two identities")
        require_identity(session, self._gallery, source)
        require_identity(session, self._gallery, target)

    def _encounters_of(self, session: Session, identity_id: str) -> list[EncounterRow]:
        return store.encounters_of(session, self._gallery, identity_id, after=0, limit=None)

    def _encounter(self, session: Session, encounter_id: str, identity_id: str) -> EncounterRow:
        """Find an encounter that is to be moved from an identity."""
        row = store.find_encounter(session, self._gallery, encounter_id)
        if row is None:
            raise EncounterNotFoundError(f"gallery {self._gallery} has no encounter {encounter_id}")
        if row.identity_id != identity_id:
            raise IdentityConflictError(
                f"encounter {encounter_id} is under identity {row.identity_id}, not {identity_id}"
            )
        return row


def _require_in_force(row: IdentityChangeRow) -> None:
    if row.reversed_by is not None:
        raise IdentityConflictError(
            f"change {row.change_id} was undone before, by change {row.reversed_by}"
        )
    if row.kind == IdentityChangeKind.UNDO:
        raise IdentityConflictError(
            f"change {row.change_id} is an undo: ask for change {row.reverses} again instead"
        )


def _unmoved(session: Session, row: IdentityChangeRow) -> list[EncounterRow]:
    """Read the encounters of a change, all of which must be where it put them."""
    encounters, elsewhere = [], []
    for moved in history.moved_encounters(session, [row.change_id]):
        encounter = session.get(EncounterRow, moved.encounter_sequence)
        if encounter is None:
            elsewhere.append(f"{moved.encounter_id} (deleted)")
        elif encounter.identity_id != row.to_identity_id:
            elsewhere.append(f"{moved.encounter_id} (under {encounter.identity_id})")
        else:
            encounters.append(encounter)
    if elsewhere:
        raise IdentityConflictError(
            f"change {row.change_id} cannot be undone, as encounters are no longer where it put "
            f"them: {', '.join(elsewhere)}"
        )
    return encounters


def _reopen(session: Session, row: IdentityChangeRow) -> None:
    """Let the identity that a change took encounters from have encounters again."""
    source = session.get(IdentityRow, (row.gallery, row.from_identity_id))
    if source is None:
        raise IdentityConflictError(
            f"change {row.change_id} cannot be undone: identity {row.from_identity_id} was deleted"
        )
    expected = row.to_identity_id if row.source_emptied else None
    if source.merged_into != expected:
        raise IdentityConflictError(
            f"change {row.change_id} cannot be undone: identity {row.from_identity_id} was merged "
            f"into {source.merged_into} since; undo that first"
        )
    source.merged_into = None
    session.flush()
