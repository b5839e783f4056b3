"""A record says what happened, and a decision keeps what was known when it was made."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from interop.cases.documentation import is_violation
from interop.cases.errors import AlarmRecipientError, DispositionContradictionError
from interop.cases.priorities import Advice, Level, RuleSet
from interop.cases.types import (
    REASONS,
    Actor,
    AlarmKind,
    CaseState,
    DecisionKind,
    Disposition,
    DispositionAction,
    DispositionReason,
)
from interop.errors import PermissionDeniedError
from interop.lesc.research import Ground, Status
from interop.local_time import local
from interop.names import case_id
from interop.offenses import OffenseCategory
from lesc_stub.types import Mode
from tests.interop.case_world import AGENCY, NO_ACTION, OFFICER, RELEASED_BEFORE, CaseWorld
from tests.interop.cases.people import ELSEWHERE, FIRST, SECOND, SUPERVISOR, People
from tests.interop.histories import conviction, determination

A, R = DispositionAction, DispositionReason
DECLINED = replace(NO_ACTION, reason=R.DETAINER_DECLINED)
WITHDRAWN = replace(NO_ACTION, reason=R.MATCH_WITHDRAWN)
REMOVED = replace(NO_ACTION, action=A.REMOVED, reason=R.UNLAWFULLY_PRESENT)


@pytest.fixture(params=list(Mode))
def people(office: CaseWorld, request: pytest.FixtureRequest) -> People:
    made = People(office, request.param)
    made.alerted(FIRST)
    made.alerted(SECOND, identity_id="IDENT-2")
    return made


def close(people: People, tcn: str = FIRST, actor: Actor = OFFICER, because: str = "") -> CaseState:
    version = people.office.case(tcn).current.version
    return people.office.cases.close(case_id(tcn), version, actor, because=because).state


@pytest.mark.parametrize(
    ("disposition", "contradiction"),
    [
        (DECLINED, "no agency declined"),
        (WITHDRAWN, "the match stands"),
        (REMOVED, "no custody was taken"),
    ],
)
def test_what_did_not_happen_closes_no_case(
    people: People, disposition: Disposition, contradiction: str
) -> None:
    """It closes on a supervisor's reason, and is marked; the other case closes as it happened."""
    office = people.office
    office.documented(disposition)
    with pytest.raises(DispositionContradictionError, match=contradiction):
        close(people)
    with pytest.raises(PermissionDeniedError):
        close(people, because="the paper file says so")
    closed = close(people, actor=SUPERVISOR, because="the paper file says so")
    assert closed is CaseState.CLOSED
    made = office.case().decisions[-1]
    assert (made.kind, made.officer) == (DecisionKind.CLOSE, "CHIEF-1")
    assert contradiction in made.basis.contradictions[0]
    assert made.basis.because == "the paper file says so"
    assert office.case().alarms[-1].kind is AlarmKind.CLOSED_IN_CONTRADICTION
    office.documented(RELEASED_BEFORE, SECOND)
    assert close(people, SECOND) is CaseState.CLOSED
    assert office.case(SECOND).decisions[-1].basis.contradictions == ()


def test_what_did_happen_closes_a_case(people: People) -> None:
    office = people.office
    office.request("D-1", FIRST)
    office.detainers.decline("D-1", "NO_ROOM", AGENCY)
    office.documented(DECLINED)
    assert close(people) is CaseState.CLOSED
    people.office.running("D-2", SECOND)
    office.detainers.take_custody("D-2", OFFICER)
    office.documented(NO_ACTION, SECOND)
    with pytest.raises(DispositionContradictionError, match="custody was taken"):
        close(people, SECOND)
    office.documented(REMOVED, SECOND)
    assert close(people, SECOND) is CaseState.CLOSED


def test_a_citizen_is_not_removed_and_nobody_decides_tomorrow(people: People) -> None:
    office = people.office
    people.in_custody(FIRST)
    office.documented(REMOVED)
    office.answer(determination(Status.US_CITIZEN), 2)
    with pytest.raises(DispositionContradictionError, match=r"the person is a U\.S\. citizen"):
        close(people)
    tomorrow = office.clock.now + timedelta(days=1)
    office.documented(replace(NO_ACTION, decision_time=tomorrow), SECOND)
    with pytest.raises(DispositionContradictionError, match="lies in the future"):
        close(people, SECOND)


OF_CITIZENS = (R.US_CITIZEN, R.RELEASED_BEFORE)
ABOUT_OTHERS = [
    (action, reason)
    for action, reasons in REASONS.items()
    for reason in sorted(reasons)
    if reason not in (*OF_CITIZENS, R.DETAINER_DECLINED, R.MATCH_WITHDRAWN, R.DECEASED)
]
"""Every disposition that says that the person is no citizen."""


