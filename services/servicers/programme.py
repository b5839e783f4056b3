"""ProgrammeService: jurisdictions, and messages that wait for the LESC."""

from functools import partial

from interop import fields
from interop.bookings import OutboundMessage, OutboundState
from interop.flow import Activation, Programme
from interop.jurisdictions import Filter, Jurisdiction
from services.messages import programme as messages
from services.servicers.rpc import DeskServicer, Listing, Work, answers, answers_page, answers_with
from services.wire import (
    Context,
    calendar_date,
    caller_from,
    check,
    optional,
    read_enum,
    validation,
)
from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.programme_service_pb2_grpc import ProgrammeServiceServicer


class ProgrammeServicer(DeskServicer[Programme], ProgrammeServiceServicer):
    """Hands requests to the programme."""

    @answers(messages.activation_to_proto)
    def GetActivation(
        self, request: pb2.GetActivationRequest, context: Context
    ) -> Work[Activation]:
        """Report how far activation is."""
        caller_from(context)
        return partial(self._desk.activation, optional(calendar_date, "day", request))

    @answers_with(pb2.GetJurisdictionResponse, messages.jurisdiction_to_proto)
    def GetJurisdiction(
        self, request: pb2.GetJurisdictionRequest, context: Context
    ) -> Work[Jurisdiction]:
        """Read a jurisdiction."""
        caller_from(context)
        wanted = validation.check_id("jurisdiction_id", request.jurisdiction_id)
        return partial(self._desk.jurisdiction, wanted)

    @answers_page(pb2.ListJurisdictionsResponse, messages.jurisdiction_to_proto)
    def ListJurisdictions(
        self, request: pb2.ListJurisdictionsRequest, context: Context
    ) -> Listing[Jurisdiction]:
        """Read a page of jurisdictions."""
        caller_from(context)
        wanted = Filter(
            us_state=request.us_state,
            active_on=optional(calendar_date, "active_on", request),
            ori=request.ori and validation.check_ori(request.ori),
        )
        return partial(self._desk.jurisdictions, wanted, validation.page(request))

    @answers_with(pb2.UpdateJurisdictionResponse, messages.jurisdiction_to_proto)
    def UpdateJurisdiction(
        self, request: pb2.UpdateJurisdictionRequest, context: Context
    ) -> Work[Jurisdiction]:
        """Add or replace a jurisdiction."""
        given, caller = messages.jurisdiction_from_proto(request.jurisdiction), caller_from(context)

        def work() -> Jurisdiction:
            self._desk.put([given], caller)
            return given

        return work

    @answers_with(pb2.ImportJurisdictionsResponse, int)
    def ImportJurisdictions(
        self, request: pb2.ImportJurisdictionsRequest, context: Context
    ) -> Work[int]:
        """Add or replace the jurisdictions of a file."""
        caller = caller_from(context)
        return lambda: self._desk.put(messages.file_from_proto(request.csv), caller)

    @answers_page(pb2.ListOutboundQueriesResponse, messages.message_to_proto)
    def ListOutboundQueries(
        self, request: pb2.ListOutboundQueriesRequest, context: Context
    ) -> Listing[OutboundMessage]:
        """Read a page of the messages to the LESC."""
        return partial(
            self._desk.messages,
            caller_from(context),
            state=read_enum("state", OutboundState, request.state, "is not known"),
            tcn=request.tcn and validation.check_tcn(request.tcn),
            page=validation.page(request),
        )

    @answers_with(pb2.RequeueQueryResponse, messages.message_to_proto)
    def RequeueQuery(
        self, request: pb2.RequeueQueryRequest, context: Context
    ) -> Work[OutboundMessage]:
        """Send a rejected message again."""
        caller = caller_from(context)
        message_id = check("message_id", request.message_id, fields.MESSAGE_ID)
        return partial(self._desk.requeue, message_id, caller)
