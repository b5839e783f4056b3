"""DetainerService: between field office and local agency."""

from database.caller import Caller
from database.paging import Listed
from interop.cases import Actor, Detainer, DetainerDesk, DetainerState
from services.errors import InvalidFieldError
from services.messages import cases as messages
from services.servicers.cases import officer, said
from services.servicers.rpc import DeskServicer, answers_page, answers_with
from services.wire import check_id, read_enum, read_text, read_time, validation
from tenprint.v1 import detainer_service_pb2 as pb2
from tenprint.v1.detainer_service_pb2_grpc import DetainerServiceServicer


class DetainerServicer(DeskServicer[DetainerDesk], DetainerServiceServicer):
    """Hands requests and answers about detainers to the desk."""

    @answers_with(pb2.RequestDetainerResponse, messages.detainer_to_proto)
    def RequestDetainer(self, request: pb2.RequestDetainerRequest, caller: Caller) -> Detainer:
        return self._desk.request(
            check_id("case_id", request.case_id),
            check_id("detainer_id", request.detainer_id),
            read_text("against_advice_because", request.against_advice_because),
            officer(request.officer, caller),
        )

    @answers_with(pb2.AcknowledgeDetainerResponse, messages.detainer_to_proto)
    def AcknowledgeDetainer(
        self, request: pb2.AcknowledgeDetainerRequest, caller: Caller
    ) -> Detainer:
        detainer_id = check_id("detainer_id", request.detainer_id)
        return self._desk.acknowledge(detainer_id, officer(request.officer, caller))

    @answers_with(pb2.DeclineDetainerResponse, messages.detainer_to_proto)
    def DeclineDetainer(self, request: pb2.DeclineDetainerRequest, caller: Caller) -> Detainer:
        detainer_id = check_id("detainer_id", request.detainer_id)
        reason = said("reason", request.reason)
        return self._desk.decline(detainer_id, reason, officer(request.officer, caller))

    @answers_with(pb2.ReportReleaseResponse, messages.detainer_to_proto)
    def ReportRelease(self, request: pb2.ReportReleaseRequest, caller: Caller) -> Detainer:
        """Start the 48 hours."""
        if not request.HasField("release_time"):
            raise InvalidFieldError("release_time", "say when the person would have gone free")
        detainer_id = check_id("detainer_id", request.detainer_id)
        release_time = read_time("release_time", request.release_time)
        return self._desk.report_release(
            detainer_id, release_time, officer(request.officer, caller)
        )

    @answers_with(pb2.TakeCustodyResponse, messages.detainer_to_proto)
    def TakeCustody(self, request: pb2.TakeCustodyRequest, caller: Caller) -> Detainer:
        detainer_id = check_id("detainer_id", request.detainer_id)
        return self._desk.take_custody(detainer_id, officer(request.officer, caller))

    @answers_with(pb2.CancelDetainerResponse, messages.detainer_to_proto)
    def CancelDetainer(self, request: pb2.CancelDetainerRequest, caller: Caller) -> Detainer:
        detainer_id = check_id("detainer_id", request.detainer_id)
        reason = said("reason", request.reason)
        return self._desk.cancel(detainer_id, reason, officer(request.officer, caller))

    @answers_with(pb2.GetDetainerResponse, messages.detainer_to_proto)
    def GetDetainer(self, request: pb2.GetDetainerRequest, caller: Caller) -> Detainer:
        return self._desk.read(check_id("detainer_id", request.detainer_id), Actor(caller))

    @answers_page(pb2.ListDetainersResponse, messages.detainer_to_proto)
    def ListDetainers(self, request: pb2.ListDetainersRequest, caller: Caller) -> Listed[Detainer]:
        ori = request.ori and validation.check_ori(request.ori)
        state = read_enum("state", DetainerState, request.state)
        return self._desk.list_detainers(ori, state, validation.page(request), Actor(caller))
