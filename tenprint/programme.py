"""What operators of the programme call: jurisdictions, and messages to the LESC."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Protocol, TypeVar

import grpc
from google.protobuf.message import Message
from google.type import date_pb2

from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.programme_service_pb2 import Jurisdiction, OutboundQuery
from tenprint.v1.programme_service_pb2_grpc import ProgrammeServiceStub

ResponseT = TypeVar("ResponseT", bound=Message)


class Call(Protocol):
    """How a client calls: with its deadline, retries and named errors."""

    def __call__(
        self, method: Callable[..., object], response_type: type[ResponseT], request: Message
    ) -> ResponseT:
        """Call a method of the service."""
        ...


class ProgrammeClient:
    """Comes with a client: `client.programme`."""

    def __init__(self, channel: grpc.Channel, call: Call) -> None:
        self._stub = ProgrammeServiceStub(channel)
        self._call = call

    def activation(self, day: date | None = None) -> pb2.GetActivationResponse:
        """Tell how far activation is; without a day, today."""
        request = pb2.GetActivationRequest(day=to_date(day))
        return self._call(self._stub.GetActivation, pb2.GetActivationResponse, request)

    def get_jurisdiction(self, jurisdiction_id: str) -> Jurisdiction:
        """Read a jurisdiction."""
        request = pb2.GetJurisdictionRequest(jurisdiction_id=jurisdiction_id)
        response = self._call(self._stub.GetJurisdiction, pb2.GetJurisdictionResponse, request)
        return response.jurisdiction

    def jurisdictions(
        self, *, us_state: str = "", active_on: date | None = None, ori: str = ""
    ) -> Iterator[Jurisdiction]:
        """Yield jurisdictions, page by page."""
        request = pb2.ListJurisdictionsRequest(
            us_state=us_state, active_on=to_date(active_on), ori=ori, page_size=1_000
        )
        while True:
            response = self._call(
                self._stub.ListJurisdictions, pb2.ListJurisdictionsResponse, request
            )
            yield from response.jurisdictions
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

    def put_jurisdiction(self, jurisdiction: Jurisdiction) -> Jurisdiction:
        """Add a jurisdiction, or replace it; needs the role `operator`."""
        request = pb2.UpdateJurisdictionRequest(jurisdiction=jurisdiction)
        response = self._call(
            self._stub.UpdateJurisdiction, pb2.UpdateJurisdictionResponse, request
        )
        return response.jurisdiction

    def import_jurisdictions(self, csv: bytes) -> int:
        """Add or replace those of a CSV file, all or none; needs the role `operator`."""
        request = pb2.ImportJurisdictionsRequest(csv=csv)
        response = self._call(
            self._stub.ImportJurisdictions, pb2.ImportJurisdictionsResponse, request
        )
        return response.jurisdiction_count

    def outbound_queries(
        self, *, state: pb2.OutboundState | str | None = None, tcn: str = ""
    ) -> Iterator[OutboundQuery]:
        """Yield messages to the LESC, oldest first; needs the role `operator` or `auditor`."""
        request = pb2.ListOutboundQueriesRequest(state=state, tcn=tcn, page_size=1_000)
        while True:
            response = self._call(
                self._stub.ListOutboundQueries, pb2.ListOutboundQueriesResponse, request
            )
            yield from response.queries
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token

    def requeue(self, message_id: str) -> OutboundQuery:
        """Let a rejected message leave again; needs the role `operator`."""
        request = pb2.RequeueQueryRequest(message_id=message_id)
        return self._call(self._stub.RequeueQuery, pb2.RequeueQueryResponse, request).query


def to_date(day: date | None) -> date_pb2.Date | None:
    """Write a date."""
    return None if day is None else date_pb2.Date(year=day.year, month=day.month, day=day.day)
