"""Mixed load: what a day of a service is made of, at a low rate.

The galleries stay as large as they are: whoever is enrolled is expunged again. What a service keeps
for ever (bookings, cases, the audit log) grows in the database.
"""

import random
import threading
import urllib.request
import uuid
from collections import Counter, deque
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from typing import Any, Self

import grpc

from benchmarks.data import DEFAULT_CACHE, minutiae_samples
from benchmarks.load import PLAIN, render_cards
from tenprint.channel import caller_metadata
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2, case_service_pb2, sample_pb2
from tenprint.v1.sample_pb2 import Sample

ORI = "WVTEST000"
_PEOPLE = 24
"""Of whom two thirds are in IDENT, half in IAFIS."""
_CARDS = 3
_IMAGE_FINGERS = 4
"""Extraction costs nearly all; a slap's fingers show what ten would."""
_FIRST_SEED = 7_300_000
_KNOWN, _BOOKED = 1, 2
"""The impression in the galleries, and the one that is searched."""
_NEWCOMER = 1_000
"""From this number on: people who are enrolled and expunged again."""
_NEWCOMERS = 16
_WAIT_S = 60.0
_IMAGE_EACH, _RETAIN_EACH, _STAY = 4, 3, 8
_INDEX = (
    sample_pb2.FINGER_POSITION_RIGHT_INDEX,
    sample_pb2.FINGER_POSITION_LEFT_INDEX,
)


