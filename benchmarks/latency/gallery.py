"""A gallery of synthetic people at minutiae level, imported before its server starts."""

import hashlib
from pathlib import Path

from benchmarks.data import PEOPLE_DIGEST, fill, open_gallery, without_image
from database.caller import Caller
from gallery.types import Enrolment
from matcher.types import Features
from matcher.vector import vector
from synthesis.minutiae import enrolment
from synthesis.people import person

FIRST_SEED = 6_000_000
"""The first person of the gallery; no other set of synthetic people reaches these seeds."""
ORI = "WVBENCH00"
_BLOCK_PEOPLE = 50


def import_people(subject_count: int, cache: Path) -> Path:
    """Return the data folder of a server with the people; an interrupted import continues."""
    folder = cache / "galleries" / f"{PEOPLE_DIGEST}-{subject_count}"
    with open_gallery(folder) as (gallery, database):
        fill(
            gallery,
            database,
            subject_count,
            lambda numbers: [_enrolment(number) for number in numbers],
            _encounter_id,
            caller=Caller(ORI),
            block=_BLOCK_PEOPLE,
        )
    return folder


def _enrolment(number: int) -> Enrolment:
    templates = enrolment(person(FIRST_SEED + number), 1)
    samples = tuple(
        without_image(Features(position, one, vector(one))) for position, one in templates.items()
    )
    encounter_id = _encounter_id(number)
    return Enrolment(encounter_id, samples, hashlib.sha256(encounter_id.encode()).digest())


def _encounter_id(number: int) -> str:
    return f"synthetic-{FIRST_SEED + number}"
