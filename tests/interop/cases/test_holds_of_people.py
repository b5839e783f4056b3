"""An arrest has one hold, the hold ends, and whoever holds the person is told and must answer."""

from datetime import date, timedelta

import pytest

from database.paging import FIRST_PAGE
from interop.bookings.types import Subject
from interop.cases.detainer_life import DetainerState
from interop.cases.documentation import missing
from interop.cases.errors import (
    DetainerRefusedError,
    DetainerStateError,
    ReleaseNoticeNotFoundError,
)
from interop.cases.priorities import Advice
from interop.cases.release_notices import (
    DEADLINES,
    REPEAT,
    HolderKind,
    NoticeFilter,
    ReleaseNotice,
    ReleaseOutcome,
)
from interop.cases.types import Actor, AlarmKind
from interop.errors import PermissionDeniedError
from interop.lesc.research import Status
from lesc_stub.types import Mode
from tests.interop.case_world import AGENCY, OFFICER, CaseWorld
from tests.interop.cases.people import (
    DAY_S,
    ELSEWHERE,
    FIRST,
    JAIL_ELSEWHERE,
    SECOND,
    SUPERVISOR,
    THIRD,
    People,
)
from tests.interop.cases.test_identities import enrol, merge
from tests.interop.histories import determination

S = DetainerState
ALL, OPEN = NoticeFilter(), NoticeFilter(open_only=True)


@pytest.fixture(params=list(Mode))
def people(office: CaseWorld, request: pytest.FixtureRequest) -> People:
    return People(office, request.param)


def notices(
    people: People, wanted: NoticeFilter = ALL, actor: Actor = OFFICER
) -> list[ReleaseNotice]:
    found, _ = people.office.detainers.list_release_notices(wanted, FIRST_PAGE, actor)
    return list(found)


def alarms(people: People, tcn: str = FIRST) -> list[AlarmKind]:
    return [one.kind for one in people.office.case(tcn).alarms]


@pytest.mark.parametrize("end", ["cancel", "decline", "expire"])
def test_an_arrest_has_one_detainer_however_it_ended(people: People, end: str) -> None:
    """Two bookings of one arrest, and two people in IDENT who are one in the criminal file."""
    office, day = people.office, date(2011, 8, 1)
    people.alerted(FIRST, booked_as="FBI-1", arrest_date=day)
    people.alerted(SECOND, identity_id="IDENT-2", booked_as="FBI-1", arrest_date=day)
    if end == "expire":
        running = office.running()
        assert running.expire_time is not None
        office.clock.now = running.expire_time
        office.cases.run_due()
    else:
        office.request()
        if end == "cancel":
            office.detainers.cancel("D-1", "MISTAKE", OFFICER)
        else:
            office.detainers.decline("D-1", "NO_ROOM", AGENCY)
    office.clock.forward(DAY_S)
    people.alerted(THIRD, booked_as="FBI-1", arrest_date=day)
    for tcn in (FIRST, SECOND, THIRD):
        with pytest.raises(DetainerRefusedError, match="an arrest has one detainer"):
            office.request("D-2", tcn)
    people.alerted("BOOKING-00004", booked_as="FBI-1")
    assert office.request("D-2", "BOOKING-00004").state is S.REQUESTED, "arrested again, later"


def test_another_agency_that_booked_before_the_hold_ended_extends_nothing(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    office.running()
    office.detainers.cancel("D-1", "MISTAKE", OFFICER)
    office.clock.forward(5 * DAY_S)
    people.alerted(SECOND, ori=ELSEWHERE, arrest_date=date(2011, 7, 31))
    with pytest.raises(DetainerRefusedError, match="nothing extends"):
        office.request("D-2", SECOND)


def test_a_release_time_lies_within_bounds(people: People) -> None:
    """A mistyped year does nothing, whichever way."""
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, identity_id="IDENT-2", arrest_date=date(2011, 7, 30))
    now = office.clock.now
    for detainer_id, tcn in (("D-1", FIRST), ("D-2", SECOND)):
        office.request(detainer_id, tcn)
        office.detainers.acknowledge(detainer_id, AGENCY)
        for years in (-1, 1):
            with pytest.raises(DetainerStateError, match="release time"):
                mistyped = now.replace(year=now.year + years)
                office.detainers.report_release(detainer_id, mistyped, AGENCY)
        assert office.detainers.read(detainer_id, OFFICER).expire_time is None
    with pytest.raises(DetainerStateError, match="before the arrest"):
        office.detainers.report_release("D-1", now - timedelta(hours=13), AGENCY)
    assert office.detainers.report_release("D-2", now - timedelta(hours=13), AGENCY).expire_time


