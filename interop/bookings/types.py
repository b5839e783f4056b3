"""Bookings, their states and responses. Times are timezone-aware UTC."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from database.caller import Caller
from gallery.types import (
    Candidate,
    MissingFinger,
    ReceivedSample,
    SampleSummary,
    SearchReport,
    SlapReport,
)
from interop.lesc import LescReceipt
from interop.purposes import TransactionType
from interop.records import RapSheet
from matcher.sequence import SequenceCheck


class BookingState(IntEnum):
    """Where a booking stands; the flow only moves forward. Values are the proto's."""

    RECEIVED = 1
    EXTRACTED = 2
    SEARCHED_IN_IAFIS = 3
    FIRST_RESPONSE_READY = 4
    SEARCHED_IN_IDENT = 5
    IN_REVIEW = 6
    QUERY_SENT_TO_LESC = 7
    SECOND_RESPONSE_READY = 8
    FAILED = 9
    COMPLETE = 10
    """The booking has no second response: its type of transaction gets none."""

    @property
    def is_final(self) -> bool:
        """Whether the booking is complete."""
        return self >= BookingState.SECOND_RESPONSE_READY


class Finding(IntEnum):
    """EBTS 2.059 SRF: whether the criminal file knows the person."""

    IDENT = 1
    NON_IDENT = 2


class SecondResponseKind(IntEnum):
    """The kinds of second response. Values are the proto's."""

    IDR_WITH_IAR = 1
    IDR_NO_MATCH = 2
    ERROR = 3
    SHARED_SERVICES_RESPONSE = 4
    """A response before the last: the LESC was asked about a match, or examiners look at it, for
    the first time or again."""


class ResponseCause(StrEnum):
    """Why a second response, or another version of it, was given."""

    SEARCH = "search"
    """IDENT was searched, or could not be searched."""
    REVIEW = "review"
    """Examiners decided."""
    ANSWER = "answer"
    """The LESC answered, for the first time or again."""
    REJECTION = "rejection"
    """The LESC refused the query."""
    CORRECTION = "correction"
    """A match was withdrawn."""
    REINSTATEMENT = "reinstatement"
    """A withdrawal was taken back."""
    COMPARISON = "comparison"
    """Examiners compare the prints of a match again."""


@dataclass(frozen=True)
class Subject:
    """Who was booked, as far as the agency knows; defaults stand for unknown values."""

    name: str = "DOE,JOHN"
    """EBTS 2.018: last name, comma, first and further names; at most 30 characters."""
    dates_of_birth: tuple[date, ...] = ()
    """EBTS 2.022: up to five."""
    sex: str = "X"
    """EBTS 2.024: M, F or X."""
    place_of_birth: str = "XX"
    """EBTS 2.020: a code of two letters."""
    citizenship: str = ""
    """EBTS 2.021: as stated at the booking, a code of two letters."""
    fbi_number: str = ""
    state_id: str = ""
    alien_number: str = ""


@dataclass(frozen=True)
class Charge:
    """What somebody is booked for (EBTS 2.047)."""

    literal: str
    offense_code: str = "0399"
    """NCIC code; the default is the generic code."""
    offense_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class Details:
    """What a submission says beside its prints; a row stores these fields as one document."""

    type_of_transaction: TransactionType = TransactionType.CAR
    retain: bool = True
    """RET (2.005). False: nothing of the prints is kept after the response."""
    subject: Subject = field(default_factory=Subject)
    charges: tuple[Charge, ...] = ()
    in_custody: bool = True
    priority: int = 9
    """PRY (1.006): 1 is the most urgent, 9 the least and the default."""
    slaps: tuple[SlapReport, ...] = ()
    """What the slaps of the submission show, from which some of its samples were cut."""
    sequence: SequenceCheck | None = None
    """How the rolled prints go with the slaps; None if there is nothing to compare."""


@dataclass(frozen=True, eq=False)
class TransactionFile:
    """The EBTS file that a booking came as."""

    whole: bytes
    text: bytes
    """Its Type-1 and Type-2 records alone, as a transaction file."""


@dataclass(frozen=True, eq=False)
class Submission(Details):
    """A booking as it was accepted."""

    tcn: str
    ori: str
    caller: Caller
    samples: tuple[ReceivedSample, ...]
    content_digest: bytes
    """SHA-256 over the canonical content: the same TCN with another digest is a conflict."""
    arrest_date: date | None = None
    agency_case_number: str = ""
    missing_fingers: tuple[MissingFinger, ...] = ()
    file: TransactionFile | None = None


@dataclass(frozen=True)
class StateChange:
    """A state and when it was reached."""

    state: BookingState
    change_time: datetime


@dataclass(frozen=True)
class FirstResponse:
    """The answer of IAFIS to the booking agency (SRE)."""

    tcr: str
    finding: Finding
    identity_id: str
    """The person in the criminal file; empty if the file does not know the person."""
    encounter_id: str
    """The encounter that keeps the prints; empty if the prints are not kept."""
    candidates: tuple[Candidate, ...]
    report: SearchReport
    response_time: datetime
    retained_in: str = ""
    """The gallery that keeps the prints; empty if no gallery keeps them."""
    rap_sheet: RapSheet | None = None
    """FBI number, criminal history and wants; None if the person is not in the file."""


@dataclass(frozen=True)
class SecondResponse:
    """The answer of IDENT and the LESC."""

    tcr: str
    kind: SecondResponseKind
    response_time: datetime
    candidates: tuple[Candidate, ...] = ()
    report: SearchReport | None = None
    determination: str = ""
    error_reason: str = ""
    error_message: str = ""
    note: str = ""
    """More that the agency should know."""


@dataclass(frozen=True)
class ResponseVersion:
    """A second response as it was given; a booking may get several, in order."""

    ordinal: int
    """1 for the first."""
    response: SecondResponse
    cause: ResponseCause
    create_time: datetime
    acknowledge_time: datetime | None = None
    """When the agency acknowledged the response."""


class MessageKind(StrEnum):
    """The kinds of message to the LESC."""

    IAQ = "IAQ"
    """A query; a booking causes at most one query."""
    WITHDRAWAL = "WITHDRAWAL"
    """The match of a query is wrong."""
    REINSTATEMENT = "REINSTATEMENT"
    """The match of a query stands again: the LESC should research it anew."""
    CITIZENSHIP_REVIEW = "CITIZENSHIP_REVIEW"
    """A person claims to be a citizen: the LESC should look again."""
    CITIZENSHIP_UPHELD = "CITIZENSHIP_UPHELD"
    """A claim was upheld: the LESC's sources should hold the citizenship."""


@dataclass(frozen=True)
class Booking:
    """The present state of a booking."""

    tcn: str
    ori: str
    state: BookingState
    receive_time: datetime
    history: tuple[StateChange, ...]
    samples: tuple[SampleSummary, ...]
    """By position. Empty in the state RECEIVED: nothing has been extracted yet."""
    first_response: FirstResponse | None
    lesc_receipt: LescReceipt | None
    type_of_transaction: TransactionType = TransactionType.CAR
    second_responses: tuple[ResponseVersion, ...] = ()
    """Every version, oldest first. A version never changes."""
    missing_fingers: tuple[MissingFinger, ...] = ()
    slaps: tuple[SlapReport, ...] = ()
    sequence: SequenceCheck | None = None
    booked_name: str = ""
    """As the booking states it; empty for whoever may not take the booking's file."""

    @property
    def second_response(self) -> SecondResponse | None:
        """The newest version."""
        return self.second_responses[-1].response if self.second_responses else None
