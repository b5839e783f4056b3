"""The gallery of the benchmark: people by number, made once and cached."""

import hashlib
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.data import MixedPeople, encounter_id, progress_bar
from database.caller import Caller
from database.connection import Database, open_database
from gallery.errors import EncounterNotFoundError
from gallery.gallery import Gallery
from gallery.index import CODE_BYTES, FingerClass, IndexParameters
from gallery.people import enrol_batch
from gallery.search import Depths, SearchParameters
from matcher.types import FINGERS
from matcher.vector import CODE_DIMENSION, VECTOR_VERSION
from synthesis.minutiae import GENERATOR_DIGEST

GALLERY = "iafis"
CALLER = Caller("WVMEMORY0")
FIRST_NEW = 1_000_000_000
"""Number of the first person who comes and goes; people of lower numbers stay."""
SHALLOW = SearchParameters(
    by_finger_count=(
        (8, Depths(shortlist=100, compared=3, few_fingers=3, finalists=1)),
        (1, Depths(shortlist=6, compared=3, few_fingers=2, finalists=1)),
    )
)
"""A tenth of the service's depths and less, because memory matters here and results do not. Every
stage runs and keeps somebody, and 200,000 searches take an hour instead of several."""
_BLOCK_PEOPLE = 500
_SEALED_ROW_BYTES = CODE_BYTES + 1
_OPEN_ROW_BYTES = len(FINGERS) * CODE_DIMENSION * 4 + 1


def gallery_folder(people_count: int, donor_count: int, cache: Path) -> Path:
    """Return the data folder of a gallery of `people_count` people."""
    made_by = GENERATOR_DIGEST + VECTOR_VERSION.encode()
    digest = hashlib.sha256(made_by).hexdigest()[:12]
    return cache / "galleries" / f"mixed-{digest}-{donor_count}-{people_count}"


def index_bound_bytes(people_count: int) -> int:
    """Return the allowed memory of an index; the rest of the memory must be flat.

    The index holds codes, with as many dead ones as compaction leaves, and an open segment of each
    class that fills up, is sealed, and begins again.
    """
    parameters = IndexParameters()
    sealed = people_count * _SEALED_ROW_BYTES / (1 - parameters.dead_share)
    return int(sealed) + len(FingerClass) * parameters.seal_count * _OPEN_ROW_BYTES


def database_of(folder: Path) -> Database:
    """Open the database of a data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return open_database(f"sqlite:///{folder.resolve() / 'tenprint.sqlite'}")


def gallery_of(folder: Path, database: Database) -> Gallery:
    """Open the gallery of a data folder, as the service does except for the depths of searches."""
    folder = folder / "galleries" / GALLERY
    return Gallery(GALLERY, database, folder=folder, parameters=SHALLOW)


def build(folder: Path, people: MixedPeople, people_count: int) -> None:
    """Enrol everybody who is missing; continues an interrupted run.

    Runs in its own process, because its memory must not be measured.
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
    """Delete people whom an interrupted run has left."""
    for number in numbers:
        with suppress(EncounterNotFoundError):
            gallery.delete_encounter(encounter_id(number))


def _is_there(gallery: Gallery, number: int) -> bool:
    """Return whether a block is enrolled; its last person tells, as a block is a transaction."""
    try:
        gallery.get_encounter(encounter_id(number))
    except EncounterNotFoundError:
        return False
    return True
