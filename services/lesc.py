"""LescService: the stub's side of the wire."""

from functools import partial

from interop.lesc_desk import LescDesk
from services import validation
from services.admission import Pool
from services.lesc_messages import (
    case_to_proto,
    check_query_id,
    query_from_proto,
    receipt_to_proto,
)
from services.workplace import Context, deadline_of
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceServicer


class LescServicer(LescServiceServicer):
    """Hands queries to the desk."""

    def __init__(self, desk: LescDesk, store: Pool) -> None:
        self._desk = desk
        self._store = store

    async def SubmitQuery(
        self, request: pb2.SubmitQueryRequest, context: Context
    ) -> pb2.SubmitQueryResponse:
        """Accept a query; it is on record when this returns."""
        query = query_from_proto(request)
        async with self._store.admit():
            work = partial(self._desk.submit, query)
            receipt = await self._store.run(work, deadline_of(context))
        return receipt_to_proto(receipt)

    async def GetQuery(
        self, request: pb2.GetQueryRequest, context: Context
    ) -> pb2.GetQueryResponse:
        """Read one query."""
        query_id = check_query_id(request.query_id)
        async with self._store.admit():
            work = partial(self._desk.case, query_id)
            case = await self._store.run(work, deadline_of(context))
        return pb2.GetQueryResponse(query=case_to_proto(case))

    async def ListQueries(
        self, request: pb2.ListQueriesRequest, context: Context
    ) -> pb2.ListQueriesResponse:
        """List queries, oldest first."""
        page_size = validation.count(
            "page_size",
            request.page_size,
            validation.DEFAULT_PAGE_SIZE,
            validation.MAX_PAGE_SIZE,
        )
        token = validation.check_page_token(request.page_token)
        tcn = validation.check_tcn(request.tcn) if request.tcn else ""
        async with self._store.admit():
            work = partial(self._desk.list_cases, page_size, token, tcn)
            cases, next_token = await self._store.run(work, deadline_of(context))
        return pb2.ListQueriesResponse(
            queries=map(case_to_proto, cases), next_page_token=next_token
        )