@pytest.mark.parametrize("how", ["determined", "claimed here", "claimed elsewhere"])
@pytest.mark.parametrize(("action", "reason"), ABOUT_OTHERS)
def test_a_citizens_case_closes_as_nothing_else(
    people: People, how: str, action: DispositionAction, reason: DispositionReason
) -> None:
    """Refused with the contradiction named, or closed by a supervisor and marked."""
    office = people.office
    office.request("D-1")
    office.detainers.cancel("D-1", "MISTAKE", OFFICER)
    if how == "determined":
        office.answer(determination(Status.US_CITIZEN), 2)
    else:
        tcn = FIRST if how == "claimed here" else "BOOKING-00003"
        if tcn != FIRST:
            people.alerted(tcn, ori=ELSEWHERE)
        people.claim(tcn)
        office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    said = replace(NO_ACTION, action=action, reason=reason, remark="a remark")
    office.documented(said)
    with pytest.raises(DispositionContradictionError, match=r"the person is a U\.S\. citizen"):
        close(people)
    assert close(people, actor=SUPERVISOR, because="as decided") is CaseState.CLOSED
    basis = office.case().decisions[-1].basis
    assert basis.contradictions and basis.because == "as decided"
    assert office.case().alarms[-1].kind is AlarmKind.CLOSED_IN_CONTRADICTION


@pytest.mark.parametrize("reason", OF_CITIZENS)
def test_a_citizens_case_closes_as_what_it_is(people: People, reason: DispositionReason) -> None:
    people.claim()
    people.office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    people.office.documented(replace(NO_ACTION, reason=reason))
    assert close(people) is CaseState.CLOSED
    assert people.office.case().decisions[-1].basis.contradictions == ()


TRUE = {
    Status.LAWFUL_PERMANENT_RESIDENT: R.LAWFUL_STATUS,
    Status.LAWFUL_STATUS: R.LAWFUL_STATUS,
    Status.NO_RECORD: R.NO_RECORD,
    Status.UNRESOLVED: R.STATUS_UNRESOLVED,
}
"""The reason not to detain that says what the LESC determined."""


@pytest.mark.parametrize("status", [*TRUE, Status.UNLAWFULLY_PRESENT])
def test_a_reason_about_status_is_the_determinations(people: People, status: Status) -> None:
    office = people.office
    found = determination(status, because="silent" if status is Status.UNRESOLVED else "")
    office.clock.forward(60)
    office.answer(found, 2)
    for reason in (R.US_CITIZEN, R.LAWFUL_STATUS, R.NO_RECORD, R.STATUS_UNRESOLVED):
        office.documented(replace(NO_ACTION, reason=reason, remark="a remark"))
        if TRUE.get(status) is reason:
            continue
        named = f"{reason.name}, but the LESC determined {status.name}"
        with pytest.raises(DispositionContradictionError, match=named):
            close(people)
    if status in TRUE:
        office.documented(replace(NO_ACTION, reason=TRUE[status], remark="a remark"))
        assert close(people) is CaseState.CLOSED


def test_a_match_that_was_withdrawn_tells_no_status(people: People) -> None:
    """Found by random runs: the case closed as a citizen's, though nobody knew one."""
    office = people.office
    office.running("D-1")
    office.withdraw()
    for reason in sorted(set(TRUE.values()) | {R.US_CITIZEN}):
        office.documented(replace(NO_ACTION, reason=reason, remark="a remark"))
        named = f"{reason.name}, but the LESC determined nothing"
        with pytest.raises(DispositionContradictionError, match=named):
            close(people)
    held = replace(NO_ACTION, action=A.DETENTION_REQUESTED, reason=R.UNLAWFULLY_PRESENT)
    office.documented(held)
    assert close(people) is CaseState.CLOSED, "so it was when the detainer was asked for"


def test_a_claim_upheld_on_another_case_contradicts_a_removal(people: People) -> None:
    office = people.office
    people.alerted("BOOKING-00003", ori="TX2020000")
    people.in_custody(FIRST)
    people.claim("BOOKING-00003")
    office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    office.documented(REMOVED)
    with pytest.raises(DispositionContradictionError, match=r"the person is a U\.S\. citizen"):
        close(people)


def test_a_decision_keeps_what_was_known_then(people: People) -> None:
    """A later answer and a claim show beside the decision."""
    office = people.office
    office.request("D-1", FIRST)
    [asked] = office.case().decisions
    assert (asked.kind, asked.officer) == (DecisionKind.DETAINER, "OFFICER-7")
    known = asked.basis
    assert (known.advice, known.rule_set) == (Advice.MAY_DETAIN, "march-2011")
    assert (known.status, known.answer_version) == (Status.UNLAWFULLY_PRESENT, 1)
    office.answer(determination(Status.US_CITIZEN), 2)
    office.documented()
    close(people)
    first, second, third = office.case().decisions
    assert first == asked
    assert [second.kind, third.kind] == [DecisionKind.DISPOSITION, DecisionKind.CLOSE]
    assert (third.basis.advice, third.basis.status) == (Advice.NO_DETAINER, Status.US_CITIZEN)
    assert people.advice(SECOND) is Advice.MAY_DETAIN


