"""Supervisors in a real browser: they move work, and see nothing of what is not decided."""

import pytest

from interop.review.types import Decision
from tests.console.browser.conftest import Screen, Visit
from tests.console.browser.test_every_screen import faults_of
from tests.console.offices import CASE, MATE, STRANGER, Offices
from tests.interop.case_world import ENCOUNTER, OFFICER, PRIORITY_1, RELEASED_BEFORE
from tests.interop.reviews import EXAMINER, SAME

pytestmark = pytest.mark.xdist_group("browser")

TASK = f"/supervisor/tasks/{CASE}"
REMARK = "a scar across the core"


def bodies(screen: Screen) -> bytes:
    """Everything that the browser was told, but style and scripts."""
    return b"\n".join(body for url, body in screen.bodies if "/static/" not in url)


def test_an_item_goes_from_one_examiner_to_another(offices: Offices, visit: Visit) -> None:
    offices.reviews.open("REVIEW-00001", MATE, [MATE])
    anna, sven = visit("anna"), visit("sven")
    assert anna.page.locator(".pane img").count() == 2
    sven.open("/supervisor/reviews?which=open")
    with sven.page.expect_navigation():
        sven.page.click("tbody a")
    assert "has it" in sven.shown()
    assert faults_of(sven) == []
    told = sven.send("reassign", from_examiner="anna", to_examiner="ben")
    assert "ben has it" in told
    sven.page.reload()
    assert sven.page.locator("#examiners tbody tr").count() == 2, "reloading repeats nothing"
    anna.open("/compare")
    assert "Nothing waits for you" in anna.shown()
    ben = visit("ben")
    assert ben.page.locator(".pane img").count() == 2


def test_blindness(offices: Offices, visit: Visit) -> None:
    """No response of the session has candidates, decisions, remarks or scores of an open item."""
    item_id = offices.reviews.open("REVIEW-00001", MATE, [MATE, STRANGER])
    task = offices.reviews.next_task("anna")
    decisions = {one.candidate_id: Decision.DIFFERENT for one in task.candidates}
    offices.reviews.desk.decide(item_id, "anna", decisions, EXAMINER, REMARK)
    offices.reviews.next_task("ben")
    sven = visit("sven")
    sven.keep()
    for path in (
        "/supervisor",
        "/supervisor/reviews",
        "/supervisor/reviews?which=open&examiner=anna",
        f"/supervisor/reviews/{item_id}",
        "/supervisor/examiners",
        "/supervisor/pairs",
    ):
        sven.open(path)
    sven.open(f"/supervisor/reviews/{item_id}")
    sven.send("reassign", from_examiner="ben")
    people = [
        offices.reviews.ident.get_encounter(f"person-{one}").identity_id for one in (MATE, STRANGER)
    ]
    hidden = [*people, *decisions, f"person-{MATE}", "78.0", "77.0", "different people", REMARK]
    found = bodies(sven)
    assert item_id.encode() in found
    assert [one for one in hidden if one.encode() in found] == []


def test_two_supervisors_on_one_item(offices: Offices, visit: Visit) -> None:
    """The second is told what the first did, and sees the item as it is now."""
    item_id = offices.reviews.open("REVIEW-00001", MATE, [MATE])
    offices.reviews.next_task("anna")
    sven, other = visit("sven"), visit("sven")
    for one in (sven, other):
        one.open(f"/supervisor/reviews/{item_id}")
    assert "taken away" in sven.send("reassign", from_examiner="anna", to_examiner="ben")
    other.expected.add("status of 409")
    told = other.send("reassign", from_examiner="anna", to_examiner="carl")
    assert "does not have the item any more" in told and "read again just now" in told
    assert other.page.locator("#examiners tbody tr").count() == 2
    offices.reviews.decide("ben", SAME)
    other.page.reload()
    told = other.shown()
    assert "decided" in told


def test_a_case_is_escalated_and_a_wrong_field_loses_nothing(
    offices: Offices, visit: Visit
) -> None:
    offices.cases.alerted(PRIORITY_1)
    sven = visit("sven")
    sven.open(TASK)
    sven.expected.add("status of 400")
    told = sven.send("escalate", escalate_reason="a minister asks", limit_hours="9x9")
    assert "limit hours" in told
    assert sven.page.input_value("textarea[name=escalate_reason]") == "a minister asks"
    assert "Other supervisors are asked" in sven.send("escalate", limit_hours="4")
    sven.page.reload()
    sven.open("/supervisor/escalations?which=open")
    assert "a minister asks" in sven.shown()
    assert faults_of(sven) == []


def test_a_closed_case_is_opened_again_by_two_who_meet(offices: Offices, visit: Visit) -> None:
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.cases.record_encounter(CASE, ENCOUNTER, OFFICER)
    world.cases.record_disposition(CASE, RELEASED_BEFORE, OFFICER)
    world.cases.close(CASE, 1, OFFICER)
    sven, late = visit("sven"), visit("sven")
    sven.open("/supervisor/tasks")
    sven.page.fill("#filter-case", CASE)
    with sven.page.expect_navigation():
        sven.page.keyboard.press("Enter")
    assert sven.page.url.endswith(TASK)
    assert faults_of(sven) == []
    late.open(TASK)
    for version in (2, 3):
        assert "Another version of the case has begun" in sven.send("reopen")
        world.cases.record_disposition(CASE, RELEASED_BEFORE, OFFICER)
        world.cases.close(CASE, version, OFFICER)
        sven.page.reload()
    late.expected.add("status of 409")
    told = late.send("reopen")
    assert "read again just now" in told
    assert late.page.input_value("form[action$='/reopen'] [name=version]") == "3"
