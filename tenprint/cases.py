"""What field offices call: cases."""

import uuid
from collections.abc import Iterator

import grpc

from tenprint.galleries import Call
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.case_service_pb2_grpc import CaseServiceStub


class CaseClient:
    """Comes with a client: `client.cases`. Most calls take the role `field_office`.

    officer: the person who does it, as an opaque id. Ids that make a repetition harmless are
    random where none is given, and then only the call's own retries are.
    """

    def __init__(self, channel: grpc.Channel, call: Call) -> None:
        self._stub = CaseServiceStub(channel)
        self._call = call

    def list(self, request: pb2.ListCasesRequest) -> Iterator[pb2.Case]:
        """List the cases that a request asks for, page by page."""
        asked = pb2.ListCasesRequest()
        asked.CopyFrom(request)
        while True:
            page = self._call(self._stub.ListCases, pb2.ListCasesResponse, asked)
            yield from page.cases
            if not page.next_page_token:
                return
            asked.page_token = page.next_page_token

    def count(self, request: pb2.CountCasesRequest) -> pb2.CountCasesResponse:
        """Count cases and repeated look-ups."""
        return self._call(self._stub.CountCases, pb2.CountCasesResponse, request)

    def get(self, case_id: str) -> pb2.GetCaseResponse:
        """Read a case with its research."""
        request = pb2.GetCaseRequest(case_id=case_id)
        return self._call(self._stub.GetCase, pb2.GetCaseResponse, request)

    def versions(self, case_id: str) -> Iterator[pb2.CaseVersion]:
        """List the versions of a case, oldest first."""
        request = pb2.ListCaseVersionsRequest(case_id=case_id)
        method, response = self._stub.ListCaseVersions, pb2.ListCaseVersionsResponse
        while True:
            page = self._call(method, response, request)
            yield from page.versions
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def assess(self, case_id: str) -> pb2.AssessCaseResponse:
        """Compute advice; it changes nothing."""
        request = pb2.AssessCaseRequest(case_id=case_id)
        return self._call(self._stub.AssessCase, pb2.AssessCaseResponse, request)

    def repeat_look_up(
        self, case_id: str, source: str, officer: str, *, look_up_id: str = ""
    ) -> pb2.CaseLookUp:
        """Consult a source again."""
        request = pb2.RepeatLookUpRequest(
            case_id=case_id,
            look_up_id=look_up_id or _random_id(),
            source=source,
            officer=officer,
        )
        response = pb2.RepeatLookUpResponse
        return self._call(self._stub.RepeatLookUp, response, request).look_up

    def record_encounter(
        self, case_id: str, encounter: pb2.EncounterRecord, officer: str
    ) -> pb2.Case:
        """Write down an encounter, or a draft of one."""
        request = pb2.RecordEncounterRequest(case_id=case_id, encounter=encounter, officer=officer)
        response = pb2.RecordEncounterResponse
        return self._call(self._stub.RecordEncounter, response, request).case

    def record_disposition(
        self, case_id: str, disposition: pb2.Disposition, officer: str
    ) -> pb2.Case:
        """Write down what was decided and why, or a draft of it."""
        request = pb2.RecordDispositionRequest(
            case_id=case_id, disposition=disposition, officer=officer
        )
        response = pb2.RecordDispositionResponse
        return self._call(self._stub.RecordDisposition, response, request).case

    def close(self, case_id: str, version: int, officer: str) -> pb2.Case:
        """Close a version that is complete."""
        request = pb2.CloseCaseRequest(case_id=case_id, version=version, officer=officer)
        return self._call(self._stub.CloseCase, pb2.CloseCaseResponse, request).case

    def reopen(self, case_id: str, version: int, officer: str) -> pb2.Case:
        """Begin another version after a closed one."""
        request = pb2.ReopenCaseRequest(case_id=case_id, version=version, officer=officer)
        return self._call(self._stub.ReopenCase, pb2.ReopenCaseResponse, request).case

    def record_claim(
        self, case_id: str, officer: str, *, claim_id: str = ""
    ) -> pb2.CitizenshipClaim:
        """Take down that somebody claims to be a citizen."""
        request = pb2.RecordCitizenshipClaimRequest(
            case_id=case_id, claim_id=claim_id or _random_id(), officer=officer
        )
        response = pb2.RecordCitizenshipClaimResponse
        return self._call(self._stub.RecordCitizenshipClaim, response, request).claim

    def uphold_claim(self, claim_id: str, evidence: str, officer: str) -> pb2.CitizenshipClaim:
        """Accept a claim by what an officer has seen."""
        request = pb2.UpholdCitizenshipClaimRequest(
            claim_id=claim_id, evidence=evidence, officer=officer
        )
        response = pb2.UpholdCitizenshipClaimResponse
        return self._call(self._stub.UpholdCitizenshipClaim, response, request).claim

    def alarms(self, *, unacknowledged_only: bool = False) -> Iterator[pb2.CaseAlarm]:
        """List alarms, oldest first."""
        request = pb2.ListCaseAlarmsRequest(unacknowledged_only=unacknowledged_only)
        while True:
            page = self._call(self._stub.ListCaseAlarms, pb2.ListCaseAlarmsResponse, request)
            yield from page.alarms
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token

    def acknowledge_alarm(self, alarm_id: int, officer: str) -> pb2.CaseAlarm:
        """Say that somebody knows of an alarm."""
        request = pb2.AcknowledgeCaseAlarmRequest(alarm_id=alarm_id, officer=officer)
        response = pb2.AcknowledgeCaseAlarmResponse
        return self._call(self._stub.AcknowledgeCaseAlarm, response, request).alarm


def _random_id() -> str:
    return uuid.uuid4().hex
