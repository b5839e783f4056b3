"""Jails at their screens: whom they hold, until when, and nothing of anybody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from database.caller import Caller
from database.paging import FIRST_PAGE
from interop.cases import Actor
from tests.console.offices import CASE, PASSWORD, TCN, Offices, staffed
from tests.console.visitors import Visitor, another, visiting
from tests.interop.case_world import AGENCY, OFFICER, PRIORITY_1

HERE = "/jail/D-1"
NAME = "DOE,JOHN"
"""Whom a booking without a name names."""


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    made = Offices(tmp_path)
    # The countdown goes by the clock of the page.
    made.cases.clock.now = datetime.now(UTC)
    yield made
    made.close()


@pytest.fixture
def visitor(offices: Offices) -> Iterator[Visitor]:
    with staffed(offices) as settings, visiting(settings) as one:
        yield one


def enter(visitor: Visitor, name: str) -> str:
    visitor.get("/sign-in")
    return visitor.send("/sign-in", name=name, password=PASSWORD)


def minutes_ago(minutes: int) -> str:
    """Write a time by the clock of the agency, as the browser's field does."""
    there = datetime.now(ZoneInfo("America/Chicago")) - timedelta(minutes=minutes)
    return f"{there:%Y-%m-%dT%H:%M}"


def test_from_the_request_to_the_answer_of_the_notice(offices: Offices, visitor: Visitor) -> None:
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.request()
    enter(visitor, "jola")
    assert visitor.path == "/jail"
    assert "D-1" in visitor.text
    assert "answer the office" in visitor.text
    visitor.get(HERE)
    assert "you will hold" in visitor.send(f"{HERE}/acknowledge")
    world.clock.now = datetime.now(UTC)
    refused = visitor.send(f"{HERE}/release", release_time="soon")
    assert (visitor.status, "YYYY-MM-DDTHH:MM" in refused) == (400, True)
    assert "The 48 hours run" in visitor.send(f"{HERE}/release", release_time=minutes_ago(0))
    [kept] = world.case().detainers
    assert kept.release_time is not None
    assert abs(kept.release_time - datetime.now(UTC)) < timedelta(minutes=2), "the agency's clock"
    assert " min left" in visitor.get("/jail")
    world.clock.now = datetime.now(UTC)
    world.detainers.cancel("D-1", "the person was transferred", OFFICER)
    page = visitor.get("/jail")
    assert page.index("Release the person of") < page.index("asked to hold nobody")
    visitor.get(HERE)
    page = visitor.send(f"{HERE}/confirm", outcome="3")
    assert "The notice is answered" in page
    assert "not held" in page
    assert "Cancelled: " in visitor.get("/jail"), "it stays on top for some days"
    assert "not held" in visitor.get("/jail/releases")
    assert "No notice is like this" in visitor.get("/jail/releases?which=open")


def test_declining_needs_a_reason_which_is_not_lost(offices: Offices, visitor: Visitor) -> None:
    offices.cases.alerted(PRIORITY_1)
    offices.cases.request()
    enter(visitor, "jola")
    visitor.get(HERE)
    visitor.send(f"{HERE}/decline", reason="x" * 1_001)
    assert visitor.status == 400
    assert "x" * 1_001 in visitor.text
    assert "you will not hold" in visitor.send(f"{HERE}/decline", reason="no bed")
    assert offices.cases.case().detainers[0].end_reason == "no bed"
    assert "asked to hold nobody" in visitor.get("/jail")


def test_a_claim_of_citizenship_is_taken_once(offices: Offices, visitor: Visitor) -> None:
    offices.cases.alerted(PRIORITY_1)
    offices.cases.request()
    enter(visitor, "jola")
    visitor.get(HERE)
    before = visitor.text
    assert "claim of citizenship is recorded" in visitor.send(f"{HERE}/claim")
    visitor.text = before
    visitor.send(f"{HERE}/claim")
    assert [one.taken_by for one in offices.cases.case().claims] == ["TX1010000"]


