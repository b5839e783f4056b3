"""LescService: the stub's side of the wire."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from interop.roles import Operation, require
from lesc_stub.desk import LescDesk
from services.messages import (
    case_to_proto,
    check_query_id,
    finding_to_proto,
    query_from_proto,
    read_text,
    receipt_to_proto,
    records_from_proto,
    review_receipt,
    script_from_proto,
    source_state_from_proto,
    state_from_proto,
    statistics_to_proto,
    withdrawal_receipt,
)
from services.wire import Context, InvalidFieldError, Pool, caller_from, deadline_of, validation
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceServicer

T = TypeVar("T")


class LescServicer(LescServiceServicer):
    """Hands queries to the desk."""

    def __init__(self, desk: LescDesk, store: Pool) -> None:
        self._desk = desk
        self._store = store

    async def SubmitQuery(
        self, request: pb2.SubmitQueryRequest, context: Context
    ) -> pb2.SubmitQueryResponse:
        """Accept a query; it is on record when this returns."""
        require(caller_from(context), Operation.ASK_LESC)
        query = query_from_proto(request)
        await self._hang()
        return receipt_to_proto(await self._run(context, partial(self._desk.submit, query)))

    async def GetQuery(
        self, request: pb2.GetQueryRequest, context: Context
    ) -> pb2.GetQueryResponse:
        """Read one query."""
        require(caller_from(context), Operation.READ_QUERIES)
        query_id = check_query_id(request.query_id)
        case = await self._run(context, partial(self._desk.case, query_id))
        return pb2.GetQueryResponse(query=case_to_proto(case))

    async def ListQueries(
        self, request: pb2.ListQueriesRequest, context: Context
    ) -> pb2.ListQueriesResponse:
        """List queries, oldest first."""
        require(caller_from(context), Operation.READ_QUERIES)
        work = partial(
            self._desk.list_cases,
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
            validation.check_tcn(request.tcn) if request.tcn else "",
            state=state_from_proto(request.state),
            identity_id=_optional_id("identity_id", request.identity_id),
        )
        cases, next_token = await self._run(context, work)
        return pb2.ListQueriesResponse(
            queries=map(case_to_proto, cases), next_page_token=next_token
        )

    async def WithdrawQuery(
        self, request: pb2.WithdrawQueryRequest, context: Context
    ) -> pb2.WithdrawQueryResponse:
        """End all work on a query."""
        require(caller_from(context), Operation.ASK_LESC)
        query_id = check_query_id(request.query_id)
        withdrawal_id = check_query_id(request.withdrawal_id, "withdrawal_id")
        reason = read_text("reason", request.reason)
        if not reason:
            raise InvalidFieldError("reason", "say why the match is none")
        await self._hang()
        work = partial(self._desk.withdraw, query_id, withdrawal_id, reason)
        return withdrawal_receipt(await self._run(context, work))

    async def ReviewCitizenship(
        self, request: pb2.ReviewCitizenshipRequest, context: Context
    ) -> pb2.ReviewCitizenshipResponse:
        """Research once more."""
        require(caller_from(context), Operation.ASK_LESC)
        query_id = check_query_id(request.query_id)
        claim_id = check_query_id(request.claim_id, "claim_id")
        await self._hang()
        work = partial(self._desk.review_citizenship, query_id, claim_id)
        return review_receipt(await self._run(context, work))

    async def LookUp(self, request: pb2.LookUpRequest, context: Context) -> pb2.LookUpResponse:
        """Consult one source."""
        require(caller_from(context), Operation.LOOK_UP)
        query_id = check_query_id(request.query_id)
        officer = validation.check_id("officer", request.officer)
        work = partial(self._desk.look_up, request.source, query_id, officer)
        finding = await self._run(context, work)
        return pb2.LookUpResponse(finding=finding_to_proto(finding))

    async def PutSourceRecords(
        self, request: pb2.PutSourceRecordsRequest, context: Context
    ) -> pb2.PutSourceRecordsResponse:
        """Write what sources hold."""
        require(caller_from(context), Operation.WRITE_SOURCES)
        records = records_from_proto(request)
        await self._run(context, partial(self._desk.put_records, records))
        return pb2.PutSourceRecordsResponse(record_count=len(records))

    async def SetSource(
        self, request: pb2.SetSourceRequest, context: Context
    ) -> pb2.SetSourceResponse:
        """Set how a source behaves."""
        require(caller_from(context), Operation.SCRIPT_LESC)
        state = source_state_from_proto(request)
        await self._run(context, partial(self._desk.set_source, request.source, state))
        return pb2.SetSourceResponse()

    async def SetScript(
        self, request: pb2.SetScriptRequest, context: Context
    ) -> pb2.SetScriptResponse:
        """Set how to misbehave."""
        require(caller_from(context), Operation.SCRIPT_LESC)
        script = script_from_proto(request.script)
        await self._run(context, partial(self._desk.set_script, script))
        return pb2.SetScriptResponse()

    async def GetStatistics(
        self, request: pb2.GetStatisticsRequest, context: Context
    ) -> pb2.GetStatisticsResponse:
        """Count what was done."""
        require(caller_from(context), Operation.READ_QUERIES)
        return statistics_to_proto(await self._run(context, self._desk.statistics))

    async def _run(self, context: Context, work: Callable[[], T]) -> T:
        async with self._store.admit():
            return await self._store.run(work, deadline_of(context))

    async def _hang(self) -> None:
        # Before a place is taken: whoever is kept waiting holds up nobody else.
        hang_s = self._desk.misbehaviour.hang_s()
        if hang_s:
            await asyncio.sleep(hang_s)


def _optional_id(field: str, value: str) -> str:
    return validation.check_id(field, value) if value else ""
