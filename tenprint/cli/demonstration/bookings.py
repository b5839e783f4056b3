"""Submit a booking, watch the booking to its end, and judge the answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from synthesis.images import PrintCache
from tenprint.cli.demonstration import card
from tenprint.cli.demonstration.enrolment import samples_of
from tenprint.cli.demonstration.judgement import faults
from tenprint.cli.demonstration.plan import PlannedBooking
from tenprint.cli.shared import calling
from tenprint.client import Client
from tenprint.v1 import lesc_service_pb2
from tenprint.v1.booking_service_pb2 import Booking
from tenprint.v1.lesc_service_pb2 import Query

_WATCH_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class BookingOutcome:
    """The answers to a booking, and what is wrong about them."""

    planned: PlannedBooking
    booking: Booking
    queries: tuple[Query, ...]
    """The LESC's record of queries about the booking."""
    duration_s: float
    """From submission to completion, as the booking system measures."""
    faults: tuple[str, ...]


def run_booking(
    client: Client,
    judge: Client,
    lesc_target: str,
    prints: PrintCache,
    planned: PlannedBooking,
    tell: Callable[[Booking], None],
    *,
    agency: str,
    file: Path,
    watcher: Client | None = None,
) -> BookingOutcome:
    """Book a person; `tell` gets each state that the booking reaches.

    judge: an operator, whom answers also tell which encounters of other agencies matched.
    file: where the booking is written that goes in as an EBTS file. watcher: watches the booking
    at another service than the one that takes it.
    """
    submit = _submission(client, prints, planned, agency, file)
    start_s = time.monotonic()
    booking = submit()
    for booking in (watcher or client).watch_booking(planned.tcn, timeout_s=_WATCH_TIMEOUT_S):
        tell(booking)
    duration_s = time.monotonic() - start_s
    with calling(lesc_target) as lesc:
        request = lesc_service_pb2.ListQueriesRequest(tcn=planned.tcn)
        queries = tuple(lesc.ListQueries(request).queries)
    booking = judge.get_booking(planned.tcn)
    found = list(faults(planned.person, booking, queries))
    if planned.by_file:
        files = client.get_booking(planned.tcn).response_files
        found += card.faults_of(files, file.parent)
    return BookingOutcome(planned, booking, queries, duration_s, tuple(found))


def _submission(
    client: Client, prints: PrintCache, planned: PlannedBooking, agency: str, file: Path
) -> Callable[[], Booking]:
    """Render the prints, and return what submits them."""
    if planned.by_file:
        return partial(client.submit_transaction, card.write_booking(planned, agency, file))
    samples = samples_of(prints.read(planned.person.booked_recipe))
    return partial(client.submit_booking, planned.tcn, samples, arrest_date=planned.arrest_date)
