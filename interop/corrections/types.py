"""Corrections: withdrawals of matches that were sent on, and the notices of recipients."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from database.caller import Caller


class CorrectionReason(IntEnum):
    """Why a match is withdrawn. Values are the proto's."""

    DIFFERENT_PERSON = 1
    """Another comparison shows that the prints are of two persons."""
    RECORD_OF_ANOTHER_PERSON = 2
    """Research shows that the record is not about the booked person."""
    PRINTS_MIXED_UP = 3
    """The prints of the booking are not those of the booked person."""

    @property
    def code(self) -> str:
        """The word in messages and in the audit log."""
        return self.name.lower()


@dataclass(frozen=True)
class CorrectionRequest:
    """The request of an examiner or of the LESC to withdraw a match."""

    correction_id: str
    """Chosen by the caller, who may repeat the request."""
    tcn: str
    reason: CorrectionReason
    explanation: str = ""
    """In words; stored only with the correction."""
    iafis_match_false: bool = False
    """Whether the criminal file, too, identified the booked person as a stranger."""


class Recipient(IntEnum):
    """Who is told of a withdrawn match. Values are the proto's."""

    BOOKING_AGENCY = 1
    """Told by a corrected second response."""
    LESC = 2
    """Told by a withdrawal through the outbox; the receipt acknowledges the notice."""
    FIELD_OFFICE = 3
    """Told by the case, which is withdrawn."""


@dataclass(frozen=True)
class Notice:
    """The notice of a correction to a recipient."""

    notice_id: str
    correction_id: str
    tcn: str
    recipient: Recipient
    address: str
    """The agency's ORI, `LESC`, or the office's name."""
    create_time: datetime
    deadline: datetime
    acknowledge_time: datetime | None = None
    acknowledged_by: str = ""
    """The ORI of the recipient; for the LESC, the id of the receipt."""
    alarm_count: int = 0
    last_alarm_time: datetime | None = None


def notice_id(correction_id: str, recipient: Recipient) -> str:
    """Name the only notice of a correction to a recipient."""
    return f"{correction_id}:{recipient.name.lower()}"


@dataclass(frozen=True)
class Correction:
    """A withdrawn match with its notices."""

    request: CorrectionRequest
    caller: Caller
    correct_time: datetime
    iafis_identity_id: str
    """The identity that holds the booking's prints now; empty if they were not retained."""
    left_iafis_identity_id: str
    """The identity from which the prints were split off; empty if they were not split off."""
    ident_identity_id: str
    """The stranger's identity."""
    ident_encounter_id: str
    response_ordinal: int
    """The ordinal of the corrected second response."""
    notices: tuple[Notice, ...] = ()
