"""A gallery on disk as the kill loop has it: its database, its index, its people by the number."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from benchmarks.data.mixed_people import MixedPeople, encounter_id
from benchmarks.data.results import DEFAULT_CACHE
from database.caller import Caller
from database.connection import Database, open_database
from gallery.index.parameters import IndexParameters
from gallery.index.segmented_index import SegmentedIndex
from gallery.people import enrol_batch
from gallery.store import rows as store
from gallery.store.follower import IndexFollower, source_of
from gallery.store.tables import EncounterRow, ImpressionRow

GALLERY = "ident"
ORI = "WVKILL000"
CACHE = DEFAULT_CACHE
PARAMETERS = IndexParameters(seal_count=1_024, tail_count=32, background=False)
"""Housekeeping is done when the worker says so, that the killer knows when it goes on."""
PIECE_ROWS = 300
GROUP_ROWS = 100


@dataclass(frozen=True)
class Place:
    """The folder of one gallery, of the reference set beside it, and of the file they load."""

    data: Path

    @property
    def index(self) -> Path:
        """Where the index of the database's gallery lies."""
        return self.data / "galleries" / GALLERY

    @property
    def reference_set(self) -> Path:
        """Where the index lies that is its own source."""
        return self.data / "reference_sets" / "national"

    @property
    def file(self) -> Path:
        """What is loaded in bulk."""
        return self.data / "people.parquet"

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the database, which is made if need be."""
        self.data.mkdir(parents=True, exist_ok=True)
        opened = open_database(f"sqlite:///{(self.data / 'tenprint.sqlite').resolve()}")
        try:
            yield opened
        finally:
            opened.close()


@dataclass(frozen=True, eq=False)
class OpenGallery:
    """Database and index with what `gallery.gallery` does between them."""

    people: MixedPeople
    database: Database
    index: SegmentedIndex
    follower: IndexFollower

    def enrol(self, numbers: Sequence[int]) -> None:
        """Enrol people in one transaction; they are found when this returns."""
        enrolments = self.people.enrolments(numbers)
        with self.database.write() as session:
            enrol_batch(session, GALLERY, enrolments, caller=Caller(ORI), now=datetime.now(UTC))
        self.follower.catch_up()

    def delete(self, numbers: Sequence[int], *, expunge: bool = False) -> None:
        """Delete people in one transaction."""
        with self.database.write() as session:
            for number in numbers:
                row = store.find_encounter(session, GALLERY, encounter_id(number))
                assert row is not None
                store.delete_encounter(session, row, expunge=expunge)
        self.follower.catch_up()


@contextmanager
def opened(place: Place, people: MixedPeople) -> Iterator[OpenGallery]:
    """Open a gallery and catch up."""
    with place.database() as database:
        index = SegmentedIndex(
            place.index, gallery=GALLERY, source=source_of(database), parameters=PARAMETERS
        )
        try:
            follower = IndexFollower(GALLERY, database, index)
            follower.catch_up()
            yield OpenGallery(people, database, index, follower)
        finally:
            index.close()


def stored_encounters(database: Database) -> list[str]:
    """Read the ids of all encounters."""
    with database.read() as session:
        chosen = select(EncounterRow.encounter_id).where(EncounterRow.gallery == GALLERY)
        return list(session.scalars(chosen))


def number_of(encounter: str) -> int:
    """Return the number of an encounter's person."""
    return int(encounter.removeprefix("E-"))


def stored_content(database: Database) -> str:
    """Digest all people and their prints: what two databases that hold the same agree in."""
    digest = hashlib.sha256()
    with database.read() as session:
        rows = session.execute(
            select(
                EncounterRow.identity_id,
                EncounterRow.encounter_id,
                EncounterRow.content_digest,
                ImpressionRow.position,
                ImpressionRow.impression_type,
                ImpressionRow.template,
                ImpressionRow.vector,
            )
            .join(ImpressionRow, ImpressionRow.encounter_sequence == EncounterRow.sequence)
            .where(EncounterRow.gallery == GALLERY)
            .order_by(EncounterRow.encounter_id, ImpressionRow.position)
        )
        for row in rows:
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
