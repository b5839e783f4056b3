"""Corrections: a match that was sent on is withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from database.caller import Caller
from interop.corrections.notice_types import Notice


class CorrectionReason(IntEnum):
    """Why a match is withdrawn. Values are the proto's."""

    DIFFERENT_PERSON = 1
    """The prints were compared again: they are not of one person."""
    RECORD_OF_ANOTHER_PERSON = 2
    """Research showed that the record is not about who was booked."""
    PRINTS_MIXED_UP = 3
    """The prints of the booking were not those of the person booked."""

    @property
    def code(self) -> str:
        """What messages and the audit log say."""
        return self.name.lower()


@dataclass(frozen=True)
class CorrectionRequest:
    """What an examiner or the LESC asks for."""

    correction_id: str
    """Chosen by who asks: the same again is harmless."""
    tcn: str
    reason: CorrectionReason
    explanation: str = ""
    """In words; kept with the correction alone."""
    iafis_match_false: bool = False
    """The criminal file joined the booking to a stranger too."""


@dataclass(frozen=True)
class Correction:
    """A match that was withdrawn, and who was told."""

    request: CorrectionRequest
    caller: Caller
    correct_time: datetime
    iafis_identity_id: str
    """Whose the booking's prints are now; empty where they were not retained."""
    left_iafis_identity_id: str
    """From whom they were split off; empty where they were not."""
    ident_identity_id: str
    """The stranger."""
    ident_encounter_id: str
    response_ordinal: int
    """Of the corrected second response."""
    notices: tuple[Notice, ...]

    @property
    def is_settled(self) -> bool:
        """Whether every recipient has acknowledged."""
        return all(notice.acknowledge_time is not None for notice in self.notices)
