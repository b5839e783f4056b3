"""An officer acts on the cases of the own office: every RPC by which officers act is tried.

The RPCs come from the table of access. One without a stage here fails the first test.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from interop.cases import releases
from interop.cases.rows import case_row
from interop.corrections import (
    CorrectionDesk,
    CorrectionReason,
    CorrectionRequest,
    CorrectionRow,
    Recipient,
    notice_id,
    notices,
)
from interop.roles import SCOPES, Scope
from interop.work import TransferRequest, WorkDesk
from services.access.table import TABLE
from services.servicers import CaseServicer, CorrectionServicer, DetainerServicer, WorkServicer
from services.wire.reflection import timestamp
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import case_service_pb2 as case_pb2
from tenprint.v1 import correction_service_pb2 as correction_pb2
from tenprint.v1 import detainer_service_pb2 as detainer_pb2
from tenprint.v1 import work_service_pb2 as work_pb2
from tests.databases import opened_sqlite
from tests.interop.case_world import (
    AGENCY,
    OFFICER,
    ORI,
    RELEASED_BEFORE,
    TCN,
    CaseWorld,
)
from tests.services.access.rpcs import RPCS, Rpc
from tests.services.servicers.serving import serving

HOUSTON, MIAMI, BOSTON, NOBODY = "ICEHOU000", "ICEMIA000", "ICEBOS000", "ICEZZZ000"
CASE, DETAINER, CLAIM = f"case:{TCN}", "D-1", "C-1"
WHO = OFFICER.officer
SERVICES = ("CaseService", "DetainerService", "WorkService", "CorrectionService")
READS = ("Get", "List", "Watch", "Count", "Assess")
ANYBODY = {"RecordCitizenshipClaim", "AddClaimEvidence", "RequestComparison"}
"""Meant for whoever learns of something, wherever: they end a hold, or ask somebody to look."""
Make = Callable[[CaseWorld], Message]


@dataclass(frozen=True)
class Stage:
    """Leads a case so far that one request of its office succeeds."""

    make: Make
    owner: str = HOUSTON
    reason: str = "OTHER_OFFICE"
    """Of the refusal of another office."""
    after_transfer: tuple[str, str] | None = (MIAMI, HOUSTON)
    """Who may and who may not when Miami has the case; None: the transfer ends what was staged."""


def work_of(world: CaseWorld) -> WorkDesk:
    return WorkDesk(world.database, clock=world.clock)


def take(_: CaseWorld) -> Message:
    return work_pb2.TakeTaskRequest(case_id=CASE, officer=WHO)


def release_task(world: CaseWorld) -> Message:
    work_of(world).take(CASE, timedelta(hours=1), OFFICER)
    return work_pb2.ReleaseTaskRequest(case_id=CASE, officer=WHO)


def transfer(_: CaseWorld) -> Message:
    return work_pb2.TransferCaseRequest(
        case_id=CASE, transfer_id="T-1", to_office="denver", reason="lives there", officer=WHO
    )


def answer_transfer(world: CaseWorld) -> Message:
    work_of(world).transfer(TransferRequest("T-1", CASE, "miami", "lives there"), OFFICER)
    answer = work_pb2.TRANSFER_STATE_ACCEPTED
    return work_pb2.AnswerTransferRequest(transfer_id="T-1", answer=answer, officer=WHO)


def escalate(_: CaseWorld) -> Message:
    return work_pb2.EscalateCaseRequest(
        case_id=CASE, escalation_id="E-1", reason="who decides?", officer=WHO
    )


def look_up(_: CaseWorld) -> Message:
    return case_pb2.RepeatLookUpRequest(case_id=CASE, look_up_id="L-1", source="wants", officer=WHO)


def encounter(_: CaseWorld) -> Message:
    record = case_pb2.EncounterRecord(manner=case_pb2.ENCOUNTER_MANNER_RECORDS_ONLY)
    return case_pb2.RecordEncounterRequest(case_id=CASE, encounter=record, officer=WHO)


def disposition(_: CaseWorld) -> Message:
    record = case_pb2.Disposition(remark="a draft")
    return case_pb2.RecordDispositionRequest(case_id=CASE, disposition=record, officer=WHO)


def close(world: CaseWorld) -> Message:
    world.documented(RELEASED_BEFORE)
    return case_pb2.CloseCaseRequest(case_id=CASE, version=1, officer=WHO)


def reopen(world: CaseWorld) -> Message:
    world.documented(RELEASED_BEFORE)
    world.cases.close(CASE, 1, OFFICER)
    return case_pb2.ReopenCaseRequest(case_id=CASE, version=1, officer=WHO)


def death(_: CaseWorld) -> Message:
    request = case_pb2.RecordDeathRequest(case_id=CASE, because="a letter", officer=WHO)
    request.deceased_date.year, request.deceased_date.month, request.deceased_date.day = 2011, 7, 30
    return request


def uphold(world: CaseWorld) -> Message:
    world.cases.record_claim(CASE, CLAIM, OFFICER)
    return case_pb2.UpholdCitizenshipClaimRequest(claim_id=CLAIM, evidence="seen", officer=WHO)


def alarm(world: CaseWorld) -> Message:
    world.running()
    world.clock.forward(4 * 24 * 3600)
    world.cases.run_due()
    [one] = world.case().alarms
    return case_pb2.AcknowledgeCaseAlarmRequest(alarm_id=one.alarm_id, officer=WHO)


def detainer(_: CaseWorld) -> Message:
    return detainer_pb2.RequestDetainerRequest(case_id=CASE, detainer_id=DETAINER, officer=WHO)


def custody(world: CaseWorld) -> Message:
    world.running()
    return detainer_pb2.TakeCustodyRequest(detainer_id=DETAINER, officer=WHO)


def cancel(world: CaseWorld) -> Message:
    world.request()
    return detainer_pb2.CancelDetainerRequest(detainer_id=DETAINER, reason="moved", officer=WHO)


def record_release(world: CaseWorld) -> Message:
    world.running()
    world.detainers.take_custody(DETAINER, OFFICER)
    return detainer_pb2.RecordReleaseRequest(
        detainer_id=DETAINER,
        release_time=timestamp(world.clock.now),
        reason="bond",
        officer=WHO,
    )


def move(world: CaseWorld) -> Message:
    return detainer_pb2.MovePersonRequest(
        case_id=CASE, to_ori="TX2020000", move_time=timestamp(world.clock.now), officer=WHO
    )


def confirm_release(world: CaseWorld) -> Message:
    record_release(world)
    with world.database.write() as session:
        releases.release(session, CASE, "the ground is gone", world.clock.now)
    return detainer_pb2.ConfirmReleaseRequest(
        notice_id=f"{DETAINER}:custodian",
        outcome=detainer_pb2.RELEASE_OUTCOME_NOT_HELD,
        officer=WHO,
    )


def know(world: CaseWorld) -> Message:
    asked = CorrectionRequest("K-1", TCN, CorrectionReason.DIFFERENT_PERSON)
    with world.database.write() as session:
        session.add(
            CorrectionRow(
                correction_id="K-1",
                tcn=TCN,
                reason=int(asked.reason),
                explanation="",
                iafis_match_false=False,
                correct_time=world.clock.now,
                iafis_identity_id="",
                left_iafis_identity_id="",
                ident_identity_id="IDENT-1",
                ident_encounter_id="",
                response_ordinal=0,
                ori=ORI,
                roles="examiner",
                purpose="review",
            )
        )
        session.flush()
        notices.add(session, asked, Recipient.FIELD_OFFICE, "houston", world.clock.now)
    notice = notice_id("K-1", Recipient.FIELD_OFFICE)
    return correction_pb2.AcknowledgeNoticeRequest(notice_id=notice)


STAGES: Mapping[str, Stage] = {
    "TakeTask": Stage(take),
    "ReleaseTask": Stage(release_task, reason="TASK_NOT_HELD", after_transfer=None),
    "TransferCase": Stage(transfer),
    "AnswerTransfer": Stage(answer_transfer, owner=MIAMI, after_transfer=None),
    "EscalateCase": Stage(escalate),
    "RepeatLookUp": Stage(look_up),
    "RecordEncounter": Stage(encounter),
    "RecordDisposition": Stage(disposition),
    "CloseCase": Stage(close),
    "ReopenCase": Stage(reopen),
    "RecordDeath": Stage(death),
    "UpholdCitizenshipClaim": Stage(uphold),
    "AcknowledgeCaseAlarm": Stage(alarm),
    "RequestDetainer": Stage(detainer),
    "TakeCustody": Stage(custody),
    "CancelDetainer": Stage(cancel),
    # Whoever has the person in custody says so, whoever has the case now.
    "RecordRelease": Stage(record_release, after_transfer=(MIAMI, BOSTON)),
    "MovePerson": Stage(move),
    "ConfirmRelease": Stage(confirm_release, after_transfer=(HOUSTON, MIAMI)),
    "AcknowledgeNotice": Stage(know),
}


def acts_of_officers() -> dict[str, Rpc]:
    """The RPCs by which an officer changes something of a case."""
    found = {}
    for rpc in RPCS:
        name, access = rpc.descriptor.name, TABLE[rpc.method]
        scopes = {SCOPES[one]["field_office"] for one in access.operations}
        if rpc.service in SERVICES and scopes != {Scope.NONE} and not name.startswith(READS):
            found[name] = rpc
    return found


ACTS = acts_of_officers()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CaseWorld]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    made = CaseWorld(database)
    made.alerted()
    yield made
    database.close()


@pytest.fixture
def target(world: CaseWorld) -> Iterator[str]:
    with serving(
        lambda store, lifecycle: [
            CaseServicer(world.cases, store, store),
            DetainerServicer(world.detainers, store, lifecycle),
            WorkServicer(work_of(world), store),
            CorrectionServicer(CorrectionDesk(world.database, {}, clock=world.clock), store),
        ]
    ) as address:
        yield address


@contextmanager
def officer_of(target: str, ori: str) -> Iterator[Client]:
    with Client(target, ori=ori, roles=["field_office"]) as client:
        yield client


def outcome(target: str, ori: str, name: str, request: Message) -> str:
    """Send a request as an office; gives the reason of the refusal, or nothing."""
    response = GetMessageClass(ACTS[name].descriptor.output_type)
    with officer_of(target, ori) as client:
        try:
            client.call(request, response)
        except RpcError as error:
            return error.reason
    return ""


def give_to_miami(world: CaseWorld) -> None:
    """Leave the case as a transfer does that Miami has accepted."""
    with world.database.write() as session:
        row = case_row(session, CASE)
        row.office = row.alerted_to = "miami"


def test_every_act_of_officers_has_a_stage_or_is_meant_for_anybody() -> None:
    assert set(ACTS) == set(STAGES) | ANYBODY
    assert not set(STAGES) & ANYBODY


def test_the_table_says_whose_the_case_is() -> None:
    for name, rpc in ACTS.items():
        access = TABLE[rpc.method]
        scopes = {SCOPES[one]["field_office"] for one in access.operations} - {Scope.NONE}
        assert (scopes == {Scope.OWN}) is (name not in ANYBODY), name
        assert access.own, name


@pytest.mark.parametrize("name", STAGES)
def test_another_office_is_refused_and_the_case_s_own_office_is_not(
    world: CaseWorld, target: str, name: str
) -> None:
    stage = STAGES[name]
    request = stage.make(world)
    for ori in (BOSTON, NOBODY):
        assert outcome(target, ori, name, request) == stage.reason, ori
    assert outcome(target, stage.owner, name, request) == ""


@pytest.mark.parametrize("name", [one for one in STAGES if STAGES[one].after_transfer])
def test_a_case_that_went_to_another_office_is_that_office_s(
    world: CaseWorld, target: str, name: str
) -> None:
    stage = STAGES[name]
    assert stage.after_transfer is not None
    request = stage.make(world)
    give_to_miami(world)
    owner, stranger = stage.after_transfer
    assert outcome(target, stranger, name, request) == "OTHER_OFFICE"
    assert outcome(target, owner, name, request) == ""


def test_a_transfer_hands_the_right_to_ask_for_a_detainer_over(
    world: CaseWorld, target: str
) -> None:
    asked = answer_transfer(world)
    assert outcome(target, MIAMI, "RequestDetainer", detainer(world)) == "OTHER_OFFICE"
    assert outcome(target, MIAMI, "AnswerTransfer", asked) == ""
    assert outcome(target, HOUSTON, "RequestDetainer", detainer(world)) == "OTHER_OFFICE"
    assert world.case().detainers == (), "nobody is held by what was refused"
    assert outcome(target, MIAMI, "RequestDetainer", detainer(world)) == ""


def test_anybody_concerned_takes_claims_states_what_was_seen_and_asks_examiners(
    world: CaseWorld, target: str
) -> None:
    claim = case_pb2.RecordCitizenshipClaimRequest(case_id=CASE, claim_id=CLAIM, officer=WHO)
    seen = case_pb2.AddClaimEvidenceRequest(
        claim_id=CLAIM, evidence_id="E-1", text="a passport", officer=WHO
    )
    assert outcome(target, BOSTON, "RecordCitizenshipClaim", claim) == ""
    assert outcome(target, BOSTON, "AddClaimEvidence", seen) == ""
    compare = correction_pb2.RequestComparisonRequest(
        comparison_id="K-1", tcn=TCN, reason="the photographs differ", officer=WHO
    )
    refused = outcome(target, BOSTON, "RequestComparison", compare)
    assert refused == "COMPARISON_REFUSED", "no print of this booking is kept, whoever asks"


def test_an_office_with_another_case_of_the_person_upholds_the_claim(
    world: CaseWorld, target: str
) -> None:
    """A claim is the person's: it stands on one case and counts on each."""
    request = uphold(world)
    assert outcome(target, MIAMI, "UpholdCitizenshipClaim", request) == "OTHER_OFFICE"
    world.alerted(tcn="FLORIDA-00001", identity_id="IDENT-1", ori="FL1010000")
    assert outcome(target, BOSTON, "UpholdCitizenshipClaim", request) == "OTHER_OFFICE"
    assert outcome(target, MIAMI, "UpholdCitizenshipClaim", request) == ""


def test_supervisors_and_agencies_are_bound_to_no_office(world: CaseWorld, target: str) -> None:
    version = reopen(world)
    with Client(target, ori="ICEHQ0000", roles=["supervisor"]) as supervisor:
        supervisor.call(version, case_pb2.ReopenCaseResponse)
    with Client(target, ori="ICEBOS000", roles=["supervisor", "field_office"]) as both:
        assert both.call(version, case_pb2.ReopenCaseResponse).case.current.version == 2
    moved = move(world)
    with Client(target, ori=AGENCY.caller.ori, roles=["law_enforcement"]) as agency:
        agency.call(moved, detainer_pb2.MovePersonResponse)
