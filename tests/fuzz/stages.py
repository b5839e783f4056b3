"""What must have happened before a call can succeed, done by other callers over the wire.

A mutated request for a call such as `TakeCustody` learns nothing if no detainer was acknowledged.
A stage leads one new person so far, and returns a request that is answered OK once.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

import grpc
from google.protobuf.message import Message

from tenprint.channel import Metadata, caller_metadata, open_channel
from tenprint.client import Client
from tenprint.research import ResearchClient
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tenprint.v1 import gallery_service_pb2 as gallery_pb2
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1 import programme_service_pb2 as programme_pb2
from tenprint.v1 import report_service_pb2 as report_pb2
from tenprint.v1 import research_pb2
from tenprint.v1 import review_service_pb2 as review_pb2
from tenprint.v1 import work_service_pb2 as work_pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tests.images import finger

CENTRE, BOSTON, HEADQUARTERS = "ICEIRC000", "ICEBOS000", "ICEHQ0000"
_OFFICER, _SUPERVISOR, _EXAMINER, _SPECIALIST = "O-1", "S-1", "EX-1", "L-1"
_POSITIONS = (2, 7)
_FIRST_SEED = 70_000
_WAIT_S = 60.0


@dataclass(frozen=True)
class Staged:
    """A request that is answered OK, once, and who sends it."""

    request: Message
    caller: Metadata


@dataclass(frozen=True)
class Matched:
    """Somebody who was booked and matched, with a case."""

    tcn: str
    identity_id: str

    @property
    def case_id(self) -> str:
        """The case of the match."""
        return f"case:{self.tcn}"


class Stages:
    """Leads people so far, over one service and its stub without scripted specialists."""

    def __init__(self, target: str, lesc_target: str, ori: str, first_number: int = 0) -> None:
        """ori: of the agency that books. first_number: people with other numbers are others."""
        self._target, self._lesc_target, self._ori = target, lesc_target, ori
        self._number = first_number
        self._stack = ExitStack()
        self._made: dict[str, Callable[[], Staged]] = {
            "TakeTask": self._take_task,
            "TransferCase": self._transfer,
            "AnswerTransfer": self._answer_transfer,
            "EscalateCase": self._escalate,
            "EndEscalation": self._end_escalation,
            "CloseCase": self._close,
            "ReopenCase": self._reopen,
            "RefuteCitizenshipClaim": self._refute,
            "DeclineDetainer": self._decline,
            "TakeCustody": self._take_custody,
            "RecordRelease": self._record_release,
            "ConfirmRelease": self._confirm_release,
            "GetDossier": self._dossier,
            "GetReviewExplanation": self._explanation,
            "SplitIdentity": self._split,
            "MoveEncounter": self._move,
            "RequeueQuery": self._requeue,
            "TakeResearchTask": self._take_research,
            "RecordIdentityCheck": self._check_identity,
            "RecordDetermination": self._determine,
        }

    def __enter__(self) -> Self:
        self._agency = self._client(self._ori, "law_enforcement")
        self._operator = self._client(self._ori, "operator")
        self._centre = self._client(CENTRE, "field_office")
        self._supervisor = self._client(HEADQUARTERS, "supervisor")
        self._examiner = self._client(HEADQUARTERS, "examiner")
        channel = open_channel(self._lesc_target, metadata=_caller("DCLESC000", "lesc"))
        self._research = ResearchClient(self._stack.enter_context(channel))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def names(self) -> frozenset[str]:
        """The RPCs that a stage makes possible."""
        return frozenset(self._made)

    def staged(self, name: str) -> Staged:
        """Lead somebody so far that an RPC succeeds."""
        return self._made[name]()

    def matched(self, *, researched: bool = True) -> Matched:
        """Book somebody who is in IDENT; the LESC's people find an overstayer."""
        self._number += 1
        self._activate()
        seed, tcn = _FIRST_SEED + self._number, f"TCN-FUZZ-STAGE-{self._number:05}"
        prints = [finger(seed, position) for position in _POSITIONS]
        enrolled = self._operator.enrol("ident", prints, encounter_id=f"STAGE-{self._number}")
        again = [finger(seed, position, 1) for position in _POSITIONS]
        self._agency.submit_booking(tcn, again, arrest_date=datetime.now(UTC).date())
        made = Matched(tcn, enrolled.identity.identity_id)
        if researched:
            self._conclude(self._waiting(made))
            self._agency.wait_for_booking(tcn, timeout_s=_WAIT_S)
        return made

    def _activate(self) -> None:
        """Have prints go to IDENT also after somebody has begun a registry of jurisdictions."""
        programme = self._operator.programme
        if next(iter(programme.jurisdictions()), None) is not None:
            own = programme_pb2.Jurisdiction(
                jurisdiction_id=self._ori, name="Stage", us_state=self._ori[:2], oris=[self._ori]
            )
            own.activation_date.year, own.activation_date.month, own.activation_date.day = (
                2009,
                1,
                1,
            )
            programme.put_jurisdiction(own)

    def _client(self, ori: str, role: str) -> Client:
        return self._stack.enter_context(
            Client(self._target, ori=ori, roles=[role], purpose="arrest")
        )

    def _waiting(self, one: Matched) -> int:
        """Wait until the query about somebody is at the LESC; returns the task's number."""
        for _ in _polls(f"the research about {one.tcn}"):
            for task in self._research.tasks(query_id=f"iaq:{one.tcn}"):
                return task.task_id
        raise AssertionError

    def _conclude(self, task_id: int) -> None:
        self._research.take(task_id, _SPECIALIST)
        confirmed = lesc_pb2.IDENTITY_RESULT_CONFIRMED
        self._research.check_identity(task_id, _SPECIALIST, confirmed)
        self._research.determine(
            task_id,
            _SPECIALIST,
            research_pb2.IMMIGRATION_STATUS_UNLAWFULLY_PRESENT,
            grounds=[research_pb2.REMOVAL_GROUND_OVERSTAYED],
            remark="seen in the paper file",
        )

    # Research

    def _take_research(self) -> Staged:
        task_id = self._waiting(self.matched(researched=False))
        request = lesc_pb2.TakeResearchTaskRequest(task_id=task_id, person=_SPECIALIST)
        return Staged(request, _caller("DCLESC000", "lesc"))

    def _check_identity(self) -> Staged:
        task_id = self._waiting(self.matched(researched=False))
        self._research.take(task_id, _SPECIALIST)
        request = lesc_pb2.RecordIdentityCheckRequest(
            task_id=task_id, person=_SPECIALIST, result=lesc_pb2.IDENTITY_RESULT_CONFIRMED
        )
        return Staged(request, _caller("DCLESC000", "lesc"))

    def _determine(self) -> Staged:
        staged = self._check_identity()
        assert isinstance(staged.request, lesc_pb2.RecordIdentityCheckRequest)
        task_id = staged.request.task_id
        self._research.check_identity(task_id, _SPECIALIST, staged.request.result)
        request = lesc_pb2.RecordDeterminationRequest(
            task_id=task_id,
            person=_SPECIALIST,
            status=research_pb2.IMMIGRATION_STATUS_NO_RECORD,
        )
        return Staged(request, staged.caller)

    def _requeue(self) -> Staged:
        """Let the LESC have another message under the id of the query: it refuses ours."""
        tcn = f"TCN-FUZZ-STAGE-{self._number + 1:05}"
        foreign = lesc_pb2.SubmitQueryRequest(
            query_id=f"iaq:{tcn}", tcn=tcn, ori=self._ori, identity_id="SOMEBODY-ELSE"
        )
        foreign.encounter_id, foreign.score_db, foreign.purpose = "E-1", 50.0, "C"
        foreign.attention, foreign.phone, foreign.name = "UNKNOWN", "UNKNOWN", "DOE,JOHN"
        foreign.date_of_birth, foreign.sex, foreign.place_of_birth = "19700101", "M", "TX"
        foreign.offense_code, foreign.priority = "0399", 9
        foreign.match_time.GetCurrentTime()
        with grpc.insecure_channel(self._lesc_target) as channel:
            LescServiceStub(channel).SubmitQuery(foreign, metadata=_caller(self._ori, "operator"))
        message_id = f"iaq:{self.matched(researched=False).tcn}"
        for _ in _polls(f"the refusal of {message_id}"):
            queries = self._operator.programme.outbound_queries(
                state=programme_pb2.OUTBOUND_STATE_REJECTED
            )
            if message_id in {one.message_id for one in queries}:
                break
        request = programme_pb2.RequeueQueryRequest(message_id=message_id)
        return Staged(request, _caller(self._ori, "operator"))

    # Cases

    def _take_task(self) -> Staged:
        request = work_pb2.TakeTaskRequest(case_id=self.matched().case_id, officer=_OFFICER)
        return Staged(request, _caller(CENTRE, "field_office"))

    def _transfer(self) -> Staged:
        request = work_pb2.TransferCaseRequest(
            case_id=self.matched().case_id,
            transfer_id=f"TR-{self._number}",
            to_office="boston",
            reason="the person was moved",
            officer=_OFFICER,
        )
        return Staged(request, _caller(CENTRE, "field_office"))

    def _answer_transfer(self) -> Staged:
        sent = self._centre.work.transfer(self.matched().case_id, "boston", "moved", _OFFICER)
        request = work_pb2.AnswerTransferRequest(
            transfer_id=sent.transfer_id,
            answer=work_pb2.TRANSFER_STATE_ACCEPTED,
            officer=_OFFICER,
        )
        return Staged(request, _caller(BOSTON, "field_office"))

    def _escalate(self) -> Staged:
        request = work_pb2.EscalateCaseRequest(
            case_id=self.matched().case_id,
            escalation_id=f"ES-{self._number}",
            reason="who decides?",
            limit_hours=2,
            officer=_OFFICER,
        )
        return Staged(request, _caller(CENTRE, "field_office"))

    def _end_escalation(self) -> Staged:
        asked = self._centre.work.escalate(self.matched().case_id, "who decides?", _OFFICER)
        request = work_pb2.EndEscalationRequest(
            escalation_id=asked.escalation_id, resolution="the centre", officer=_SUPERVISOR
        )
        return Staged(request, _caller(HEADQUARTERS, "supervisor"))

    def _close(self) -> Staged:
        one = self.matched()
        now = datetime.now(UTC)
        met = case_pb2.EncounterRecord(manner=case_pb2.ENCOUNTER_MANNER_RECORDS_ONLY)
        met.encounter_time.FromDatetime(now - timedelta(seconds=5))
        decided = case_pb2.Disposition(
            action=case_pb2.DISPOSITION_ACTION_NO_DETENTION,
            reason=case_pb2.DISPOSITION_REASON_RELEASED_BEFORE,
        )
        decided.decision_time.FromDatetime(now - timedelta(seconds=2))
        self._centre.cases.record_encounter(one.case_id, met, _OFFICER)
        case = self._centre.cases.record_disposition(one.case_id, decided, _OFFICER)
        request = case_pb2.CloseCaseRequest(
            case_id=one.case_id, version=case.current.version, officer=_OFFICER
        )
        return Staged(request, _caller(CENTRE, "field_office"))

    def _reopen(self) -> Staged:
        closing = self._close().request
        assert isinstance(closing, case_pb2.CloseCaseRequest)
        closed = self._centre.cases.close(closing.case_id, closing.version, _OFFICER)
        request = case_pb2.ReopenCaseRequest(
            case_id=closed.case_id, version=closed.current.version, officer=_OFFICER
        )
        return Staged(request, _caller(CENTRE, "field_office"))

    def _refute(self) -> Staged:
        claim = self._centre.cases.record_claim(self.matched().case_id, _OFFICER)
        request = case_pb2.RefuteCitizenshipClaimRequest(
            claim_id=claim.claim_id, evidence="the passport is forged", officer=_SUPERVISOR
        )
        return Staged(request, _caller(HEADQUARTERS, "supervisor"))

    def _dossier(self) -> Staged:
        one = self.matched()
        request = report_pb2.GetDossierRequest(person_id=one.identity_id)
        return Staged(request, _caller(HEADQUARTERS, "supervisor"))

    # Detainers

    def _held(self) -> detainer_pb2.Detainer:
        return self._centre.detainers.request(self.matched().case_id, _OFFICER)

    def _decline(self) -> Staged:
        request = detainer_pb2.DeclineDetainerRequest(
            detainer_id=self._held().detainer_id, reason="no room", officer="J-1"
        )
        return Staged(request, _caller(self._ori, "law_enforcement"))

    def _acknowledged(self) -> detainer_pb2.Detainer:
        return self._agency.detainers.acknowledge(self._held().detainer_id, "J-1")

    def _take_custody(self) -> Staged:
        request = detainer_pb2.TakeCustodyRequest(
            detainer_id=self._acknowledged().detainer_id, officer=_OFFICER
        )
        return Staged(request, _caller(CENTRE, "field_office"))

    def _record_release(self) -> Staged:
        taken = self._centre.detainers.take_custody(self._acknowledged().detainer_id, _OFFICER)
        request = detainer_pb2.RecordReleaseRequest(
            detainer_id=taken.detainer_id, reason="bond", officer=_OFFICER
        )
        request.release_time.GetCurrentTime()
        return Staged(request, _caller(CENTRE, "field_office"))

    def _confirm_release(self) -> Staged:
        held = self._acknowledged()
        self._centre.detainers.cancel(held.detainer_id, "a mistake", _OFFICER)
        [notice] = [
            one
            for one in self._agency.detainers.release_notices(
                detainer_pb2.ListReleaseNoticesRequest()
            )
            if one.detainer_id == held.detainer_id
        ]
        request = detainer_pb2.ConfirmReleaseRequest(
            notice_id=notice.notice_id,
            outcome=detainer_pb2.RELEASE_OUTCOME_NOT_HELD,
            officer="J-1",
        )
        return Staged(request, _caller(self._ori, "law_enforcement"))

    # Reviews and galleries

    def _explanation(self) -> Staged:
        one = self.matched()
        self._centre.corrections.compare(one.tcn, "the photographs differ", officer=_OFFICER)
        for _ in _polls("a review"):
            task = self._examiner.reviews.next_item(_EXAMINER)
            if task is not None:
                break
        assert task is not None
        candidate_ids = [each.candidate_id for each in task.candidates]
        same = review_pb2.REVIEW_DECISION_SAME
        self._examiner.reviews.decide(task.item_id, _EXAMINER, dict.fromkeys(candidate_ids, same))
        request = review_pb2.GetReviewExplanationRequest(
            item_id=task.item_id, examiner_id=_EXAMINER, candidate_id=candidate_ids[0]
        )
        return Staged(request, _caller(HEADQUARTERS, "examiner"))

    def _twice(self) -> tuple[str, str]:
        """Enrol a person twice; returns the identity and the second encounter."""
        self._number += 1
        seed = _FIRST_SEED + self._number
        first, second = f"STAGE-{self._number}-A", f"STAGE-{self._number}-B"
        one = self._operator.enrol("ident", [finger(seed, 2)], encounter_id=first).identity
        again = [finger(seed, 2, 1)]
        self._operator.enrol("ident", again, encounter_id=second, identity_id=one.identity_id)
        return one.identity_id, second

    def _split(self) -> Staged:
        identity_id, second = self._twice()
        request = gallery_pb2.SplitIdentityRequest(
            gallery="ident",
            request_id=f"RQ-{self._number}",
            identity_id=identity_id,
            encounter_ids=[second],
        )
        return Staged(request, _caller(self._ori, "operator"))

    def _move(self) -> Staged:
        identity_id, second = self._twice()
        other, _ = self._twice()
        request = gallery_pb2.MoveEncounterRequest(
            gallery="ident",
            request_id=f"RQ-{self._number}",
            encounter_id=second,
            identity_id=identity_id,
            to_identity_id=other,
        )
        return Staged(request, _caller(self._ori, "operator"))


def _caller(ori: str, role: str) -> Metadata:
    return caller_metadata(ori, [role], "arrest")


def _polls(what: str) -> Iterator[None]:
    """Look again and again. Raises TimeoutError."""
    end_s = time.monotonic() + _WAIT_S
    while time.monotonic() < end_s:
        yield
        time.sleep(0.1)
    raise TimeoutError(f"waited {_WAIT_S:.0f} s for {what}")
