# Written from tenprint/cases.py by `make proto`.
"""What field offices call: cases."""

from collections.abc import AsyncIterator
from datetime import date

from tenprint.aio.calls import AsyncCalls
from tenprint.calls import rpc
from tenprint.v1 import case_service_pb2 as pb2
from tenprint.v1.research_pb2 import LescSource


class AsyncCaseClient(AsyncCalls):
    """Comes with a client: `client.cases`. Most calls take the role `field_office`.

    officer: the person who acts, as an opaque id. look_up_id, claim_id: make a repetition
    harmless. Without an id, a random id is made, and only the call's own retries are harmless.
    """

    def list(self, request: pb2.ListCasesRequest) -> AsyncIterator[pb2.Case]:
        """List the cases that a request asks for, page by page."""
        return self.pages(request, pb2.ListCasesResponse, lambda page: page.cases)

    async def count(self, request: pb2.CountCasesRequest) -> pb2.CountCasesResponse:
        """Count cases and repeated look-ups."""
        return await self.call(request, pb2.CountCasesResponse)

    @rpc(pb2.GetCaseRequest)
    async def get(self, case_id: str) -> pb2.GetCaseResponse:
        """Read a case with its research."""

    @rpc(pb2.ListCaseVersionsRequest, "versions")
    def versions(self, case_id: str) -> AsyncIterator[pb2.CaseVersion]:
        """List the versions of a case, oldest first."""

    @rpc(pb2.AssessCaseRequest)
    async def assess(self, case_id: str) -> pb2.AssessCaseResponse:
        """Compute advice; the case does not change."""

    @rpc(pb2.RepeatLookUpRequest, "look_up", id_field="look_up_id")
    async def repeat_look_up(
        self,
        case_id: str,
        source: str,
        officer: str,
        *,
        look_up_id: str = "",
        source_code: LescSource | str | None = None,
    ) -> pb2.CaseLookUp:
        """Look into one source again.

        source: the word, or empty if source_code is given: an enum value or its name.
        """

    @rpc(pb2.RecordEncounterRequest, "case")
    async def record_encounter(
        self, case_id: str, encounter: pb2.EncounterRecord, officer: str
    ) -> pb2.Case:
        """Record an encounter, or a draft of an encounter."""

    @rpc(pb2.RecordDispositionRequest, "case")
    async def record_disposition(
        self, case_id: str, disposition: pb2.Disposition, officer: str
    ) -> pb2.Case:
        """Record what was decided and why, or a draft of the decision."""

    @rpc(pb2.CloseCaseRequest, "case")
    async def close(
        self, case_id: str, version: int, officer: str, *, against_contradiction_because: str = ""
    ) -> pb2.Case:
        """Close a version that is complete.

        against_contradiction_because: a supervisor's reason to close what contradicts events.
        """

    @rpc(pb2.ReopenCaseRequest, "case")
    async def reopen(self, case_id: str, version: int, officer: str) -> pb2.Case:
        """Begin another version after a closed version."""

    @rpc(pb2.RecordCitizenshipClaimRequest, "claim", id_field="claim_id")
    async def record_claim(
        self, case_id: str, officer: str, *, claim_id: str = ""
    ) -> pb2.CitizenshipClaim:
        """Record that a person claims to be a citizen."""

    @rpc(pb2.RecordDeathRequest, "case")
    async def record_death(
        self, case_id: str, because: str, officer: str, *, deceased_date: date | None = None
    ) -> pb2.Case:
        """Record that the person has died; without a date the mark is taken back."""

    @rpc(pb2.UpholdCitizenshipClaimRequest, "claim")
    async def uphold_claim(
        self, claim_id: str, evidence: str, officer: str
    ) -> pb2.CitizenshipClaim:
        """Accept a claim because of evidence that an officer has seen."""

    @rpc(pb2.AddClaimEvidenceRequest, "evidence", id_field="evidence_id")
    async def add_claim_evidence(
        self, claim_id: str, text: str, officer: str, *, evidence_id: str = ""
    ) -> pb2.ClaimEvidence:
        """Keep what somebody has seen that bears on a claim."""

    @rpc(pb2.RefuteCitizenshipClaimRequest, "claim")
    async def refute_claim(
        self, claim_id: str, evidence: str, officer: str
    ) -> pb2.CitizenshipClaim:
        """Refuse a claim because of evidence that a named person has seen."""

    @rpc(pb2.ListCaseAlarmsRequest, "alarms")
    def alarms(self, *, unacknowledged_only: bool = False) -> AsyncIterator[pb2.CaseAlarm]:
        """List alarms, oldest first."""

    @rpc(pb2.AcknowledgeCaseAlarmRequest, "alarm")
    async def acknowledge_alarm(self, alarm_id: int, officer: str) -> pb2.CaseAlarm:
        """Record that the officer knows of an alarm."""
