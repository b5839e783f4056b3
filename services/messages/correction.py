"""Corrections and notices: domain types ↔ proto."""

from interop import corrections, review
from services.errors import InvalidFieldError
from services.wire import Writer, check_id, check_length, check_tcn, read_enum
from tenprint.v1 import correction_service_pb2 as pb2

MAX_EXPLANATION_LENGTH = 1_000
_MAX_ADDRESS_LENGTH = 64


def correction_request(request: pb2.CorrectMatchRequest) -> corrections.CorrectionRequest:
    """Read which match the caller withdraws, and why. Raises InvalidFieldError."""
    if int(request.reason) not in list(corrections.CorrectionReason):
        known = ", ".join(one.name for one in corrections.CorrectionReason)
        raise InvalidFieldError("reason", f"say why the match is withdrawn: {known}")
    _words("explanation", request.explanation)
    return corrections.CorrectionRequest(
        correction_id=check_id("correction_id", request.correction_id),
        tcn=check_tcn(request.tcn),
        reason=corrections.CorrectionReason(request.reason),
        explanation=request.explanation,
        iafis_match_false=request.iafis_match_false,
    )


def reinstatement_request(
    request: pb2.ReinstateMatchRequest,
) -> corrections.ReinstatementRequest:
    """Read which correction is taken back, and why. Raises InvalidFieldError."""
    return corrections.ReinstatementRequest(
        reinstatement_id=check_id("reinstatement_id", request.reinstatement_id),
        correction_id=check_id("correction_id", request.correction_id),
        reason=_reason(request.reason),
    )


def comparison_request(request: pb2.RequestComparisonRequest) -> review.ComparisonRequest:
    """Read which match is to be compared again, and why. Raises InvalidFieldError."""
    return review.ComparisonRequest(
        comparison_id=check_id("comparison_id", request.comparison_id),
        tcn=check_tcn(request.tcn),
        reason=_reason(request.reason),
    )


def notice_filter(request: pb2.ListNoticesRequest) -> corrections.NoticeFilter:
    """Read which notices the request asks for. Raises InvalidFieldError."""
    recipient = read_enum(
        "recipient", corrections.Recipient, request.recipient, "is no kind of recipient"
    )
    address = check_length("address", request.address, _MAX_ADDRESS_LENGTH)
    return corrections.NoticeFilter(
        tcn=request.tcn and check_tcn(request.tcn),
        recipient=recipient,
        address=address,
        open_only=request.open_only,
        overdue_only=request.overdue_only,
    )


notice = Writer(pb2.Notice, corrections.Notice)
correction = Writer(
    pb2.Correction,
    corrections.Correction,
    notice,
    within=["request", "caller"],
    roles=lambda one: sorted(one.caller.roles),
)


comparison = Writer(pb2.Comparison, review.Comparison)


def _reason(value: str) -> str:
    if not value.strip():
        raise InvalidFieldError("reason", "say why, in words")
    return _words("reason", value)


def _words(field: str, value: str) -> str:
    check_length(field, value, MAX_EXPLANATION_LENGTH)
    if not value.replace("\n", "").isprintable():
        raise InvalidFieldError(field, "control characters are not allowed")
    return value


def notices(result: tuple[tuple[list[corrections.Notice], str], int]) -> pb2.ListNoticesResponse:
    """Write a page of notices, the token of the next page, and how many notices are overdue."""
    (found, token), overdue_count = result
    return pb2.ListNoticesResponse(
        notices=map(notice, found), next_page_token=token, overdue_count=overdue_count
    )
