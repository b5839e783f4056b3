"""The messages between the flow and the Law Enforcement Support Center (LESC)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from interop.lesc.research import BookedPerson, Determination, Finding, Research, Status

UNKNOWN_NAME = "DOE,JOHN"
UNKNOWN_DATE_OF_BIRTH = "00000000"
UNKNOWN_SEX = "X"
UNKNOWN_PLACE = "XX"
UNKNOWN_CONTACT = "UNKNOWN"
GENERIC_OFFENSE = "0399"


class QueryState(IntEnum):
    """The state of a query at the LESC. Values are the proto's."""

    ACKNOWLEDGED = 1
    ANSWERED = 2
    DELIVERED = 3
    IN_RESEARCH = 4
    WITHDRAWN = 5


@dataclass(frozen=True)
class LescReceipt:
    """Proof that the LESC has the query."""

    query_id: str
    receipt_id: str
    acknowledge_time: datetime


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
    booked: BookedPerson = field(default_factory=BookedPerson)
    """What the agency itself stated, as the other fields may come from IDENT."""

    def without_person(self) -> "LescQuery":
        """Keep what names the query, and nothing of the person."""
        kept = (self.query_id, self.tcn, self.ori, self.identity_id, self.encounter_id)
        return LescQuery(*kept, self.score_db, self.match_time, priority=self.priority)


@dataclass(frozen=True)
class LescAnswer:
    """An immigration alien response (IAR). A higher version replaces a lower one."""

    query_id: str
    version: int
    determination: Determination
    research: Research | None
    """The basis of the determination; None if the LESC does not share the research (R17)."""
    answer_time: datetime
    claim_id: str = ""
    """The message of the claim of citizenship that this answer reviews; empty: of no claim."""
    claim_evidence: tuple[str, ...] = ()
    """What the sources hold against the claim, in words; leaves in every mode."""

    def without_person(self) -> "LescAnswer":
        """Keep the status and its time, and nothing that sources hold about the person."""
        found = replace(self.determination, convictions=(), identity=(), grounds=())
        return replace(self, determination=found, research=None, claim_evidence=())


@dataclass(frozen=True)
class LescCase:
    """A query as the LESC has it on record."""

    query: LescQuery
    state: QueryState
    receipt: LescReceipt
    submission_count: int
    answer: LescAnswer | None
    """The newest version, sent or not."""
    research_start_time: datetime | None = None
    """The start of the newest research."""
    specialist: str = ""
    delivery_attempt_count: int = 0
    """The attempts to deliver the newest version."""
    delivery_error: str = ""
    withdraw_reason: str = ""
    look_up_count: int = 0
    repeated_look_up_count: int = 0


class LescSender(Protocol):
    """Sends messages to the LESC."""

    def submit_query(self, query: LescQuery) -> LescReceipt:
        """Hand over a query and return its receipt; a repetition is harmless.

        Raises DeliveryError if the LESC cannot be reached, QueryConflictError if the LESC has the
        id with other content, QueryRejectedError if the LESC refuses the query.
        """
        ...

    def withdraw_query(self, query_id: str, withdrawal_id: str, reason: str) -> LescReceipt:
        """Say that the match of a query is wrong; a repetition of the id is harmless.

        Raises DeliveryError, QueryNotFoundError if the LESC does not have the query,
        QueryConflictError if the LESC has the withdrawal with another query or reason.
        """
        ...

    def reinstate_query(self, query_id: str, reinstatement_id: str) -> LescReceipt:
        """Say that the match of a withdrawn query stands again, and ask for a new answer.

        A repetition of the id is harmless. Raises the errors of `withdraw_query`.
        """
        ...

    def review_citizenship(self, query_id: str, claim_id: str) -> LescReceipt:
        """Ask for a new answer, because the person claims to be a citizen.

        A repetition of the id is harmless. Raises the errors of `withdraw_query`.
        """
        ...

    def establish_citizenship(self, query_id: str, claim_id: str, evidence: str) -> LescReceipt:
        """Say that a claim was upheld, so that the next research finds the citizenship.

        A repetition of the id is harmless. Raises the errors of `withdraw_query`.
        """
        ...


class AnswerSender(Protocol):
    """Sends answers to the system that asked."""

    def deliver_answer(self, answer: LescAnswer) -> bool:
        """Hand over an answer; returns whether the other side had the answer before.

        Raises DeliveryError if the other side cannot be reached, QueryNotFoundError if it does not
        know the query, AnswerConflictError if it has another answer.
        """
        ...


def describe(determination: Determination) -> str:
    """Describe a determination in the words of a second response."""
    text = _WORDS[determination.status]
    if determination.status is Status.UNRESOLVED:
        return f"{text}: {determination.unresolved_because}"
    grounds = ", ".join(one.name.lower().replace("_", " ") for one in determination.grounds)
    silent = ", ".join(determination.not_consulted)
    return (
        text
        + (f": {grounds}" if grounds else "")
        + (f"; not consulted: {silent}" if silent else "")
    )


def described(text: str) -> Status | None:
    """Tell the status that the words of a second response begin with; None for no determination.

    Responses are stored in words, also those of earlier versions.
    """
    return next((status for status, words in _WORDS.items() if text.startswith(words)), None)


_WORDS = {
    Status.US_CITIZEN: "U.S. citizen",
    Status.LAWFUL_PERMANENT_RESIDENT: "lawful permanent resident",
    Status.LAWFUL_STATUS: "lawful status",
    Status.UNLAWFULLY_PRESENT: "unlawfully present",
    Status.NO_RECORD: "no record",
    Status.UNRESOLVED: "status unresolved",
}


class Sources(Protocol):
    """Looks facts up."""

    def look_up(self, source: str, query: LescQuery, now: datetime) -> Finding:
        """Consult one source. A failing source is an outcome, not an error.

        Raises UnknownSourceError if no source has this name.
        """
        ...
