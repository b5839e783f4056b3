"""DetainerService: between field office and local agency."""

from functools import partial

from interop.cases import Actor, Detainer, DetainerDesk, DetainerState
from services.errors import InvalidFieldError
from services.messages import cases as messages
from services.servicers.cases import officer, reader, said
from services.servicers.rpc import DeskServicer, Listing, Work, answers_page, answers_with
from services.wire import Context, check_id, read_enum, read_text, read_time, validation
from tenprint.v1 import detainer_service_pb2 as pb2
from tenprint.v1.detainer_service_pb2_grpc import DetainerServiceServicer


class DetainerServicer(DeskServicer[DetainerDesk], DetainerServiceServicer):
    """Hands requests and answers about detainers to the desk."""

    @answers_with(pb2.RequestDetainerResponse, messages.detainer_to_proto)
    def RequestDetainer(
        self, request: pb2.RequestDetainerRequest, context: Context
    ) -> Work[Detainer]:
        """Ask an agency to hold somebody."""
        return partial(
            self._desk.request,
            check_id("case_id", request.case_id),
            check_id("detainer_id", request.detainer_id),
            read_text("against_advice_because", request.against_advice_because),
            officer(request.officer, context),
        )

    @answers_with(pb2.AcknowledgeDetainerResponse, messages.detainer_to_proto)
    def AcknowledgeDetainer(
        self, request: pb2.AcknowledgeDetainerRequest, context: Context
    ) -> Work[Detainer]:
        """Record that the agency will hold the person."""
        return partial(self._desk.acknowledge, *_detainer(request, context))

    @answers_with(pb2.DeclineDetainerResponse, messages.detainer_to_proto)
    def DeclineDetainer(
        self, request: pb2.DeclineDetainerRequest, context: Context
    ) -> Work[Detainer]:
        """Record that the agency will not hold the person."""
        return partial(self._desk.decline, *_reasoned(request, context))

    @answers_with(pb2.ReportReleaseResponse, messages.detainer_to_proto)
    def ReportRelease(self, request: pb2.ReportReleaseRequest, context: Context) -> Work[Detainer]:
        """Start the 48 hours."""
        if not request.HasField("release_time"):
            raise InvalidFieldError("release_time", "say when the person would have gone free")
        return partial(
            self._desk.report_release,
            check_id("detainer_id", request.detainer_id),
            read_time("release_time", request.release_time),
            officer(request.officer, context),
        )

    @answers_with(pb2.TakeCustodyResponse, messages.detainer_to_proto)
    def TakeCustody(self, request: pb2.TakeCustodyRequest, context: Context) -> Work[Detainer]:
        """Record that officers have the person."""
        return partial(self._desk.take_custody, *_detainer(request, context))

    @answers_with(pb2.CancelDetainerResponse, messages.detainer_to_proto)
    def CancelDetainer(
        self, request: pb2.CancelDetainerRequest, context: Context
    ) -> Work[Detainer]:
        """Withdraw a detainer."""
        return partial(self._desk.cancel, *_reasoned(request, context))

    @answers_with(pb2.GetDetainerResponse, messages.detainer_to_proto)
    def GetDetainer(self, request: pb2.GetDetainerRequest, context: Context) -> Work[Detainer]:
        """Read a detainer."""
        detainer_id = check_id("detainer_id", request.detainer_id)
        return partial(self._desk.read, detainer_id, reader(context))

    @answers_page(pb2.ListDetainersResponse, messages.detainer_to_proto)
    def ListDetainers(
        self, request: pb2.ListDetainersRequest, context: Context
    ) -> Listing[Detainer]:
        """List detainers by their cases."""
        ori = request.ori and validation.check_ori(request.ori)
        state = read_enum("state", DetainerState, request.state)
        page = validation.page(request)
        return partial(self._desk.list_detainers, ori, state, page, reader(context))


def _detainer(
    request: pb2.AcknowledgeDetainerRequest | pb2.TakeCustodyRequest, context: Context
) -> tuple[str, Actor]:
    return check_id("detainer_id", request.detainer_id), officer(request.officer, context)


def _reasoned(
    request: pb2.DeclineDetainerRequest | pb2.CancelDetainerRequest, context: Context
) -> tuple[str, str, Actor]:
    return (
        check_id("detainer_id", request.detainer_id),
        said("reason", request.reason),
        officer(request.officer, context),
    )
