"""A gallery of synthetic people at minutiae level, imported before its server starts."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.data import progress_bar
from database.caller import Caller
from database.connection import open_database
from gallery.errors import EncounterNotFoundError
from gallery.gallery import Gallery
from gallery.types import Enrolment, ExtractedSample
from matcher.codecs import Encoding
from matcher.types import STANDARD_PPI, Features, FingerPosition, ImpressionType, Template
from matcher.vector import VECTOR_VERSION, vector
from synthesis.minutiae import GENERATOR_DIGEST, enrolment
from synthesis.people import person

FIRST_SEED = 6_000_000
"""The first person of the gallery; no other set of synthetic people reaches these seeds."""
GALLERY = "iafis"
ORI = "WVBENCH00"
_BLOCK_PEOPLE = 50


def import_people(subject_count: int, cache: Path) -> Path:
    """Return the data folder of a server with the people; an interrupted import continues."""
    digest = hashlib.sha256(GENERATOR_DIGEST + VECTOR_VERSION.encode()).hexdigest()[:12]
    folder = cache / "galleries" / f"{digest}-{subject_count}"
    folder.mkdir(parents=True, exist_ok=True)
    database = open_database(f"sqlite:///{folder.resolve() / 'tenprint.sqlite'}")
    try:
        with Gallery(GALLERY, database, folder=folder / "galleries" / GALLERY) as gallery:
            _fill(gallery, subject_count)
    finally:
        database.close()
    return folder


def _fill(gallery: Gallery, subject_count: int) -> None:
    with progress_bar() as progress:
        task = progress.add_task("importing people", total=subject_count)
        for start in range(0, subject_count, _BLOCK_PEOPLE):
            seeds = range(
                FIRST_SEED + start, FIRST_SEED + min(start + _BLOCK_PEOPLE, subject_count)
            )
            if not _is_enrolled(gallery, _encounter_id(seeds[-1])):
                enrolments = [_enrolment(seed) for seed in seeds]
                gallery.enrol_many(enrolments, caller=Caller(ORI), now=datetime.now(UTC))
            progress.advance(task, len(seeds))


def _is_enrolled(gallery: Gallery, encounter_id: str) -> bool:
    """Return whether a block is enrolled; its last encounter tells, as a block is a transaction."""
    try:
        gallery.get_encounter(encounter_id)
    except EncounterNotFoundError:
        return False
    return True


def _enrolment(seed: int) -> Enrolment:
    templates = enrolment(person(seed), 1)
    samples = tuple(_sample(position, one) for position, one in templates.items())
    encounter_id = _encounter_id(seed)
    return Enrolment(encounter_id, samples, hashlib.sha256(encounter_id.encode()).digest())


def _encounter_id(seed: int) -> str:
    return f"synthetic-{seed}"


def _sample(position: FingerPosition, one: Template) -> ExtractedSample:
    return ExtractedSample(
        position=position,
        impression=ImpressionType.LIVESCAN_PLAIN,
        image=b"",
        encoding=Encoding.PNG,
        resolution_ppi=STANDARD_PPI,
        width_px=one.width_px,
        height_px=one.height_px,
        features=Features(position, one, vector(one)),
    )
