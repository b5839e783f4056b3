"""CaseService: what field offices do."""

from database.caller import Caller
from database.paging import Listed
from interop import cases
from interop.cases import Actor, Case
from interop.names import SERVICE_NAME
from services.errors import InvalidFieldError
from services.messages import cases as messages
from services.servicers.rpc import DeskServicer, answers, answers_page, answers_with
from services.wire import (
    Pool,
    calendar_date,
    check_id,
    optional,
    read_text,
    read_word,
    said,
    validation,
)
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.case_service_pb2_grpc import CaseServiceServicer


class CaseServicer(DeskServicer[cases.CaseDesk], CaseServiceServicer):
    """Hands the work of officers to the desk."""

    def __init__(self, desk: cases.CaseDesk, store: Pool, outside: Pool) -> None:
        """outside: threads that may wait for the LESC, while others read and write."""
        super().__init__(desk, store)
        self._outside = outside

    @answers_page(pb2.ListCasesResponse, messages.case_to_proto)
    def ListCases(self, request: pb2.ListCasesRequest, caller: Caller) -> Listed[Case]:
        """List cases, oldest first."""
        wanted, page = messages.read_filter(request), validation.page(request)
        return self._desk.list_cases(wanted, page, Actor(caller))

    @answers(messages.counts_to_proto)
    def CountCases(self, request: pb2.CountCasesRequest, caller: Caller) -> cases.CaseCounts:
        """Count cases and repeated look-ups."""
        return self._desk.count(messages.read_filter(request), Actor(caller))

    @answers(messages.case_file_to_proto)
    def GetCase(self, request: pb2.GetCaseRequest, caller: Caller) -> cases.CaseFile:
        """Read a case with its research."""
        return self._desk.view(check_id("case_id", request.case_id), Actor(caller))

    @answers_page(pb2.ListCaseVersionsResponse, messages.version_to_proto)
    def ListCaseVersions(
        self, request: pb2.ListCaseVersionsRequest, caller: Caller
    ) -> Listed[cases.CaseVersion]:
        case_id, page = check_id("case_id", request.case_id), validation.page(request)
        return self._desk.versions(case_id, page, Actor(caller))

    @answers(messages.assessment_to_proto)
    def AssessCase(self, request: pb2.AssessCaseRequest, caller: Caller) -> cases.Assessment:
        """Compute advice."""
        return self._desk.assess(check_id("case_id", request.case_id), Actor(caller))

    @answers_with(pb2.RepeatLookUpResponse, messages.look_up_to_proto, pool="_outside")
    def RepeatLookUp(self, request: pb2.RepeatLookUpRequest, caller: Caller) -> cases.LookUp:
        return self._desk.repeat_look_up(
            check_id("case_id", request.case_id),
            check_id("look_up_id", request.look_up_id),
            read_text("source", read_word(request, "source")),
            officer(request.officer, caller),
        )

    @answers_with(pb2.RecordEncounterResponse, messages.case_to_proto)
    def RecordEncounter(self, request: pb2.RecordEncounterRequest, caller: Caller) -> Case:
        case_id = check_id("case_id", request.case_id)
        encounter = messages.read_encounter(request.encounter)
        return self._desk.record_encounter(case_id, encounter, officer(request.officer, caller))

    @answers_with(pb2.RecordDispositionResponse, messages.case_to_proto)
    def RecordDisposition(self, request: pb2.RecordDispositionRequest, caller: Caller) -> Case:
        case_id = check_id("case_id", request.case_id)
        disposition = messages.read_disposition(request.disposition)
        return self._desk.record_disposition(case_id, disposition, officer(request.officer, caller))

    @answers_with(pb2.CloseCaseResponse, messages.case_to_proto)
    def CloseCase(self, request: pb2.CloseCaseRequest, caller: Caller) -> Case:
        """Close a case that is complete."""
        because = read_text("because", request.against_contradiction_because)
        actor = officer(request.officer, caller)
        return self._desk.close(*_version(request), actor, because=because)

    @answers_with(pb2.ReopenCaseResponse, messages.case_to_proto)
    def ReopenCase(self, request: pb2.ReopenCaseRequest, caller: Caller) -> Case:
        """Begin another version of a closed case."""
        return self._desk.reopen(*_version(request), officer(request.officer, caller))

    @answers_with(pb2.RecordCitizenshipClaimResponse, messages.claim_to_proto)
    def RecordCitizenshipClaim(
        self, request: pb2.RecordCitizenshipClaimRequest, caller: Caller
    ) -> cases.CitizenshipClaim:
        case_id = check_id("case_id", request.case_id)
        claim_id = check_id("claim_id", request.claim_id)
        return self._desk.record_claim(case_id, claim_id, officer(request.officer, caller))

    @answers_with(pb2.RecordDeathResponse, messages.case_to_proto)
    def RecordDeath(self, request: pb2.RecordDeathRequest, caller: Caller) -> Case:
        """Mark that the person has died, or take the mark back."""
        return self._desk.record_death(
            check_id("case_id", request.case_id),
            optional(calendar_date, "deceased_date", request),
            said("because", request.because),
            officer(request.officer, caller),
        )

    @answers_with(pb2.UpholdCitizenshipClaimResponse, messages.claim_to_proto)
    def UpholdCitizenshipClaim(
        self, request: pb2.UpholdCitizenshipClaimRequest, caller: Caller
    ) -> cases.CitizenshipClaim:
        """Accept a claim because of what an officer has seen."""
        claim_id = check_id("claim_id", request.claim_id)
        evidence = said("evidence", request.evidence)
        return self._desk.uphold_claim(claim_id, evidence, officer(request.officer, caller))

    @answers_with(pb2.AddClaimEvidenceResponse, messages.evidence_to_proto)
    def AddClaimEvidence(
        self, request: pb2.AddClaimEvidenceRequest, caller: Caller
    ) -> cases.ClaimEvidence:
        """Keep what somebody has seen."""
        return self._desk.add_claim_evidence(
            check_id("claim_id", request.claim_id),
            check_id("evidence_id", request.evidence_id),
            said("text", request.text),
            officer(request.officer, caller),
        )

    @answers_with(pb2.RefuteCitizenshipClaimResponse, messages.claim_to_proto)
    def RefuteCitizenshipClaim(
        self, request: pb2.RefuteCitizenshipClaimRequest, caller: Caller
    ) -> cases.CitizenshipClaim:
        """Refuse a claim because of what somebody has seen."""
        claim_id = check_id("claim_id", request.claim_id)
        evidence = said("evidence", request.evidence)
        return self._desk.refute_claim(claim_id, evidence, officer(request.officer, caller))

    @answers_page(pb2.ListCaseAlarmsResponse, messages.alarm_to_proto)
    def ListCaseAlarms(
        self, request: pb2.ListCaseAlarmsRequest, caller: Caller
    ) -> Listed[cases.CaseAlarm]:
        """List alarms, oldest first."""
        page, unseen = validation.page(request), request.unacknowledged_only
        return self._desk.list_alarms(page, Actor(caller), unacknowledged_only=unseen)

    @answers_with(pb2.AcknowledgeCaseAlarmResponse, messages.alarm_to_proto)
    def AcknowledgeCaseAlarm(
        self, request: pb2.AcknowledgeCaseAlarmRequest, caller: Caller
    ) -> cases.CaseAlarm:
        """Record that somebody knows of an alarm."""
        alarm_id = validation.check_number("alarm_id", request.alarm_id, "alarms")
        return self._desk.acknowledge_alarm(alarm_id, officer(request.officer, caller))


def officer(name: str, caller: Caller) -> Actor:
    """Name the officer of the caller who acts. Raises InvalidFieldError."""
    if name == SERVICE_NAME:
        raise InvalidFieldError("officer", f"{name} is the service itself: name a person")
    return Actor(caller, check_id("officer", name))


def _version(request: pb2.CloseCaseRequest | pb2.ReopenCaseRequest) -> tuple[str, int]:
    case_id = check_id("case_id", request.case_id)
    return case_id, validation.check_number("version", request.version, "versions")
