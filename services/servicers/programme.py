"""ProgrammeService: jurisdictions, and what is on its way to the LESC."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from interop.flow import Programme
from interop.jurisdictions import Filter
from services.messages import programme as messages
from services.wire import Context, Pool, caller_from, deadline_of, validation
from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.programme_service_pb2_grpc import ProgrammeServiceServicer

T = TypeVar("T")


class ProgrammeServicer(ProgrammeServiceServicer):
    """Hands requests to the programme, on the store's threads."""

    def __init__(self, programme: Programme, store: Pool) -> None:
        self._programme = programme
        self._store = store

    async def GetActivation(
        self, request: pb2.GetActivationRequest, context: Context
    ) -> pb2.GetActivationResponse:
        """Tell how far activation is."""
        caller_from(context)
        day = validation.calendar_date("day", request.day) if request.HasField("day") else None
        found = await self._run(partial(self._programme.activation, day), context)
        return messages.activation_to_proto(found)

    async def GetJurisdiction(
        self, request: pb2.GetJurisdictionRequest, context: Context
    ) -> pb2.GetJurisdictionResponse:
        """Read a jurisdiction."""
        caller_from(context)
        wanted = validation.check_id("jurisdiction_id", request.jurisdiction_id)
        found = await self._run(partial(self._programme.jurisdiction, wanted), context)
        return pb2.GetJurisdictionResponse(jurisdiction=messages.jurisdiction_to_proto(found))

    async def ListJurisdictions(
        self, request: pb2.ListJurisdictionsRequest, context: Context
    ) -> pb2.ListJurisdictionsResponse:
        """Read a page of jurisdictions."""
        caller_from(context)
        wanted = Filter(
            us_state=request.us_state,
            active_on=validation.calendar_date("active_on", request.active_on)
            if request.HasField("active_on")
            else None,
            ori=validation.check_ori(request.ori) if request.ori else "",
        )
        work = partial(
            self._programme.jurisdictions,
            wanted,
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
        )
        page, token = await self._run(work, context)
        return pb2.ListJurisdictionsResponse(
            jurisdictions=map(messages.jurisdiction_to_proto, page), next_page_token=token
        )

    async def UpdateJurisdiction(
        self, request: pb2.UpdateJurisdictionRequest, context: Context
    ) -> pb2.UpdateJurisdictionResponse:
        """Add or replace a jurisdiction."""
        given = messages.jurisdiction_from_proto(request.jurisdiction)
        await self._run(partial(self._programme.put, [given], caller_from(context)), context)
        return pb2.UpdateJurisdictionResponse(jurisdiction=messages.jurisdiction_to_proto(given))

    async def ImportJurisdictions(
        self, request: pb2.ImportJurisdictionsRequest, context: Context
    ) -> pb2.ImportJurisdictionsResponse:
        """Add or replace the jurisdictions of a file."""
        caller = caller_from(context)

        def work() -> int:
            return self._programme.put(messages.file_from_proto(request.csv), caller)

        return pb2.ImportJurisdictionsResponse(jurisdiction_count=await self._run(work, context))

    async def ListOutboundQueries(
        self, request: pb2.ListOutboundQueriesRequest, context: Context
    ) -> pb2.ListOutboundQueriesResponse:
        """Read a page of the messages to the LESC."""
        work = partial(
            self._programme.messages,
            caller_from(context),
            state=messages.outbound_state(request.state),
            tcn=validation.check_tcn(request.tcn) if request.tcn else "",
            page_size=validation.page_size(request.page_size),
            page_token=validation.check_page_token(request.page_token),
        )
        page, token = await self._run(work, context)
        return pb2.ListOutboundQueriesResponse(
            queries=map(messages.message_to_proto, page), next_page_token=token
        )

    async def RequeueQuery(
        self, request: pb2.RequeueQueryRequest, context: Context
    ) -> pb2.RequeueQueryResponse:
        """Let a rejected message leave again."""
        caller = caller_from(context)
        message_id = validation.check_message_id(request.message_id)
        shown = await self._run(partial(self._programme.requeue, message_id, caller), context)
        return pb2.RequeueQueryResponse(query=messages.message_to_proto(shown))

    async def _run(self, work: Callable[[], T], context: Context) -> T:
        async with self._store.admit():
            return await self._store.run(work, deadline_of(context))
