"""R9: claims of citizenship suspend advice, have a deadline and end documented."""

from dataclasses import replace
from datetime import timedelta

import pytest

from interop.bookings.tables import OutboxRow
from interop.cases.claims import CLAIM_PERIOD
from interop.cases.detainer_life import DetainerState
from interop.cases.errors import (
    CaseConflictError,
    CaseStateError,
    ClaimNotFoundError,
    ClaimStateError,
    DetainerRefusedError,
)
from interop.cases.priorities import Advice
from interop.cases.types import AlarmKind, ClaimState
from interop.lesc.research import Status
from interop.names import case_id
from tests.interop.case_world import OFFICER, PRIORITY_1, TCN, CaseWorld
from tests.interop.histories import determination

CASE = case_id(TCN)


REMOVED = "removals: removed on 2010-05-06"
"""What speaks against a claim of citizenship."""


def claim(office: CaseWorld, claim_id: str = "C-1") -> None:
    office.cases.record_claim(CASE, claim_id, OFFICER)


def advice(office: CaseWorld) -> Advice:
    return office.cases.assess(CASE, OFFICER).advice


def test_r9_a_claim_suspends_advice_and_asks_the_lesc(office: CaseWorld) -> None:
    """Individuals who … subsequently became citizens: no match is proof of the contrary."""
    office.alerted()
    claim(office)
    assert advice(office) is Advice.SUSPENDED
    with pytest.raises(DetainerRefusedError, match="SUSPENDED"):
        office.request(because="dangerous")
    with office.database.read() as session:
        [review] = session.query(OutboxRow).filter(OutboxRow.kind != "IAQ").all()
    assert (review.kind, review.message_id) == ("CITIZENSHIP_REVIEW", "claim:C-1")


def test_r9_a_claim_the_lesc_confirms_frees(office: CaseWorld) -> None:
    """Naturalised yesterday, claimed while the 48 hours run."""
    office.alerted()
    office.running()
    office.clock.forward(3600)
    claim(office)
    office.clock.forward(3600)
    office.answer(determination(Status.US_CITIZEN), version=2, claim_id="C-1")
    case = office.case()
    assert [one.state for one in case.claims] == [ClaimState.UPHELD]
    assert case.claims[0].end_reason == "LESC answer 2"
    assert [one.state for one in case.detainers] == [DetainerState.CANCELLED]
    assert advice(office) is Advice.NO_DETAINER


def test_r9_a_claim_the_lesc_refutes_gives_advice_back(office: CaseWorld) -> None:
    office.alerted()
    running = office.running()
    claim(office)
    office.clock.forward(3600)
    office.answer(PRIORITY_1, version=2, claim_id="C-1", against=[REMOVED])
    case = office.case()
    assert [one.state for one in case.claims] == [ClaimState.REFUTED]
    assert case.claims[0].end_reason == f"LESC answer 2: {REMOVED} (LESC-7)"
    assert case.detainers == (running,), "the clock neither stopped nor ran longer"
    assert advice(office) is Advice.DETAIN


def test_r9_what_cannot_be_resolved_in_time_frees_and_alarms(office: CaseWorld) -> None:
    office.alerted()
    office.running()
    claim(office)
    office.clock.forward(CLAIM_PERIOD.total_seconds() - 1)
    office.cases.run_due()
    assert office.case().live_detainer is not None
    office.clock.forward(1)
    office.cases.run_due()
    case = office.case()
    assert [one.state for one in case.claims] == [ClaimState.UNRESOLVED]
    assert case.live_detainer is None
    assert {one.kind for one in case.alarms} == {
        AlarmKind.CLAIM_UNRESOLVED,
        AlarmKind.DETAINER_CANCELLED,
    }
    assert advice(office) is Advice.UNDETERMINED


