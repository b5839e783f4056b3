"""One gallery: a name, a database and the gallery's own index."""

import logging
import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from gallery.index import IndexParameters
from gallery.people import (
    IdentityAdministration,
    enrol,
    random_identity_id,
    stored_encounter,
)
from gallery.search import (
    GalleryShards,
    LocalIndex,
    OpenIndex,
    OwnIndex,
    Retainer,
    SearchedSet,
    Searcher,
    SearchParameters,
)
from gallery.store import EncounterRow
from gallery.store import rows as store
from gallery.types import (
    Encounter,
    Enrolment,
    EnrolmentUnlessFound,
    Identification,
    Identity,
    Progress,
    Retention,
)
from gallery.upkeep import GalleryStatus, status_of_index
from gallery.witness import EXPUNGED, Deed, DeedKind, Witness, nobody
from matcher.types import Features

_LOGGER = logging.getLogger(__name__)


class Gallery(Searcher):
    """Enrolled references under one name; safe for threads.

    Several galleries share one database. Each has its own index folder, which one process holds at
    a time. Without a folder the gallery builds its index from the database in a temporary folder,
    and removes the folder when it is closed. The index may lie on a cluster instead.
    """

    def __init__(
        self,
        name: str,
        database: Database,
        *,
        folder: Path | None = None,
        parameters: SearchParameters | None = None,
        index_parameters: IndexParameters | None = None,
        make_id: Callable[[], str] | None = None,
        reference_sets: Sequence[SearchedSet] = (),
        witness: Witness = nobody,
        open_index: OpenIndex | None = None,
    ) -> None:
        """Open the index. Raises StoreUnavailableError if its folder cannot be used.

        folder, index_parameters: of an index in this process.
        open_index: opens an index that lies elsewhere.
        reference_sets: searched beside the index, and closed with the gallery.
        witness: told what callers enrol, delete and change.
        """
        self._witness = witness
        parameters = parameters or SearchParameters()
        self._make_id = make_id or partial(random_identity_id, name)
        self._discard: Callable[[], object] = lambda: None
        names = self._names = partial(_names, database)
        self._index: OwnIndex = (
            open_index(name, database, names)
            if open_index
            else LocalIndex(
                name, database, names, folder or self._temporary_folder(name), index_parameters
            )
        )
        shards = GalleryShards(self._index.shard, reference_sets)
        super().__init__(name, database, self._index.follower, shards, parameters)
        self._retainer = Retainer(name, parameters)
        self.identities = IdentityAdministration(
            name, database, self._make_id, self._follower.follow_commit, witness
        )

    def __enter__(self) -> Self:
        """Return the gallery itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the gallery."""
        self.close()

    def close(self) -> None:
        """Close the index for the next start; the owner of the database closes the database."""
        self._index.close()
        self._shards.close()
        self._discard()

    @property
    def reference_count(self) -> int:
        """How many references a search goes through, with those of reference sets."""
        return self._shards.shard.count

    def status(self) -> GalleryStatus:
        """Return the state of the gallery."""
        sets = tuple(one.status() for one in self._shards.sets)
        return status_of_index(
            self.name,
            self._database,
            self._index.folder,
            self._index.status(),
            following_error=self._follower.failure,
            reference_sets=sets,
        )

    def catch_up(self, progress: Progress | None = None) -> int:
        """Bring the index up to what is committed; return how many references were added.

        Call this at the start, when it builds the index, and after the commit of a `retain`.
        A search also does it, so that it never misses what was committed before it.
        """
        return self._follower.catch_up(progress)

    def enrol(
        self, enrolment: Enrolment, *, caller: Caller, now: datetime
    ) -> tuple[Identity, Encounter]:
        """Enrol an encounter, durably. The same encounter again gives the stored answer.

        Raises EncounterConflictError, IdentityNotFoundError.
        """
        with self._database.write() as session:
            row = self._enrol_witnessed(session, enrolment, caller, now)
            described = self._described(session, row)
        self.catch_up()
        return described

    def find_enrolled(
        self, encounter_id: str, content_digest: bytes
    ) -> tuple[Identity, Encounter] | None:
        """Read what `enrol` stored before of this content, or None.

        This spares callers the cost of making the samples of a repeated request.
        Raises EncounterConflictError.
        """
        with self._database.read() as session:
            row = stored_encounter(session, self.name, encounter_id, content_digest)
            if row is None:
                return None
            return self._described(session, row)

    def enrol_unless_found(
        self,
        enrolment: Enrolment,
        *,
        probe: Sequence[Features],
        identification: Identification,
        caller: Caller,
        now: datetime,
    ) -> EnrolmentUnlessFound:
        """Enrol a searched encounter as a new identity, unless the search found its person.

        People enrolled since the search count too: of two simultaneous encounters of one unknown
        person, one is enrolled. Raises EncounterConflictError.
        """
        with self._database.write() as session:
            if not self._stored(session, enrolment):
                found, amended = self._retainer.identity_to_join(session, probe, identification)
                if found is not None:
                    return EnrolmentUnlessFound(amended or identification, None)
            row = self._enrol_witnessed(session, enrolment, caller, now)
            described = self._described(session, row)
        self.catch_up()
        return EnrolmentUnlessFound(identification, described)

    def retain(
        self,
        session: Session,
        enrolment: Enrolment,
        *,
        probe: Sequence[Features],
        identification: Identification,
        caller: Caller,
        now: datetime,
    ) -> Retention:
        """Store a searched encounter under the identity found, or under a new identity.

        session: of `Database.write()`; call `catch_up` after its commit. A repeated call gives
        the stored answer. Raises EncounterConflictError.
        """
        row, amended = self._stored(session, enrolment), None
        if row is None:
            joined, amended = self._retainer.identity_to_join(session, probe, identification)
            if joined is not None and not store.has_identity(session, self.name, joined):
                # Until now only a reference set had this person.
                store.insert_identity(session, self.name, joined, now)
            row = self._enrol(session, replace(enrolment, identity_id=joined), caller, now)
        return Retention(row.identity_id, row.encounter_id, row.founded_identity, amended)

    def delete_encounter(
        self,
        encounter_id: str,
        *,
        expunge: bool = False,
        caller: Caller | None = None,
        now: datetime | None = None,
    ) -> bool:
        """Delete an encounter with everything stored of it; True if its identity is deleted too.

        expunge: also overwrite what the files of the index and the log of the database hold of the
        encounter, before this returns. If their disk refuses, the first search or change after the
        disk recovers does it; the deletion holds all the same, and the status shows the error.
        caller, now: for the witness, who is told only of what somebody asked for.
        Raises EncounterNotFoundError.
        """
        with self._database.write() as session:
            row = self._row(session, encounter_id)
            identity_deleted = store.delete_encounter(session, row, expunge=expunge)
            if caller is not None and now is not None:
                reason = EXPUNGED if expunge else ""
                deed = Deed(DeedKind.DELETED, self.name, encounter_id, caller, now, reason)
                self._witness(session, deed)
        self._follower.follow_commit()
        if expunge and not self._database.empty_log():
            _LOGGER.warning(
                "the log of database %s is in use and holds what was expunged, until SQLite "
                "writes over it",
                self._database.name,
            )
        return identity_deleted

    def purge(self) -> None:
        """Delete files of the index that may hold what was expunged.

        The index does so by itself, a little later. Raises StoreUnavailableError.
        """
        self._index.purge()

    def _stored(self, session: Session, enrolment: Enrolment) -> EncounterRow | None:
        return stored_encounter(
            session, self.name, enrolment.encounter_id, enrolment.content_digest
        )

    def _enrol_witnessed(
        self, session: Session, enrolment: Enrolment, caller: Caller, now: datetime
    ) -> EncounterRow:
        row = self._enrol(session, enrolment, caller, now)
        deed = Deed(DeedKind.ENROLLED, self.name, enrolment.encounter_id, caller, now)
        self._witness(session, deed)
        return row

    def _enrol(
        self, session: Session, enrolment: Enrolment, caller: Caller, now: datetime
    ) -> EncounterRow:
        return enrol(session, self.name, enrolment, caller=caller, now=now, make_id=self._make_id)

    def _temporary_folder(self, name: str) -> Path:
        folder = tempfile.mkdtemp(prefix=f"tenprint-{name}-")
        # At the latest when the process ends, or when nothing refers to the gallery any more.
        self._discard = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)


def _names(database: Database, reference_ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    with database.read() as session:
        return store.names_of_references(session, reference_ids)
