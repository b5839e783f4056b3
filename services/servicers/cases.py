"""CaseService: what field offices do."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from interop.cases import Actor, CaseDesk
from services.messages import cases as case_messages
from services.messages import read_text
from services.wire import (
    Context,
    InvalidFieldError,
    Pool,
    caller_from,
    check_id,
    deadline_of,
    validation,
)
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.case_service_pb2_grpc import CaseServiceServicer

T = TypeVar("T")


class CaseServicer(CaseServiceServicer):
    """Hands officers' work to the desk."""

    def __init__(self, desk: CaseDesk, store: Pool) -> None:
        self._desk = desk
        self._store = store

    async def ListCases(
        self, request: pb2.ListCasesRequest, context: Context
    ) -> pb2.ListCasesResponse:
        """List cases, oldest first."""
        work = partial(
            self._desk.list_cases,
            case_messages.read_filter(request),
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
            reader(context),
        )
        cases, token = await self._run(work, context)
        return pb2.ListCasesResponse(
            cases=map(case_messages.case_to_proto, cases), next_page_token=token
        )

    async def CountCases(
        self, request: pb2.CountCasesRequest, context: Context
    ) -> pb2.CountCasesResponse:
        """Count cases and repeated look-ups."""
        work = partial(self._desk.count, case_messages.read_filter(request), reader(context))
        return case_messages.counts_to_proto(await self._run(work, context))

    async def GetCase(self, request: pb2.GetCaseRequest, context: Context) -> pb2.GetCaseResponse:
        """Read a case with its research."""
        work = partial(self._desk.view, check_case_id(request.case_id), reader(context))
        return case_messages.case_file_to_proto(await self._run(work, context))

    async def ListCaseVersions(
        self, request: pb2.ListCaseVersionsRequest, context: Context
    ) -> pb2.ListCaseVersionsResponse:
        """List the versions of a case."""
        work = partial(
            self._desk.versions,
            check_case_id(request.case_id),
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
            reader(context),
        )
        versions, token = await self._run(work, context)
        return pb2.ListCaseVersionsResponse(
            versions=map(case_messages.version_to_proto, versions), next_page_token=token
        )

    async def AssessCase(
        self, request: pb2.AssessCaseRequest, context: Context
    ) -> pb2.AssessCaseResponse:
        """Compute advice."""
        work = partial(self._desk.assess, check_case_id(request.case_id), reader(context))
        return case_messages.assessment_to_proto(await self._run(work, context))

    async def RepeatLookUp(
        self, request: pb2.RepeatLookUpRequest, context: Context
    ) -> pb2.RepeatLookUpResponse:
        """Consult a source again."""
        work = partial(
            self._desk.repeat_look_up,
            check_case_id(request.case_id),
            check_id("look_up_id", request.look_up_id),
            read_text("source", request.source),
            officer(request.officer, context),
        )
        found = await self._run(work, context)
        return pb2.RepeatLookUpResponse(look_up=case_messages.look_up_to_proto(found))

    async def RecordEncounter(
        self, request: pb2.RecordEncounterRequest, context: Context
    ) -> pb2.RecordEncounterResponse:
        """Write down an encounter."""
        work = partial(
            self._desk.record_encounter,
            check_case_id(request.case_id),
            case_messages.read_encounter(request.encounter),
            officer(request.officer, context),
        )
        case = await self._run(work, context)
        return pb2.RecordEncounterResponse(case=case_messages.case_to_proto(case))

    async def RecordDisposition(
        self, request: pb2.RecordDispositionRequest, context: Context
    ) -> pb2.RecordDispositionResponse:
        """Write down what was decided."""
        work = partial(
            self._desk.record_disposition,
            check_case_id(request.case_id),
            case_messages.read_disposition(request.disposition),
            officer(request.officer, context),
        )
        case = await self._run(work, context)
        return pb2.RecordDispositionResponse(case=case_messages.case_to_proto(case))

    async def CloseCase(
        self, request: pb2.CloseCaseRequest, context: Context
    ) -> pb2.CloseCaseResponse:
        """Close a case that is complete."""
        work = partial(
            self._desk.close,
            check_case_id(request.case_id),
            check_version(request.version),
            officer(request.officer, context),
        )
        case = await self._run(work, context)
        return pb2.CloseCaseResponse(case=case_messages.case_to_proto(case))

    async def ReopenCase(
        self, request: pb2.ReopenCaseRequest, context: Context
    ) -> pb2.ReopenCaseResponse:
        """Begin another version of a closed case."""
        work = partial(
            self._desk.reopen,
            check_case_id(request.case_id),
            check_version(request.version),
            officer(request.officer, context),
        )
        case = await self._run(work, context)
        return pb2.ReopenCaseResponse(case=case_messages.case_to_proto(case))

    async def RecordCitizenshipClaim(
        self, request: pb2.RecordCitizenshipClaimRequest, context: Context
    ) -> pb2.RecordCitizenshipClaimResponse:
        """Take down a claim of citizenship."""
        work = partial(
            self._desk.record_claim,
            check_case_id(request.case_id),
            check_id("claim_id", request.claim_id),
            officer(request.officer, context),
        )
        claim = await self._run(work, context)
        return pb2.RecordCitizenshipClaimResponse(claim=case_messages.claim_to_proto(claim))

    async def UpholdCitizenshipClaim(
        self, request: pb2.UpholdCitizenshipClaimRequest, context: Context
    ) -> pb2.UpholdCitizenshipClaimResponse:
        """Accept a claim by what an officer has seen."""
        work = partial(
            self._desk.uphold_claim,
            check_id("claim_id", request.claim_id),
            said("evidence", request.evidence),
            officer(request.officer, context),
        )
        claim = await self._run(work, context)
        return pb2.UpholdCitizenshipClaimResponse(claim=case_messages.claim_to_proto(claim))

    async def ListCaseAlarms(
        self, request: pb2.ListCaseAlarmsRequest, context: Context
    ) -> pb2.ListCaseAlarmsResponse:
        """List alarms, oldest first."""
        work = partial(
            self._desk.list_alarms,
            validation.page_size(request.page_size),
            validation.check_page_token(request.page_token),
            reader(context),
            unacknowledged_only=request.unacknowledged_only,
        )
        alarms, token = await self._run(work, context)
        return pb2.ListCaseAlarmsResponse(
            alarms=map(case_messages.alarm_to_proto, alarms), next_page_token=token
        )

    async def AcknowledgeCaseAlarm(
        self, request: pb2.AcknowledgeCaseAlarmRequest, context: Context
    ) -> pb2.AcknowledgeCaseAlarmResponse:
        """Record that somebody knows of an alarm."""
        if request.alarm_id < 1:
            raise InvalidFieldError("alarm_id", "alarms are numbered from 1")
        actor = officer(request.officer, context)
        work = partial(self._desk.acknowledge_alarm, request.alarm_id, actor)
        alarm = await self._run(work, context)
        return pb2.AcknowledgeCaseAlarmResponse(alarm=case_messages.alarm_to_proto(alarm))

    async def _run(self, work: Callable[[], T], context: Context) -> T:
        async with self._store.admit():
            return await self._store.run(work, deadline_of(context))


def reader(context: Context) -> Actor:
    """Read who asks, where no person is named."""
    return Actor(caller_from(context))


def officer(name: str, context: Context) -> Actor:
    """Read who asks and who the person is; raises InvalidFieldError."""
    return Actor(caller_from(context), check_id("officer", name))


def check_case_id(value: str) -> str:
    """Pass the id of a case on."""
    return check_id("case_id", value)


def check_version(value: int) -> int:
    """Pass the number of a version on."""
    if value < 1:
        raise InvalidFieldError("version", "versions are numbered from 1")
    return value


def said(field: str, value: str) -> str:
    """Pass a text on that must say something."""
    if not value.strip():
        raise InvalidFieldError(field, "say something")
    return read_text(field, value)
