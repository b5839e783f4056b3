"""Break something while bookings stream in, and see that nothing is lost or done twice.

A round: bookings are submitted side by side; at a random moment a trouble begins, and after a while
it ends. Nobody touches the service meanwhile: only a server that was killed itself is started. Then
a new booking is tried until it is acknowledged, submissions that were not acknowledged are
repeated, and everything is waited for. Then the whole service is audited over its own RPCs and on
the LESC's record: every booking of every round so far, every encounter, every query.

People who are enrolled must be found. Should the matcher take a stranger for someone enrolled,
that is counted and not held against the flow: how often it happens is what the accuracy
benchmarks measure, and what follows from a match is audited all the same.
"""

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Self

import grpc

from tenprint.channel import caller_metadata
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1.audit_service_pb2 import AuditHead
from tenprint.v1.booking_service_pb2 import Booking
from tenprint.v1.booking_service_pb2_grpc import BookingServiceStub
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tests.callers import named_channel
from tests.kill import audit
from tests.kill.audit import LOST, WRONG, Ledger
from tests.kill.people import BOOKED, ENROLLED, Subject
from tests.kill.submitting import ORI, submitting
from tests.kill.surroundings import Setting
from tests.kill.troubles import Trouble

COMPLETION_TIMEOUT_S = 60.0
"""Far above what a booking takes: reaching it means that one is stuck."""
BACK_TIMEOUT_S = 60.0
_TRY_S = 5.0
_PAUSE_S = 0.05
_MAY_BE_TOLD = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "CANCELLED"}
"""What a caller may be told while something is broken: to try again."""
_NEVER_TOLD = ("INTERNAL", "UNKNOWN", "DATA_LOSS")


@dataclass(frozen=True)
class Moment:
    """What a round did and what it found; `faults` is empty where all is well."""

    number: int
    trouble: str
    what: str
    """What was done, in words."""
    after_s: float
    lasted_s: float
    submitted_count: int
    acknowledged_count: int
    """Before the trouble, or in spite of it."""
    told: dict[str, int]
    """The status codes of submissions that were not acknowledged."""
    unfinished_count: int
    """Of the acknowledged ones, those that were completed after the trouble began."""
    back_s: float
    """From the end of the trouble until a new booking was acknowledged. For a server that was
    killed, from the kill."""
    recovery_s: float
    """From the same moment until every booking was complete."""
    bookings_audited: int
    queries_on_record: int
    repeated_submission_count: int
    """Of queries so far: the LESC was sent them again, and had them."""
    false_positive_count: int
    """Of the audited bookings, those of people not in IDENT that matched there."""
    faults: list[str]

    def as_json(self) -> dict[str, object]:
        """Give the record that is kept."""
        return asdict(self)