def test_two_jailers_answer_and_the_second_reads_what_is_so(
    offices: Offices, visitor: Visitor
) -> None:
    offices.cases.alerted(PRIORITY_1)
    offices.cases.request()
    other = another(visitor)
    for one in (visitor, other):
        enter(one, "jola")
        one.get(HERE)
    visitor.send(f"{HERE}/decline", reason="no bed")
    page = other.send(f"{HERE}/acknowledge")
    assert other.status == 409
    assert "Not possible as things are now" in page
    assert "no bed" in page, "as it is now"
    assert offices.cases.case().detainers[0].acknowledge_time is None


def test_another_agency_sees_nothing_of_it(offices: Offices, visitor: Visitor) -> None:
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.running()
    enter(visitor, "jack")
    for path in ("/jail", "/jail/all", "/jail/releases", "/jail/corrections"):
        visitor.get(path)
        assert visitor.status == 200
    hidden = (b"D-1", TCN.encode(), b"IDENT-1", b"OFFICER-7")
    assert not [one for seen in visitor.seen for one in hidden if one in seen]
    visitor.get(HERE)
    assert (visitor.status, "IDENT-1" in visitor.text) == (404, False)
    token = visitor.token
    for action, fields in {
        "acknowledge": {},
        "decline": {"reason": "x"},
        "release": {"release_time": minutes_ago(1)},
        "claim": {"case_id": CASE},
    }.items():
        visitor.post(f"{HERE}/{action}", csrf=token, **fields)
        assert visitor.status in (403, 404), action
    assert world.case().claims == ()


def test_the_jail_sees_nothing_of_the_research(offices: Offices, visitor: Visitor) -> None:
    offices.cases.alerted(PRIORITY_1)
    offices.cases.running()
    enter(visitor, "jola")
    for path in ("/jail", HERE, "/jail/all?sort=-left&state=4"):
        visitor.get(path)
    for seen in visitor.seen:
        for word in (b"ident-1", b"overstay", b"priority", b"convict"):
            assert word not in seen.lower(), word


def test_the_agency_s_acknowledgement_is_not_asked_twice(
    offices: Offices, visitor: Visitor
) -> None:
    offices.cases.alerted(PRIORITY_1)
    offices.cases.request()
    offices.cases.detainers.acknowledge("D-1", AGENCY)
    enter(visitor, "jola")
    visitor.get(HERE)
    assert f"{HERE}/acknowledge" not in [one.action for one in visitor.forms()]
    assert f"{HERE}/release" in [one.action for one in visitor.forms()]


def test_the_person_is_named_to_the_jail_that_is_asked_and_to_nobody_else(
    offices: Offices, visitor: Visitor
) -> None:
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.request()
    enter(visitor, "jola")
    assert NAME in visitor.text and "D-1" in visitor.text
    for path in ("/jail/all", HERE):
        assert NAME in visitor.get(path), path
    world.detainers.acknowledge("D-1", AGENCY)
    world.detainers.report_release("D-1", world.clock.now, AGENCY)
    world.detainers.cancel("D-1", "the person was transferred", OFFICER)
    assert f"D-1</a>, {NAME}, and say what you did" in visitor.get("/jail")
    assert NAME in visitor.get("/jail/releases")
    other = another(visitor)
    enter(other, "jack")
    for path in ("/jail", "/jail/all", "/jail/releases"):
        assert NAME not in other.get(path), path
    assert world.detainers.read("D-1", AGENCY).booked_name == NAME
    for looking in (OFFICER, Actor(Caller("AUDITOR00", frozenset({"auditor"}), "audit"), "A-1")):
        assert world.detainers.read("D-1", looking).booked_name == ""
        found, _ = world.detainers.list_detainers("", None, FIRST_PAGE, looking)
        assert [one.booked_name for one in found] == [""]
