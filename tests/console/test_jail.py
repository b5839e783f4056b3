"""Jails at their screens: whom they hold, until when, and nothing of anybody else."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.screens.jail import claimed
from database.caller import Caller
from database.paging import FIRST_PAGE
from interop.cases import Actor
from interop.cases.errors import DetainerStateError
from tests.console.offices import CASE, PASSWORD, TCN, Offices, staffed
from tests.console.visitors import Visitor, another, visiting
from tests.interop.case_world import AGENCY, OFFICER, PRIORITY_1

HERE = "/jail/D-1"
NAME = "DOE,JOHN"
"""Whom a booking without a name names."""
OTHER = "BOOKING-00002"
LESC = Actor(Caller("LESC00000", frozenset({"lesc"}), "research"), "SPECIALIST-1")
CLAIMED = "claims to be a citizen"
"""On the board."""
OPEN = "A claim of citizenship is open"
"""On the page of a detainer."""


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
    assert "say when the person would have gone free" in visitor.get("/jail")
    visitor.get(HERE)
    refused = visitor.send(f"{HERE}/release", release_time="soon")
    assert visitor.status == 400
    assert "Would have been free from: YYYY-MM-DDTHH:MM" in refused
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
    assert "D-1" not in visitor.get("/jail"), "nothing is left to do"
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


def test_the_jail_is_told_of_a_claim_and_of_what_it_means(
    offices: Offices, visitor: Visitor
) -> None:
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.alerted(PRIORITY_1, OTHER, identity_id="IDENT-2")
    world.running()
    world.running("D-2", OTHER)
    enter(visitor, "jola")
    assert CLAIMED not in visitor.text
    assert "unless the office takes the person over" in visitor.get(HERE)
    assert OPEN not in visitor.text
    visitor.send(f"{HERE}/claim")
    assert visitor.path == HERE
    assert OPEN in visitor.text and "unless the office takes" not in visitor.text
    assert "lengthens no hold" in visitor.text
    assert f"{HERE}/claim" not in [one.action for one in visitor.forms()]
    assert visitor.get("/jail").count(CLAIMED) == 1, "of one of the two"
    assert OPEN not in visitor.get("/jail/D-2")
    [claim] = world.case().claims
    with pytest.raises(DetainerStateError, match="nobody takes custody"):
        world.detainers.take_custody("D-1", OFFICER)
    world.cases.refute_claim(claim.claim_id, "a passport of another country", LESC)
    assert OPEN not in visitor.get(HERE)
    assert "unless the office takes the person over" in visitor.text
    assert CLAIMED not in visitor.get("/jail")


def test_a_claim_that_was_upheld_is_no_open_one(offices: Offices, visitor: Visitor) -> None:
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.running()
    world.cases.record_claim(CASE, "C-1", OFFICER)
    enter(visitor, "jola")
    assert CLAIMED in visitor.text, "whoever took the claim"
    assert OPEN in visitor.get(HERE)
    world.cases.uphold_claim("C-1", "a passport", OFFICER)
    assert OPEN not in visitor.get(HERE)
    assert "may not be held on the detainer any more" in visitor.text
    assert "No claim can be taken now" in visitor.text
    page = visitor.get("/jail")
    assert CLAIMED not in page and "Release the person of" in page


def test_a_board_says_for_whom_it_did_not_ask_about_claims(
    offices: Offices, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = offices.cases
    for number, tcn in ((1, TCN), (2, OTHER)):
        world.alerted(PRIORITY_1, tcn, identity_id=f"IDENT-{number}")
        world.request(f"D-{number}", tcn)
        world.cases.record_claim(f"case:{tcn}", f"C-{number}", OFFICER)
    enter(visitor, "jola")
    assert visitor.text.count(CLAIMED) == 2
    assert "are shown for the first" not in visitor.text
    monkeypatch.setattr(claimed, "MOST", 1)
    assert visitor.get("/jail").count(CLAIMED) == 1
    assert "are shown for the first 1 of them" in visitor.text


def test_a_withdrawn_match_is_no_claim(offices: Offices, visitor: Visitor) -> None:
    offices.cases.alerted(PRIORITY_1)
    offices.cases.running()
    offices.cases.withdraw()
    enter(visitor, "jola")
    assert CLAIMED not in visitor.text
    assert OPEN not in visitor.get(HERE)
    assert "the match was withdrawn" in visitor.text


def test_the_time_of_a_release_has_now_in_it_and_its_rule_beside_it(
    offices: Offices, visitor: Visitor
) -> None:
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.request()
    world.detainers.acknowledge("D-1", AGENCY)
    enter(visitor, "jola")
    page = visitor.get(HERE)
    assert "now or before, never later" in page
    [form] = [one for one in visitor.forms() if one.action == f"{HERE}/release"]
    assert form.fields["release_time"] in (minutes_ago(0), minutes_ago(1))
    late = minutes_ago(-600)
    page = visitor.send(f"{HERE}/release", release_time=late)
    said = f"Would have been free from: {late.replace('T', ' ')} C"
    assert (visitor.status, said in page) == (400, True), "by the words and clock of the page"
    assert "release_time:" not in page and "+00:00 is" not in page
    assert f'value="{late}"' in page, "what was filled in"
    page = visitor.send(f"{HERE}/release", release_time="1999-01-04T10:00")
    assert (visitor.status, "1999-01-04 10:00 CST lies before the arrest" in page) == (409, True)
    assert world.case().detainers[0].release_time is None
    # A clock may differ a little, and the desk still starts nothing ahead of its own.
    soon = minutes_ago(-4)
    page = visitor.send(f"{HERE}/release", release_time=soon)
    assert visitor.status == 409
    assert f"{soon.replace('T', ' ')} C" in page and "has not come" in page


def test_the_name_opens_the_row_and_so_does_the_id(offices: Offices, visitor: Visitor) -> None:
    offices.cases.alerted(PRIORITY_1)
    offices.cases.running()
    enter(visitor, "jola")
    for path in ("/jail", "/jail/all"):
        page = visitor.get(path)
        assert f'<a href="{HERE}">{NAME}</a>' in page, path
        assert re.search(rf'<a href="{HERE}"><code[^>]*>D-1</code>', page), path
    offices.cases.detainers.cancel("D-1", "the person was transferred", OFFICER)
    assert f'<a href="{HERE}">{NAME}</a>' in visitor.get("/jail/releases")


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
