"""Advice in lists has its time, and no decision is taken on advice of before."""

from datetime import datetime, timedelta

import pytest

from database.paging import FIRST_PAGE
from interop.cases.errors import DetainerRefusedError
from interop.cases.priorities import Advice
from interop.cases.queries import CaseFilter
from interop.lesc.research import Status
from interop.names import case_id
from interop.work import WorkDesk, WorkFilter
from tests.interop.case_world import OFFICER, PRIORITY_1, CaseWorld, status
from tests.interop.cases.people import ELSEWHERE, FIRST, SECOND
from tests.interop.cases.test_identities import enrol, merge

Shown = tuple[Advice | None, datetime | None]


def listed(office: CaseWorld, tcn: str = FIRST) -> set[Shown]:
    """Read the advice in every list that shows it."""
    cases, _ = office.cases.list_cases(CaseFilter(), FIRST_PAGE, OFFICER)
    work, _ = WorkDesk(office.database, clock=office.clock).list_work(
        WorkFilter(), FIRST_PAGE, OFFICER.caller
    )
    in_cases = {(one.advice, one.advice_time) for one in cases if one.case_id == case_id(tcn)}
    in_work = {(one.advice, one.advice_time) for one in work if one.case_id == case_id(tcn)}
    return in_cases | in_work


def test_advice_that_no_event_changed_yet_has_its_time_and_decides_nothing(
    office: CaseWorld,
) -> None:
    """A merge shows that the person is a citizen; the lists are minutes behind, decisions not."""
    enrol(office, ("e1", "IDENT-1"), ("e2", "IDENT-2"))
    office.alerted(PRIORITY_1, FIRST)
    office.alerted(PRIORITY_1, SECOND, identity_id="IDENT-2", ori=ELSEWHERE)
    office.cases.record_claim(case_id(SECOND), "C-1", OFFICER)
    office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    office.cases.run_due()
    then = office.clock.now
    assert listed(office) == {(Advice.DETAIN, then)}
    office.clock.forward(300)
    merge(office, "IDENT-1", "IDENT-2")
    assert listed(office) == {(Advice.DETAIN, then)}, "five minutes old, and it says so"
    assert office.cases.assess(case_id(FIRST), OFFICER).advice is Advice.NO_DETAINER
    assert office.cases.view(case_id(FIRST), OFFICER).assessment.advice is Advice.NO_DETAINER
    with pytest.raises(DetainerRefusedError):
        office.request("D-1", FIRST)
    office.documented(tcn=FIRST)
    assert office.case().decisions[-1].basis.advice is Advice.NO_DETAINER
    office.clock.forward(600)
    office.cases.run_due()
    assert listed(office) == {(Advice.NO_DETAINER, office.clock.now)}


def test_advice_of_before_a_change_is_not_shown(office: CaseWorld) -> None:
    office.alerted(PRIORITY_1)
    office.cases.run_due()
    assert listed(office) == {(Advice.DETAIN, office.clock.now)}
    office.clock.forward(60)
    office.answer(status(Status.US_CITIZEN), 2)
    assert listed(office) == {(None, None)}
    office.cases.run_due()
    assert listed(office) == {(Advice.NO_DETAINER, office.clock.now)}
    office.documented()
    office.cases.close(case_id(FIRST), office.case().current.version, OFFICER)
    office.cases.run_due()
    assert listed(office) == {(None, None)}, "a closed case has no advice"


def test_listed_advice_is_never_older_than_is_said(office: CaseWorld) -> None:
    office.alerted(PRIORITY_1)
    for _ in range(40):
        office.clock.forward(60)
        office.cases.run_due()
        [(_, time)] = listed(office)
        assert time is not None
        assert office.clock.now - time <= timedelta(minutes=11)
