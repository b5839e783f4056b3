"""Bookings, their states and responses. Times are timezone-aware UTC."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from database.caller import Caller
from gallery.types import Candidate, ReceivedSample, SampleSummary, SearchReport
from interop.lesc import LescReceipt
from interop.purposes import TransactionType
from interop.records import RapSheet


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
    """Without a second response: none is due for this type of transaction."""

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
    """For the time being: a match was sent on, or examiners look at it."""


class ResponseCause(StrEnum):
    """Why a second response, or another version of it, was given."""

    SEARCH = "search"
    """IDENT was searched, or could not be."""
    REVIEW = "review"
    """Examiners decided."""
    ANSWER = "answer"
    """The LESC answered, for the first time or again."""
    REJECTION = "rejection"
    """The LESC did not take the query."""
    CORRECTION = "correction"
    """A match was withdrawn."""


@dataclass(frozen=True)
class Subject:
    """Who was booked, as far as the agency knows; defaults stand for what it does not know."""

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
    """NCIC's; the default is the generic one."""
    offense_date: date | None = None


@dataclass(frozen=True, eq=False)
class Submission:
    """A booking as it was accepted."""

    tcn: str
    ori: str
    caller: Caller
    samples: tuple[ReceivedSample, ...]
    content_digest: bytes
    """SHA-256 over the canonical content: the same TCN with another digest is a conflict."""
    arrest_date: date | None = None
    agency_case_number: str = ""
    type_of_transaction: TransactionType = TransactionType.CAR
    retain: bool = True
    """RET (2.005): otherwise nothing of the prints is kept once they are answered."""
    subject: Subject = field(default_factory=Subject)
    charges: tuple[Charge, ...] = ()
    in_custody: bool = True
    priority: int = 9
    """PRY (1.006): 1 is the most urgent, 9 the least and the default."""


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
    """Of the criminal file; empty where it does not know the person and keeps nothing."""
    encounter_id: str
    """What keeps the prints; empty where nothing does."""
    candidates: tuple[Candidate, ...]
    report: SearchReport
    response_time: datetime
    retained_in: str = ""
    """The gallery that keeps the prints; empty where none does."""
    rap_sheet: RapSheet | None = None
    """FBI number, criminal history and wants; None where the person is not in the file."""


@dataclass(frozen=True)
class SecondResponse:
    """The answer of IDENT and the LESC."""

    tcr: str
    kind: SecondResponseKind
    candidates: tuple[Candidate, ...]
    report: SearchReport | None
    determination: str
    error_reason: str
    error_message: str
    response_time: datetime
    note: str = ""
    """What the agency should know beside the kind."""


@dataclass(frozen=True)
class ResponseVersion:
    """A second response as it was given, one of several in their order."""

    ordinal: int
    """1 for the first."""
    response: SecondResponse
    cause: ResponseCause
    create_time: datetime
    acknowledge_time: datetime | None = None
    """When the agency said that it has it."""


class MessageKind(StrEnum):
    """What leaves for the LESC."""

    IAQ = "IAQ"
    """A query; one for a booking."""
    WITHDRAWAL = "WITHDRAWAL"
    """A match that was sent on is none."""
    CITIZENSHIP_REVIEW = "CITIZENSHIP_REVIEW"
    """Somebody says that he is a citizen: look again."""


@dataclass(frozen=True)
class Booking:
    """A booking as it stands."""

    tcn: str
    ori: str
    state: BookingState
    receive_time: datetime
    history: tuple[StateChange, ...]
    samples: tuple[SampleSummary, ...]
    first_response: FirstResponse | None
    lesc_receipt: LescReceipt | None
    type_of_transaction: TransactionType = TransactionType.CAR
    second_responses: tuple[ResponseVersion, ...] = ()
    """Every version, oldest first; none is ever changed."""

    @property
    def second_response(self) -> SecondResponse | None:
        """The newest version."""
        return self.second_responses[-1].response if self.second_responses else None
