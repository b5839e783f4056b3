"""WorkService: which case is next, who works on it, and which office has it."""

from database.caller import Caller
from database.paging import Listed
from interop import work
from services.messages import leases
from services.messages import work as messages
from services.servicers.cases import officer
from services.servicers.rpc import DeskServicer, answers_page, answers_with
from services.wire import check_id, said, validation
from tenprint.v1 import work_service_pb2 as pb2
from tenprint.v1.work_service_pb2_grpc import WorkServiceServicer


class WorkServicer(DeskServicer[work.WorkDesk], WorkServiceServicer):
    """Hands the requests of officers and supervisors to the desk."""

    @answers_page(pb2.ListWorkResponse, messages.item_to_proto)
    def ListWork(self, request: pb2.ListWorkRequest, caller: Caller) -> Listed[work.WorkItem]:
        """List tasks in the order in which to work on them."""
        wanted, page = messages.work_filter(request), validation.page(request)
        return self._desk.list_work(wanted, page, caller)

    @answers_with(pb2.TakeTaskResponse, messages.item_to_proto)
    def TakeTask(self, request: pb2.TakeTaskRequest, caller: Caller) -> work.WorkItem:
        """Take a task for some time."""
        case_id, period = check_id("case_id", request.case_id), leases.lease_period(request)
        return self._desk.take(case_id, period, officer(request.officer, caller))

    @answers_with(pb2.ReleaseTaskResponse, messages.item_to_proto)
    def ReleaseTask(self, request: pb2.ReleaseTaskRequest, caller: Caller) -> work.WorkItem:
        """Give a task back."""
        case_id = check_id("case_id", request.case_id)
        return self._desk.release(case_id, officer(request.officer, caller))

    @answers_with(pb2.ReassignTaskResponse, messages.item_to_proto)
    def ReassignTask(self, request: pb2.ReassignTaskRequest, caller: Caller) -> work.WorkItem:
        """Give a task to another officer."""
        return self._desk.reassign(
            check_id("case_id", request.case_id),
            check_id("to_officer", request.to_officer),
            messages.reassign_reason(request),
            leases.lease_period(request),
            officer(request.officer, caller),
        )

    @answers_with(pb2.TransferCaseResponse, messages.transfer_to_proto)
    def TransferCase(self, request: pb2.TransferCaseRequest, caller: Caller) -> work.Transfer:
        """Ask another office to take a case."""
        asked = messages.transfer_request(request)
        return self._desk.transfer(asked, officer(request.officer, caller))

    @answers_with(pb2.AnswerTransferResponse, messages.transfer_to_proto)
    def AnswerTransfer(self, request: pb2.AnswerTransferRequest, caller: Caller) -> work.Transfer:
        """Accept or return a case."""
        transfer_id = check_id("transfer_id", request.transfer_id)
        state, reason = messages.transfer_answer(request)
        actor = officer(request.officer, caller)
        return self._desk.answer_transfer(transfer_id, state, reason, actor)

    @answers_page(pb2.ListTransfersResponse, messages.transfer_to_proto)
    def ListTransfers(
        self, request: pb2.ListTransfersRequest, caller: Caller
    ) -> Listed[work.Transfer]:
        """List transfers, oldest first."""
        wanted, page = messages.transfer_filter(request), validation.page(request)
        return self._desk.list_transfers(wanted, page, caller)

    @answers_with(pb2.EscalateCaseResponse, messages.escalation_to_proto)
    def EscalateCase(self, request: pb2.EscalateCaseRequest, caller: Caller) -> work.Escalation:
        """Put a case before supervisors."""
        asked = messages.escalation_request(request)
        return self._desk.escalate(asked, officer(request.officer, caller))

    @answers_with(pb2.EndEscalationResponse, messages.escalation_to_proto)
    def EndEscalation(self, request: pb2.EndEscalationRequest, caller: Caller) -> work.Escalation:
        """Record what a supervisor decided."""
        escalation_id = check_id("escalation_id", request.escalation_id)
        resolution = said("resolution", request.resolution)
        actor = officer(request.officer, caller)
        return self._desk.end_escalation(escalation_id, resolution, actor)

    @answers_page(pb2.ListEscalationsResponse, messages.escalation_to_proto)
    def ListEscalations(
        self, request: pb2.ListEscalationsRequest, caller: Caller
    ) -> Listed[work.Escalation]:
        """List escalations, oldest first."""
        return self._desk.list_escalations(
            messages.office("queue", request.queue),
            request.case_id and check_id("case_id", request.case_id),
            validation.page(request),
            caller,
            open_only=request.open_only,
        )
