"""A claim of citizenship belongs to the person, and is refuted by evidence and a named person."""

from dataclasses import replace

import pytest

from database.caller import Caller
from interop.bookings.tables import OutboxRow
from interop.cases.claims import CLAIM_PERIOD
from interop.cases.detainer_life import DetainerState
from interop.cases.errors import (
    CaseConflictError,
    CaseNotFoundError,
    CaseStateError,
    ClaimNotFoundError,
    ClaimStateError,
    DetainerRefusedError,
)
from interop.cases.priorities import Advice
from interop.cases.types import Actor, CaseState, ClaimState
from interop.errors import AnswerOrderError, PermissionDeniedError
from interop.lesc.research import Status
from interop.names import case_id
from lesc_stub.types import Mode
from tests.interop.case_world import AGENCY, OFFICER, RELEASED_BEFORE, CaseWorld
from tests.interop.cases.people import (
    DAY_S,
    ELSEWHERE,
    FIRST,
    JAIL_ELSEWHERE,
    LESC,
    REMOVED,
    SECOND,
    SUPERVISOR,
    THIRD,
    People,
)
from tests.interop.cases.test_identities import enrol, merge
from tests.interop.histories import determination

CANCELLED = DetainerState.CANCELLED
UPHELD, REFUTED, UNRESOLVED = ClaimState.UPHELD, ClaimState.REFUTED, ClaimState.UNRESOLVED


@pytest.fixture(params=list(Mode))
def people(office: CaseWorld, request: pytest.FixtureRequest) -> People:
    return People(office, request.param)


def state(people: People, tcn: str = FIRST) -> ClaimState:
    [claim] = people.office.case(tcn).claims
    return claim.state