def test_r31_r33_closing_judges_the_record(people: People) -> None:
    """Consistent with the advice of the day or not, and within the policy of the day or not."""
    office = people.office
    office.clock.forward(60)
    office.answer(determination(Status.LAWFUL_STATUS), 2)
    office.documented(replace(NO_ACTION, reason=R.LAWFUL_STATUS))
    close(people)
    assert office.case().decisions[-1].basis.is_consistent is True
    people.in_custody(SECOND)
    office.clock.forward(60)
    office.answer(determination(Status.LAWFUL_STATUS), 2, SECOND)
    draft = Disposition(action=A.DETENTION_REQUESTED)
    office.cases.record_disposition(case_id(SECOND), draft, OFFICER)
    drafted = office.case(SECOND).decisions[-1].basis
    assert (drafted.is_consistent, drafted.is_violation) == (None, True)
    assert is_violation(office.case(SECOND), office.clock.now.date())
    detained = replace(draft, reason=R.UNLAWFULLY_PRESENT, decision_time=office.clock.now)
    office.documented(detained, SECOND)
    close(people, SECOND)
    judged = office.case(SECOND).decisions[-1].basis
    assert (judged.is_consistent, judged.is_violation) == (False, False)


@pytest.mark.parametrize(
    ("hour", "broken"),
    [(4, False), (5, True)],
    ids=["the last of June in Houston", "the first of July in Houston"],
)
def test_r32_r33_a_gap_is_judged_by_the_day_of_the_match(
    office: CaseWorld, hour: int, broken: bool
) -> None:
    """The officer writes the draft months later, under the policy of November."""
    office.clock.now = datetime(2011, 7, 1, hour, tzinfo=UTC)
    office.alerted(determination(grounds=[Ground.OVERSTAYED]))
    office.request()
    office.clock.now = datetime(2011, 12, 1, 17, tzinfo=UTC)
    draft = Disposition(action=A.DETENTION_REQUESTED)
    office.cases.record_disposition(case_id(FIRST), draft, OFFICER)
    case = office.case()
    assert case.decisions[-1].basis.is_violation is broken
    day_of_match = local(case.open_time, case.place).date()
    assert is_violation(case, day_of_match) is broken, "as the monthly report says"


def test_an_alarm_is_acknowledged_by_its_recipient_and_not_by_who_caused_it(
    people: People,
) -> None:
    office = people.office
    office.clock.forward(60)
    for tcn, version in ((FIRST, 2), (SECOND, 2)):
        office.answer(determination(Status.LAWFUL_STATUS), version, tcn)
    office.request("D-1", FIRST, because="a lengthy criminal record")
    [alarm] = office.case().alarms
    assert (alarm.kind, alarm.caused_by) == (AlarmKind.DETAINER_AGAINST_ADVICE, "OFFICER-7")
    acknowledge = office.cases.acknowledge_alarm
    with pytest.raises(AlarmRecipientError, match="caused"):
        acknowledge(alarm.alarm_id, OFFICER)
    with pytest.raises(AlarmRecipientError, match="caused"):
        acknowledge(alarm.alarm_id, replace(SUPERVISOR, officer="OFFICER-7"))
    with pytest.raises(AlarmRecipientError, match="supervisor"):
        acknowledge(alarm.alarm_id, replace(OFFICER, officer="OFFICER-8"))
    assert acknowledge(alarm.alarm_id, SUPERVISOR).acknowledged_by == "CHIEF-1"
    office.answer(determination(Status.US_CITIZEN), 3)
    cancelled = office.case().alarms[-1]
    assert (cancelled.kind, cancelled.caused_by) == (AlarmKind.DETAINER_CANCELLED, "service")
    with pytest.raises(AlarmRecipientError, match="caused"):
        acknowledge(cancelled.alarm_id, replace(OFFICER, officer="service"))
    assert acknowledge(cancelled.alarm_id, OFFICER).acknowledged_by == "OFFICER-7"


def test_a_decision_keeps_policy_level_and_priority_when_the_policy_changes(
    office: CaseWorld,
) -> None:
    """Identity theft was at level 3, and is at level 2 from March 2011 on (R29)."""
    theft = conviction(category=OffenseCategory.IDENTITY_THEFT, maximum_months=0)
    office.clock.now = datetime(2011, 2, 20, 17, tzinfo=UTC)
    office.alerted(determination(convictions=[theft], grounds=[Ground.OVERSTAYED]))
    office.request()
    [asked] = office.case().decisions
    known = (asked.basis.rule_set, asked.basis.priority, asked.basis.level)
    assert known == (RuleSet.FY2008_TO_2010, 1, Level.THREE)
    office.clock.now = datetime(2011, 4, 1, 17, tzinfo=UTC)
    now = office.cases.assess(case_id(FIRST), OFFICER)
    assert (now.rule_set, now.priority, now.level) == (RuleSet.MARCH_2011, 1, Level.TWO)
    office.answer(determination(Status.LAWFUL_STATUS), 2)
    assert office.case().decisions == (asked,), "neither a policy nor an answer changes it"
