"""Corrections and notices: domain types ↔ proto."""

from interop import corrections
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
    check_length("explanation", request.explanation, MAX_EXPLANATION_LENGTH)
    if not request.explanation.replace("\n", "").isprintable():
        raise InvalidFieldError("explanation", "control characters are not allowed")
    return corrections.CorrectionRequest(
        correction_id=check_id("correction_id", request.correction_id),
        tcn=check_tcn(request.tcn),
        reason=corrections.CorrectionReason(request.reason),
        explanation=request.explanation,
        iafis_match_false=request.iafis_match_false,
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


def notices(result: tuple[tuple[list[corrections.Notice], str], int]) -> pb2.ListNoticesResponse:
    """Write a page of notices, the token of the next page, and how many notices are overdue."""
    (found, token), overdue_count = result
    return pb2.ListNoticesResponse(
        notices=map(notice, found), next_page_token=token, overdue_count=overdue_count
    )
