"""The rules of the Law Enforcement Support Center, and what passes between it and the flow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Protocol

from interop.research import Determination, Research, Status, unresolved
from interop.types import LescReceipt

RESEARCH_PENDING = "research pending"
"""The only determination until research is there."""

UNKNOWN_NAME = "DOE,JOHN"
UNKNOWN_DATE_OF_BIRTH = "00000000"
UNKNOWN_SEX = "X"
UNKNOWN_PLACE = "XX"
UNKNOWN_CONTACT = "UNKNOWN"
GENERIC_OFFENSE = "0399"


class QueryState(IntEnum):
    """Where a query stands at the LESC. Values are the proto's."""

    ACKNOWLEDGED = 1
    ANSWERED = 2
    DELIVERED = 3


@dataclass(frozen=True)
class LescQuery:
    """An immigration alien query (IAQ)."""

    query_id: str
    tcn: str
    ori: str
    identity_id: str
    encounter_id: str
    score_db: float
    match_time: datetime
    purpose: str = "C"
    """PUR: "C" criminal justice, "F" other."""
    attention: str = UNKNOWN_CONTACT
    """ATN, at most 30 characters."""
    phone: str = UNKNOWN_CONTACT
    """PHN, at most 20 characters."""
    name: str = UNKNOWN_NAME
    """NAM: last,first middle; at most 30 characters."""
    date_of_birth: str = UNKNOWN_DATE_OF_BIRTH
    """DOB: YYYYMMDD."""
    sex: str = UNKNOWN_SEX
    place_of_birth: str = UNKNOWN_PLACE
    """POB: two letters."""
    in_custody: bool = True
    offense_code: str = GENERIC_OFFENSE
    """OFF: four digits."""
    alien_number: str = ""
    """ARN: 8 or 9 digits, or empty."""
    fbi_number: str = ""
    state_id: str = ""
    fin: str = ""
    priority: int = 5
    """1 is worked on first, 9 last."""


@dataclass(frozen=True)
class LescAnswer:
    """An immigration alien response (IAR). A higher version replaces a lower one."""

    query_id: str
    version: int
    determination: Determination
    research: Research | None
    """What the determination rests on; None where the LESC keeps it to itself (R17)."""
    answer_time: datetime


@dataclass(frozen=True)
class LescCase:
    """A query as the LESC has it on record."""

    query: LescQuery
    state: QueryState
    receipt: LescReceipt
    submission_count: int
    answer: LescAnswer | None


class LescSender(Protocol):
    """Reaches the LESC."""

    def submit_query(self, query: LescQuery) -> LescReceipt:
        """Hand over a query and return its receipt; the same query again is harmless.

        Raises DeliveryError where the LESC cannot be reached, QueryConflictError where it has
        the id with other content.
        """
        ...


class AnswerSender(Protocol):
    """Reaches the system that asked."""

    def deliver_answer(self, answer: LescAnswer) -> bool:
        """Hand over an answer; returns whether it had been taken before.

        Raises DeliveryError where the other side cannot be reached, QueryNotFoundError where it
        does not know the query, AnswerConflictError where it has another answer.
        """
        ...


def query_id(tcn: str) -> str:
    """Name the one query that a booking can cause."""
    return f"iaq:{tcn}"


def receipt_id(query_id: str) -> str:
    """Name the receipt of a query."""
    return f"lesc:{query_id}"


def answer_due(acknowledge_time: datetime, delay_s: float) -> datetime:
    """Tell when research on a query ends."""
    return acknowledge_time + timedelta(seconds=delay_s)


def research(query: LescQuery, answer_time: datetime) -> LescAnswer:
    """Answer a query: for now every case is still being researched."""
    return LescAnswer(
        query_id=query.query_id,
        version=1,
        determination=unresolved(RESEARCH_PENDING, answer_time),
        research=None,
        answer_time=answer_time,
    )


def describe(determination: Determination) -> str:
    """Say in words what was determined, as a second response does."""
    if determination.status is Status.UNRESOLVED:
        return determination.unresolved_because
    return determination.status.name.lower().replace("_", " ")
