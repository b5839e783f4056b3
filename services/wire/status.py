"""The table from error class to gRPC status, and the rich status of an answer."""

from collections.abc import Mapping
from urllib.parse import quote

import grpc
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from database import errors as database_errors
from ebts import errors as ebts_errors
from gallery import errors as gallery_errors
from interop import errors as interop_errors
from interop.cases import errors as case_errors
from interop.records import errors as records_errors
from interop.reports import errors as report_errors
from interop.review import errors as review_errors
from interop.work import errors as work_errors
from matcher import errors as matcher_errors
from matcher.errors import TenprintError
from services import errors

DOMAIN = "tenprint"
"""`ErrorInfo.domain` of every error."""

MAX_MESSAGE_LENGTH = 2_000
_CUT_LENGTH = 150
"""Also if each character takes four bytes, the message keeps its bound."""

RETRY_PUSHBACK_KEY = "grpc-retry-pushback-ms"
"""Trailer by which gRPC's own retries are told how long to wait; negative: not to retry at all."""

STATUS_CODES: Mapping[type[TenprintError], grpc.StatusCode] = {
    TenprintError: grpc.StatusCode.INTERNAL,
    matcher_errors.SampleError: grpc.StatusCode.INVALID_ARGUMENT,
    matcher_errors.RepeatedFingerError: grpc.StatusCode.INVALID_ARGUMENT,
    matcher_errors.SequenceError: grpc.StatusCode.INVALID_ARGUMENT,
    matcher_errors.DecoderUnavailableError: grpc.StatusCode.UNAVAILABLE,
    matcher_errors.CorruptRecordError: grpc.StatusCode.DATA_LOSS,
    errors.RequestError: grpc.StatusCode.INVALID_ARGUMENT,
    errors.CredentialError: grpc.StatusCode.UNAUTHENTICATED,
    ebts_errors.EbtsError: grpc.StatusCode.INVALID_ARGUMENT,
    ebts_errors.UnsupportedFileError: grpc.StatusCode.UNIMPLEMENTED,
    errors.MessageTooLargeError: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.MessageTooSlowError: grpc.StatusCode.DEADLINE_EXCEEDED,
    errors.UnknownMethodError: grpc.StatusCode.UNIMPLEMENTED,
    errors.OverloadedError: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.NoResourcesError: grpc.StatusCode.UNAVAILABLE,
    errors.ProviderKeysError: grpc.StatusCode.UNAVAILABLE,
    errors.StartingError: grpc.StatusCode.UNAVAILABLE,
    errors.ShuttingDownError: grpc.StatusCode.UNAVAILABLE,
    gallery_errors.GalleryNotFoundError: grpc.StatusCode.NOT_FOUND,
    gallery_errors.IdentityNotFoundError: grpc.StatusCode.NOT_FOUND,
    gallery_errors.EncounterNotFoundError: grpc.StatusCode.NOT_FOUND,
    gallery_errors.IdentityChangeNotFoundError: grpc.StatusCode.NOT_FOUND,
    gallery_errors.IdentityConflictError: grpc.StatusCode.FAILED_PRECONDITION,
    database_errors.InvalidPageTokenError: grpc.StatusCode.INVALID_ARGUMENT,
    gallery_errors.EncounterConflictError: grpc.StatusCode.ALREADY_EXISTS,
    database_errors.DeadlineExpiredError: grpc.StatusCode.DEADLINE_EXCEEDED,
    database_errors.CancelledError: grpc.StatusCode.CANCELLED,
    database_errors.StoreUnavailableError: grpc.StatusCode.UNAVAILABLE,
    database_errors.SealingError: grpc.StatusCode.UNAVAILABLE,
    interop_errors.BookingNotFoundError: grpc.StatusCode.NOT_FOUND,
    interop_errors.QueryNotFoundError: grpc.StatusCode.NOT_FOUND,
    interop_errors.LescDownError: grpc.StatusCode.UNAVAILABLE,
    interop_errors.UnknownSourceError: grpc.StatusCode.NOT_FOUND,
    interop_errors.QueryRejectedError: grpc.StatusCode.INVALID_ARGUMENT,
    interop_errors.TcnConflictError: grpc.StatusCode.ALREADY_EXISTS,
    interop_errors.QueryConflictError: grpc.StatusCode.ALREADY_EXISTS,
    interop_errors.AnswerConflictError: grpc.StatusCode.ALREADY_EXISTS,
    records_errors.RecordNotFoundError: grpc.StatusCode.NOT_FOUND,
    records_errors.RecordConflictError: grpc.StatusCode.ALREADY_EXISTS,
    case_errors.CaseError: grpc.StatusCode.FAILED_PRECONDITION,
    case_errors.CaseNotFoundError: grpc.StatusCode.NOT_FOUND,
    case_errors.DetainerNotFoundError: grpc.StatusCode.NOT_FOUND,
    case_errors.ClaimNotFoundError: grpc.StatusCode.NOT_FOUND,
    case_errors.AlarmNotFoundError: grpc.StatusCode.NOT_FOUND,
    case_errors.ReleaseNoticeNotFoundError: grpc.StatusCode.NOT_FOUND,
    case_errors.CaseConflictError: grpc.StatusCode.ALREADY_EXISTS,
    case_errors.OtherOfficeError: grpc.StatusCode.PERMISSION_DENIED,
    interop_errors.PermissionDeniedError: grpc.StatusCode.PERMISSION_DENIED,
    interop_errors.DelegationError: grpc.StatusCode.PERMISSION_DENIED,
    interop_errors.PersonError: grpc.StatusCode.PERMISSION_DENIED,
    interop_errors.AnswerOrderError: grpc.StatusCode.FAILED_PRECONDITION,
    interop_errors.NoMatchToCorrectError: grpc.StatusCode.FAILED_PRECONDITION,
    interop_errors.CorrectionConflictError: grpc.StatusCode.ALREADY_EXISTS,
    interop_errors.CorrectionStateError: grpc.StatusCode.FAILED_PRECONDITION,
    review_errors.ComparisonRefusedError: grpc.StatusCode.FAILED_PRECONDITION,
    review_errors.ComparisonConflictError: grpc.StatusCode.ALREADY_EXISTS,
    interop_errors.CorrectionNotFoundError: grpc.StatusCode.NOT_FOUND,
    interop_errors.NoticeNotFoundError: grpc.StatusCode.NOT_FOUND,
    review_errors.ReviewItemNotFoundError: grpc.StatusCode.NOT_FOUND,
    review_errors.ReviewPrintNotFoundError: grpc.StatusCode.NOT_FOUND,
    review_errors.ReviewIncompleteError: grpc.StatusCode.INVALID_ARGUMENT,
    review_errors.ReviewDecidedError: grpc.StatusCode.ALREADY_EXISTS,
    review_errors.ReviewEndedError: grpc.StatusCode.FAILED_PRECONDITION,
    review_errors.ReviewNotDecidedError: grpc.StatusCode.FAILED_PRECONDITION,
    review_errors.ReviewSteppedAsideError: grpc.StatusCode.FAILED_PRECONDITION,
    review_errors.ReviewNotAssignedError: grpc.StatusCode.FAILED_PRECONDITION,
    review_errors.ReviewBarredError: grpc.StatusCode.FAILED_PRECONDITION,
    case_errors.DispositionMismatchError: grpc.StatusCode.INVALID_ARGUMENT,
    report_errors.PersonNotFoundError: grpc.StatusCode.NOT_FOUND,
    interop_errors.AgencyNotFoundError: grpc.StatusCode.NOT_FOUND,
    interop_errors.JurisdictionNotFoundError: grpc.StatusCode.NOT_FOUND,
    interop_errors.JurisdictionConflictError: grpc.StatusCode.FAILED_PRECONDITION,
    interop_errors.JurisdictionFileError: grpc.StatusCode.INVALID_ARGUMENT,
    interop_errors.ResponseNotFoundError: grpc.StatusCode.NOT_FOUND,
    interop_errors.BookingPrintNotFoundError: grpc.StatusCode.NOT_FOUND,
    interop_errors.BookingNotParkedError: grpc.StatusCode.FAILED_PRECONDITION,
    interop_errors.QueryStateError: grpc.StatusCode.FAILED_PRECONDITION,
    interop_errors.TaskHeldError: grpc.StatusCode.FAILED_PRECONDITION,
    interop_errors.TaskNotHeldError: grpc.StatusCode.FAILED_PRECONDITION,
    interop_errors.ResearchTaskNotFoundError: grpc.StatusCode.NOT_FOUND,
    interop_errors.ResearchTaskStateError: grpc.StatusCode.FAILED_PRECONDITION,
    work_errors.WorkError: grpc.StatusCode.FAILED_PRECONDITION,
    work_errors.OfficeNotFoundError: grpc.StatusCode.NOT_FOUND,
    work_errors.TransferNotFoundError: grpc.StatusCode.NOT_FOUND,
    work_errors.EscalationNotFoundError: grpc.StatusCode.NOT_FOUND,
}


