"""What field offices and the agencies that they ask call: detainers."""

import uuid
from collections.abc import Iterator
from datetime import datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from tenprint.galleries import Call
from tenprint.v1 import detainer_service_pb2 as pb2
from tenprint.v1.detainer_service_pb2_grpc import DetainerServiceStub


class DetainerClient:
    """Comes with a client: `client.detainers`.

    Field offices request, take custody and cancel; the agency that is asked does the rest, in the
    role `law_enforcement` and under its own ORI.
    """

    def __init__(self, channel: grpc.Channel, call: Call) -> None:
        self._stub = DetainerServiceStub(channel)
        self._call = call

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
            detainer_id=detainer_id or _random_id(),
            officer=officer,
            against_advice_because=against_advice_because,
        )
        response = pb2.RequestDetainerResponse
        return self._call(self._stub.RequestDetainer, response, request).detainer

    def acknowledge(self, detainer_id: str, officer: str) -> pb2.Detainer:
        """Say that the agency will hold."""
        request = pb2.AcknowledgeDetainerRequest(detainer_id=detainer_id, officer=officer)
        response = pb2.AcknowledgeDetainerResponse
        return self._call(self._stub.AcknowledgeDetainer, response, request).detainer

    def decline(self, detainer_id: str, reason: str, officer: str) -> pb2.Detainer:
        """Say that the agency will not hold."""
        request = pb2.DeclineDetainerRequest(
            detainer_id=detainer_id, reason=reason, officer=officer
        )
        response = pb2.DeclineDetainerResponse
        return self._call(self._stub.DeclineDetainer, response, request).detainer

    def report_release(
        self, detainer_id: str, release_time: datetime, officer: str
    ) -> pb2.Detainer:
        """Say when the person would otherwise have been released: the 48 hours start then."""
        time = Timestamp()
        time.FromDatetime(release_time)
        request = pb2.ReportReleaseRequest(
            detainer_id=detainer_id, release_time=time, officer=officer
        )
        response = pb2.ReportReleaseResponse
        return self._call(self._stub.ReportRelease, response, request).detainer

    def take_custody(self, detainer_id: str, officer: str) -> pb2.Detainer:
        """Say that officers have the person."""
        request = pb2.TakeCustodyRequest(detainer_id=detainer_id, officer=officer)
        response = pb2.TakeCustodyResponse
        return self._call(self._stub.TakeCustody, response, request).detainer

    def cancel(self, detainer_id: str, reason: str, officer: str) -> pb2.Detainer:
        """Take a detainer back."""
        request = pb2.CancelDetainerRequest(detainer_id=detainer_id, reason=reason, officer=officer)
        response = pb2.CancelDetainerResponse
        return self._call(self._stub.CancelDetainer, response, request).detainer

    def get(self, detainer_id: str) -> pb2.Detainer:
        """Read a detainer."""
        request = pb2.GetDetainerRequest(detainer_id=detainer_id)
        response = pb2.GetDetainerResponse
        return self._call(self._stub.GetDetainer, response, request).detainer

    def list(
        self, *, ori: str = "", state: pb2.DetainerState = pb2.DETAINER_STATE_UNSPECIFIED
    ) -> Iterator[pb2.Detainer]:
        """List detainers by their cases; an agency sees its own."""
        request = pb2.ListDetainersRequest(ori=ori, state=state)
        while True:
            page = self._call(self._stub.ListDetainers, pb2.ListDetainersResponse, request)
            yield from page.detainers
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token


def _random_id() -> str:
    return uuid.uuid4().hex
