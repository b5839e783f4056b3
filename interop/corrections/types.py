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
    EXPUNGED = 4
    """The record of prints on which the match rests was expunged. The match was not false."""

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

    @property
    def is_reinstatement(self) -> bool:
        """Whether the notice says that the match stands again."""
        return self.notice_id.startswith(f"{self.correction_id}:{_REINSTATED}")


def notice_id(correction_id: str, recipient: Recipient, *, reinstated: bool = False) -> str:
    """Name the notice to a recipient that a match is withdrawn, or stands again."""
    what = _REINSTATED if reinstated else ""
    return f"{correction_id}:{what}{recipient.name.lower()}"


_REINSTATED = "reinstated:"


@dataclass(frozen=True)
class ReinstatementRequest:
    """The request of a supervisor to take a correction back: the match stands again."""

    reinstatement_id: str
    """Chosen by the caller, who may repeat the request."""
    correction_id: str
    reason: str
    """In words; stored only with the correction."""


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
    reinstate_time: datetime | None = None
    """When the correction was taken back; None: the correction is in force."""
    reinstatement_id: str = ""
    reinstated_by: str = ""
    """The ORI of the caller."""
    reinstate_reason: str = ""
    reinstate_ordinal: int = 0
    """The ordinal of the response that says so."""
    notices: tuple[Notice, ...] = ()
