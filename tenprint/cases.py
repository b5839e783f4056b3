"""What field offices call: cases."""

from collections.abc import Iterator

from tenprint.calls import Calls, random_id
from tenprint.v1 import case_service_pb2 as pb2


class CaseClient(Calls):
    """Comes with a client: `client.cases`. Most calls take the role `field_office`.

    officer: the person who does it, as an opaque id. Ids that make a repetition harmless are
    random where none is given, and then only the call's own retries are.
    """

    def list(self, request: pb2.ListCasesRequest) -> Iterator[pb2.Case]:
        """List the cases that a request asks for, page by page."""
        return self.pages(request, pb2.ListCasesResponse, lambda page: page.cases)

    def count(self, request: pb2.CountCasesRequest) -> pb2.CountCasesResponse:
        """Count cases and repeated look-ups."""
        return self.call(request, pb2.CountCasesResponse)

    def get(self, case_id: str) -> pb2.GetCaseResponse:
        """Read a case with its research."""
        return self.call(pb2.GetCaseRequest(case_id=case_id), pb2.GetCaseResponse)

    def versions(self, case_id: str) -> Iterator[pb2.CaseVersion]:
        """List the versions of a case, oldest first."""
        request = pb2.ListCaseVersionsRequest(case_id=case_id)
        return self.pages(request, pb2.ListCaseVersionsResponse, lambda page: page.versions)

    def assess(self, case_id: str) -> pb2.AssessCaseResponse:
        """Compute advice; it changes nothing."""
        return self.call(pb2.AssessCaseRequest(case_id=case_id), pb2.AssessCaseResponse)

    def repeat_look_up(
        self, case_id: str, source: str, officer: str, *, look_up_id: str = ""
    ) -> pb2.CaseLookUp:
        """Consult a source again."""
        request = pb2.RepeatLookUpRequest(
            case_id=case_id,
            look_up_id=look_up_id or random_id(),
            source=source,
            officer=officer,
        )
        return self.call(request, pb2.RepeatLookUpResponse).look_up

    def record_encounter(
        self, case_id: str, encounter: pb2.EncounterRecord, officer: str
    ) -> pb2.Case:
        """Write down an encounter, or a draft of one."""
        request = pb2.RecordEncounterRequest(case_id=case_id, encounter=encounter, officer=officer)
        return self.call(request, pb2.RecordEncounterResponse).case

    def record_disposition(
        self, case_id: str, disposition: pb2.Disposition, officer: str
    ) -> pb2.Case:
        """Write down what was decided and why, or a draft of it."""
        request = pb2.RecordDispositionRequest(
            case_id=case_id, disposition=disposition, officer=officer
        )
        return self.call(request, pb2.RecordDispositionResponse).case

    def close(self, case_id: str, version: int, officer: str) -> pb2.Case:
        """Close a version that is complete."""
        request = pb2.CloseCaseRequest(case_id=case_id, version=version, officer=officer)
        return self.call(request, pb2.CloseCaseResponse).case

    def reopen(self, case_id: str, version: int, officer: str) -> pb2.Case:
        """Begin another version after a closed one."""
        request = pb2.ReopenCaseRequest(case_id=case_id, version=version, officer=officer)
        return self.call(request, pb2.ReopenCaseResponse).case

    def record_claim(
        self, case_id: str, officer: str, *, claim_id: str = ""
    ) -> pb2.CitizenshipClaim:
        """Take down that somebody claims to be a citizen."""
        request = pb2.RecordCitizenshipClaimRequest(
            case_id=case_id, claim_id=claim_id or random_id(), officer=officer
        )
        return self.call(request, pb2.RecordCitizenshipClaimResponse).claim

    def uphold_claim(self, claim_id: str, evidence: str, officer: str) -> pb2.CitizenshipClaim:
        """Accept a claim by what an officer has seen."""
        request = pb2.UpholdCitizenshipClaimRequest(
            claim_id=claim_id, evidence=evidence, officer=officer
        )
        return self.call(request, pb2.UpholdCitizenshipClaimResponse).claim

    def alarms(self, *, unacknowledged_only: bool = False) -> Iterator[pb2.CaseAlarm]:
        """List alarms, oldest first."""
        request = pb2.ListCaseAlarmsRequest(unacknowledged_only=unacknowledged_only)
        return self.pages(request, pb2.ListCaseAlarmsResponse, lambda page: page.alarms)

    def acknowledge_alarm(self, alarm_id: int, officer: str) -> pb2.CaseAlarm:
        """Say that somebody knows of an alarm."""
        request = pb2.AcknowledgeCaseAlarmRequest(alarm_id=alarm_id, officer=officer)
        return self.call(request, pb2.AcknowledgeCaseAlarmResponse).alarm
