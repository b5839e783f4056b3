"""Supervisors at their screens: who waits, who errs, and nothing of what is not decided yet."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import people
from console.settings import users_file
from interop.lesc.research import Status
from interop.review.types import Decision
from interop.work import EscalationRequest, WorkDesk
from tests.console.offices import CASE, MATE, PASSWORD, STRANGER, TCN, Offices, staffed
from tests.console.visitors import Visitor, visiting
from tests.interop.case_world import OFFICER, PRIORITY_1, status

TASK = f"/supervisor/tasks/{CASE}"


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    made = Offices(tmp_path)
    yield made
    made.close()


@pytest.fixture
def visitor(offices: Offices) -> Iterator[Visitor]:
    with staffed(offices) as settings, visiting(settings) as one:
        one.get("/sign-in")
        one.send("/sign-in", name="sven", password=PASSWORD)
        yield one


def test_candidates_of_open_items_are_nowhere(offices: Offices, visitor: Visitor) -> None:
    item_id = offices.reviews.open("REVIEW-00001", 3, [MATE, STRANGER])
    task = offices.reviews.decide("anna", Decision.SAME)
    identities = [
        offices.reviews.ident.get_encounter(f"person-{one}").identity_id for one in (MATE, STRANGER)
    ]
    for path in (
        "/supervisor",
        "/supervisor/reviews",
        "/supervisor/reviews?which=open",
        f"/supervisor/reviews/{item_id}",
        "/supervisor/examiners",
        "/supervisor/pairs",
    ):
        visitor.get(path)
        assert visitor.status == 200
    assert item_id in visitor.get("/supervisor/reviews")
    hidden = [*identities, *(one.candidate_id for one in task.candidates), "person-601", "79.0"]
    found = [one for seen in visitor.seen for one in hidden if one.encode() in seen]
    assert found == []
    offices.reviews.decide("ben", Decision.SAME)
    page = visitor.get(f"/supervisor/reviews/{item_id}")
    assert identities[0] in page
    # Once for each candidate, and once among the examiners who had the item.
    assert page.count("anna") == page.count("ben") == len(identities) + 1


def test_a_third_round_is_marked(offices: Offices, visitor: Visitor) -> None:
    offices.reviews.open("REVIEW-00001", 3, [MATE])
    assert "third examiner</span>" not in visitor.get("/supervisor/reviews")
    offices.reviews.decide("anna", Decision.SAME)
    offices.reviews.decide("ben", Decision.DIFFERENT)
    assert "third examiner</span>" in visitor.get("/supervisor/reviews")


def test_whoever_looks_is_no_examiner_of_what_was_seen(offices: Offices, visitor: Visitor) -> None:
    offices.reviews.open("REVIEW-00001", 3, [MATE])
    visitor.get("/supervisor/reviews")
    with pytest.raises(AssertionError):
        offices.reviews.next_task("sven")
    assert offices.reviews.next_task("anna")


def test_an_item_that_is_not_there_is_said_to_be_so(visitor: Visitor) -> None:
    page = visitor.get("/supervisor/reviews/none")
    assert (visitor.status, "REVIEW_ITEM_NOT_FOUND" in page) == (404, True)


def test_a_task_goes_to_another_officer(offices: Offices, visitor: Visitor) -> None:
    offices.cases.alerted(PRIORITY_1)
    assert "nobody" in visitor.get("/supervisor/tasks")
    visitor.get(TASK)
    page = visitor.send(f"{TASK}/reassign", to_officer="otto")
    assert (visitor.status, "reason: choose one" in page) == (400, True)
    assert 'value="otto" selected' in page, "what was filled in is kept"
    assert "The officer has the task" in visitor.send(
        f"{TASK}/reassign", to_officer="otto", reason="1"
    )
    assert offices.cases.case().tcn == TCN
    assert "otto" in visitor.get("/supervisor/tasks?officer=otto")
    assert "No case is like this" in visitor.get("/supervisor/tasks?officer=mina")


@pytest.mark.parametrize("stated", ["nobody-here", "anna", "Otto"])
def test_a_task_goes_to_nobody_who_is_no_officer(
    offices: Offices, visitor: Visitor, stated: str
) -> None:
    """The service takes any id, and the case would wait for nobody for an hour."""
    offices.cases.alerted(PRIORITY_1)
    visitor.get(TASK)
    page = visitor.send(f"{TASK}/reassign", to_officer=stated, reason="1")
    assert (visitor.status, visitor.path) == (400, TASK)
    assert f"nobody has the id {stated} here: choose one of mike, mina, otto" in page
    assert "Task held by</dt><dd>nobody" in page
    assert "No case is like this" in visitor.get(f"/supervisor/tasks?officer={stated}")


def test_where_the_console_knows_no_officer_any_id_is_taken_and_that_is_said(
    offices: Offices, visitor: Visitor
) -> None:
    """Officers may work by other programs."""
    offices.cases.alerted(PRIORITY_1)
    assert "An id that nobody has" not in visitor.get(TASK)
    for name in ("mina", "otto", "mike"):
        people.remove(users_file(offices.folder), name)
    page = visitor.get(TASK)
    assert "An id that nobody has leaves the task with nobody for an hour." in page
    assert "The officer has the task" in visitor.send(
        f"{TASK}/reassign", to_officer="elsewhere-7", reason="1"
    )


def test_an_item_goes_to_nobody_who_is_no_examiner(offices: Offices, visitor: Visitor) -> None:
    item_id = offices.reviews.open("REVIEW-00001", 3, [MATE])
    offices.reviews.next_task("anna")
    here = f"/supervisor/reviews/{item_id}"
    visitor.get(here)
    page = visitor.send(f"{here}/reassign", from_examiner="anna", to_examiner="nobody-here")
    assert (visitor.status, "choose one of anna, ben" in page) == (400, True)
    assert offices.reviews.next_task("anna").item_id == item_id, "nothing was done"


def test_the_first_page_leads_to_what_waits(offices: Offices, visitor: Visitor) -> None:
    page = visitor.get("/supervisor")
    assert "Nothing waits for a supervisor" in page
    world = offices.cases
    world.alerted(status(Status.LAWFUL_PERMANENT_RESIDENT))
    world.request(because="the officer knows more")
    desk = WorkDesk(world.database, clock=world.clock)
    desk.escalate(EscalationRequest("E-1", CASE, "", "the person is ill", 8.0), OFFICER)
    for number in (1, 2):
        offices.reviews.open(f"REVIEW-0000{number}", 3, [MATE])
    page = visitor.get("/supervisor")
    links = dict(re.findall(r'<a class="button" href="([^"]+)">([^<]+)</a>', page))
    assert links == {
        "/supervisor/alarms?which=open": "1 alarm",
        "/supervisor/escalations?which=open": "1 question to supervisors",
        "/supervisor/tasks?whose=free": "1 task without an officer",
        "/supervisor/reviews?which=open": "2 reviews wait",
    }
    for href, words in links.items():
        assert visitor.get(href).count("<tr data-href") == int(words.split()[0]), href


def test_an_alarm_is_acknowledged_once_and_says_by_whom(offices: Offices, visitor: Visitor) -> None:
    world = offices.cases
    world.alerted(status(Status.LAWFUL_PERMANENT_RESIDENT))
    world.request(because="the officer knows more")
    page = visitor.get("/supervisor/alarms?which=open")
    assert CASE in page
    assert "nobody else is asked about it" in visitor.send("/supervisor/alarms/know")
    assert "No alarm is like this" in visitor.get("/supervisor/alarms?which=open")
    assert "known to sven" in visitor.get("/supervisor/alarms")
    visitor.post("/supervisor/alarms/know", csrf=visitor.token, alarm_id="²")
    assert visitor.status == 400


def test_an_escalation_is_decided(offices: Offices, visitor: Visitor) -> None:
    offices.cases.alerted(PRIORITY_1)
    desk = WorkDesk(offices.cases.database, clock=offices.cases.clock)
    desk.escalate(EscalationRequest("E-1", CASE, "", "the person is ill", 8.0), OFFICER)
    assert "the person is ill" in visitor.get("/supervisor/escalations?which=open")
    visitor.get(TASK)
    page = visitor.send(f"{TASK}/decide", resolution="<b>release</b>")
    assert "Your decision is recorded" in page
    assert "&lt;b&gt;release&lt;/b&gt;" in page
    assert "/decide" not in page
    assert "No escalation is like this" in visitor.get("/supervisor/escalations?which=open")