class Traffic:
    """Calls a service until told to stop, and counts what came of each call."""

    def __init__(self, target: str, metrics_port: int) -> None:
        self._target = target
        self._metrics = f"http://127.0.0.1:{metrics_port}/metrics"
        self._run = uuid.uuid4().hex[:8]
        self._cards = [card[:_IMAGE_FINGERS] for card in render_cards(PLAIN, _CARDS, DEFAULT_CACHE)]
        self._numbers = count()
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._agency = self._client("law_enforcement", "arrest")
        self._operator = self._client("operator", "upkeep")
        self._officer = self._client("field_office", "investigation")
        self._auditor = self._client("auditor", "audit")
        self._booked: deque[str] = deque(maxlen=100)
        self._leaving: deque[tuple[str, str]] = deque()
        self.done: Counter[str] = Counter()
        """By `activity OUTCOME`, how often."""

    def __enter__(self) -> Self:
        """Enrol the people who stay, and begin."""
        for number in range(_PEOPLE):
            samples = minutiae_samples(_FIRST_SEED + number, _KNOWN)
            for gallery, is_in in (("iafis", number % 2), ("ident", number % 3)):
                if is_in:
                    encounter_id = f"KNOWN-{self._run}-{number}"
                    self._operator.enrol(gallery, samples, encounter_id=encounter_id)
        for name, every_s, work in self._activities():
            thread = threading.Thread(target=self._repeat, args=(name, every_s, work), daemon=True)
            thread.start()
            self._stack.callback(thread.join, _WAIT_S)
        self._stack.callback(self._over.set)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _activities(self) -> list[tuple[str, float, Callable[[int], object]]]:
        return [
            ("book", 4.0, self._book),
            ("book", 4.0, self._book),
            ("identify", 5.0, self._identify),
            ("enrol", 6.0, self._enrol),
            ("expunge", 3.0, self._expunge),
            ("read", 1.0, self._read),
            ("leave a watch", 5.0, self._leave_a_watch),
            ("be refused", 2.0, self._be_refused),
            ("give up", 7.0, self._give_up),
            ("come and go", 5.0, self._come_and_go),
            ("scrape", 5.0, self._scrape),
        ]

    def _client(self, role: str, purpose: str) -> Client:
        return self._stack.enter_context(
            Client(self._target, ori=ORI, roles=[role], purpose=purpose, timeout_s=_WAIT_S)
        )

    def _repeat(self, name: str, every_s: float, work: Callable[[int], object]) -> None:
        while not self._over.wait(every_s * random.uniform(0.5, 1.5)):  # nosec B311 # spreads calls
            outcome = "OK"
            try:
                work(next(self._numbers))
            except RpcError as error:
                outcome = error.code.name
            except grpc.RpcError as error:
                assert isinstance(error, grpc.Call)
                outcome = error.code().name
            except Exception as error:
                # The load goes on, and the count says what happened.
                outcome = type(error).__name__
            with self._lock:
                self.done[f"{name} {outcome}"] += 1

    def _prints(self, number: int) -> tuple[Sample, ...]:
        if number % _IMAGE_EACH == 0:
            return self._cards[number % len(self._cards)]
        return minutiae_samples(_FIRST_SEED + number % _PEOPLE, _BOOKED)

    def _book(self, number: int) -> None:
        tcn = f"ENDURE-{self._run}-{number:07}"
        retain = number % _RETAIN_EACH == 0
        self._agency.submit_booking(tcn, self._prints(number), retain=retain)
        *_, booking = self._agency.watch_booking(tcn, timeout_s=_WAIT_S)
        self._booked.append(tcn)
        if retain:
            self._leaving.append(("iafis", booking.first_response.encounter_id))

    def _identify(self, number: int) -> None:
        if number % 2:
            self._agency.identify("iafis", self._prints(number))
        else:
            few = [one for one in self._prints(number) if one.position in _INDEX]
            self._operator.identify("ident", few)

    def _enrol(self, number: int) -> None:
        samples = minutiae_samples(_FIRST_SEED + _NEWCOMER + number % _NEWCOMERS, _KNOWN)
        encounter_id = f"NEW-{self._run}-{number}"
        self._operator.enrol("ident", samples, encounter_id=encounter_id)
        self._leaving.append(("ident", encounter_id))

    def _expunge(self, _: int) -> None:
        if len(self._leaving) > _STAY:
            self._operator.delete_encounter(*self._leaving.popleft(), expunge=True)

    def _read(self, number: int) -> None:
        reads: tuple[Callable[[], object], ...] = (
            lambda: self._agency.get_booking(self._some_booking()),
            lambda: next(iter(self._agency.list_bookings()), None),
            lambda: list(self._officer.cases.alarms()),
            lambda: next(iter(self._officer.cases.list(case_service_pb2.ListCasesRequest())), None),
            lambda: next(iter(self._auditor.audit.entries()), None),
            lambda: self._operator.galleries.status("ident"),
            lambda: next(iter(self._operator.overdue.list()), None),
        )
        reads[number % len(reads)]()

    def _some_booking(self) -> str:
        return self._booked[-1] if self._booked else "TCN-OF-NOBODY"

    def _leave_a_watch(self, _: int) -> None:
        next(self._agency.watch_booking(self._some_booking(), timeout_s=_WAIT_S))

    def _be_refused(self, number: int) -> None:
        broken = sample_pb2.Sample()
        broken.CopyFrom(self._cards[0][0])
        broken.image = broken.image[: len(broken.image) // 2]
        refusals: tuple[Callable[[], object], ...] = (
            lambda: self._agency.submit_booking(f"BROKEN-{self._run}-{number}", [broken]),
            lambda: self._agency.get_booking("TCN-OF-NOBODY"),
            lambda: self._agency.delete_encounter("iafis", "TCN-OF-NOBODY"),
            lambda: self._operator.identify("no gallery", self._cards[0][:1]),
            lambda: self._agency.submit_booking("", self._cards[0][:1]),
            self._send_garbage,
        )
        refusals[number % len(refusals)]()

    def _send_garbage(self) -> None:
        with grpc.insecure_channel(self._target) as channel:
            call: Any = channel.unary_unary("/tenprint.v1.BookingService/SubmitBooking")
            call(b"\xff" * 100, timeout=_WAIT_S, metadata=caller_metadata(ORI, (), "arrest"))

    def _give_up(self, number: int) -> None:
        """Call with a deadline that comes before the answer."""
        request: Any = booking_service_pb2.SubmitBookingRequest(
            tcn=f"GIVEN-UP-{self._run}-{number}", ori=ORI
        )
        request.booking.samples.extend(self._cards[number % len(self._cards)])
        request.booking.retain = "N"
        with grpc.insecure_channel(self._target) as channel:
            call: Any = channel.unary_unary(
                "/tenprint.v1.BookingService/SubmitBooking",
                request_serializer=type(request).SerializeToString,
            )
            call(request, timeout=0.02, metadata=caller_metadata(ORI, (), "arrest"))

    def _come_and_go(self, _: int) -> None:
        """Open a connection of one's own for one call."""
        with Client(self._target, ori=ORI, timeout_s=_WAIT_S) as client:
            client.get_booking(self._some_booking())

    def _scrape(self, _: int) -> None:
        with urllib.request.urlopen(self._metrics, timeout=_WAIT_S) as response:  # nosec B310 # http
            response.read()
