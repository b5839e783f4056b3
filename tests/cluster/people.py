"""A gallery of synthetic people of many finger sets, with twins who are exactly alike."""

from collections.abc import Sequence

from database.connection import Database
from gallery.people.enrolment import enrol_batch
from gallery.search.depths import Depths, SearchParameters
from gallery.types import Enrolment
from matcher.types import FINGERS, Features, FingerPosition
from tests.gallery.prints import CALLER, NOW, digest, prints, samples

PEOPLE = 24
SHALLOW = SearchParameters(
    by_finger_count=(
        (8, Depths(10, 5, 3, 2)),
        (5, Depths(10, 6, 3, 2)),
        (2, Depths(8, 6, 2, 2)),
        (1, Depths(8, 6, 1, 2)),
    ),
    poor_factor=2,
)
"""So shallow that among so few people every stage leaves somebody out."""


def fingers_of(number: int) -> Sequence[FingerPosition]:
    """Of every eight people one has index fingers alone, one a hand."""
    if number % 8 == 3:
        return (FINGERS[1], FINGERS[6])
    return FINGERS[:5] if number % 8 == 4 else FINGERS


def enrolments() -> list[Enrolment]:
    """Everybody once; some twice, so that a person has several references; some as twins."""
    made = []

    def enrol(encounter_id: str, identity_id: str, features: Sequence[Features]) -> None:
        made.append(Enrolment(encounter_id, samples(features), digest(encounter_id), identity_id))

    for number in range(PEOPLE):
        enrol(f"E{number}", f"ID-{number:02d}", prints(number, 1, fingers_of(number)))
        if number % 5 == 0:
            enrol(f"F{number}", f"ID-{number:02d}", prints(number, 3, FINGERS[:3]))
        if number % 4 == 1:
            enrol(f"G{number}", f"TWIN-{number:02d}", prints(number, 1, fingers_of(number)))
    return made


def fill(database: Database, gallery: str = "iafis") -> None:
    """Enrol them."""
    with database.write() as session:
        enrol_batch(session, gallery, enrolments(), caller=CALLER, now=NOW)


def probe(number: int, finger_count: int, impression: int = 2) -> tuple[Features, ...]:
    """Take another impression of some fingers, of somebody who is enrolled or of a stranger."""
    first = number % 3 if finger_count < 8 else 0
    return prints(number, impression, FINGERS[first : first + finger_count])
