"""Juveniles and people who have died are marked, and treated with care."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from interop.bookings.types import Subject
from interop.cases.errors import (
    CaseNotFoundError,
    CaseStateError,
    DetainerRefusedError,
    DispositionContradictionError,
)
from interop.cases.priorities import Advice
from interop.cases.types import Actor, AlarmKind, CaseState, DispositionReason
from interop.errors import PermissionDeniedError
from interop.lesc.determination import determine
from interop.lesc.research import Fact, FactKind, Research, Status
from interop.names import case_id
from lesc_stub.types import Mode
from tests.interop.case_world import AGENCY, NO_ACTION, OFFICER, ORI, CaseWorld
from tests.interop.cases.people import (
    ELSEWHERE,
    FIRST,
    JAIL_ELSEWHERE,
    LESC,
    SECOND,
    SUPERVISOR,
    People,
)
from tests.interop.histories import TODAY

BIRTHDAY = date(TODAY.year - 18, TODAY.month, TODAY.day)
DIED = TODAY - timedelta(days=1)
EXAMINER = Actor(replace(OFFICER.caller, roles=frozenset({"examiner"})), "EX-1")


@pytest.fixture(params=list(Mode))
def people(office: CaseWorld, request: pytest.FixtureRequest) -> People:
    return People(office, request.param)


def born(*days: date) -> Subject:
    return Subject(dates_of_birth=days)


@pytest.mark.parametrize(
    ("subject", "marked"),
    [
        (born(BIRTHDAY), False),
        (born(BIRTHDAY + timedelta(days=1)), True),
        (born(date(1970, 1, 1), BIRTHDAY + timedelta(days=1)), True),
        (born(), False),
    ],
    ids=["18 today", "18 tomorrow", "one of two dates", "nothing stated"],
)
def test_a_juvenile_is_marked_by_any_stated_date_of_birth(
    people: People, subject: Subject, marked: bool
) -> None:
    people.alerted(FIRST, subject=subject, arrest_date=TODAY)
    assert people.office.case().is_juvenile is marked


def test_age_counts_on_the_day_of_the_arrest(people: People) -> None:
    """Booked on the birthday for an arrest of the day before."""
    people.alerted(FIRST, subject=born(BIRTHDAY), arrest_date=TODAY - timedelta(days=1))
    assert people.office.case().is_juvenile


def test_a_source_that_knows_the_person_by_number_marks_too(office: CaseWorld) -> None:
    """What a source says of somebody of the same name marks nobody."""
    young = (BIRTHDAY + timedelta(days=1)).strftime("%Y%m%d")
    finding = office.sources.research(office.clock.now).findings[0]
    for by_number, tcn in ((False, FIRST), (True, SECOND)):
        told = Research((replace(finding, found_by_number=by_number, date_of_birth=young),))
        office.alerted(tcn=tcn, identity_id=f"IDENT-{tcn}", research=told, arrest_date=TODAY)
        assert office.case(tcn).is_juvenile is by_number


def test_a_juvenile_is_held_only_for_a_reason_and_a_supervisor_is_told(people: People) -> None:
    people.alerted(FIRST, subject=born(BIRTHDAY + timedelta(days=1)), arrest_date=TODAY)
    office = people.office
    with pytest.raises(DetainerRefusedError, match="younger than 18"):
        office.request()
    office.request(because="wanted for murder")
    [alarm] = office.case().alarms
    assert (alarm.kind, alarm.caused_by) == (AlarmKind.JUVENILE, OFFICER.officer)
    done = office.cases.acknowledge_alarm(alarm.alarm_id, SUPERVISOR)
    assert done.acknowledged_by == "CHIEF-1"


def die(people: People, tcn: str = FIRST, by: Actor = OFFICER, day: date | None = DIED) -> None:
    people.office.cases.record_death(case_id(tcn), day, "a death certificate", by)


def test_nobody_is_asked_to_hold_a_person_who_has_died_on_any_case(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    office.running("D-1")
    people.alerted(SECOND, ori=ELSEWHERE)
    die(people)
    assert [one.deceased_date for one in (office.case(FIRST), office.case(SECOND))] == [DIED, DIED]
    [held] = people.detainers(FIRST)
    assert (held.state.name, held.end_reason) == ("CANCELLED", "the person has died")
    for tcn in (FIRST, SECOND):
        assert people.advice(tcn) is Advice.NO_DETAINER
        with pytest.raises(DetainerRefusedError):
            office.request("D-2", tcn, because="whatever")


def test_a_mark_that_was_a_mistake_is_taken_back_with_a_reason(people: People) -> None:
    people.alerted(FIRST)
    before = people.advice()
    die(people)
    with pytest.raises(CaseStateError, match="reason"):
        people.office.cases.record_death(case_id(FIRST), None, " ", OFFICER)
    people.office.cases.record_death(case_id(FIRST), None, "a brother died", OFFICER)
    case = people.office.case()
    assert (case.deceased_date, case.deceased_reason) == (None, "a brother died")
    assert people.advice() is before
    with pytest.raises(CaseStateError, match="has not come"):
        die(people, day=TODAY + timedelta(days=1))


@pytest.mark.parametrize("by", [OFFICER, AGENCY, LESC, SUPERVISOR])
def test_whoever_hears_of_a_death_records_it(people: People, by: Actor) -> None:
    people.alerted(FIRST)
    die(people, by=by)
    assert people.office.case().deceased_date == DIED


def test_nobody_else_records_a_death(people: People) -> None:
    people.alerted(FIRST)
    assert people.office.case().ori == ORI
    with pytest.raises(CaseNotFoundError):
        die(people, by=JAIL_ELSEWHERE)
    with pytest.raises(PermissionDeniedError):
        die(people, by=EXAMINER)


def test_a_source_that_says_that_the_person_died_puts_the_identity_in_doubt(
    office: CaseWorld,
) -> None:
    """Whoever is booked after the death is another person: nothing is determined, nobody held."""
    office.sources.hold("entry_exit", FactKind.ADMITTED)
    ground = office.sources.research(office.clock.now)
    assert determine(ground, office.clock.now, "TX").status is Status.UNLAWFULLY_PRESENT
    office.alerted(determine(ground, office.clock.now, "TX"), research=ground)
    office.running()
    office.sources.facts["central_index"] = (Fact(FactKind.DECEASED, DIED),)
    dead = office.sources.research(office.clock.now)
    found = determine(dead, office.clock.now, "TX")
    assert (found.status, found.identity_confirmed) == (Status.UNRESOLVED, False)
    office.answer(found, version=2, research=dead)
    assert office.case().deceased_date == DIED
    assert office.case().detainers[0].state.name == "CANCELLED"


def test_a_case_closes_because_the_person_died_only_if_the_record_says_so(people: People) -> None:
    office = people.office
    people.alerted(FIRST)
    office.documented(replace(NO_ACTION, reason=DispositionReason.DECEASED))
    version = office.case().current.version
    with pytest.raises(DispositionContradictionError, match="DECEASED"):
        office.cases.close(case_id(FIRST), version, OFFICER)
    die(people)
    assert office.cases.close(case_id(FIRST), version, OFFICER).state is CaseState.CLOSED
    assert office.case().decisions[-1].basis.is_consistent
