"""What operators of the programme call: jurisdictions, and messages to the LESC."""

from collections.abc import Iterator, Sequence
from datetime import date

from tenprint.calls import Calls, rpc
from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.programme_service_pb2 import (
    Jurisdiction,
    OutboundQuery,
    ParkedBooking,
    RecordedPeriod,
)


class ProgrammeClient(Calls):
    """Comes with a client: `client.programme`."""

    @rpc(pb2.GetActivationRequest)
    def activation(self, day: date | None = None) -> pb2.GetActivationResponse:
        """Count what is activated on a day; without a day, today."""

    @rpc(pb2.GetJurisdictionRequest, "jurisdiction")
    def get_jurisdiction(self, jurisdiction_id: str) -> Jurisdiction:
        """Read a jurisdiction."""

    @rpc(pb2.GetJurisdictionRequest, "activation_history")
    def activation_history(self, jurisdiction_id: str) -> Sequence[RecordedPeriod]:
        """List what was ever on record about a jurisdiction's activation, oldest record first."""

    @rpc(pb2.ListJurisdictionsRequest, "jurisdictions", page_size=1_000)
    def jurisdictions(
        self, *, us_state: str = "", active_on: date | None = None, ori: str = ""
    ) -> Iterator[Jurisdiction]:
        """Yield jurisdictions, page by page."""

    @rpc(pb2.UpdateJurisdictionRequest, "jurisdiction")
    def put_jurisdiction(self, jurisdiction: Jurisdiction) -> Jurisdiction:
        """Add or replace a jurisdiction; needs the role `operator`."""

    @rpc(pb2.ImportJurisdictionsRequest, "jurisdiction_count")
    def import_jurisdictions(self, csv: bytes) -> int:
        """Add or replace all jurisdictions of a CSV file, or none; needs the role `operator`."""

    @rpc(pb2.ListOutboundQueriesRequest, "queries", page_size=1_000)
    def outbound_queries(
        self, *, state: pb2.OutboundState | str | None = None, tcn: str = ""
    ) -> Iterator[OutboundQuery]:
        """Yield messages to the LESC, oldest first; needs the role `operator` or `auditor`."""

    @rpc(pb2.RequeueQueryRequest, "query")
    def requeue(self, message_id: str) -> OutboundQuery:
        """Send a rejected message again; needs the role `operator`."""

    @rpc(pb2.RequeueBookingRequest, "booking")
    def requeue_booking(self, tcn: str) -> ParkedBooking:
        """Try the next step of a parked booking now; needs the role `operator`."""

    @rpc(pb2.ListParkedBookingsRequest, "bookings", page_size=1_000)
    def parked_bookings(self, *, ori: str = "") -> Iterator[ParkedBooking]:
        """Yield bookings whose step fails again and again; needs `operator` or `auditor`."""
