"""The callers of stages, and the people whom they lead so far, all over the wire."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Self, TypeVar, cast

import grpc
from google.protobuf.message import Message

from tenprint.channel import open_channel
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.research import ResearchClient
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1 import programme_service_pb2 as programme_pb2
from tenprint.v1 import research_pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tenprint.v1.sample_pb2 import Sample
from tests.fuzz.stages.callers import (
    CENTRE,
    HEADQUARTERS,
    LESC,
    OFFICER,
    OPERATOR,
    SPECIALIST,
    Staged,
    by,
    caller,
)
from tests.images import finger

POSITIONS = (2, 7)
_FIRST_SEED = 70_000
_WAIT_S = 60.0
T = TypeVar("T")


class StageError(Exception):
    """Nobody could be led so far."""


@dataclass(frozen=True)
class Matched:
    """Somebody who was booked and matched, with a case."""

    number: int
    """Of the prints."""
    tcn: str
    identity_id: str

    @property
    def case_id(self) -> str:
        """The case of the match."""
        return f"case:{self.tcn}"

    @property
    def query_id(self) -> str:
        """The query about the match."""
        return f"iaq:{self.tcn}"


class World:
    """One service and its stub without scripted specialists, and who calls them."""

    def __init__(self, target: str, lesc_target: str, ori: str, first_number: int = 0) -> None:
        """ori: of the agency that books. first_number: people with other numbers are others."""
        self._target, self._lesc_target, self.ori = target, lesc_target, ori
        self._number = first_number
        self._stack = ExitStack()
        self._once: dict[object, object] = {}

    def __enter__(self) -> Self:
        self.agency = self._client(self.ori, "law_enforcement")
        self.operator = self._client(OPERATOR, "operator")
        self.centre = self._client(CENTRE, "field_office")
        self.supervisor = self._client(HEADQUARTERS, "supervisor")
        self.examiner = self._client(HEADQUARTERS, "examiner")
        self.research = ResearchClient(self._at_the_stub(LESC, "lesc"))
        self.lesc = LescServiceStub(self._at_the_stub(OPERATOR, "operator"))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def once(self, make: Callable[["World"], T]) -> T:
        """Lead one person so far for all requests that change nothing about the person."""
        if make not in self._once:
            self._once[make] = make(self)
        return cast(T, self._once[make])

    def renew(self) -> None:
        """Forget the people of `once`: what was fuzzed meanwhile may have changed them."""
        self._once.clear()

    def next_number(self) -> int:
        """Count people and ids, so that each is new."""
        self._number += 1
        return self._number

    def by_agency(self, request: Message) -> Staged:
        """Send a request as the agency that books."""
        return by(self.ori, "law_enforcement", request)

    # People

    def prints(self, number: int, encounter: int = 0) -> list[Sample]:
        """Take the prints of the person of a number."""
        return [finger(_FIRST_SEED + number, position, encounter) for position in POSITIONS]

    def enrolled(self, gallery: str = "ident") -> tuple[str, str]:
        """Enrol a finger of somebody new; returns the identity and the encounter."""
        number = self.next_number()
        return self._enrol(gallery, number, self.prints(number)[:1])

    def booked(self, number: int) -> Matched:
        """Book the person of a number, who is in IDENT."""
        self.activate()
        identity_id, _ = self._enrol("ident", number, self.prints(number))
        made = Matched(number, tcn(number), identity_id)
        self.agency.submit_booking(made.tcn, self.prints(number, 1))
        return made

    def asked(self) -> Matched:
        """Book somebody who is in IDENT; the LESC has the query."""
        made = self.booked(self.next_number())
        self._wait_for(made.tcn, booking_pb2.BOOKING_STATE_QUERY_SENT_TO_LESC)
        return made

    def matched(self) -> Matched:
        """Book somebody who is in IDENT; the LESC's people find an overstayer."""
        made = self.asked()
        self._conclude(self.task_of(made.query_id))
        self._wait_for(made.tcn, booking_pb2.BOOKING_STATE_SECOND_RESPONSE_READY)
        return made

    def anyone(self) -> Matched:
        """Let somebody be matched, for all requests that change nothing."""
        return self.once(World.matched)

    def held(self) -> detainer_pb2.Detainer:
        """Have an agency asked to hold somebody."""
        return self.centre.detainers.request(self.matched().case_id, OFFICER)

    def activate(self) -> None:
        """Have prints go to IDENT also after somebody has begun a registry of jurisdictions."""
        programme = self.operator.programme
        if next(iter(programme.jurisdictions()), None) is not None:
            own = programme_pb2.Jurisdiction(
                jurisdiction_id=self.ori, name="Stage", us_state=self.ori[:2], oris=[self.ori]
            )
            first_day = own.activation_date
            first_day.year, first_day.month, first_day.day = 2009, 1, 1
            programme.put_jurisdiction(own)

    def _enrol(self, gallery: str, number: int, prints: list[Sample]) -> tuple[str, str]:
        encounter_id = f"STAGE-{number}"
        done = self.operator.enrol(gallery, prints, encounter_id=encounter_id)
        return done.identity.identity_id, encounter_id

    def _wait_for(self, tcn: str, state: booking_pb2.BookingState) -> None:
        """Watch a booking until it has reached a state. Raises StageError."""
        try:
            for booking in self.agency.watch_booking(tcn, timeout_s=_WAIT_S):
                if state in {one.state for one in booking.history}:
                    return
        except RpcError as error:
            if error.code is not grpc.StatusCode.DEADLINE_EXCEEDED:
                raise
        raise StageError(f"booking {tcn} did not reach state {state} in {_WAIT_S:.0f} s")

    # The LESC

    def task_of(self, query_id: str) -> int:
        """Find the research of a query that the LESC has. Raises StageError."""
        tasks = self.research.tasks(query_id=query_id)
        return first(tasks, f"research of {query_id}").task_id

    def query(self, query_id: str = "") -> lesc_pb2.SubmitQueryRequest:
        """Write a query about somebody whom nobody booked. query_id: empty for a new query."""
        number = self.next_number()
        query = lesc_pb2.SubmitQueryRequest(
            query_id=query_id or f"iaq:STAGE-{number}",
            tcn=tcn(number),
            ori=self.ori,
            identity_id=f"STAGE-{number}",
            encounter_id=f"STAGE-{number}",
            score_db=50.0,
        )
        query.purpose, query.attention, query.phone = "C", "UNKNOWN", "UNKNOWN"
        query.name, query.date_of_birth, query.sex = "DOE,JOHN", "19700101", "M"
        query.place_of_birth, query.offense_code, query.priority = "TX", "0399", 9
        query.match_time.GetCurrentTime()
        return query

    def queried(self) -> str:
        """Let the LESC have a query; returns its id."""
        query = self.query()
        self.lesc.SubmitQuery(query, timeout=_WAIT_S)
        return query.query_id

    def _conclude(self, task_id: int) -> None:
        self.research.take(task_id, SPECIALIST)
        confirmed = lesc_pb2.IDENTITY_RESULT_CONFIRMED
        self.research.check_identity(task_id, SPECIALIST, confirmed)
        self.research.determine(
            task_id,
            SPECIALIST,
            research_pb2.IMMIGRATION_STATUS_UNLAWFULLY_PRESENT,
            grounds=[research_pb2.REMOVAL_GROUND_OVERSTAYED],
            remark="seen in the paper file",
        )

    def _client(self, ori: str, role: str) -> Client:
        return self._stack.enter_context(
            Client(self._target, ori=ori, roles=[role], purpose="arrest")
        )

    def _at_the_stub(self, ori: str, role: str) -> grpc.Channel:
        channel = open_channel(self._lesc_target, metadata=caller(ori, role))
        return self._stack.enter_context(channel)


def tcn(number: int) -> str:
    """Name the booking of the person of a number."""
    return f"TCN-FUZZ-STAGE-{number:05}"


def polls(what: str) -> Iterator[None]:
    """Look again and again. Raises StageError."""
    end_s = time.monotonic() + _WAIT_S
    while time.monotonic() < end_s:
        yield
        time.sleep(0.05)
    raise StageError(f"waited {_WAIT_S:.0f} s for {what}")


def first(found: Iterable[T], what: str) -> T:
    """Take the first of what was found. Raises StageError."""
    for one in found:
        return one
    raise StageError(f"there is no {what}")
