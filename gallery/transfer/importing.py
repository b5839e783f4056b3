"""Import a file of people into the database: streaming, resumable, every encounter whole.

Encounters are stored in order, some in each transaction. An interrupted run leaves the beginning of
the file, and importing the same file again continues from there. The import recognises rows of an
earlier run by their content. It recognises people of the same file by the file's id, which is kept
as the purpose of their encounters.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.caller import Caller
from database.connection import Database
from gallery.errors import TransferError
from gallery.people import Duplicates, enrol_batch
from gallery.store import EncounterRow, IdentityRow
from gallery.transfer.file import PeopleBatch
from gallery.transfer.read_ahead import read_ahead
from gallery.transfer.reader import PeopleReader
from gallery.transfer.rows import content_digest, make_enrolment
from gallery.types import Enrolment, Progress
from matcher.errors import CorruptRecordError

_TRANSACTION = 500
"""Encounters stored at once: a quarter of a second of the writer's turn, so that the bookings of a
running service hardly wait. With 200 an import takes a fifth longer."""


class Outcome(StrEnum):
    """What happened to a row."""

    ENROLLED = "enrolled"
    PRESENT = "present"
    """An earlier run stored it."""
    DUPLICATE = "duplicate"


def import_people(
    database: Database,
    gallery: str,
    path: Path,
    *,
    ori: str,
    now: Callable[[], datetime],
    duplicates: Duplicates = Duplicates.REFUSE,
    progress: Progress | None = None,
) -> Counter[Outcome]:
    """Enrol the people of a file, with external ids as identity ids; count the rows by outcome.

    A running service finds them with its next search. Raises TransferError if the file is damaged,
    if a row cannot be enrolled, or if duplicates are refused.
    """
    with PeopleReader(path) as reader:
        _require_templates(reader)
        run = _Import(database, gallery, reader, duplicates, ori, now)
        if duplicates is Duplicates.REFUSE:
            run.look_for_duplicates()
        for batch in read_ahead(map(reader.read, range(reader.group_count))):
            run.store(batch)
            if progress:
                progress(batch.first_row + len(batch), reader.row_count)
    return run.counts


@dataclass(frozen=True)
class _Import:
    """One run over a file."""

    database: Database
    gallery: str
    reader: PeopleReader
    duplicates: Duplicates
    ori: str
    now: Callable[[], datetime]
    counts: Counter[Outcome] = field(default_factory=Counter)

    @property
    def caller(self) -> Caller:
        """The caller who enrols: the purpose names the file."""
        return Caller(self.ori, purpose=f"import of file {self.reader.file_id}")

    def look_for_duplicates(self) -> None:
        """Raise TransferError if the gallery has one of the people from another source."""
        for group in range(self.reader.group_count):
            external_ids, encounter_ids = self.reader.read_ids(group)
            with self.database.read() as session:
                foreign = self._foreign_people(session, external_ids)
                foreign |= self._owners_elsewhere(session, external_ids, encounter_ids)
            for row, external_id in enumerate(external_ids):
                if external_id in foreign:
                    self._refuse(self.reader.first_row(group) + row, external_id)

    def store(self, batch: PeopleBatch) -> None:
        """Store the new rows of a row group."""
        new = self._new_rows(batch)
        for start in range(0, len(new), _TRANSACTION):
            some = [self._enrolment(batch, *one) for one in new[start : start + _TRANSACTION]]
            with self.database.write() as session:
                enrol_batch(session, self.gallery, some, caller=self.caller, now=self.now())
            self.counts[Outcome.ENROLLED] += len(some)

    def _new_rows(self, batch: PeopleBatch) -> list[tuple[int, bytes]]:
        """Return the rows that are not stored yet, with the digests of their content."""
        with self.database.read() as session:
            stored = self._stored_digests(session, batch.encounter_ids)
            foreign = self._foreign_people(session, batch.external_ids)
        new = []
        for row, encounter_id in enumerate(batch.encounter_ids):
            digest = content_digest(batch, row)
            if stored.get(encounter_id) == digest:
                self.counts[Outcome.PRESENT] += 1
            elif encounter_id in stored or batch.external_ids[row] in foreign:
                self._skip(batch.first_row + row, batch.external_ids[row])
            else:
                stored[encounter_id] = digest
                new.append((row, digest))
        return new

    def _skip(self, row: int, external_id: str) -> None:
        if self.duplicates is Duplicates.REFUSE:
            self._refuse(row, external_id)
        self.counts[Outcome.DUPLICATE] += 1

    def _refuse(self, row: int, external_id: str) -> None:
        raise TransferError(
            f"{self.reader.path}, row {row}: gallery {self.gallery} already has {external_id} or "
            "the encounter: skip duplicates, or give the people other ids"
        )

    def _stored_digests(self, session: Session, encounter_ids: Sequence[str]) -> dict[str, bytes]:
        rows = session.execute(
            select(EncounterRow.encounter_id, EncounterRow.content_digest).where(
                EncounterRow.gallery == self.gallery,
                EncounterRow.encounter_id.in_(set(encounter_ids)),
            )
        )
        return {row.encounter_id: row.content_digest for row in rows}

    def _foreign_people(self, session: Session, external_ids: Sequence[str]) -> set[str]:
        """Find people who have encounters from another source, or were merged."""
        people = set(external_ids)
        elsewhere = select(EncounterRow.identity_id).where(
            EncounterRow.gallery == self.gallery,
            EncounterRow.identity_id.in_(people),
            EncounterRow.purpose != self.caller.purpose,
        )
        merged = select(IdentityRow.identity_id).where(
            IdentityRow.gallery == self.gallery,
            IdentityRow.identity_id.in_(people),
            IdentityRow.merged_into.is_not(None),
        )
        return set(session.scalars(elsewhere.union(merged)))

    def _owners_elsewhere(
        self, session: Session, external_ids: Sequence[str], encounter_ids: Sequence[str]
    ) -> set[str]:
        """Find people with an encounter whose id exists already from another source."""
        taken = set(
            session.scalars(
                select(EncounterRow.encounter_id).where(
                    EncounterRow.gallery == self.gallery,
                    EncounterRow.encounter_id.in_(set(encounter_ids)),
                    EncounterRow.purpose != self.caller.purpose,
                )
            )
        )
        pairs = zip(external_ids, encounter_ids, strict=True)
        return {external_id for external_id, encounter_id in pairs if encounter_id in taken}

    def _enrolment(self, batch: PeopleBatch, row: int, digest: bytes) -> Enrolment:
        try:
            return make_enrolment(batch, row, digest)
        except CorruptRecordError as error:
            place = f"{self.reader.path}, row {batch.first_row + row}"
            raise TransferError(f"{place}: {error}") from error


def _require_templates(reader: PeopleReader) -> None:
    if not reader.has_templates:
        raise TransferError(
            f"{reader.path} holds vectors without templates: searches could find its people but "
            "not compare them, so import them into a reference set"
        )
