"""What field offices and the agencies that they ask call: detainers."""

from collections.abc import Iterator
from datetime import datetime

from tenprint.calls import Calls, random_id
from tenprint.v1 import detainer_service_pb2 as pb2


class DetainerClient(Calls):
    """Comes with a client: `client.detainers`.

    Field offices request, take custody and cancel; the agency that is asked does the rest, in the
    role `law_enforcement` and under its own ORI.
    """

    def request(
        self,
        case_id: str,
        officer: str,
        *,
        detainer_id: str = "",
        against_advice_because: str = "",
    ) -> pb2.Detainer:
        """Ask the agency that booked somebody to hold on to them."""
        request = pb2.RequestDetainerRequest(
            case_id=case_id,
            detainer_id=detainer_id or random_id(),
            officer=officer,
            against_advice_because=against_advice_because,
        )
        return self.call(request, pb2.RequestDetainerResponse).detainer

    def acknowledge(self, detainer_id: str, officer: str) -> pb2.Detainer:
        """Say that the agency will hold."""
        request = pb2.AcknowledgeDetainerRequest(detainer_id=detainer_id, officer=officer)
        return self.call(request, pb2.AcknowledgeDetainerResponse).detainer

    def decline(self, detainer_id: str, reason: str, officer: str) -> pb2.Detainer:
        """Say that the agency will not hold."""
        request = pb2.DeclineDetainerRequest(
            detainer_id=detainer_id, reason=reason, officer=officer
        )
        return self.call(request, pb2.DeclineDetainerResponse).detainer

    def report_release(
        self, detainer_id: str, release_time: datetime, officer: str
    ) -> pb2.Detainer:
        """Say when the person would otherwise have been released: the 48 hours start then."""
        request = pb2.ReportReleaseRequest(
            detainer_id=detainer_id, release_time=release_time, officer=officer
        )
        return self.call(request, pb2.ReportReleaseResponse).detainer

    def take_custody(self, detainer_id: str, officer: str) -> pb2.Detainer:
        """Say that officers have the person."""
        request = pb2.TakeCustodyRequest(detainer_id=detainer_id, officer=officer)
        return self.call(request, pb2.TakeCustodyResponse).detainer

    def cancel(self, detainer_id: str, reason: str, officer: str) -> pb2.Detainer:
        """Take a detainer back."""
        request = pb2.CancelDetainerRequest(detainer_id=detainer_id, reason=reason, officer=officer)
        return self.call(request, pb2.CancelDetainerResponse).detainer

    def get(self, detainer_id: str) -> pb2.Detainer:
        """Read a detainer."""
        request = pb2.GetDetainerRequest(detainer_id=detainer_id)
        return self.call(request, pb2.GetDetainerResponse).detainer

    def list(
        self, *, ori: str = "", state: pb2.DetainerState | None = None
    ) -> Iterator[pb2.Detainer]:
        """List detainers by their cases; an agency sees its own."""
        request = pb2.ListDetainersRequest(ori=ori, state=state)
        return self.pages(request, pb2.ListDetainersResponse, lambda page: page.detainers)
