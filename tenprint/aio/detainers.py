# Written from tenprint/detainers.py by `make proto`.
"""What field offices call, and the agencies that they ask: detainers."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import detainer_service_pb2 as pb2


class AsyncDetainerClient(AsyncCalls):
    """Comes with a client: `client.detainers`.

    Field offices request detainers, take custody and cancel detainers. The agency that is asked
    makes the other calls, in the role `law_enforcement` and under its own ORI.
    """

    @rpc(pb2.RequestDetainerRequest, "detainer", id_field="detainer_id")
    async def request(
        self, case_id: str, officer: str, *, detainer_id: str = "", against_advice_because: str = ""
    ) -> pb2.Detainer:
        """Ask the agency that booked a person to hold the person."""

    @rpc(pb2.AcknowledgeDetainerRequest, "detainer")
    async def acknowledge(self, detainer_id: str, officer: str) -> pb2.Detainer:
        """Say that the agency will hold the person."""

    @rpc(pb2.DeclineDetainerRequest, "detainer")
    async def decline(self, detainer_id: str, reason: str, officer: str) -> pb2.Detainer:
        """Say that the agency will not hold the person."""

    @rpc(pb2.ReportReleaseRequest, "detainer")
    async def report_release(
        self, detainer_id: str, release_time: datetime, officer: str
    ) -> pb2.Detainer:
        """Say when the person would otherwise have been released: the 48 hours start then."""

    @rpc(pb2.TakeCustodyRequest, "detainer")
    async def take_custody(self, detainer_id: str, officer: str) -> pb2.Detainer:
        """Say that officers have taken the person over."""

    @rpc(pb2.CancelDetainerRequest, "detainer")
    async def cancel(self, detainer_id: str, reason: str, officer: str) -> pb2.Detainer:
        """Cancel a detainer."""

    @rpc(pb2.RecordReleaseRequest, "detainer")
    async def record_release(
        self, detainer_id: str, release_time: datetime, reason: str, officer: str
    ) -> pb2.Detainer:
        """Say when and why the custodian released the person."""

    @rpc(pb2.MovePersonRequest, "detainers")
    async def move_person(
        self, case_id: str, to_ori: str, move_time: datetime, officer: str
    ) -> Sequence[pb2.Detainer]:
        """Say that another agency has the person now; returns the holds that went there."""

    async def confirm_release(
        self,
        notice_id: str,
        outcome: pb2.ReleaseOutcome,
        officer: str,
        *,
        release_time: datetime | None = None,
    ) -> pb2.ReleaseNotice:
        """Answer a notice that a person may not be held any more.

        release_time: required if the person was released.
        """
        request = pb2.ConfirmReleaseRequest(notice_id=notice_id, outcome=outcome, officer=officer)
        if release_time is not None:
            request.release_time.FromDatetime(release_time)
        return (await self.call(request, pb2.ConfirmReleaseResponse)).notice

    def release_notices(
        self, request: pb2.ListReleaseNoticesRequest
    ) -> AsyncIterator[pb2.ReleaseNotice]:
        """List the notices that a request asks for, page by page; an agency sees its own."""
        return self.pages(request, pb2.ListReleaseNoticesResponse, lambda page: page.notices)

    @rpc(pb2.GetDetainerRequest, "detainer")
    async def get(self, detainer_id: str) -> pb2.Detainer:
        """Read a detainer."""

    @rpc(pb2.ListDetainersRequest, "detainers")
    def list(
        self, *, ori: str = "", state: pb2.DetainerState | None = None
    ) -> AsyncIterator[pb2.Detainer]:
        """List detainers by their cases; an agency sees its own."""

    def watch(
        self, *, ori: str = "", after_place: int = 0, timeout_s: float | None = None
    ) -> AsyncIterator[pb2.WatchDetainersResponse]:
        """Yield the detainers in force, and then each detainer at each change.

        after_place: of the last answer before an interruption, to go on from there; 0: from the
        beginning. timeout_s: for the whole watch; None waits for ever.
        """
        request = pb2.WatchDetainersRequest(ori=ori, after_place=after_place)
        return self.stream(request, pb2.WatchDetainersResponse, timeout_s)
