"""A person who is moved to another jail: who has the person is asked, told, and must answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from database.paging import FIRST_PAGE
from interop.cases.detainer_life import Detainer, DetainerState
from interop.cases.errors import (
    CaseNotFoundError,
    CaseStateError,
    DetainerNotFoundError,
    ReleaseNoticeNotFoundError,
)
from interop.cases.release_notices import NoticeFilter, ReleaseNotice, ReleaseOutcome
from interop.cases.types import Actor, AlarmKind
from interop.errors import PermissionDeniedError
from interop.names import case_id
from interop.reports.dossier import compile_dossier
from lesc_stub.types import Mode
from tests.interop.case_world import AGENCY, OFFICER, ORI, CaseWorld
from tests.interop.cases.people import (
    ELSEWHERE,
    FIRST,
    JAIL_ELSEWHERE,
    LESC,
    SECOND,
    SUPERVISOR,
    People,
)
from tests.interop.reports.report_world import AUDITOR


@pytest.fixture(params=list(Mode))
def people(office: CaseWorld, request: pytest.FixtureRequest) -> People:
    made = People(office, request.param)
    made.alerted(FIRST)
    made.alerted(SECOND, identity_id="IDENT-2")
    return made


def move(
    people: People, by: Actor = AGENCY, to: str = ELSEWHERE, hours: float = 0
) -> list[Detainer]:
    time = people.office.clock.now + timedelta(hours=hours)
    return people.office.detainers.move_person(case_id(FIRST), to, time, by)


def notices(people: People, by: Actor) -> list[ReleaseNotice]:
    found, _ = people.office.detainers.list_release_notices(NoticeFilter(), FIRST_PAGE, by)
    return found


def test_a_hold_goes_with_the_person_and_no_clock_changes(people: People) -> None:
    desk = people.office.detainers
    before = people.office.running("D-1")
    [after] = move(people)
    assert after == replace(before, ori=ELSEWHERE)
    assert move(people, by=OFFICER) == [after], "the same again changes nothing"
    with pytest.raises(DetainerNotFoundError):
        desk.read("D-1", AGENCY)
    assert desk.read("D-1", JAIL_ELSEWHERE).expire_time == before.expire_time
    assert people.office.request("D-2", SECOND).ori == ORI, "nobody else was moved"


def test_who_is_moved_before_anybody_asks_is_asked_for_there(people: People) -> None:
    assert move(people) == []
    made = people.office.request("D-1")
    assert (made.ori, people.office.case().ori) == (ELSEWHERE, ORI)
    people.office.detainers.acknowledge("D-1", JAIL_ELSEWHERE)
    people.claim(by=JAIL_ELSEWHERE)
    people.office.cases.uphold_claim("C-1", "passport seen", LESC)
    assert [one.address for one in notices(people, SUPERVISOR)] == [ELSEWHERE]


def test_both_jails_are_told_and_must_answer_and_silence_alarms(people: People) -> None:
    """The notice had gone out when the person was moved: the new jail would not know."""
    office = people.office
    office.running("D-1")
    people.claim()
    office.cases.uphold_claim("C-1", "passport seen", LESC)
    move(people)
    [old], [new] = notices(people, AGENCY), notices(people, JAIL_ELSEWHERE)
    assert (new.cause, new.detainer_id) == (old.cause, "D-1")
    assert move(people, by=OFFICER) == []
    assert len(notices(people, SUPERVISOR)) == 2, "told once"
    with pytest.raises(ReleaseNoticeNotFoundError):
        office.detainers.confirm_release(new.notice_id, ReleaseOutcome.NOT_HELD, None, AGENCY)
    not_held = ReleaseOutcome.NOT_HELD
    office.detainers.confirm_release(old.notice_id, not_held, None, AGENCY)
    office.clock.forward(5 * 3600)
    office.cases.run_due()
    assert office.case().alarms[-1].kind is AlarmKind.RELEASE_NOT_CONFIRMED
    released = office.clock.now
    office.detainers.confirm_release(
        new.notice_id, ReleaseOutcome.RELEASED, released, JAIL_ELSEWHERE
    )
    with office.database.read() as session:
        dossier = compile_dossier(session, FIRST, AUDITOR)
    assert [(one.address, one.outcome) for one in dossier.release_notices] == [
        (ORI, not_held),
        (ELSEWHERE, ReleaseOutcome.RELEASED),
    ]


def test_who_has_the_person_moves_the_person(people: People) -> None:
    with pytest.raises(CaseNotFoundError):
        move(people, by=JAIL_ELSEWHERE, to=ELSEWHERE)
    with pytest.raises(PermissionDeniedError):
        move(people, by=LESC)
    move(people)
    with pytest.raises(CaseNotFoundError):
        move(people, to=ORI)
    assert move(people, by=JAIL_ELSEWHERE, to=ORI) == []


@pytest.mark.parametrize("hours", [1, -48])
def test_a_move_has_a_time_that_can_be(people: People, hours: float) -> None:
    with pytest.raises(CaseStateError, match="time of the move"):
        move(people, hours=hours)


def test_nobody_moves_a_person_whom_an_office_took(people: People) -> None:
    people.in_custody(FIRST)
    with pytest.raises(CaseStateError, match="in custody"):
        move(people)
    taken = people.office.detainers.read("D-1", OFFICER)
    assert (taken.state, taken.ori) == (DetainerState.CUSTODY_TAKEN, ORI)
