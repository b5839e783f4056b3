"""The errors between the systems.

TenprintError
└── InteropError
    ├── BookingNotFoundError    BOOKING_NOT_FOUND
    ├── TcnConflictError        TCN_CONFLICT
    ├── QueryNotFoundError      QUERY_NOT_FOUND
    ├── QueryConflictError      QUERY_CONFLICT
    ├── AnswerConflictError     ANSWER_CONFLICT
    ├── NoMatchToCorrectError   NO_MATCH_TO_CORRECT
    ├── CorrectionConflictError CORRECTION_CONFLICT
    ├── CorrectionNotFoundError CORRECTION_NOT_FOUND
    ├── NoticeNotFoundError     NOTICE_NOT_FOUND
    ├── AuditEntryError         INTERNAL: never on the wire, an error of our own code
    ├── PermissionDeniedError   PERMISSION_DENIED
    ├── AgencyNotFoundError     AGENCY_NOT_FOUND
    ├── JurisdictionNotFoundError  JURISDICTION_NOT_FOUND
    ├── JurisdictionConflictError  JURISDICTION_CONFLICT
    ├── JurisdictionFileError   JURISDICTION_FILE_REFUSED
    ├── ResponseNotFoundError   RESPONSE_NOT_FOUND
    ├── QueryStateError         QUERY_STATE
    ├── QueryRejectedError      QUERY_REJECTED
    ├── UnknownSourceError      SOURCE_NOT_FOUND
    ├── LescDownError           LESC_DOWN
    └── DeliveryError           INTERNAL: never on the wire, the outbox tries again
        └── NotTakenError           the other system answers, and does not take the message
"""

from matcher.errors import TenprintError


class InteropError(TenprintError):
    """A booking, a query or an answer cannot be handled."""


class BookingNotFoundError(InteropError):
    """No booking has this TCN."""

    reason = "BOOKING_NOT_FOUND"


class TcnConflictError(InteropError):
    """The TCN was used before with other content."""

    reason = "TCN_CONFLICT"


class QueryNotFoundError(InteropError):
    """No query has this id."""

    reason = "QUERY_NOT_FOUND"


class QueryConflictError(InteropError):
    """The query id was used before with other content."""

    reason = "QUERY_CONFLICT"


class AnswerConflictError(InteropError):
    """The query was answered before, differently."""

    reason = "ANSWER_CONFLICT"


class NoMatchToCorrectError(InteropError):
    """The booking has no match that was sent to the LESC, or the match was withdrawn before."""

    reason = "NO_MATCH_TO_CORRECT"


class CorrectionConflictError(InteropError):
    """The correction id asked for something else before."""

    reason = "CORRECTION_CONFLICT"


class CorrectionNotFoundError(InteropError):
    """No correction has this id."""

    reason = "CORRECTION_NOT_FOUND"


class NoticeNotFoundError(InteropError):
    """No notice to the caller has this id."""

    reason = "NOTICE_NOT_FOUND"


class AuditEntryError(InteropError):
    """An entry of the audit log holds more than opaque ids."""


class PermissionDeniedError(InteropError):
    """The caller's role or purpose does not allow this."""

    reason = "PERMISSION_DENIED"


class AgencyNotFoundError(InteropError):
    """No jurisdiction on record has an agency of this ORI."""

    reason = "AGENCY_NOT_FOUND"


class JurisdictionNotFoundError(InteropError):
    """No jurisdiction has this id."""

    reason = "JURISDICTION_NOT_FOUND"


class JurisdictionConflictError(InteropError):
    """Another jurisdiction has the agency."""

    reason = "JURISDICTION_CONFLICT"


class JurisdictionFileError(InteropError):
    """A file of jurisdictions cannot be read; the message names the line."""

    reason = "JURISDICTION_FILE_REFUSED"


class ResponseNotFoundError(InteropError):
    """The booking has no second response of this ordinal."""

    reason = "RESPONSE_NOT_FOUND"


class QueryStateError(InteropError):
    """The state of the message does not allow this: only rejected messages are requeued."""

    reason = "QUERY_STATE"


class QueryRejectedError(InteropError):
    """The LESC refuses a query that lacks a required field or has a wrong field."""

    reason = "QUERY_REJECTED"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class UnknownSourceError(InteropError):
    """The LESC has no source of this name."""

    reason = "SOURCE_NOT_FOUND"


class LescDownError(InteropError):
    """The LESC stub does not answer, because its script says so."""

    reason = "LESC_DOWN"


class DeliveryError(InteropError):
    """A message did not reach the other system."""


class NotTakenError(DeliveryError):
    """The other system was reached and did not take the message: no outage is the reason."""