def test_an_upheld_claim_frees_on_every_case_and_on_every_later_case(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    office.running("D-1", SECOND)
    people.claim(FIRST)
    assert people.advice(SECOND) is Advice.SUSPENDED
    office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    assert [one.state for one in people.detainers(FIRST, SECOND)] == [CANCELLED]
    office.clock.forward(30 * DAY_S)
    people.alerted(THIRD)
    assert people.advice(THIRD) is Advice.NO_DETAINER
    with pytest.raises(DetainerRefusedError, match="upheld on case:BOOKING-00001"):
        office.request("D-3", THIRD, because="dangerous")
    with pytest.raises(ClaimStateError, match="upheld on case:BOOKING-00001"):
        people.claim(THIRD, claim_id="C-3")
    file = office.cases.view(case_id(THIRD), OFFICER)
    assert [one.claim_id for one in file.person_claims] == ["C-1"]
    assert file.case.claims == ()


def test_a_claim_follows_the_person_over_both_files(people: People) -> None:
    """IDENT knows two people, the criminal file one: the person was booked under each."""
    office = people.office
    people.alerted(FIRST, identity_id="IDENT-1", booked_as="FBI-1")
    people.alerted(SECOND, identity_id="IDENT-2", booked_as="FBI-1", ori=ELSEWHERE)
    people.alerted(THIRD, identity_id="IDENT-2", booked_as="")
    office.running("D-1", THIRD)
    people.claim(FIRST)
    office.cases.uphold_claim("C-1", "passport seen", SUPERVISOR)
    assert [one.state for one in people.detainers(THIRD)] == [CANCELLED]
    people.alerted("BOOKING-00004", identity_id="IDENT-4", booked_as="FBI-4")
    assert people.advice("BOOKING-00004") is Advice.MAY_DETAIN, "somebody else"


def test_a_claim_follows_the_person_through_a_merge(people: People) -> None:
    office = people.office
    enrol(office, ("e1", "IDENT-1"), ("e2", "IDENT-2"))
    people.alerted(FIRST, identity_id="IDENT-1")
    people.alerted(SECOND, identity_id="IDENT-2", ori=ELSEWHERE)
    office.running("D-1", SECOND)
    people.claim(FIRST)
    office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    assert people.detainers(SECOND)[0].state is DetainerState.RUNNING
    merge(office, "IDENT-1", "IDENT-2")
    office.clock.forward(60)
    office.cases.run_due()
    assert people.detainers(SECOND)[0].state is CANCELLED


def test_a_withdrawn_match_makes_nobody_a_citizen(people: People) -> None:
    """The claim was of the person who was booked, not of the stranger whom the match named."""
    office = people.office
    people.alerted(FIRST, booked_as="FBI-1")
    people.claim(FIRST)
    office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    office.withdraw(FIRST)
    people.alerted(SECOND, booked_as="FBI-2")
    people.alerted(THIRD, identity_id="IDENT-3", booked_as="FBI-1")
    assert people.advice(SECOND) is Advice.MAY_DETAIN
    assert people.advice(THIRD) is Advice.NO_DETAINER


@pytest.mark.parametrize("taker", [OFFICER, LESC, SUPERVISOR, AGENCY])
def test_a_claim_is_taken_by_whoever_hears_it(people: People, taker: Actor) -> None:
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    people.claim(FIRST, by=taker)
    [claim] = people.office.case(FIRST).claims
    assert (claim.officer, claim.taken_by) == (taker.officer, taker.caller.ori)
    assert {people.advice(FIRST), people.advice(SECOND)} == {Advice.SUSPENDED}


def test_a_jail_takes_the_claims_of_the_people_whom_it_booked(people: People) -> None:
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    with pytest.raises(CaseNotFoundError):
        people.claim(FIRST, by=JAIL_ELSEWHERE)
    people.claim(SECOND, by=JAIL_ELSEWHERE)
    office = people.office
    given = office.cases.add_claim_evidence("C-1", "E-1", "a birth certificate", JAIL_ELSEWHERE)
    assert (given.given_by, given.officer) == (ELSEWHERE, "JAILER-1")
    # To another agency the claim is unknown, as one that was never made: no id of a case is told.
    with pytest.raises(ClaimNotFoundError, match=r"no claim of citizenship C-1$"):
        office.cases.add_claim_evidence("C-1", "E-2", "none", AGENCY)
    nobody = Actor(Caller("DHS000000", frozenset({"dhs"}), "arrest"), "X")
    with pytest.raises(PermissionDeniedError):
        people.claim(FIRST, by=nobody, claim_id="C-2")


def test_a_claim_on_a_closed_case_begins_another_version(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    office.running("D-2", SECOND)
    office.documented(RELEASED_BEFORE)
    office.cases.close(case_id(FIRST), 1, OFFICER)
    people.claim(FIRST, by=LESC)
    case = office.case()
    assert (case.state, case.current.version) == (CaseState.ALERTED, 2)
    assert case.current.cause == "claimed"
    assert people.advice(SECOND) is Advice.SUSPENDED
    office.cases.uphold_claim("C-1", "passport seen", LESC)
    assert people.detainers(SECOND)[0].state is CANCELLED
    office.withdraw(FIRST)
    with pytest.raises(CaseStateError, match="withdrawn"):
        people.claim(FIRST, claim_id="C-2")


def test_sources_that_know_nothing_leave_a_claim_unresolved(people: People) -> None:
    """A citizen by derivation has no paper in 16 databases: nobody may be held on silence."""
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    office.running("D-1", SECOND)
    people.claim(FIRST)
    people.answer(2, claim_id="C-1")
    assert state(people) is UNRESOLVED
    assert people.detainers(SECOND)[0].state is CANCELLED
    office.clock.forward(30 * DAY_S)
    people.alerted(THIRD)
    for tcn in (FIRST, SECOND, THIRD):
        assert people.advice(tcn) is Advice.UNDETERMINED
        with pytest.raises(DetainerRefusedError, match="could not be resolved"):
            office.request("D-3", tcn, because="dangerous")


def test_an_answer_counts_for_a_claim_only_if_it_names_the_claim(people: People) -> None:
    """Neither an ordinary answer, nor an answer whose clock runs ahead, nor one to another case."""
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    people.claim(FIRST)
    people.answer(2)
    office.clock.forward(3600)
    people.answer(3)
    office.clock.forward(-3600)
    people.answer(2, SECOND, claim_id="C-1", against=[REMOVED])
    people.answer(4, claim_id="C-0", against=[REMOVED])
    assert state(people) is ClaimState.OPEN
    assert people.advice(SECOND) is Advice.SUSPENDED
    people.answer(5, claim_id="C-1", against=[REMOVED])
    assert state(people) is REFUTED
    [claim] = office.case().claims
    assert claim.end_reason == f"LESC answer 5: {REMOVED} (LESC-7)"


def test_an_answer_that_comes_too_early_takes_nothing_from_the_answer_about_a_claim(
    people: People,
) -> None:
    people.alerted(FIRST)
    people.claim(FIRST)
    with pytest.raises(AnswerOrderError):
        people.answer(3)
    people.office.answer(determination(Status.US_CITIZEN), 2, claim_id="C-1")
    assert state(people) is UPHELD


def test_an_ordinary_answer_that_shows_a_citizen_frees_at_once(people: People) -> None:
    """Such an answer decides no claim, and nobody waits for the claim to go free."""
    people.alerted(FIRST)
    people.office.running()
    people.claim(FIRST)
    people.office.answer(determination(Status.US_CITIZEN), 2)
    assert state(people) is ClaimState.OPEN
    assert people.detainers(FIRST)[0].state is CANCELLED


def test_a_claim_is_refuted_by_a_named_person_with_evidence(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    people.claim(FIRST)
    office.cases.add_claim_evidence("C-1", "E-1", "a passport of another country", LESC)
    assert (
        office.cases.add_claim_evidence("C-1", "E-1", "a passport of another country", LESC)
        == office.cases.view(case_id(SECOND), OFFICER).claim_evidence[0]
    )
    with pytest.raises(CaseConflictError):
        office.cases.add_claim_evidence("C-1", "E-1", "other", LESC)
    assert state(people) is ClaimState.OPEN, "evidence decides nothing by itself"
    office.clock.forward(CLAIM_PERIOD.total_seconds())
    office.cases.run_due()
    assert state(people) is UNRESOLVED
    with pytest.raises(PermissionDeniedError):
        office.cases.refute_claim("C-1", "E-1", OFFICER)
    for actor, evidence in ((replace(LESC, officer=""), "E-1"), (LESC, " ")):
        with pytest.raises(ClaimStateError, match="named person"):
            office.cases.refute_claim("C-1", evidence, actor)
    refuted = office.cases.refute_claim("C-1", "E-1", LESC)
    assert (refuted.state, refuted.end_reason) == (REFUTED, "E-1 (LESC-3)")
    assert people.advice(FIRST) is people.advice(SECOND) is Advice.MAY_DETAIN
    people.claim(SECOND, claim_id="C-2")
    office.cases.uphold_claim("C-2", "certificate seen", LESC)
    with pytest.raises(ClaimStateError, match="upheld"):
        office.cases.refute_claim("C-2", "E-1", LESC)


def test_a_refuted_claim_undoes_nothing_that_was_lawful(people: People) -> None:
    """As audited, the answer carries no history: that is no reason to free anybody."""
    people.alerted(FIRST)
    running = people.office.running()
    people.claim(FIRST)
    people.office.clock.forward(60)
    people.answer(2, claim_id="C-1", against=[REMOVED])
    assert state(people) is REFUTED
    assert people.detainers(FIRST) == [running]


def test_an_upheld_claim_reaches_the_lesc_once_for_each_query(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    people.alerted(THIRD, identity_id="IDENT-9")
    people.claim(FIRST)
    for _ in range(2):
        office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    with office.database.read() as session:
        rows = session.query(OutboxRow).filter(OutboxRow.kind == "CITIZENSHIP_UPHELD").all()
        sent = [row.message_id for row in rows]
    assert sent == [f"citizen:C-1:{FIRST}", f"citizen:C-1:{SECOND}"]
