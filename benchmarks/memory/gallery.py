"""The gallery that is searched: people by the number, made once and kept."""

import hashlib
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.data.mixed_people import MixedPeople, encounter_id
from benchmarks.data.progress import progress_bar
from database.caller import Caller
from database.connection import Database, open_database
from gallery.errors import EncounterNotFoundError
from gallery.gallery import Gallery
from gallery.index.parameters import IndexParameters
from gallery.index.quantiser import CODE_BYTES
from gallery.index.types import FingerClass
from gallery.people.enrolment import enrol_batch
from gallery.search.depths import Depths, SearchParameters
from matcher.types import FINGERS
from matcher.vector import CODE_DIMENSION, VECTOR_VERSION
from synthesis.minutiae import GENERATOR_DIGEST

GALLERY = "iafis"
CALLER = Caller("WVMEMORY0")
FIRST_NEW = 1_000_000_000
"""Number of the first person who comes and goes; those below stay."""
SHALLOW = SearchParameters(
    by_finger_count=(
        (8, Depths(shortlist=100, compared=3, few_fingers=3, finalists=1)),
        (1, Depths(shortlist=6, compared=3, few_fingers=2, finalists=1)),
    )
)
"""A tenth of the service's depths and less: memory is asked, not who is found. Every stage is
passed and keeps somebody, and 200,000 searches take an hour instead of several."""
_BLOCK_PEOPLE = 500
_SEALED_ROW_BYTES = CODE_BYTES + 1
_OPEN_ROW_BYTES = len(FINGERS) * CODE_DIMENSION * 4 + 1


def gallery_folder(people_count: int, donor_count: int, cache: Path) -> Path:
    """Name the data folder of a gallery of so many people."""
    made_by = GENERATOR_DIGEST + VECTOR_VERSION.encode()
    digest = hashlib.sha256(made_by).hexdigest()[:12]
    return cache / "galleries" / f"mixed-{digest}-{donor_count}-{people_count}"


def index_bound_bytes(people_count: int) -> int:
    """Return what an index of so many people may take in memory: it must be flat apart from that.

    Codes with as many dead among them as compaction leaves, and an open segment of each class that
    fills up, is sealed, and begins anew.
    """
    parameters = IndexParameters()
    sealed = people_count * _SEALED_ROW_BYTES / (1 - parameters.dead_share)
    return int(sealed) + len(FingerClass) * parameters.seal_count * _OPEN_ROW_BYTES


def database_of(folder: Path) -> Database:
    """Open the database of a data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return open_database(f"sqlite:///{folder.resolve() / 'tenprint.sqlite'}")


def gallery_of(folder: Path, database: Database) -> Gallery:
    """Open the gallery of a data folder, as the service does but for the depths of searches."""
    folder = folder / "galleries" / GALLERY
    return Gallery(GALLERY, database, folder=folder, parameters=SHALLOW)


def build(folder: Path, people: MixedPeople, people_count: int) -> None:
    """Enrol everybody who is missing; what was cut short goes on.

    For a process of its own: what this takes in memory is not what is measured.
    """
    with (
        closing(database_of(folder)) as database,
        gallery_of(folder, database) as gallery,
        progress_bar() as progress,
    ):
        task = progress.add_task("enrolling people", total=people_count)
        for first in range(0, people_count, _BLOCK_PEOPLE):
            numbers = range(first, min(first + _BLOCK_PEOPLE, people_count))
            if not _is_there(gallery, numbers[-1]):
                enrolments = people.enrolments(numbers)
                with database.write() as session:
                    enrol_batch(session, GALLERY, enrolments, caller=CALLER, now=datetime.now(UTC))
                gallery.catch_up()
            progress.advance(task, len(numbers))


def clear(gallery: Gallery, numbers: range) -> None:
    """Delete who was left by a run that was cut short."""
    for number in numbers:
        with suppress(EncounterNotFoundError):
            gallery.delete_encounter(encounter_id(number))


def _is_there(gallery: Gallery, number: int) -> bool:
    """Tell by the last of a block, which is one transaction."""
    try:
        gallery.get_encounter(encounter_id(number))
    except EncounterNotFoundError:
        return False
    return True
