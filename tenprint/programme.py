"""What operators of the programme call: jurisdictions, and messages to the LESC."""

from collections.abc import Iterator
from datetime import date

from google.type import date_pb2

from tenprint.calls import Calls
from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.programme_service_pb2 import Jurisdiction, OutboundQuery


class ProgrammeClient(Calls):
    """Comes with a client: `client.programme`."""

    def activation(self, day: date | None = None) -> pb2.GetActivationResponse:
        """Tell how far activation is; without a day, today."""
        return self.call(pb2.GetActivationRequest(day=to_date(day)), pb2.GetActivationResponse)

    def get_jurisdiction(self, jurisdiction_id: str) -> Jurisdiction:
        """Read a jurisdiction."""
        request = pb2.GetJurisdictionRequest(jurisdiction_id=jurisdiction_id)
        return self.call(request, pb2.GetJurisdictionResponse).jurisdiction

    def jurisdictions(
        self, *, us_state: str = "", active_on: date | None = None, ori: str = ""
    ) -> Iterator[Jurisdiction]:
        """Yield jurisdictions, page by page."""
        request = pb2.ListJurisdictionsRequest(
            us_state=us_state, active_on=to_date(active_on), ori=ori, page_size=1_000
        )
        return self.pages(request, pb2.ListJurisdictionsResponse, lambda page: page.jurisdictions)

    def put_jurisdiction(self, jurisdiction: Jurisdiction) -> Jurisdiction:
        """Add a jurisdiction, or replace it; needs the role `operator`."""
        request = pb2.UpdateJurisdictionRequest(jurisdiction=jurisdiction)
        return self.call(request, pb2.UpdateJurisdictionResponse).jurisdiction

    def import_jurisdictions(self, csv: bytes) -> int:
        """Add or replace those of a CSV file, all or none; needs the role `operator`."""
        request = pb2.ImportJurisdictionsRequest(csv=csv)
        return self.call(request, pb2.ImportJurisdictionsResponse).jurisdiction_count

    def outbound_queries(
        self, *, state: pb2.OutboundState | str | None = None, tcn: str = ""
    ) -> Iterator[OutboundQuery]:
        """Yield messages to the LESC, oldest first; needs the role `operator` or `auditor`."""
        request = pb2.ListOutboundQueriesRequest(state=state, tcn=tcn, page_size=1_000)
        return self.pages(request, pb2.ListOutboundQueriesResponse, lambda page: page.queries)

    def requeue(self, message_id: str) -> OutboundQuery:
        """Let a rejected message leave again; needs the role `operator`."""
        request = pb2.RequeueQueryRequest(message_id=message_id)
        return self.call(request, pb2.RequeueQueryResponse).query


def to_date(day: date | None) -> date_pb2.Date | None:
    """Write a date."""
    return None if day is None else date_pb2.Date(year=day.year, month=day.month, day=day.day)