def test_nobody_is_asked_to_hold_somebody_who_is_not_in_custody(people: People) -> None:
    people.alerted(FIRST, in_custody=False)
    people.alerted(SECOND, identity_id="IDENT-2")
    with pytest.raises(DetainerRefusedError, match="not in custody"):
        people.office.request()
    assert people.office.request("D-2", SECOND).state is S.REQUESTED


def test_a_stated_citizen_is_held_only_for_a_reason(people: People) -> None:
    people.alerted(FIRST, subject=Subject(citizenship="US"))
    people.alerted(SECOND, identity_id="IDENT-2", subject=Subject(citizenship="QM"))
    with pytest.raises(DetainerRefusedError, match=r"states U\.S\. citizenship"):
        people.office.request()
    made = people.office.request(because="a removal is on file")
    assert made.against_advice_because == "a removal is on file"
    assert alarms(people) == [AlarmKind.STATED_CITIZEN]
    assert people.office.request("D-2", SECOND).against_advice_because == ""
    assert alarms(people, SECOND) == []


def test_no_custody_is_taken_while_a_claim_is_open_on_any_case(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    office.running("D-1", FIRST)
    people.claim(SECOND, by=JAIL_ELSEWHERE)
    with pytest.raises(DetainerStateError, match="C-1 is OPEN"):
        office.detainers.take_custody("D-1", OFFICER)
    with pytest.raises(DetainerRefusedError, match="SUSPENDED"):
        office.request("D-2", SECOND)
    office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    with pytest.raises(DetainerStateError):
        office.detainers.take_custody("D-1", OFFICER)


@pytest.mark.parametrize("cause", ["cancel", "expire", "claim", "answer", "withdraw"])
def test_the_jail_is_told_and_its_silence_alarms(people: People, cause: str) -> None:
    """The jail does not answer: an alarm at the deadline, and again every hour."""
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, identity_id="IDENT-2")
    office.running("D-2", SECOND)
    running = office.running()
    if cause == "cancel":
        office.detainers.cancel("D-1", "relief granted", OFFICER)
    elif cause == "expire":
        assert running.expire_time is not None
        office.clock.now = running.expire_time
        office.cases.run_due()
    elif cause == "claim":
        people.claim()
        office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    elif cause == "answer":
        office.answer(determination(Status.US_CITIZEN), 2)
    else:
        office.withdraw()
    [notice] = [one for one in notices(people, OPEN) if one.detainer_id == "D-1"]
    told = (notice.notice_id, notice.recipient, notice.address)
    assert told == ("D-1:agency", HolderKind.AGENCY, AGENCY.caller.ori)
    assert notice.deadline == office.clock.now + DEADLINES[HolderKind.AGENCY]
    office.clock.now = notice.deadline
    office.cases.run_due()
    assert alarms(people)[-1] is AlarmKind.RELEASE_NOT_CONFIRMED
    office.clock.forward(REPEAT.total_seconds())
    office.cases.run_due()
    overdue = notices(people, NoticeFilter(overdue_only=True))
    assert ("D-1:agency", 2) in [(one.notice_id, one.alarm_count) for one in overdue]
    confirm = office.detainers.confirm_release
    now = office.clock.now
    done = confirm("D-1:agency", ReleaseOutcome.RELEASED, now, AGENCY)
    assert (done.confirmed_by, done.release_time) == ("JAILER-1", now)
    assert confirm("D-1:agency", ReleaseOutcome.RELEASED, now, AGENCY) == done
    with pytest.raises(DetainerStateError, match="another way"):
        confirm("D-1:agency", ReleaseOutcome.NOT_HELD, None, AGENCY)
    office.clock.forward(DAY_S)
    office.cases.run_due()
    assert [one for one in notices(people, OPEN) if one.detainer_id == "D-1"] == []


