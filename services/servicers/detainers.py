"""DetainerService: between field office and local agency."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from interop.cases import Detainer, DetainerDesk, DetainerState
from services.messages import detainer_to_proto, read_enum, read_text, read_time
from services.servicers.cases import check_case_id, officer, reader, said
from services.wire import Context, InvalidFieldError, Pool, check_id, deadline_of, validation
from tenprint.v1 import detainer_service_pb2 as pb2
from tenprint.v1.detainer_service_pb2_grpc import DetainerServiceServicer

T = TypeVar("T")


class DetainerServicer(DetainerServiceServicer):
    """Hands what is asked for and what is answered to the desk."""

    def __init__(self, desk: DetainerDesk, store: Pool) -> None:
        self._desk = desk
        self._store = store

    async def RequestDetainer(
        self, request: pb2.RequestDetainerRequest, context: Context
    ) -> pb2.RequestDetainerResponse:
        """Ask an agency to hold somebody."""
        work = partial(
            self._desk.request,
            check_case_id(request.case_id),
            _check_detainer_id(request.detainer_id),
            read_text("against_advice_because", request.against_advice_because),
            officer(request.officer, context),
        )
        return pb2.RequestDetainerResponse(detainer=await self._changed(work, context))

    async def AcknowledgeDetainer(
        self, request: pb2.AcknowledgeDetainerRequest, context: Context
    ) -> pb2.AcknowledgeDetainerResponse:
        """Take down that the agency will hold."""
        work = partial(
            self._desk.acknowledge,
            _check_detainer_id(request.detainer_id),
            officer(request.officer, context),
        )
        return pb2.AcknowledgeDetainerResponse(detainer=await self._changed(work, context))

    async def DeclineDetainer(
        self, request: pb2.DeclineDetainerRequest, context: Context
    ) -> pb2.DeclineDetainerResponse:
        """Take down that the agency will not hold."""
        work = partial(
            self._desk.decline,
            _check_detainer_id(request.detainer_id),
            said("reason", request.reason),
            officer(request.officer, context),
        )
        return pb2.DeclineDetainerResponse(detainer=await self._changed(work, context))

    async def ReportRelease(
        self, request: pb2.ReportReleaseRequest, context: Context
    ) -> pb2.ReportReleaseResponse:
        """Start the 48 hours."""
        if not request.HasField("release_time"):
            raise InvalidFieldError("release_time", "say when the person would have gone free")
        work = partial(
            self._desk.report_release,
            _check_detainer_id(request.detainer_id),
            read_time("release_time", request.release_time),
            officer(request.officer, context),
        )
        return pb2.ReportReleaseResponse(detainer=await self._changed(work, context))

    async def TakeCustody(
        self, request: pb2.TakeCustodyRequest, context: Context
    ) -> pb2.TakeCustodyResponse:
        """Take down that officers have the person."""
        work = partial(
            self._desk.take_custody,
            _check_detainer_id(request.detainer_id),
            officer(request.officer, context),
        )
        return pb2.TakeCustodyResponse(detainer=await self._changed(work, context))

    async def CancelDetainer(
        self, request: pb2.CancelDetainerRequest, context: Context
    ) -> pb2.CancelDetainerResponse:
        """Take a detainer back."""
        work = partial(
            self._desk.cancel,
            _check_detainer_id(request.detainer_id),
            said("reason", request.reason),
            officer(request.officer, context),
        )
        return pb2.CancelDetainerResponse(detainer=await self._changed(work, context))

    async def GetDetainer(
        self, request: pb2.GetDetainerRequest, context: Context
    ) -> pb2.GetDetainerResponse:
        """Read a detainer."""
        detainer_id = _check_detainer_id(request.detainer_id)
        work = partial(self._desk.read, detainer_id, reader(context))
        return pb2.GetDetainerResponse(detainer=await self._changed(work, context))

    async def ListDetainers(
        self, request: pb2.ListDetainersRequest, context: Context
    ) -> pb2.ListDetainersResponse:
        """List detainers by their cases."""
        work = partial(
            self._desk.list_detainers,
            request.ori and validation.check_ori(request.ori),
            read_enum("state", DetainerState, request.state),
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
            reader(context),
        )
        detainers, token = await self._run(work, context)
        return pb2.ListDetainersResponse(
            detainers=map(detainer_to_proto, detainers), next_page_token=token
        )

    async def _changed(self, work: Callable[[], Detainer], context: Context) -> pb2.Detainer:
        return detainer_to_proto(await self._run(work, context))

    async def _run(self, work: Callable[[], T], context: Context) -> T:
        async with self._store.admit():
            return await self._store.run(work, deadline_of(context))


def _check_detainer_id(value: str) -> str:
    return check_id("detainer_id", value)
