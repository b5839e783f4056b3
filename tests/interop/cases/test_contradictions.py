"""Contradictory answers alarm and suspend the advice until a person decides."""

from dataclasses import replace

import pytest

from database.paging import FIRST_PAGE
from interop.cases.detainer_life import DetainerState
from interop.cases.errors import AlarmRecipientError, DetainerRefusedError
from interop.cases.priorities import Advice
from interop.cases.types import AlarmKind, CaseAlarm, CaseState
from interop.lesc import Research
from interop.lesc.research import Status
from interop.names import case_id
from lesc_stub.types import Mode
from tests.interop.case_world import OFFICER, RELEASED_BEFORE, CaseWorld
from tests.interop.cases.people import (
    DAY_S,
    ELSEWHERE,
    FIRST,
    SECOND,
    SUPERVISOR,
    THIRD,
    People,
)
from tests.interop.cases.test_identities import enrol, merge
from tests.interop.histories import determination

CITIZEN = determination(Status.US_CITIZEN)
RESIDENT = determination(Status.LAWFUL_PERMANENT_RESIDENT)
UNRESOLVED = determination(Status.UNRESOLVED, because="a source is silent")


@pytest.fixture(params=list(Mode))
def people(office: CaseWorld, request: pytest.FixtureRequest) -> People:
    return People(office, request.param)


def alarms(people: People) -> list[CaseAlarm]:
    found, _ = people.office.cases.list_alarms(FIRST_PAGE, OFFICER, unacknowledged_only=True)
    return [one for one in found if one.kind is AlarmKind.ANSWERS_CONTRADICT]


def research(people: People) -> Research | None:
    return Research(()) if people.mode is Mode.SHARED else None


def test_a_citizen_who_is_none_by_the_next_answer_is_not_held(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    office.answer(CITIZEN, 2, research=research(people))
    assert people.advice() is Advice.NO_DETAINER
    assert alarms(people) == []
    office.clock.forward(60)
    people.answer(3)
    [alarm] = alarms(people)
    assert alarm.case_id == case_id(FIRST)
    assert people.advice() is Advice.SUSPENDED
    with pytest.raises(DetainerRefusedError, match="contradict"):
        office.request(because="dangerous")
    people.answer(4)
    assert alarms(people) == [alarm], "one alarm for a contradiction"
    for actor in (OFFICER, replace(SUPERVISOR, officer="")):
        with pytest.raises(AlarmRecipientError):
            office.cases.acknowledge_alarm(alarm.alarm_id, actor)
    office.clock.forward(60)
    office.cases.acknowledge_alarm(alarm.alarm_id, SUPERVISOR)
    if people.mode is Mode.AS_AUDITED:
        office.look_up(["entry_exit"])
    assert people.advice() is not Advice.SUSPENDED
    people.answer(5)
    assert alarms(people) == [], "a person has decided"
    office.clock.forward(60)
    office.answer(CITIZEN, 6, research=research(people))
    office.clock.forward(60)
    people.answer(7)
    assert len(alarms(people)) == 1, "another contradiction"


def test_an_answer_on_another_case_frees_and_alarms(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    office.running("D-2", SECOND)
    office.clock.forward(60)
    office.answer(CITIZEN, 2, FIRST, research(people))
    [held] = people.detainers(SECOND)
    assert held.state is DetainerState.CANCELLED
    assert held.end_reason == f"the LESC's answer 2 to iaq:{FIRST}: U.S. citizen"
    assert [one.case_id for one in alarms(people)] == [case_id(SECOND)]
    assert people.advice(SECOND) is Advice.SUSPENDED
    office.clock.forward(30 * DAY_S)
    people.alerted(THIRD)
    assert people.advice(THIRD) is Advice.SUSPENDED
    assert {one.case_id for one in alarms(people)} == {case_id(SECOND), case_id(THIRD)}


def test_a_merge_shows_a_contradiction(people: People) -> None:
    office = people.office
    enrol(office, ("e1", "IDENT-1"), ("e2", "IDENT-2"))
    people.alerted(FIRST, identity_id="IDENT-1")
    office.answer(CITIZEN, 2, FIRST, research(people))
    people.alerted(SECOND, identity_id="IDENT-2", ori=ELSEWHERE)
    office.running("D-2", SECOND)
    assert alarms(people) == []
    merge(office, "IDENT-1", "IDENT-2")
    assert people.advice(SECOND) is Advice.SUSPENDED
    office.clock.forward(60)
    office.cases.run_due()
    assert people.detainers(SECOND)[0].state is DetainerState.CANCELLED
    assert [one.case_id for one in alarms(people)] == [case_id(SECOND)]


def test_what_changes_without_contradiction_alarms_nobody(people: People) -> None:
    """A naturalisation after a closed case, a silent source, a stranger, a withdrawn match."""
    office = people.office
    office.alerted(RESIDENT, FIRST)
    office.documented(RELEASED_BEFORE)
    office.cases.close(case_id(FIRST), 1, OFFICER)
    office.clock.forward(DAY_S)
    office.alerted(CITIZEN, SECOND)
    office.answer(UNRESOLVED, 2, SECOND)
    assert alarms(people) == []
    assert office.case(FIRST).state is CaseState.CLOSED
    people.alerted(THIRD, identity_id="IDENT-3")
    assert alarms(people) == []
    assert people.advice(THIRD) is Advice.MAY_DETAIN
    office.withdraw(SECOND)
    people.alerted("BOOKING-00004")
    assert alarms(people) == []
