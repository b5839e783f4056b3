"""Galleries of synthetic people in data folders as the service has them, filled once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.data.terminal import progress_bar
from database.caller import Caller
from database.connection import Database, open_database
from gallery.errors import EncounterNotFoundError
from gallery.gallery import Gallery
from gallery.people import enrol_batch
from gallery.search import SearchParameters
from gallery.types import Enrolment, ExtractedSample
from matcher.codecs import Encoding
from matcher.types import STANDARD_PPI, Features, ImpressionType
from matcher.vector import VECTOR_VERSION
from synthesis.minutiae import GENERATOR_DIGEST

GALLERY = "iafis"
PEOPLE_DIGEST = hashlib.sha256(GENERATOR_DIGEST + VECTOR_VERSION.encode()).hexdigest()[:12]
"""Names what the features of synthetic people depend on."""
ORI = "WVBENCH00"
"""Enrols the people."""


@contextmanager
def open_gallery(
    folder: Path, parameters: SearchParameters | None = None
) -> Iterator[tuple[Gallery, Database]]:
    """Open the gallery of a data folder as the service does.

    parameters: of searches; None takes the service's.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = open_database(f"sqlite:///{folder.resolve() / 'tenprint.sqlite'}")
    try:
        with Gallery(
            GALLERY, database, folder=folder / "galleries" / GALLERY, parameters=parameters
        ) as gallery:
            yield gallery, database
    finally:
        database.close()


def fill(
    gallery: Gallery,
    database: Database,
    count: int,
    enrolments: Callable[[range], Sequence[Enrolment]],
    encounter_id: Callable[[int], str],
    *,
    caller: Caller,
    block: int,
) -> None:
    """Enrol people by number, a block in each transaction; continue an interrupted run."""
    with progress_bar() as progress:
        task = progress.add_task("enrolling people", total=count)
        for first in range(0, count, block):
            numbers = range(first, min(first + block, count))
            # A block is enrolled as a whole, so its last person tells whether it is.
            if not _is_enrolled(gallery, encounter_id(numbers[-1])):
                people, now = enrolments(numbers), datetime.now(UTC)
                with database.write() as session:
                    enrol_batch(session, GALLERY, people, caller=caller, now=now)
                gallery.catch_up()
            progress.advance(task, len(numbers))


def without_image(features: Features) -> ExtractedSample:
    """Make a sample of which only the features are known."""
    return ExtractedSample(
        position=features.position,
        impression=ImpressionType.LIVESCAN_PLAIN,
        image=b"",
        encoding=Encoding.PNG,
        resolution_ppi=STANDARD_PPI,
        width_px=features.template.width_px,
        height_px=features.template.height_px,
        features=features,
    )


def enrolment_of(encounter_id: str, features: Iterable[Features]) -> Enrolment:
    """Make an enrolment of which only the features are known."""
    digest = hashlib.sha256(encounter_id.encode()).digest()
    return Enrolment(encounter_id, tuple(map(without_image, features)), digest)


def _is_enrolled(gallery: Gallery, encounter_id: str) -> bool:
    try:
        gallery.get_encounter(encounter_id)
    except EncounterNotFoundError:
        return False
    return True
