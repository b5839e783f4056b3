"""Supervisors who move work: items of examiners, cases that are escalated or opened again."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console import people
from console.settings import users_file
from database.paging import Page
from interop.lesc.research import BookedPerson
from interop.work import WorkDesk
from tests.console.offices import CASE, MATE, PASSWORD, Offices, staffed
from tests.console.visitors import Visitor, another, visiting
from tests.interop.case_world import ENCOUNTER, OFFICER, PRIORITY_1, RELEASED_BEFORE
from tests.interop.cases.people import SUPERVISOR
from tests.interop.reviews import EXAMINER, SAME
from tests.lesc_stub.world import QUERY

TASK = f"/supervisor/tasks/{CASE}"


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    made = Offices(tmp_path)
    yield made
    made.close()


@pytest.fixture
def visitor(offices: Offices) -> Iterator[Visitor]:
    with staffed(offices) as settings, visiting(settings) as one:
        enter(one, "sven")
        yield one


def enter(visitor: Visitor, name: str) -> Visitor:
    visitor.get("/sign-in")
    visitor.send("/sign-in", name=name, password=PASSWORD)
    return visitor


def given(offices: Offices, examiner: str) -> str | None:
    task = offices.reviews.desk.next_task(examiner, EXAMINER)
    return task.item_id if task else None


def test_an_item_is_taken_from_one_examiner_and_given_to_another(
    offices: Offices, visitor: Visitor
) -> None:
    item_id = offices.reviews.open("REVIEW-00001", MATE, [MATE])
    assert given(offices, "anna") == item_id
    here = f"/supervisor/reviews/{item_id}"
    assert "▲ has it" in visitor.get(here)
    told = visitor.send(f"{here}/reassign", from_examiner="anna", to_examiner="ben")
    assert "ben has it" in told and "taken away" in told
    assert (given(offices, "anna"), given(offices, "ben")) == (None, item_id)
    # Nobody is both: sven has looked, and anna had the item.
    listed = users_file(offices.folder)
    people.put(listed, replace(people.read(listed)["sven"], roles=("examiner", "supervisor")))
    enter(visitor, "sven")
    visitor.get(here)
    for name in ("anna", "sven"):
        page = visitor.send(f"{here}/reassign", from_examiner="ben", to_examiner=name)
        assert visitor.status == 409, name
        assert "may not decide about the item" in page
        assert f'value="{name}" selected' in page, "what was filled in is kept"


def test_an_item_that_was_decided_meanwhile_is_explained_and_read_again(
    offices: Offices, visitor: Visitor
) -> None:
    item_id = offices.reviews.open("REVIEW-00001", MATE, [MATE])
    offices.reviews.next_task("anna")
    here = f"/supervisor/reviews/{item_id}"
    visitor.get(here)
    offices.reviews.decide("anna", SAME)
    page = visitor.send(f"{here}/reassign", from_examiner="anna")
    assert visitor.status == 409
    assert "This examiner does not have the item any more" in page
    assert "read again just now" in page and ">decided<" in page


def test_remarks_and_candidates_come_with_the_end(offices: Offices, visitor: Visitor) -> None:
    item_id = offices.reviews.open("REVIEW-00001", MATE, [MATE])
    task = offices.reviews.next_task("anna")
    decisions = {one.candidate_id: SAME for one in task.candidates}
    offices.reviews.desk.decide(item_id, "anna", decisions, EXAMINER, "a scar like no other")
    person = offices.reviews.ident.get_encounter(f"person-{MATE}").identity_id
    page = visitor.get(f"/supervisor/reviews/{item_id}")
    assert "anna" in page and "scar" not in page and person not in page
    assert not [one for one in visitor.seen if b"scar" in one or person.encode() in one]
    offices.reviews.decide("ben", SAME)
    page = visitor.get(f"/supervisor/reviews/{item_id}")
    assert "a scar like no other" in page and person in page


def test_a_supervisor_escalates_and_another_one_decides(offices: Offices, visitor: Visitor) -> None:
    offices.cases.alerted(PRIORITY_1)
    visitor.get(TASK)
    page = visitor.send(f"{TASK}/escalate", escalate_reason="a minister asks", limit_hours="x")
    assert (visitor.status, "a minister asks" in page) == (400, True)
    page = visitor.send(f"{TASK}/escalate", escalate_reason="a minister asks", limit_hours="4")
    assert "Other supervisors are asked" in page
    assert "a minister asks" in visitor.get("/supervisor/escalations?which=open")
    page = visitor.get(TASK)
    assert "You asked: somebody else decides" in page and f"{TASK}/decide" not in page
    assert f"{TASK}/escalate" not in page, "one question at a time"
    [asked], _ = WorkDesk(offices.cases.database, clock=offices.cases.clock).list_escalations(
        "", CASE, Page(), SUPERVISOR.caller, open_only=True
    )
    fields = {"escalation_id": asked.escalation_id, "resolution": "go on"}
    page = visitor.post(f"{TASK}/decide", csrf=visitor.token, **fields)
    assert (visitor.status, "ESCALATION_STATE" in page) == (409, True)
    assert "go on" not in visitor.get(TASK)


def test_a_closed_case_is_found_and_opened_again_once(offices: Offices, visitor: Visitor) -> None:
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.cases.record_encounter(CASE, ENCOUNTER, OFFICER)
    world.cases.record_disposition(CASE, RELEASED_BEFORE, OFFICER)
    world.cases.close(CASE, 1, OFFICER)
    assert "No case is like this" in visitor.get("/supervisor/tasks")
    visitor.get(f"/supervisor/tasks?case={CASE}")
    assert visitor.path == TASK
    assert f"{TASK}/reassign" not in visitor.text
    other = enter(another(visitor), "sven")
    other.get(TASK)
    assert "Another version of the case has begun" in visitor.send(f"{TASK}/reopen")
    assert "Another version of the case has begun" in other.send(f"{TASK}/reopen"), "the same again"
    world.cases.record_encounter(CASE, ENCOUNTER, OFFICER)
    page = visitor.post(f"{TASK}/reopen", csrf=visitor.token, version="2")
    assert (visitor.status, "CASE_STATE" in page) == (409, True)
    assert WorkDesk(world.database, clock=world.clock)


def test_a_part_of_the_list_leads_to_a_case_too(visitor: Visitor) -> None:
    answer = visitor.client.get(f"/supervisor/tasks?case={CASE}", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == TASK
    for stated in ("//evil.example/", "../../sign-out", "a b", "<script>"):
        found = visitor.client.get(
            "/supervisor/tasks", params={"case": stated}, headers={"HX-Request": "true"}
        )
        assert found.headers["HX-Redirect"].startswith("/supervisor/tasks/"), stated


def test_an_officer_is_told_of_a_task_that_a_supervisor_gave_away(
    offices: Offices, visitor: Visitor
) -> None:
    """The officer has the case open; whoever gave the task away oneself is told nothing."""
    offices.cases.clock.now = datetime.now(UTC)
    offices.cases.alerted(PRIORITY_1)
    here = f"/work/{CASE}"
    mina = enter(another(visitor), "mina")
    mina.get(here)
    mina.send(f"{here}/take")
    assert "taken from you" not in mina.send(f"{here}/release"), "mina gave it back"
    assert "yours</span> until" in mina.send(f"{here}/take")
    assert "taken from you" not in mina.get(here)
    visitor.get(TASK)
    visitor.send(f"{TASK}/reassign", to_officer="otto", reason="1")
    page = mina.get(here)
    assert "This task was taken from you" in page and "otto has it now" in page
    assert "yours</span> until" not in page
    otto = enter(another(visitor), "otto")
    assert "taken from you" not in otto.get(here), "it is otto's"


def test_an_officer_is_told_that_the_time_was_over(offices: Offices, visitor: Visitor) -> None:
    offices.cases.clock.now = datetime.now(UTC) - timedelta(hours=2)
    offices.cases.alerted(PRIORITY_1)
    mina = enter(another(visitor), "mina")
    mina.get(f"/work/{CASE}")
    mina.send(f"/work/{CASE}/take")
    mina.get(f"/work/{CASE}")
    offices.cases.clock.now = datetime.now(UTC)
    assert "Your time for this task was over at" in mina.get(f"/work/{CASE}")


@pytest.mark.parametrize(
    ("booked", "words"),
    [
        (BookedPerson(), "The booking states nothing about the person: only the prints"),
        (BookedPerson(fbi_number="100000AA1"), "The booking states neither name nor birth: only"),
        (BookedPerson(name="ALDER,BOX"), ""),
        (BookedPerson(dates_of_birth=("19700102",)), ""),
    ],
)
def test_a_booking_that_names_nobody_says_so(
    offices: Offices, visitor: Visitor, booked: BookedPerson, words: str
) -> None:
    offices.lesc.desk.submit(replace(QUERY, booked=booked))
    page = enter(another(visitor), "lena").get("/research/1")
    [row] = re.findall(r'<tr class="booked">.*?</tr>', page, re.S)
    assert words in row
    assert ("The booking states" in row) is bool(words)


def test_a_specialist_is_told_that_the_time_was_over(offices: Offices, visitor: Visitor) -> None:
    offices.lesc.desk.submit(QUERY)
    lena = enter(another(visitor), "lena")
    lena.get("/research/1")
    assert "was over" not in lena.send("/research/1/take")
    offices.lesc.clock.now += timedelta(hours=2)
    offices.lesc.desk.run_due()
    page = lena.get("/research/1")
    assert "Your time for this research was over at" in page
    assert "it waits for whoever takes it" in page
    luis = enter(another(visitor), "luis")
    assert "was over" not in luis.get("/research/1")
    luis.send("/research/1/take")
    assert "luis has it now" in lena.get("/research/1")