def test_r9_an_answer_that_gives_no_ground_frees_while_a_claim_is_open(office: CaseWorld) -> None:
    """A claim suspends the advice; it does not keep somebody held whom nothing holds any more."""
    office.alerted()
    office.running()
    claim(office)
    silent = determination(Status.UNRESOLVED, because="passports out of reach")
    silent = replace(silent, not_consulted=("passports",))
    office.answer(silent, version=2, claim_id="C-1")
    assert [one.state for one in office.case().claims] == [ClaimState.OPEN]
    assert office.case().live_detainer is None
    assert advice(office) is Advice.SUSPENDED


def test_r9_silence_of_the_lesc_does_not_bring_old_advice_back(office: CaseWorld) -> None:
    """Neither does an answer from before the claim that comes late."""
    office.alerted()
    office.clock.forward(60)
    claim(office)
    office.clock.forward(-30)
    office.answer(PRIORITY_1, version=2)
    assert [one.state for one in office.case().claims] == [ClaimState.OPEN]
    office.clock.forward(CLAIM_PERIOD.total_seconds() + 60)
    office.cases.run_due()
    assert advice(office) is Advice.UNDETERMINED
    office.answer(PRIORITY_1, version=3)
    assert advice(office) is Advice.UNDETERMINED, "an ordinary answer decides nothing"
    office.answer(PRIORITY_1, version=4, claim_id="C-1", against=[REMOVED])
    assert advice(office) is Advice.DETAIN, "reviewed after the claim, if late"


def test_r9_the_deadline_is_never_later_than_the_release(office: CaseWorld) -> None:
    office.alerted()
    running = office.running()
    assert running.expire_time is not None
    office.clock.now = running.expire_time - timedelta(hours=2)
    claim(office)
    assert office.case().claims[0].deadline == running.expire_time


def test_r9_an_officer_can_uphold_a_claim_but_not_refute_it(office: CaseWorld) -> None:
    office.alerted()
    office.running()
    claim(office)
    upheld = office.cases.uphold_claim("C-1", "certificate of naturalisation seen", OFFICER)
    assert (upheld.state, upheld.end_reason) == (
        ClaimState.UPHELD,
        "certificate of naturalisation seen",
    )
    assert office.case().live_detainer is None
    assert office.cases.uphold_claim("C-1", "again", OFFICER) == upheld
    office.answer(replace(PRIORITY_1), version=2)
    assert advice(office) is Advice.NO_DETAINER
    with pytest.raises(ClaimStateError, match="upheld"):
        claim(office, "C-2")


def test_r9_a_claim_that_ran_out_can_still_be_upheld(office: CaseWorld) -> None:
    office.alerted()
    claim(office)
    office.clock.forward(CLAIM_PERIOD.total_seconds())
    office.cases.run_due()
    assert office.cases.uphold_claim("C-1", "passport seen", OFFICER).state is ClaimState.UPHELD


def test_r9_claims_are_taken_once_and_one_at_a_time(office: CaseWorld) -> None:
    office.alerted()
    office.alerted(tcn="BOOKING-00002")
    claim(office)
    claim(office)
    assert len(office.case().claims) == 1
    with pytest.raises(ClaimStateError, match="open"):
        claim(office, "C-2")
    with pytest.raises(CaseConflictError):
        office.cases.record_claim(case_id("BOOKING-00002"), "C-1", OFFICER)
    with pytest.raises(ClaimNotFoundError):
        office.cases.uphold_claim("C-9", "x", OFFICER)


def test_r9_a_refuted_claim_can_be_raised_anew(office: CaseWorld) -> None:
    office.alerted()
    claim(office)
    office.answer(PRIORITY_1, version=2, claim_id="C-1", against=[REMOVED])
    with pytest.raises(ClaimStateError, match="refuted"):
        office.cases.uphold_claim("C-1", "x", OFFICER)
    office.clock.forward(60)
    claim(office, "C-2")
    assert advice(office) is Advice.SUSPENDED


def test_a_withdrawal_ends_an_open_claim(office: CaseWorld) -> None:
    office.alerted()
    claim(office)
    office.withdraw()
    [ended] = office.case().claims
    assert (ended.state, ended.end_reason) == (ClaimState.UNRESOLVED, "match withdrawn")
    with pytest.raises(CaseStateError):
        claim(office, "C-2")
