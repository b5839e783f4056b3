"""Bookings, their states and responses. Times are timezone-aware UTC."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from gallery.types import Caller, Candidate, ExtractedSample, SampleSummary, SearchReport
from matcher.codecs import Encoding
from matcher.types import Features, FingerPosition, ImpressionType


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

    @property
    def is_final(self) -> bool:
        """Whether the booking is complete."""
        return self in (BookingState.SECOND_RESPONSE_READY, BookingState.FAILED)


class Finding(IntEnum):
    """EBTS 2.059 SRF: whether the criminal file knows the person."""

    IDENT = 1
    NON_IDENT = 2


class SecondResponseKind(IntEnum):
    """The kinds of second response at present."""

    IDR_WITH_IAR = 1
    IDR_NO_MATCH = 2
    ERROR = 3


@dataclass(frozen=True, eq=False)
class SubmittedSample:
    """A sample as the booking system sent it; it has passed the gate at the door."""

    position: FingerPosition
    impression: ImpressionType
    image: bytes
    encoding: Encoding
    resolution_ppi: int
    width_px: int = 0
    height_px: int = 0

    def extracted(self, features: Features | None, failure_reason: str) -> ExtractedSample:
        """Add what was extracted from it, or why nothing could be."""
        return ExtractedSample(
            position=self.position,
            impression=self.impression,
            image=self.image,
            encoding=self.encoding,
            resolution_ppi=self.resolution_ppi,
            width_px=self.width_px,
            height_px=self.height_px,
            features=features,
            failure_reason=failure_reason,
        )


@dataclass(frozen=True, eq=False)
class Submission:
    """A booking as it was accepted."""

    tcn: str
    ori: str
    caller: Caller
    samples: tuple[SubmittedSample, ...]
    content_digest: bytes
    """SHA-256 over the canonical content: the same TCN with another digest is a conflict."""
    arrest_date: date | None = None
    agency_case_number: str = ""


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
    encounter_id: str
    candidates: tuple[Candidate, ...]
    report: SearchReport
    response_time: datetime


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


@dataclass(frozen=True)
class LescReceipt:
    """Proof that the LESC has the query."""

    query_id: str
    receipt_id: str
    acknowledge_time: datetime


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
    second_response: SecondResponse | None
    lesc_receipt: LescReceipt | None