def test_only_the_recipient_answers_and_within_bounds(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, identity_id="IDENT-2", ori=ELSEWHERE)
    office.running("D-1", FIRST)
    office.running("D-2", SECOND)
    for detainer_id in ("D-1", "D-2"):
        office.detainers.cancel(detainer_id, "relief granted", OFFICER)
    confirm, now = office.detainers.confirm_release, office.clock.now
    with pytest.raises(ReleaseNoticeNotFoundError):
        confirm("D-1:agency", ReleaseOutcome.NOT_HELD, None, JAIL_ELSEWHERE)
    with pytest.raises(PermissionDeniedError):
        confirm("D-1:agency", ReleaseOutcome.NOT_HELD, None, OFFICER)
    assert [one.notice_id for one in notices(people, ALL, JAIL_ELSEWHERE)] == ["D-2:agency"]
    assert notices(people, NoticeFilter(address=ELSEWHERE), AGENCY) == []
    for outcome, time in (
        (ReleaseOutcome.RELEASED, None),
        (ReleaseOutcome.RELEASED, now + timedelta(seconds=1)),
        (ReleaseOutcome.RELEASED, now - timedelta(days=365)),
        (ReleaseOutcome.NOT_HELD, now),
        (ReleaseOutcome.NOTED, None),
    ):
        with pytest.raises(DetainerStateError):
            confirm("D-1:agency", outcome, time, AGENCY)
    held = confirm("D-1:agency", ReleaseOutcome.HELD_ON_OTHER_GROUNDS, None, AGENCY)
    assert held.outcome is ReleaseOutcome.HELD_ON_OTHER_GROUNDS


@pytest.mark.parametrize("cause", ["claim", "answer", "withdraw"])
def test_after_custody_the_custodian_and_a_supervisor_are_told(people: People, cause: str) -> None:
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, ori=ELSEWHERE)
    taken = people.in_custody(FIRST)
    assert taken.custodian == OFFICER.caller.ori
    if cause == "claim":
        people.claim(SECOND, by=JAIL_ELSEWHERE)
        office.cases.uphold_claim("C-1", "passport seen", OFFICER)
    elif cause == "answer":
        office.answer(determination(Status.US_CITIZEN), 2)
    else:
        office.withdraw()
    told = {one.recipient: one.address for one in notices(people, OPEN)}
    assert told == {HolderKind.CUSTODIAN: OFFICER.caller.ori, HolderKind.SUPERVISOR: "supervisor"}
    assert alarms(people) == [AlarmKind.CUSTODY_WITHOUT_GROUND]
    office.clock.forward(DEADLINES[HolderKind.CUSTODIAN].total_seconds())
    office.cases.run_due()
    assert alarms(people)[-1] is AlarmKind.RELEASE_NOT_CONFIRMED
    with pytest.raises(PermissionDeniedError):
        office.detainers.confirm_release("D-1:supervisor", ReleaseOutcome.NOTED, None, OFFICER)
    office.detainers.confirm_release("D-1:supervisor", ReleaseOutcome.NOTED, None, SUPERVISOR)
    now = office.clock.now
    office.detainers.confirm_release("D-1:custodian", ReleaseOutcome.RELEASED, now, OFFICER)
    assert notices(people, OPEN) == []


def test_a_withdrawn_case_ends_with_the_release_of_the_person(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    people.alerted(SECOND, identity_id="IDENT-2")
    people.in_custody(FIRST)
    office.withdraw()
    assert "detainer.freed_time" in missing(people.office.case())
    release = office.detainers.record_release
    custody = office.clock.now
    office.clock.forward(3600)
    for time in (custody - timedelta(seconds=1), office.clock.now + timedelta(days=365)):
        with pytest.raises(DetainerStateError, match="release time"):
            release("D-1", time, "match withdrawn", OFFICER)
    freed = release("D-1", office.clock.now, "match withdrawn", OFFICER)
    assert (freed.freed_time, freed.freed_reason) == (office.clock.now, "match withdrawn")
    assert not freed.is_held
    assert release("D-1", office.clock.now, "match withdrawn", OFFICER) == freed
    with pytest.raises(DetainerStateError, match="once"):
        release("D-1", custody, "match withdrawn", OFFICER)
    office.request("D-2", SECOND)
    with pytest.raises(DetainerStateError, match="REQUESTED"):
        release("D-2", custody, "mistake", OFFICER)
    assert people.advice(FIRST) is Advice.NO_DETAINER


def test_a_merge_that_shows_two_holds_of_one_person_ends_the_later(people: People) -> None:
    office = people.office
    enrol(office, ("e1", "IDENT-1"), ("e2", "IDENT-2"))
    people.alerted(FIRST, identity_id="IDENT-1")
    people.alerted(SECOND, identity_id="IDENT-2")
    office.running("D-1", FIRST)
    office.clock.forward(60)
    office.running("D-2", SECOND)
    merge(office, "IDENT-1", "IDENT-2")
    office.clock.forward(60)
    office.cases.run_due()
    earlier, later = people.detainers(FIRST, SECOND)
    assert earlier.state is DetainerState.RUNNING
    assert later.state is DetainerState.CANCELLED
    assert later.end_reason == f"detainer D-1 of case:{FIRST} already holds this person"