_OF_A_FIELD = (
    errors.InvalidFieldError,
    interop_errors.QueryRejectedError,
    case_errors.DetainerRefusedError,
    case_errors.DispositionContradictionError,
)


def status_code(error: TenprintError) -> grpc.StatusCode:
    """Find the code of the nearest class of an error that the table has."""
    if isinstance(error, errors.LocatedSampleError):
        error = error.cause
    return next(STATUS_CODES[cls] for cls in type(error).__mro__ if cls in STATUS_CODES)


def error_info(error: TenprintError) -> tuple[str, dict[str, str]]:
    """Return the reason of an error, and metadata for programs."""
    if isinstance(error, errors.LocatedSampleError):
        place = {"sample_index": str(error.index), "position": str(error.position)}
        return error.cause.reason, place
    if isinstance(error, matcher_errors.RepeatedFingerError):
        places = {"position": error.position, "other_position": error.other_position}
        return error.reason, {name: str(int(place)) for name, place in places.items()}
    if isinstance(error, _OF_A_FIELD):
        return error.reason, {"field": error.field} if error.field else {}
    if isinstance(error, database_errors.InvalidPageTokenError):
        return error.reason, {"field": "page_token"}
    if isinstance(error, case_errors.CaseIncompleteError):
        return error.reason, {"missing": ",".join(error.missing)}
    return error.reason, dict(error.details) if isinstance(error, ebts_errors.EbtsError) else {}


