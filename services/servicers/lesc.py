"""LescService: the stub's side of the wire."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from database.caller import Caller
from database.paging import Listed
from interop.lesc import Finding, LescCase, QueryState
from lesc_stub.desk import LescDesk
from lesc_stub.types import ResearchTask, Statistics, TaskFile
from services.errors import InvalidFieldError
from services.messages import leases, research
from services.messages import lesc as messages
from services.messages import lesc_tasks as tasks
from services.servicers.rpc import DeskServicer, answers, answers_page, answers_with
from services.wire import (
    Context,
    check_id,
    deadline_of,
    read_enum,
    read_text,
    read_word,
    validation,
)
from tenprint.v1 import lesc_service_pb2 as pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceServicer

T = TypeVar("T")


class LescServicer(DeskServicer[LescDesk], LescServiceServicer):
    """Hands queries to the desk."""

    async def SubmitQuery(
        self, request: pb2.SubmitQueryRequest, context: Context
    ) -> pb2.SubmitQueryResponse:
        """Accept a query. The query is on record when the RPC returns."""
        work = partial(self._desk.submit, messages.query_from_proto(request))
        return messages.receipt_to_proto(await self._after_hanging(work, context))

    @answers_with(pb2.GetQueryResponse, messages.case_to_proto)
    def GetQuery(self, request: pb2.GetQueryRequest, caller: Caller) -> LescCase:
        return self._desk.case(messages.check_query_id(request.query_id))

    @answers_page(pb2.ListQueriesResponse, messages.case_to_proto)
    def ListQueries(self, request: pb2.ListQueriesRequest, caller: Caller) -> Listed[LescCase]:
        """List queries, oldest first."""
        return self._desk.list_cases(
            validation.page(request),
            request.tcn and validation.check_tcn(request.tcn),
            state=read_enum("state", QueryState, request.state, "is no state of a query"),
            identity_id=request.identity_id and check_id("identity_id", request.identity_id),
        )

    async def WithdrawQuery(
        self, request: pb2.WithdrawQueryRequest, context: Context
    ) -> pb2.WithdrawQueryResponse:
        """End all work on a query."""
        query_id = messages.check_query_id(request.query_id)
        withdrawal_id = messages.check_query_id(request.withdrawal_id, "withdrawal_id")
        reason = read_text("reason", request.reason)
        if not reason:
            raise InvalidFieldError("reason", "state why the match is false")
        work = partial(self._desk.withdraw, query_id, withdrawal_id, reason)
        return messages.withdrawal_receipt(await self._after_hanging(work, context))

    async def ReinstateQuery(
        self, request: pb2.ReinstateQueryRequest, context: Context
    ) -> pb2.ReinstateQueryResponse:
        """Take a withdrawal back."""
        query_id = messages.check_query_id(request.query_id)
        reinstatement_id = messages.check_query_id(request.reinstatement_id, "reinstatement_id")
        work = partial(self._desk.reinstate, query_id, reinstatement_id)
        return messages.reinstatement_receipt(await self._after_hanging(work, context))

    async def ReviewCitizenship(
        self, request: pb2.ReviewCitizenshipRequest, context: Context
    ) -> pb2.ReviewCitizenshipResponse:
        """Research again."""
        query_id = messages.check_query_id(request.query_id)
        claim_id = messages.check_query_id(request.claim_id, "claim_id")
        work = partial(self._desk.review_citizenship, query_id, claim_id)
        return messages.review_receipt(await self._after_hanging(work, context))

    async def EstablishCitizenship(
        self, request: pb2.EstablishCitizenshipRequest, context: Context
    ) -> pb2.EstablishCitizenshipResponse:
        """Write that a person is a citizen."""
        query_id = messages.check_query_id(request.query_id)
        claim_id = messages.check_query_id(request.claim_id, "claim_id")
        evidence = read_text("evidence", request.evidence)
        if not evidence:
            raise InvalidFieldError("evidence", "state what was seen")
        work = partial(self._desk.establish_citizenship, query_id, claim_id, evidence)
        return messages.established_receipt(await self._after_hanging(work, context))

    @answers_with(pb2.LookUpResponse, research.finding_to_proto)
    def LookUp(self, request: pb2.LookUpRequest, caller: Caller) -> Finding:
        """Consult one source."""
        query_id = messages.check_query_id(request.query_id)
        return self._desk.look_up(
            read_word(request, "source"), query_id, check_id("officer", request.officer)
        )

    @answers_with(pb2.PutSourceRecordsResponse, int)
    def PutSourceRecords(self, request: pb2.PutSourceRecordsRequest, caller: Caller) -> int:
        """Write what sources hold."""
        records = messages.records_from_proto(request)
        self._desk.put_records(records)
        return len(records)

    @answers(lambda _: pb2.SetSourceResponse())
    def SetSource(self, request: pb2.SetSourceRequest, caller: Caller) -> None:
        self._desk.set_source(
            read_word(request, "source"), messages.source_state_from_proto(request)
        )

    @answers(lambda _: pb2.SetScriptResponse())
    def SetScript(self, request: pb2.SetScriptRequest, caller: Caller) -> None:
        """Set how the stub misbehaves."""
        self._desk.set_script(messages.script_from_proto(request.script))

    @answers_page(pb2.ListResearchTasksResponse, tasks.task_to_proto)
    def ListResearchTasks(
        self, request: pb2.ListResearchTasksRequest, caller: Caller
    ) -> Listed[ResearchTask]:
        """List researches in the order in which to work on them."""
        return self._desk.list_tasks(tasks.task_filter(request), validation.page(request))

    @answers_with(pb2.GetResearchTaskResponse, tasks.file_to_proto)
    def GetResearchTask(self, request: pb2.GetResearchTaskRequest, caller: Caller) -> TaskFile:
        """Read a research with what the sources hold now."""
        person = check_id("person", request.person)
        return self._desk.task_file(tasks.task_id(request.task_id), person)

    @answers_with(pb2.TakeResearchTaskResponse, tasks.file_to_proto)
    def TakeResearchTask(self, request: pb2.TakeResearchTaskRequest, caller: Caller) -> TaskFile:
        """Give a research to a person for some time."""
        task_id, person = tasks.task_id(request.task_id), check_id("person", request.person)
        return self._desk.take_task(task_id, person, leases.lease_period(request))

    @answers_with(pb2.ReleaseResearchTaskResponse, tasks.task_to_proto)
    def ReleaseResearchTask(
        self, request: pb2.ReleaseResearchTaskRequest, caller: Caller
    ) -> ResearchTask:
        """Give a research back."""
        person = check_id("person", request.person)
        return self._desk.release_task(tasks.task_id(request.task_id), person)

    @answers_with(pb2.RecordIdentityCheckResponse, tasks.task_to_proto)
    def RecordIdentityCheck(
        self, request: pb2.RecordIdentityCheckRequest, caller: Caller
    ) -> ResearchTask:
        """Keep what a person decided about the identity."""
        task_id, person = tasks.task_id(request.task_id), check_id("person", request.person)
        return self._desk.record_identity_check(task_id, person, *tasks.identity_check(request))

    @answers_with(pb2.RecordDeterminationResponse, tasks.task_to_proto)
    def RecordDetermination(
        self, request: pb2.RecordDeterminationRequest, caller: Caller
    ) -> ResearchTask:
        """Conclude instead of the rules, and answer."""
        task_id, person = tasks.task_id(request.task_id), check_id("person", request.person)
        return self._desk.record_determination(task_id, person, tasks.determination(request))

    @answers(messages.statistics_to_proto)
    def GetStatistics(self, _: pb2.GetStatisticsRequest, caller: Caller) -> Statistics:
        """Count what the stub did."""
        return self._desk.statistics()

    async def _after_hanging(self, work: Callable[[], T], context: Context) -> T:
        # The call hangs before it takes a place: it must not hold up other calls.
        if hang_s := self._desk.misbehaviour.hang_s():
            await asyncio.sleep(hang_s)
        return await self._store.admit_and_run(work, deadline_of(context), "take query")
