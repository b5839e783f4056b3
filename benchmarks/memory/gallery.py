"""The gallery of the benchmark: people by number, made once and cached."""

from contextlib import suppress
from pathlib import Path

from benchmarks.data import PEOPLE_DIGEST, MixedPeople, encounter_id, fill, open_gallery
from database.caller import Caller
from gallery.errors import EncounterNotFoundError
from gallery.gallery import Gallery
from gallery.index import CODE_BYTES, FingerClass, IndexParameters
from gallery.search import Depths, SearchParameters

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
_OPEN_ROW_BYTES = 2 * CODE_BYTES + 1


def gallery_folder(people_count: int, donor_count: int, cache: Path) -> Path:
    """Return the data folder of a gallery of `people_count` people."""
    return cache / "galleries" / f"mixed-{PEOPLE_DIGEST}-{donor_count}-{people_count}"


def index_bound_bytes(people_count: int) -> int:
    """Return the allowed memory of an index; the rest of the memory must be flat.

    The index holds codes, with as many dead ones as compaction leaves, and an open segment of each
    class that fills up, is sealed, and begins again.
    """
    parameters = IndexParameters()
    sealed = people_count * _SEALED_ROW_BYTES / (1 - parameters.dead_share)
    return int(sealed) + len(FingerClass) * parameters.seal_count * _OPEN_ROW_BYTES


def build(folder: Path, people: MixedPeople, people_count: int) -> None:
    """Enrol everybody who is missing; continue an interrupted run.

    This runs in a process of its own, because its memory must not be measured.
    """
    with open_gallery(folder, SHALLOW) as (gallery, database):
        fill(
            gallery,
            database,
            people_count,
            people.enrolments,
            encounter_id,
            caller=CALLER,
            block=_BLOCK_PEOPLE,
        )


def clear(gallery: Gallery, numbers: range) -> None:
    """Delete people whom an interrupted run has left."""
    for number in numbers:
        with suppress(EncounterNotFoundError):
            gallery.delete_encounter(encounter_id(number))