def rich_status(error: TenprintError, request_id: str) -> grpc.Status:
    """Build code, message and ErrorInfo, and RetryInfo with its trailer if waiting helps."""
    reason, metadata = error_info(error)
    code = status_code(error)
    message = status_pb2.Status(code=code.value[0], message=_told(error))
    message.details.add().Pack(
        error_details_pb2.ErrorInfo(
            reason=reason, domain=DOMAIN, metadata={**metadata, "request_id": request_id}
        )
    )
    if isinstance(error, errors.ServiceStateError):
        delay = Duration()
        delay.FromMilliseconds(round(error.retry_delay_s * 1000))
        message.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=delay))
    status: grpc.Status = rpc_status.to_status(message)
    return status


def _told(error: TenprintError) -> str:
    """Tell what callers may know. Errors of the database name hosts, users and paths."""
    if isinstance(error, database_errors.StoreUnavailableError):
        return "the database cannot be reached or written at the moment: try again"
    if isinstance(error, database_errors.SealingError):
        return "the keys of stored records cannot be read at the moment: the operator has to help"
    if isinstance(error, gallery_errors.DamagedSegmentError):
        return f"the index is damaged, in {error.file.parent.name}: the operator has to help"
    text = str(error)
    # A client loses the whole answer if its trailers have more than 8 KiB. They hold the message
    # twice, and three characters for each byte that is no ASCII.
    return text if len(quote(text)) <= MAX_MESSAGE_LENGTH else f"{text[:_CUT_LENGTH]} …"


def pushback(error: TenprintError) -> tuple[tuple[str, str], ...]:
    """Tell the retries of gRPC to wait, or not to send a message again that is too large."""
    if isinstance(error, errors.MessageTooLargeError):
        return ((RETRY_PUSHBACK_KEY, "-1"),)
    if isinstance(error, errors.ServiceStateError):
        return ((RETRY_PUSHBACK_KEY, str(round(error.retry_delay_s * 1000))),)
    return ()
