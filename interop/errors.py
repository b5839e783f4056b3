"""The errors between the systems.

TenprintError
└── InteropError
    ├── BookingNotFoundError    BOOKING_NOT_FOUND
    ├── TcnConflictError        TCN_CONFLICT
    ├── QueryNotFoundError      QUERY_NOT_FOUND
    ├── QueryConflictError      QUERY_CONFLICT
    ├── AnswerConflictError     ANSWER_CONFLICT
    ├── AnswerOrderError        ANSWER_OUT_OF_ORDER
    ├── NoMatchToCorrectError   NO_MATCH_TO_CORRECT
    ├── CorrectionConflictError CORRECTION_CONFLICT
    ├── CorrectionNotFoundError CORRECTION_NOT_FOUND
    ├── CorrectionStateError    CORRECTION_STATE
    ├── NoticeNotFoundError     NOTICE_NOT_FOUND
    ├── AuditEntryError         INTERNAL: never on the wire, an error of our own code
    ├── PermissionDeniedError   PERMISSION_DENIED
    ├── DelegationError         DELEGATION_MISSING
    ├── PersonError             PERSON_NOT_PROVED
    ├── AgencyNotFoundError     AGENCY_NOT_FOUND
    ├── JurisdictionNotFoundError  JURISDICTION_NOT_FOUND
    ├── JurisdictionConflictError  JURISDICTION_CONFLICT
    ├── JurisdictionFileError   JURISDICTION_FILE_REFUSED
    ├── ResponseNotFoundError   RESPONSE_NOT_FOUND
    ├── QueryStateError         QUERY_STATE
    ├── QueryRejectedError      QUERY_REJECTED
    ├── UnknownSourceError      SOURCE_NOT_FOUND
    ├── LescDownError           LESC_DOWN
    ├── TaskHeldError           TASK_HELD
    ├── TaskNotHeldError        TASK_NOT_HELD
    ├── ResearchTaskNotFoundError  RESEARCH_TASK_NOT_FOUND
    ├── ResearchTaskStateError  RESEARCH_TASK_STATE
    └── DeliveryError           INTERNAL: never on the wire, the outbox tries again
        └── NotTakenError           the other system answers, and does not take the message
"""

from matcher.errors import TenprintError


class InteropError(TenprintError):
    """A booking, a query or an answer cannot be handled."""


class BookingNotFoundError(InteropError, reason="BOOKING_NOT_FOUND"):
    """No booking has this TCN."""


class TcnConflictError(InteropError, reason="TCN_CONFLICT"):
    """The TCN was used before with other content."""


class QueryNotFoundError(InteropError, reason="QUERY_NOT_FOUND"):
    """No query has this id."""


class QueryConflictError(InteropError, reason="QUERY_CONFLICT"):
    """The query id was used before with other content."""


class AnswerConflictError(InteropError, reason="ANSWER_CONFLICT"):
    """The query was answered before, differently."""


class AnswerOrderError(InteropError, reason="ANSWER_OUT_OF_ORDER"):
    """A version of an answer does not follow the versions that were taken."""


class NoMatchToCorrectError(InteropError, reason="NO_MATCH_TO_CORRECT"):
    """The booking has no match that was sent to the LESC, or the match was withdrawn before."""


class CorrectionConflictError(InteropError, reason="CORRECTION_CONFLICT"):
    """The correction id asked for something else before."""


class CorrectionNotFoundError(InteropError, reason="CORRECTION_NOT_FOUND"):
    """No correction has this id."""


class CorrectionStateError(InteropError, reason="CORRECTION_STATE"):
    """The correction was taken back before, or cannot be taken back."""


class NoticeNotFoundError(InteropError, reason="NOTICE_NOT_FOUND"):
    """No notice to the caller has this id."""


class AuditEntryError(InteropError):
    """An entry of the audit log holds more than opaque ids."""


class PermissionDeniedError(InteropError, reason="PERMISSION_DENIED"):
    """The caller's role or purpose does not allow this."""


class DelegationError(InteropError, reason="DELEGATION_MISSING"):
    """The caller submits in the name of an agency that has not let the caller do so."""


class PersonError(InteropError, reason="PERSON_NOT_PROVED"):
    """The request names another person than the caller's credential."""


class AgencyNotFoundError(InteropError, reason="AGENCY_NOT_FOUND"):
    """No jurisdiction on record has an agency of this ORI."""


class JurisdictionNotFoundError(InteropError, reason="JURISDICTION_NOT_FOUND"):
    """No jurisdiction has this id."""


class JurisdictionConflictError(InteropError, reason="JURISDICTION_CONFLICT"):
    """Another jurisdiction has the agency."""


class JurisdictionFileError(InteropError, reason="JURISDICTION_FILE_REFUSED"):
    """A file of jurisdictions cannot be read; the message names the line."""


class ResponseNotFoundError(InteropError, reason="RESPONSE_NOT_FOUND"):
    """The booking has no second response of this ordinal."""


class BookingPrintNotFoundError(InteropError, reason="BOOKING_PRINT_NOT_FOUND"):
    """No such print of the booking is kept, or it is not of the caller's agency."""


class BookingNotParkedError(InteropError, reason="BOOKING_NOT_PARKED"):
    """The booking gets on, or is complete: there is nothing to try again."""


class QueryStateError(InteropError, reason="QUERY_STATE"):
    """The state of the message does not allow this: only rejected messages are requeued."""


class QueryRejectedError(InteropError, reason="QUERY_REJECTED"):
    """The LESC refuses a query that lacks a required field or has a wrong field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class UnknownSourceError(InteropError, reason="SOURCE_NOT_FOUND"):
    """The LESC has no source of this name."""


class LescDownError(InteropError, reason="LESC_DOWN"):
    """The LESC stub does not answer, because its script says so."""


class TaskHeldError(InteropError, reason="TASK_HELD"):
    """Somebody else holds the task."""


class TaskNotHeldError(InteropError, reason="TASK_NOT_HELD"):
    """The person does not hold the task, or does not hold it any more."""


class ResearchTaskNotFoundError(InteropError, reason="RESEARCH_TASK_NOT_FOUND"):
    """The LESC has no research of this number."""


class ResearchTaskStateError(InteropError, reason="RESEARCH_TASK_STATE"):
    """The research does not allow this now: it has ended, has to wait, or says otherwise."""


class DeliveryError(InteropError):
    """A message did not reach the other system."""


class NotTakenError(DeliveryError):
    """The other system was reached and did not take the message: no outage is the reason."""
