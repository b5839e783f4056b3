"""ProgrammeService: jurisdictions, and messages that wait for the LESC."""

from collections.abc import Sequence

from database.caller import Caller
from database.paging import Listed
from interop import fields
from interop.bookings import OutboundMessage, OutboundState, ParkedBooking
from interop.flow import Activation, Programme
from interop.jurisdictions import Filter, Jurisdiction, RecordedPeriod
from services.messages import programme as messages
from services.servicers.rpc import DeskServicer, answers, answers_page, answers_with
from services.wire import calendar_date, check, check_id, optional, read_enum, validation
from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.programme_service_pb2_grpc import ProgrammeServiceServicer


class ProgrammeServicer(DeskServicer[Programme], ProgrammeServiceServicer):
    """Hands requests to the programme."""

    @answers(messages.activation_to_proto)
    def GetActivation(self, request: pb2.GetActivationRequest, _: Caller) -> Activation:
        """Report how far activation is."""
        return self._desk.activation(optional(calendar_date, "day", request))

    @answers(messages.with_history)
    def GetJurisdiction(
        self, request: pb2.GetJurisdictionRequest, _: Caller
    ) -> tuple[Jurisdiction, Sequence[RecordedPeriod]]:
        """Read a jurisdiction, and what was ever on record about its activation."""
        jurisdiction_id = check_id("jurisdiction_id", request.jurisdiction_id)
        found = self._desk.jurisdiction(jurisdiction_id)
        return found, self._desk.activation_history(jurisdiction_id)

    @answers_page(pb2.ListJurisdictionsResponse, messages.jurisdiction_to_proto)
    def ListJurisdictions(
        self, request: pb2.ListJurisdictionsRequest, _: Caller
    ) -> Listed[Jurisdiction]:
        wanted = Filter(
            us_state=request.us_state,
            active_on=optional(calendar_date, "active_on", request),
            ori=request.ori and validation.check_ori(request.ori),
        )
        return self._desk.jurisdictions(wanted, validation.page(request))

    @answers_with(pb2.UpdateJurisdictionResponse, messages.jurisdiction_to_proto)
    def UpdateJurisdiction(
        self, request: pb2.UpdateJurisdictionRequest, caller: Caller
    ) -> Jurisdiction:
        """Add or replace a jurisdiction."""
        given = messages.jurisdiction_from_proto(request.jurisdiction)
        self._desk.put([given], caller)
        return self._desk.jurisdiction(given.jurisdiction_id)

    @answers_with(pb2.ImportJurisdictionsResponse, int)
    def ImportJurisdictions(self, request: pb2.ImportJurisdictionsRequest, caller: Caller) -> int:
        """Add or replace the jurisdictions of a file."""
        return self._desk.put(messages.file_from_proto(request.csv), caller)

    @answers_page(pb2.ListOutboundQueriesResponse, messages.message_to_proto)
    def ListOutboundQueries(
        self, request: pb2.ListOutboundQueriesRequest, caller: Caller
    ) -> Listed[OutboundMessage]:
        """Read a page of the messages to the LESC."""
        return self._desk.messages(
            caller,
            state=read_enum("state", OutboundState, request.state, "is not known"),
            tcn=request.tcn and validation.check_tcn(request.tcn),
            page=validation.page(request),
        )

    @answers_with(pb2.RequeueQueryResponse, messages.message_to_proto)
    def RequeueQuery(self, request: pb2.RequeueQueryRequest, caller: Caller) -> OutboundMessage:
        """Send a rejected message again."""
        return self._desk.requeue(
            check("message_id", request.message_id, fields.MESSAGE_ID), caller
        )

    @answers_with(pb2.RequeueBookingResponse, messages.parked_to_proto)
    def RequeueBooking(self, request: pb2.RequeueBookingRequest, caller: Caller) -> ParkedBooking:
        """Try a parked booking now."""
        return self._desk.requeue_booking(validation.check_tcn(request.tcn), caller)

    @answers_page(pb2.ListParkedBookingsResponse, messages.parked_to_proto)
    def ListParkedBookings(
        self, request: pb2.ListParkedBookingsRequest, caller: Caller
    ) -> Listed[ParkedBooking]:
        """List the bookings whose step fails again and again."""
        ori = request.ori and validation.check_ori(request.ori)
        return self._desk.parked_bookings(caller, ori, validation.page(request))