class Harness:
    """One service, in trouble again and again."""

    def __init__(
        self, setting: Setting, folder: Path, subjects: list[Subject], run_id: str, *flags: str
    ) -> None:
        """`run_id` makes the TCNs of this run its own. flags: more settings of the service.

        The last subject is booked by itself, to see whether the service is back.
        """
        self._setting = setting
        self._folder = folder
        self._flags = flags
        self._subjects = subjects
        self._run_id = run_id
        self._ledger = Ledger()
        self._heads: list[AuditHead] = []
        self._log_count = 0
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._around = stack.enter_context(self._setting(self._folder, *self._flags))
            self._around.service.start()
            stack.callback(self._around.service.stop)
            self._enrol()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def round(self, number: int, trouble: Trouble, seed: int, *, span_s: float = 3.0) -> Moment:
        """Book everybody, break something in the middle, let it recover, audit."""
        draw = random.Random(f"{seed}:{trouble.name}:{number}")
        after_s, lasts_s = draw.uniform(0.0, span_s), draw.uniform(*trouble.lasts_s)
        bookings = {self._tcn(number, trouble, one): one for one in self._subjects}
        probe, *others = reversed(bookings)
        target = self._around.service.place.target
        with submitting(target, {tcn: bookings[tcn] for tcn in others}, span_s) as sent:
            time.sleep(after_s)
            begun_s, begin_time = time.monotonic(), datetime.now(UTC)
            what = trouble.begin(self._around, draw)
            time.sleep(lasts_s)
            ended_s = begun_s if trouble.restarts else time.monotonic()
            trouble.end(self._around)
            faults = self._wait_until_back(probe, bookings[probe])
            back_s = time.monotonic() - ended_s
        faults += self._missing(sent.acknowledged)
        late = self._finish(bookings, sent.acknowledged)
        faults += [f"{LOST}: {tcn} is not complete: {why}" for tcn, why in late.items()]
        complete = {tcn: one for tcn, one in bookings.items() if tcn not in late}
        self._ledger.booked.update(complete)
        recovery_s = time.monotonic() - ended_s
        bookings_now, queries = self._bookings(), self._queries()
        # The audit is of a service that has come to rest.
        faults += [] if late else self._audit(bookings_now, queries)
        faults += _wrongly_told(sent.told) + trouble.faults() + self._faults_in_log()
        return Moment(
            number=number,
            trouble=trouble.name,
            what=what,
            after_s=round(after_s, 3),
            lasted_s=round(lasts_s, 3),
            submitted_count=len(others),
            acknowledged_count=len(sent.acknowledged),
            told=dict(sent.told),
            unfinished_count=sum(
                tcn not in complete or _last_change(bookings_now[tcn]) > begin_time
                for tcn in sent.acknowledged
            ),
            back_s=round(back_s, 3),
            recovery_s=round(recovery_s, 3),
            bookings_audited=len(self._ledger.booked),
            queries_on_record=len(queries),
            repeated_submission_count=sum(query.submission_count - 1 for query in queries),
            false_positive_count=audit.false_positive_count(self._ledger, bookings_now),
            faults=faults,
        )

    def _tcn(self, number: int, trouble: Trouble, subject: Subject) -> str:
        initials = "".join(word[0] for word in trouble.name.split()).upper()
        return f"KILL-{self._run_id}-{initials}-{number:04d}-{subject.seed:03d}"

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
        target = self._around.service.place.target
        return Client(target, ori=ORI, roles=roles, purpose="arrest")

    def _wait_until_back(self, tcn: str, subject: Subject) -> list[str]:
        """Try a new booking, without the client's patience, until it is acknowledged."""
        end_s = time.monotonic() + BACK_TIMEOUT_S
        request = booking_pb2.SubmitBookingRequest(tcn=tcn, ori=ORI)
        request.booking.samples.extend(subject.samples(BOOKED))
        caller = caller_metadata(ORI, (), "arrest")
        told: Counter[str] = Counter()
        while time.monotonic() < end_s:
            with named_channel(self._around.service.place.target, caller) as channel:
                try:
                    BookingServiceStub(channel).SubmitBooking(request, timeout=_TRY_S)
                    return _wrongly_told(told)
                except grpc.RpcError as error:
                    assert isinstance(error, grpc.Call)
                    told[error.code().name] += 1
            time.sleep(_PAUSE_S)
        return [f"{WRONG}: not back after {BACK_TIMEOUT_S:.0f} s: {dict(told)}"]

    def _missing(self, acknowledged: set[str]) -> list[str]:
        """Look for acknowledged bookings before anything is submitted again."""
        faults = []
        with self._client() as client:
            for tcn in sorted(acknowledged):
                try:
                    client.get_booking(tcn)
                except RpcError as error:
                    faults.append(f"{LOST}: {tcn} was acknowledged and is gone: {error}")
        return faults

    def _finish(self, bookings: dict[str, Subject], acknowledged: set[str]) -> dict[str, str]:
        """Repeat what was not acknowledged, and wait for everything; returns what is late."""
        end_s = time.monotonic() + COMPLETION_TIMEOUT_S
        late = {}
        with self._client() as client:
            for tcn, subject in bookings.items():
                if tcn not in acknowledged:
                    client.submit_booking(tcn, subject.samples(BOOKED))
            for tcn in bookings:
                try:
                    client.wait_for_booking(tcn, timeout_s=max(1.0, end_s - time.monotonic()))
                except RpcError as error:
                    late[tcn] = str(error)
        return late

    def _queries(self) -> list[lesc_pb2.Query]:
        found: list[lesc_pb2.Query] = []
        with named_channel(self._around.lesc_target) as channel:
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
            faults += audit.audit_encounters(self._ledger, bookings, client)
        with self._client("auditor") as client:
            return faults + self._audit_log(bookings, client)

    def _audit_log(self, bookings: dict[str, Booking], client: Client) -> list[str]:
        """The log is whole, ends no earlier than it ever ended, and says what was done."""
        verified = client.audit.verify(self._heads)
        self._heads.append(verified.head)
        faults = [] if verified.intact else [f"{LOST}: the audit log is broken: {verified}"]
        actions = ("booking_submitted", "query_sent", "case_opened")
        pages = [client.audit.entries(action=action, page_size=1000) for action in actions]
        return faults + audit.audit_log(bookings, chain.from_iterable(pages))

    def _faults_in_log(self) -> list[str]:
        """Find calls that ended with INTERNAL since the last look."""
        lines = self._around.service.log_lines()
        new, self._log_count = lines[self._log_count :], len(lines)
        return [f"{WRONG}: {line[:500]}" for line in new if _is_fault(line)]


def _is_fault(line: str) -> bool:
    """Tell whether a line of the log says that a call ended as no call may."""
    return '"event": "rpc"' in line and any(f'"code": "{code}"' in line for code in _NEVER_TOLD)


def _wrongly_told(told: Counter[str]) -> list[str]:
    return [
        f"{WRONG}: {count} callers were told {code}"
        for code, count in told.items()
        if code not in _MAY_BE_TOLD
    ]


def _last_change(booking: Booking) -> datetime:
    return booking.history[-1].change_time.ToDatetime(tzinfo=UTC)
