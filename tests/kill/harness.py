"""Kill the service while bookings stream in, and see that nothing is lost or done twice.

A round: bookings are submitted side by side; at a random moment the server, the LESC stub or
both are killed; what runs no more is started again; submissions that were not acknowledged are
repeated; everything is waited for. Then the whole service is audited over its own RPCs: every
booking of every round so far, every encounter, every query.

People who are enrolled must be found. Should the matcher take a stranger for someone enrolled,
that is counted and not held against the flow: how often it happens is what the accuracy
benchmarks measure, and what follows from a match is audited all the same.
"""

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1.booking_service_pb2 import Booking
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tests.callers import named_channel
from tests.kill import audit
from tests.kill.audit import Ledger
from tests.kill.people import BOOKED, ENROLLED, Subject
from tests.kill.service import KillableService, Place, is_alive, wait_for

ORI = "CA0190000"
COMPLETION_TIMEOUT_S = 180.0
"""Far above what a booking takes: reaching it means that one is stuck."""


class Victim(StrEnum):
    """Whom a kill hits."""

    SERVER = "server"
    LESC = "lesc"
    BOTH = "both"


@dataclass(frozen=True)
class Kill:
    """What a round did and what it found; `faults` is empty where all is well."""

    number: int
    victim: str
    after_s: float
    submitted_count: int
    acknowledged_count: int
    """Before the kill, or in spite of it."""
    unfinished_count: int
    """Of the acknowledged ones, those that were completed after the kill."""
    recovery_s: float
    """From the kill until every booking was complete."""
    bookings_audited: int
    queries_on_record: int
    false_positive_count: int
    """Of the audited bookings, those of people not in IDENT that matched there."""
    faults: list[str]

    def as_json(self) -> dict[str, object]:
        """Give the record that is kept."""
        return asdict(self)


