"""A gallery of synthetic people at minutiae level, imported before its server starts."""

from pathlib import Path

from benchmarks.data import ORI, PEOPLE_DIGEST, enrolment_of, fill, open_gallery
from database.caller import Caller
from gallery.types import Enrolment
from matcher.types import Features
from matcher.vector import vector
from synthesis.minutiae import enrolment
from synthesis.people import person

FIRST_SEED = 6_000_000
"""The first person of the gallery; no other set of synthetic people reaches these seeds."""
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
    features = [Features(position, one, vector(one)) for position, one in templates.items()]
    return enrolment_of(_encounter_id(number), features)


def _encounter_id(number: int) -> str:
    return f"synthetic-{FIRST_SEED + number}"
