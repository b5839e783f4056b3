"""Corrections and notices: domain types ↔ proto."""

from interop import fields
from interop.corrections import (
    Correction,
    CorrectionReason,
    CorrectionRequest,
    Notice,
    NoticeFilter,
    Recipient,
)
from services.wire import InvalidFieldError, Writer, check, check_id, check_tcn
from tenprint.v1 import correction_service_pb2 as pb2

MAX_EXPLANATION_LENGTH = 1_000
_MAX_ADDRESS_LENGTH = 64
_REASONS = {int(reason): reason for reason in CorrectionReason}
_RECIPIENTS = {int(recipient): recipient for recipient in Recipient}


def correction_request(request: pb2.CorrectMatchRequest) -> CorrectionRequest:
    """Read which match is to be withdrawn, and why. Raises InvalidFieldError."""
    reason = _REASONS.get(request.reason)
    if reason is None:
        known = ", ".join(one.name for one in CorrectionReason)
        raise InvalidFieldError("reason", f"say why the match is withdrawn: {known}")
    if len(request.explanation) > MAX_EXPLANATION_LENGTH:
        raise InvalidFieldError("explanation", f"at most {MAX_EXPLANATION_LENGTH} characters")
    if not request.explanation.replace("\n", "").isprintable():
        raise InvalidFieldError("explanation", "control characters are not text")
    return CorrectionRequest(
        correction_id=check_id("correction_id", request.correction_id),
        tcn=check_tcn(request.tcn),
        reason=reason,
        explanation=request.explanation,
        iafis_match_false=request.iafis_match_false,
    )


def notice_filter(request: pb2.ListNoticesRequest) -> NoticeFilter:
    """Read which notices are wanted. Raises InvalidFieldError."""
    if request.recipient and request.recipient not in _RECIPIENTS:
        raise InvalidFieldError("recipient", f"{request.recipient} is no kind of recipient")
    if len(request.address) > _MAX_ADDRESS_LENGTH:
        raise InvalidFieldError("address", f"at most {_MAX_ADDRESS_LENGTH} characters")
    return NoticeFilter(
        tcn=request.tcn and check_tcn(request.tcn),
        recipient=_RECIPIENTS.get(request.recipient),
        address=request.address,
        open_only=request.open_only,
        overdue_only=request.overdue_only,
    )


def check_notice_id(value: str) -> str:
    """Pass the id of a notice on. Raises InvalidFieldError."""
    return check("notice_id", value, fields.NOTICE_ID)


notice = Writer(pb2.Notice, Notice)
correction = Writer(
    pb2.Correction,
    Correction,
    notice,
    within=["request", "caller"],
    roles=lambda one: sorted(one.caller.roles),
)