class Harness:
    """One data folder, killed again and again."""

    def __init__(self, data: Path, subjects: list[Subject], run_id: str, *flags: str) -> None:
        """`run_id` makes the TCNs of this run its own. flags: more settings of the service."""
        self._service = KillableService(data, "--lesc-delay-s", "0.2", *flags)
        self._subjects = subjects
        self._run_id = run_id
        self._ledger = Ledger()
        self._place: Place

    def __enter__(self) -> Self:
        self._place = self._service.start()
        self._enrol()
        return self

    def __exit__(self, *_: object) -> None:
        self._service.stop()

    def round(self, number: int, victim: Victim, seed: int, *, span_s: float = 4.0) -> Kill:
        """Book everybody, kill in the middle, recover, audit."""
        after_s = random.Random(f"{seed}:{number}").uniform(0.0, span_s)
        bookings = {self._tcn(number, subject): subject for subject in self._subjects}
        with _submitting(self._place.target, bookings, span_s) as acknowledged:
            time.sleep(after_s)
            killed_s, kill_time = time.monotonic(), datetime.now(UTC)
            orphan = self._strike(victim)
        self._recover(victim, orphan)
        faults = self._missing(acknowledged)
        self._finish(bookings, acknowledged)
        self._ledger.booked.update(bookings)
        recovery_s = time.monotonic() - killed_s
        bookings_now, queries = self._bookings(), self._queries()
        return Kill(
            number=number,
            victim=victim.value,
            after_s=round(after_s, 3),
            submitted_count=len(bookings),
            acknowledged_count=len(acknowledged),
            unfinished_count=sum(
                _last_change(bookings_now[tcn]) > kill_time for tcn in acknowledged
            ),
            recovery_s=round(recovery_s, 3),
            bookings_audited=len(self._ledger.booked),
            queries_on_record=len(queries),
            false_positive_count=audit.false_positive_count(self._ledger, bookings_now),
            faults=faults + self._audit(bookings_now, queries),
        )

    def _tcn(self, number: int, subject: Subject) -> str:
        return f"KILL-{self._run_id}-{number:04d}-{subject.seed:03d}"

    def _enrol(self) -> None:
        with self._client("operator") as client:
            for subject in self._subjects:
                samples = subject.samples(ENROLLED)
                encounter_id = f"enrolled-{subject.seed}"
                if subject.in_iafis:
                    response = client.enrol("iafis", samples, encounter_id=encounter_id)
                    self._ledger.enrolled_identity[subject.seed] = response.identity.identity_id
                if subject.in_ident:
                    client.enrol("ident", samples, encounter_id=encounter_id)

    def _client(self, *roles: str) -> Client:
        """Call as a booking agency; roles: as somebody else."""
        return Client(self._place.target, ori=ORI, roles=roles, purpose="arrest")

    def _strike(self, victim: Victim) -> int | None:
        """Kill; returns the stub that a killed server leaves behind."""
        if victim in (Victim.LESC, Victim.BOTH):
            self._service.kill_lesc()
        if victim is Victim.LESC:
            return None
        self._service.kill_server()
        return self._service.lesc_pid()

    def _recover(self, victim: Victim, orphan: int | None) -> None:
        """Bring back what the kill took; the server itself brings back its stub."""
        if victim is Victim.LESC:
            return
        self._place = self._service.start()
        if orphan is not None:
            wait_for(lambda: not is_alive(orphan), "the end of the stub of the killed server")

    def _missing(self, acknowledged: set[str]) -> list[str]:
        """Look for acknowledged bookings before anything is submitted again."""
        faults = []
        with self._client() as client:
            for tcn in sorted(acknowledged):
                try:
                    client.get_booking(tcn)
                except RpcError as error:
                    faults.append(f"{tcn} was acknowledged and is gone: {error}")
        return faults

    def _finish(self, bookings: dict[str, Subject], acknowledged: set[str]) -> None:
        with self._client() as client:
            for tcn, subject in bookings.items():
                if tcn not in acknowledged:
                    client.submit_booking(tcn, subject.samples(BOOKED))
            for tcn in bookings:
                client.wait_for_booking(tcn, timeout_s=COMPLETION_TIMEOUT_S)

    def _queries(self) -> list[lesc_pb2.Query]:
        found: list[lesc_pb2.Query] = []
        with named_channel(self._place.lesc_target) as channel:
            request = lesc_pb2.ListQueriesRequest(page_size=1000)
            while True:
                # The stub may be on its way back.
                response = LescServiceStub(channel).ListQueries(
                    request, timeout=60, wait_for_ready=True
                )
                found += response.queries
                if not response.next_page_token:
                    return found
                request.page_token = response.next_page_token

    def _bookings(self) -> dict[str, Booking]:
        with self._client() as client:
            return {tcn: client.get_booking(tcn) for tcn in self._ledger.booked}

    def _audit(self, bookings: dict[str, Booking], queries: list[lesc_pb2.Query]) -> list[str]:
        faults = audit.audit_bookings(self._ledger, bookings)
        faults += audit.audit_queries(bookings, queries)
        faults += audit.audit_people(self._ledger, bookings)
        with self._client("operator") as client:
            return faults + audit.audit_encounters(self._ledger, bookings, client)


@contextmanager
def _submitting(target: str, bookings: dict[str, Subject], span_s: float) -> Iterator[set[str]]:
    """Submit bookings in the background, spread over the span.

    The set is complete at the end of the block: of what was acknowledged until then. What has not
    been submitted then is not submitted any more.
    """
    acknowledged: set[str] = set()
    over = threading.Event()
    start_s = time.monotonic()
    client = Client(target, ori=ORI, timeout_s=10.0)

    def submit(tcn: str, subject: Subject, at_s: float) -> None:
        if over.wait(max(0.0, start_s + at_s - time.monotonic())):
            return
        # Where the kill is faster, the caller repeats it.
        with suppress(RpcError):
            client.submit_booking(tcn, subject.samples(BOOKED))
            acknowledged.add(tcn)

    with client, ThreadPoolExecutor(3) as pool:
        pause_s = span_s / len(bookings)
        for number, (tcn, subject) in enumerate(bookings.items()):
            pool.submit(submit, tcn, subject, number * pause_s)
        yield acknowledged
        over.set()


def _last_change(booking: Booking) -> datetime:
    return booking.history[-1].change_time.ToDatetime(tzinfo=UTC)
