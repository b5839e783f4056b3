"""Work lists, transfers and escalations: proto ↔ domain types."""

from interop import work
from interop.waiting import Limits
from services.errors import InvalidFieldError
from services.wire import Writer, check_id, check_length, member, read_text, said, validation
from tenprint.v1 import work_service_pb2 as pb2

_OFFICE_LENGTH = 64
_MAX_LIMIT_HOURS = 168
_ANSWERS = (work.TransferState.ACCEPTED, work.TransferState.RETURNED)


def work_filter(request: pb2.ListWorkRequest) -> work.WorkFilter:
    """Read which work is wanted. Raises InvalidFieldError."""
    if request.own_office and request.office:
        raise InvalidFieldError("own_office", "not together with office: state one of them")
    return work.WorkFilter(
        office=office("office", request.office),
        officer=request.held_by and check_id("held_by", request.held_by),
        free_only=request.free_only,
        priority=validation.count("priority", request.priority, 0, 3),
        queue=office("queue", request.queue),
        escalated_only=request.escalated_only,
        own_office=request.own_office,
    )


def transfer_filter(request: pb2.ListTransfersRequest) -> work.TransferFilter:
    """Read which transfers are wanted. Raises InvalidFieldError."""
    return work.TransferFilter(
        office=office("office", request.office),
        case_id=request.case_id and check_id("case_id", request.case_id),
        open_only=request.open_only,
    )


def reassign_reason(request: pb2.ReassignTaskRequest) -> work.ReassignReason:
    """Read why a task goes to another officer. Raises InvalidFieldError."""
    return member("reason", work.ReassignReason, request.reason, "is no reason to reassign")


def transfer_request(request: pb2.TransferCaseRequest) -> work.TransferRequest:
    """Read what an office asks another office. Raises InvalidFieldError."""
    if not request.to_office:
        raise InvalidFieldError("to_office", "name the office that is to take the case")
    return work.TransferRequest(
        transfer_id=check_id("transfer_id", request.transfer_id),
        case_id=check_id("case_id", request.case_id),
        to_office=office("to_office", request.to_office),
        reason=said("reason", request.reason),
    )


def transfer_answer(request: pb2.AnswerTransferRequest) -> tuple[work.TransferState, str]:
    """Read the answer of an office, and why a case is returned. Raises InvalidFieldError."""
    answer = member("answer", work.TransferState, request.answer, "is no answer to a transfer")
    if answer not in _ANSWERS:
        raise InvalidFieldError("answer", "an office accepts or returns a case")
    if answer is work.TransferState.RETURNED:
        return answer, said("reason", request.reason)
    if request.reason:
        raise InvalidFieldError("reason", "only a returned case has a reason: leave it empty")
    return answer, ""


def escalation_request(request: pb2.EscalateCaseRequest) -> work.EscalationRequest:
    """Read what supervisors are asked. Raises InvalidFieldError."""
    default = int(Limits().escalation_h)
    return work.EscalationRequest(
        escalation_id=check_id("escalation_id", request.escalation_id),
        case_id=check_id("case_id", request.case_id),
        queue=office("queue", request.queue),
        reason=said("reason", request.reason),
        limit_h=validation.count("limit_hours", request.limit_hours, default, _MAX_LIMIT_HOURS),
    )


def office(field: str, name: str) -> str:
    """Read the name of an office, or nothing. Raises InvalidFieldError."""
    return read_text(field, check_length(field, name, _OFFICE_LENGTH))


item_to_proto = Writer(pb2.WorkItem, work.WorkItem)
transfer_to_proto = Writer(pb2.Transfer, work.Transfer)
escalation_to_proto = Writer(pb2.Escalation, work.Escalation)
