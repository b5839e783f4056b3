"""Merge, split, move and undo: encounters go from one identity to another.

Every change is made as a whole or not at all, is one row of history, and can be taken back while
its encounters are where the change put them. An identity without encounters stays as a row that
says where the encounters went, so that an id once given out can always be explained.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from database.paging import FIRST_PAGE, Listed, Page
from database.rows import caller_columns
from gallery.errors import EncounterNotFoundError, IdentityConflictError
from gallery.people.enrolment import MakeId, require_identity, unknown_identity
from gallery.store import (
    EncounterRow,
    IdentityChangeRow,
    IdentityRow,
    MovedEncounterRow,
    changes,
    describe,
    done_before,
    find_request,
    find_row,
    moved_encounters,
    renew_references,
)
from gallery.store import rows as store
from gallery.types import IdentityChange, IdentityChangeKind
from gallery.witness import Deed, DeedKind, Witness, nobody


@dataclass(frozen=True)
class ChangeRequest:
    """Who asks for a change, when, and under which id."""

    request_id: str
    caller: Caller
    now: datetime


class IdentityAdministration:
    """Changes the identities of one gallery; safe for threads.

    A change is durable on return. The same change under the same request id gives the stored
    answer; another change under that id raises IdentityConflictError.
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
        self, identity_id: str, into_identity_id: str, asked: ChangeRequest
    ) -> IdentityChange:
        """Give all encounters of an identity to another; the first stays as a row that says so.

        Raises IdentityNotFoundError, IdentityConflictError.
        """
        with self._request(asked) as request:
            return self._witnessed(request, request.merge(identity_id, into_identity_id))

    def split(
        self, identity_id: str, encounter_ids: Sequence[str], asked: ChangeRequest
    ) -> IdentityChange:
        """Give some encounters of an identity to a new one; at least one stays.

        Raises IdentityNotFoundError, EncounterNotFoundError, IdentityConflictError.
        """
        with self._request(asked) as request:
            change = request.split(identity_id, encounter_ids, self._make_id)
            return self._witnessed(request, change)

    def split_within(
        self, session: Session, identity_id: str, encounter_ids: Sequence[str], asked: ChangeRequest
    ) -> IdentityChange:
        """Split as part of the caller's transaction, unwitnessed; call `committed` after it.

        Raises as `split`.
        """
        request = _Request(session, self._gallery, asked)
        return request.split(identity_id, encounter_ids, self._make_id)

    def undo_within(
        self, session: Session, request_id: str, asked: ChangeRequest
    ) -> IdentityChange | None:
        """Undo the change of a request as part of the caller's transaction, unwitnessed.

        Call `committed` after it. None if that request changed nothing, or was undone before.
        Raises as `undo`.
        """
        row = find_request(session, self._gallery, request_id)
        if row is None or row.reversed_by is not None:
            return None
        return _Request(session, self._gallery, asked).undo(row.change_id)

    def committed(self) -> None:
        """Let the index follow what a caller's transaction changed."""
        self._changed()

    def move_encounter(
        self, encounter_id: str, identity_id: str, to_identity_id: str, asked: ChangeRequest
    ) -> IdentityChange:
        """Give one encounter of an identity to another.

        identity_id: where the caller believes the encounter to be; elsewhere is a conflict.
        Raises IdentityNotFoundError, EncounterNotFoundError, IdentityConflictError.
        """
        with self._request(asked) as request:
            change = request.move_encounter(encounter_id, identity_id, to_identity_id)
            return self._witnessed(request, change)

    def undo(self, change_id: int, asked: ChangeRequest) -> IdentityChange:
        """Bring the encounters of a change back to where they were.

        Raises IdentityChangeNotFoundError; IdentityConflictError if the change was undone before,
        is an undo itself, or its encounters or their former identity have changed since.
        """
        with self._request(asked) as request:
            return self._witnessed(request, request.undo(change_id))

    def changes(self, identity_id: str = "", page: Page = FIRST_PAGE) -> Listed[IdentityChange]:
        """Read a page of the history, oldest first, and the next page's token.

        identity_id: only what concerns this identity; empty: all. Raises IdentityNotFoundError,
        InvalidPageTokenError.
        """
        with self._database.read() as session:
            if identity_id and not store.has_identity(session, self._gallery, identity_id):
                raise unknown_identity(self._gallery, identity_id)
            return changes(session, self._gallery, identity_id, page)

    @contextmanager
    def _request(self, asked: ChangeRequest) -> Iterator["_Request"]:
        """Give a request in a transaction of its own, and tell of the change after the commit."""
        with self._database.write() as session:
            yield _Request(session, self._gallery, asked)
        self._changed()

    def _witnessed(self, request: "_Request", change: IdentityChange) -> IdentityChange:
        deed = Deed(
            DeedKind.IDENTITY_CHANGED,
            self._gallery,
            change.from_identity_id,
            request.asked.caller,
            request.asked.now,
            reason=f"{change.kind}.{change.change_id}",
        )
        self._witness(request.session, deed)
        return change


