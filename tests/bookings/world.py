"""A gallery IDENT with people in it, and bookings against it on a real server.

Only IDENT is filled. A booking is retained in IAFIS but never in IDENT, so the second response
judges each booking against the enrolled impressions alone, whatever was booked before it. The
first responses then show something else: that IAFIS, empty at first, takes the bookings of one
person for one person.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.data.galleries import without_image
from database.caller import Caller
from database.connection import open_database
from gallery.gallery import Gallery
from gallery.types import Enrolment
from matcher.types import Features
from matcher.vector import vector
from services.settings import load_settings
from synthesis.images.print_cache import Recipe
from synthesis.minutiae import enrolment
from synthesis.people import person
from tenprint.client import Client
from tenprint.v1.booking_service_pb2 import Booking
from tenprint.v1.candidate_pb2 import Candidate
from tenprint.v1.sample_pb2 import Sample
from tests.bookings.prints import synthetic_samples
from tests.servers import running_server

ROLES = ("booking", "operator")
ORI = "WVTEST000"
ENROLLED_ENCOUNTER = 0
BOOKED_ENCOUNTER = 2
FIRST_STRANGER = 201
"""Seeds of people who are booked and not enrolled."""
_FIRST_IMPORTED = 10_001
_BOOKING_TIMEOUT_S = 300.0
_log = logging.getLogger(__name__)
_NOW = datetime(2009, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """A running server with people in IDENT."""

    client: Client

    def book(self, bookings: Mapping[str, Sequence[Sample]]) -> dict[str, Booking]:
        """Submit bookings by TCN, then wait for all of them."""
        for tcn, samples in bookings.items():
            self.client.submit_booking(tcn, samples)
        return {
            tcn: self.client.wait_for_booking(tcn, timeout_s=_BOOKING_TIMEOUT_S) for tcn in bookings
        }


@contextmanager
def world(data: Path, *, imported: int, rendered: int) -> Iterator[World]:
    """Fill IDENT: people imported as minutiae, people as images."""
    import_people(data, imported)
    with (
        running_server(data) as server,
        Client(server.target, ori=ORI, roles=ROLES, timeout_s=120) as client,
    ):
        for seed in range(1, rendered + 1):
            samples = synthetic_samples(Recipe(seed, ENROLLED_ENCOUNTER))
            client.enrol("ident", samples, encounter_id=encounter_of(seed))
        yield World(client)


def import_people(data: Path, count: int) -> None:
    """Enrol people at minutiae level, straight into the database of a server to come."""
    if not count:
        return
    data.mkdir(parents=True, exist_ok=True)
    settings = load_settings({"data_dir": str(data)})
    database = open_database(settings.resolved_database_url)
    try:
        with Gallery("ident", database, folder=settings.gallery_folder("ident")) as gallery:
            for number in range(count):
                gallery.enrol(_imported(_FIRST_IMPORTED + number), caller=Caller(ORI), now=_NOW)
    finally:
        database.close()


def encounter_of(seed: int) -> str:
    """Name the encounter of a synthetic person."""
    return f"person-{seed:03d}"


def best(booking: Booking) -> Candidate:
    """Return the first candidate of IDENT."""
    return booking.second_response.candidates[0]


def matches(booking: Booking) -> list[str]:
    """Return the encounters that IDENT found at or above the threshold, best first."""
    candidates = booking.second_response.candidates
    return [candidate.encounter_id for candidate in candidates if candidate.above_threshold]


def show(bookings: Mapping[str, Booking]) -> None:
    """Log how sure IDENT was: `pytest --log-cli-level=INFO` shows it."""
    for tcn, booking in bookings.items():
        score_db, fingers = best(booking).score_db, len(best(booking).fingers)
        _log.info(
            "%s: best %.1f dB over %d fingers, margin %+.1f dB, %s",
            *(tcn, score_db, fingers, margin_db(booking), best(booking).encounter_id),
        )


def margin_db(booking: Booking) -> float:
    """Return how far IDENT's first candidate lies above the threshold."""
    return best(booking).score_db - booking.second_response.report.threshold_db


def _imported(seed: int) -> Enrolment:
    templates = enrolment(person(seed), ENROLLED_ENCOUNTER)
    samples = tuple(
        without_image(Features(position, found, vector(found)))
        for position, found in templates.items()
    )
    return Enrolment(encounter_of(seed), samples, content_digest=str(seed).encode())
