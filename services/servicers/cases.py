"""CaseService: what field offices do."""

from functools import partial

from interop.cases import (
    Actor,
    Assessment,
    Case,
    CaseAlarm,
    CaseCounts,
    CaseDesk,
    CaseFile,
    CaseVersion,
    CitizenshipClaim,
    LookUp,
)
from services.errors import InvalidFieldError
from services.messages import cases as messages
from services.servicers.rpc import (
    DeskServicer,
    Listing,
    Work,
    answers,
    answers_page,
    answers_with,
)
from services.wire import Context, caller_from, check_id, read_text, validation
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.case_service_pb2_grpc import CaseServiceServicer


class CaseServicer(DeskServicer[CaseDesk], CaseServiceServicer):
    """Hands the work of officers to the desk."""

    @answers_page(pb2.ListCasesResponse, messages.case_to_proto)
    def ListCases(self, request: pb2.ListCasesRequest, context: Context) -> Listing[Case]:
        """List cases, oldest first."""
        wanted, page = messages.read_filter(request), validation.page(request)
        return partial(self._desk.list_cases, wanted, page, reader(context))

    @answers(messages.counts_to_proto)
    def CountCases(self, request: pb2.CountCasesRequest, context: Context) -> Work[CaseCounts]:
        """Count cases and repeated look-ups."""
        return partial(self._desk.count, messages.read_filter(request), reader(context))

    @answers(messages.case_file_to_proto)
    def GetCase(self, request: pb2.GetCaseRequest, context: Context) -> Work[CaseFile]:
        """Read a case with its research."""
        return partial(self._desk.view, check_id("case_id", request.case_id), reader(context))

    @answers_page(pb2.ListCaseVersionsResponse, messages.version_to_proto)
    def ListCaseVersions(
        self, request: pb2.ListCaseVersionsRequest, context: Context
    ) -> Listing[CaseVersion]:
        """List the versions of a case."""
        case_id, page = check_id("case_id", request.case_id), validation.page(request)
        return partial(self._desk.versions, case_id, page, reader(context))

    @answers(messages.assessment_to_proto)
    def AssessCase(self, request: pb2.AssessCaseRequest, context: Context) -> Work[Assessment]:
        """Compute advice."""
        return partial(self._desk.assess, check_id("case_id", request.case_id), reader(context))

    @answers_with(pb2.RepeatLookUpResponse, messages.look_up_to_proto)
    def RepeatLookUp(self, request: pb2.RepeatLookUpRequest, context: Context) -> Work[LookUp]:
        """Consult a source again."""
        return partial(
            self._desk.repeat_look_up,
            check_id("case_id", request.case_id),
            check_id("look_up_id", request.look_up_id),
            read_text("source", request.source),
            officer(request.officer, context),
        )

    @answers_with(pb2.RecordEncounterResponse, messages.case_to_proto)
    def RecordEncounter(self, request: pb2.RecordEncounterRequest, context: Context) -> Work[Case]:
        """Write down an encounter."""
        return partial(
            self._desk.record_encounter,
            check_id("case_id", request.case_id),
            messages.read_encounter(request.encounter),
            officer(request.officer, context),
        )

    @answers_with(pb2.RecordDispositionResponse, messages.case_to_proto)
    def RecordDisposition(
        self, request: pb2.RecordDispositionRequest, context: Context
    ) -> Work[Case]:
        """Write down what was decided."""
        return partial(
            self._desk.record_disposition,
            check_id("case_id", request.case_id),
            messages.read_disposition(request.disposition),
            officer(request.officer, context),
        )

    @answers_with(pb2.CloseCaseResponse, messages.case_to_proto)
    def CloseCase(self, request: pb2.CloseCaseRequest, context: Context) -> Work[Case]:
        """Close a case that is complete."""
        return partial(self._desk.close, *_version(request, context))

    @answers_with(pb2.ReopenCaseResponse, messages.case_to_proto)
    def ReopenCase(self, request: pb2.ReopenCaseRequest, context: Context) -> Work[Case]:
        """Begin another version of a closed case."""
        return partial(self._desk.reopen, *_version(request, context))

    @answers_with(pb2.RecordCitizenshipClaimResponse, messages.claim_to_proto)
    def RecordCitizenshipClaim(
        self, request: pb2.RecordCitizenshipClaimRequest, context: Context
    ) -> Work[CitizenshipClaim]:
        """Write down a claim of citizenship."""
        return partial(
            self._desk.record_claim,
            check_id("case_id", request.case_id),
            check_id("claim_id", request.claim_id),
            officer(request.officer, context),
        )

    @answers_with(pb2.UpholdCitizenshipClaimResponse, messages.claim_to_proto)
    def UpholdCitizenshipClaim(
        self, request: pb2.UpholdCitizenshipClaimRequest, context: Context
    ) -> Work[CitizenshipClaim]:
        """Accept a claim because of what an officer has seen."""
        return partial(
            self._desk.uphold_claim,
            check_id("claim_id", request.claim_id),
            said("evidence", request.evidence),
            officer(request.officer, context),
        )

    @answers_page(pb2.ListCaseAlarmsResponse, messages.alarm_to_proto)
    def ListCaseAlarms(
        self, request: pb2.ListCaseAlarmsRequest, context: Context
    ) -> Listing[CaseAlarm]:
        """List alarms, oldest first."""
        page, unseen = validation.page(request), request.unacknowledged_only
        return partial(self._desk.list_alarms, page, reader(context), unacknowledged_only=unseen)

    @answers_with(pb2.AcknowledgeCaseAlarmResponse, messages.alarm_to_proto)
    def AcknowledgeCaseAlarm(
        self, request: pb2.AcknowledgeCaseAlarmRequest, context: Context
    ) -> Work[CaseAlarm]:
        """Record that somebody knows of an alarm."""
        alarm_id = validation.check_number("alarm_id", request.alarm_id, "alarms")
        return partial(self._desk.acknowledge_alarm, alarm_id, officer(request.officer, context))


def reader(context: Context) -> Actor:
    """Read which caller asks, where the request names no person."""
    return Actor(caller_from(context))


def officer(name: str, context: Context) -> Actor:
    """Read which caller and which officer ask. Raises InvalidFieldError."""
    return Actor(caller_from(context), check_id("officer", name))


def said(field: str, value: str) -> str:
    """Pass on a text that must not be blank. Raises InvalidFieldError."""
    if not value.strip():
        raise InvalidFieldError(field, "state a text that is not blank")
    return read_text(field, value)


def _version(
    request: pb2.CloseCaseRequest | pb2.ReopenCaseRequest, context: Context
) -> tuple[str, int, Actor]:
    return (
        check_id("case_id", request.case_id),
        validation.check_number("version", request.version, "versions"),
        officer(request.officer, context),
    )