@dataclass(frozen=True)
class _Request:
    """A request in its transaction.

    If the same was asked for before, every method gives the stored answer.
    """

    session: Session
    gallery: str
    asked: ChangeRequest

    def merge(self, source: str, target: str) -> IdentityChange:
        kind = IdentityChangeKind.MERGE
        if done := self._done(kind, source, to_identity_id=target):
            return done
        self._require_two(source, target)
        encounters = store.encounters_of(self.session, self.gallery, source)
        return self._move(kind, encounters, source, target)

    def split(self, source: str, encounter_ids: Collection[str], make_id: MakeId) -> IdentityChange:
        kind = IdentityChangeKind.SPLIT
        if done := self._done(kind, source, encounter_ids=encounter_ids):
            return done
        require_identity(self.session, self.gallery, source)
        encounters = [self._encounter(one, source) for one in set(encounter_ids)]
        everything = store.encounters_of(self.session, self.gallery, source)
        if not encounters or len(encounters) == len(everything):
            raise IdentityConflictError(
                f"splitting {len(encounters)} of the {len(everything)} encounters of {source}: "
                "at least one must go and one must stay"
            )
        new = make_id()
        store.insert_identity(self.session, self.gallery, new, self.asked.now)
        return self._move(kind, encounters, source, new)

    def move_encounter(self, encounter_id: str, source: str, target: str) -> IdentityChange:
        kind = IdentityChangeKind.MOVE
        if done := self._done(kind, source, to_identity_id=target, encounter_ids=[encounter_id]):
            return done
        self._require_two(source, target)
        return self._move(kind, [self._encounter(encounter_id, source)], source, target)

    def undo(self, change_id: int) -> IdentityChange:
        row = find_row(self.session, self.gallery, change_id)
        kind, source = IdentityChangeKind.UNDO, row.to_identity_id
        if done := self._done(kind, source, reverses=change_id):
            return done
        _require_in_force(row)
        encounters = _unmoved(self.session, row)
        _reopen(self.session, row)
        back = self._move(kind, encounters, source, row.from_identity_id, reverses=change_id)
        row.reversed_by = back.change_id
        self.session.flush()
        return back

    @property
    def _done(self) -> Callable[..., IdentityChange | None]:
        return partial(done_before, self.session, self.gallery, self.asked.request_id)

    def _move(
        self,
        kind: IdentityChangeKind,
        encounters: Sequence[EncounterRow],
        source: str,
        target: str,
        reverses: int | None = None,
    ) -> IdentityChange:
        for encounter in encounters:
            encounter.identity_id = target
        self.session.flush()
        emptied = not store.encounters_of(self.session, self.gallery, source, limit=1)
        if emptied:
            self.session.get_one(IdentityRow, (self.gallery, source)).merged_into = target
        # First the one that gains: at no moment a search may find the person under neither.
        renew_references(self.session, self.gallery, target)
        renew_references(self.session, self.gallery, source)
        row = IdentityChangeRow(
            gallery=self.gallery,
            request_id=self.asked.request_id,
            kind=str(kind),
            from_identity_id=source,
            to_identity_id=target,
            source_emptied=emptied,
            reverses=reverses,
            **caller_columns(self.asked.caller),
            create_time=self.asked.now,
        )
        self.session.add(row)
        self.session.flush()
        self.session.add_all(
            MovedEncounterRow(
                change_id=row.change_id,
                encounter_sequence=one.sequence,
                encounter_id=one.encounter_id,
            )
            for one in encounters
        )
        self.session.flush()
        return describe(self.session, row)

    def _require_two(self, source: str, target: str) -> None:
        if source == target:
            raise IdentityConflictError(f"identity {source} is named twice: name two identities")
        require_identity(self.session, self.gallery, source)
        require_identity(self.session, self.gallery, target)

    def _encounter(self, encounter_id: str, identity_id: str) -> EncounterRow:
        """Find an encounter that is to be moved from an identity."""
        row = store.find_encounter(self.session, self.gallery, encounter_id)
        if row is None:
            raise EncounterNotFoundError(f"gallery {self.gallery} has no encounter {encounter_id}")
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
            f"change {row.change_id} is an undo: ask for change {row.reverses} anew instead"
        )


def _unmoved(session: Session, row: IdentityChangeRow) -> list[EncounterRow]:
    """Read the encounters of a change, all of which must be where it put them."""
    encounters, elsewhere = [], []
    for moved in moved_encounters(session, [row.change_id]):
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
