"""Officers at their screens, in a real browser."""

from dataclasses import replace

import pytest

from tests.console.browser.conftest import Visit
from tests.console.offices import CASE, PASSWORD, Offices
from tests.interop.case_world import AGENCY, ENCOUNTER, OFFICER, RELEASED_BEFORE

pytestmark = pytest.mark.xdist_group("browser")

HERE = f"/work/{CASE}"
MINA = replace(OFFICER, officer="mina")


def test_a_case_from_the_list_to_its_end(offices: Offices, visit: Visit) -> None:
    offices.cases.alerted()
    screen = visit("mina")
    screen.page.click("text=Take the next free task")
    screen.page.wait_for_url(f"**{HERE}")
    assert "You hold this task" in screen.shown()
    assert "detain" in screen.page.inner_text(".advice").lower()
    assert "asked to hold" in screen.send("detainer")
    offices.cases.detainers.acknowledge(offices.cases.case().detainers[0].detainer_id, AGENCY)
    detainer_id = offices.cases.case().detainers[0].detainer_id
    offices.cases.detainers.report_release(detainer_id, offices.cases.clock.now, AGENCY)
    screen.page.reload()
    assert "Custody taken" in screen.send("custody")
    done = screen.send(
        "encounter", encounter_time="2011-08-01T11:00", manner="in person", place="jail"
    )
    assert "Encounter recorded" in done
    kept = offices.cases.case().current.encounter
    assert kept is not None
    assert kept.encounter_time == ENCOUNTER.encounter_time, "by the clock of the agency"
    done = screen.send(
        "disposition",
        decision_time="2011-08-01T11:30",
        disposition="removed",
        reason="priority 1",
    )
    assert "Disposition recorded" in done, done
    assert "The case is closed" in screen.send("close")
    screen.page.go_back()
    screen.page.reload()
    assert "closed" in screen.page.inner_text("[aria-label='The case']")


def test_two_officers_at_one_case_and_a_conflict_that_is_explained(
    offices: Offices, visit: Visit
) -> None:
    offices.cases.alerted()
    first, second = visit("mina"), visit("otto")
    for one in (first, second):
        one.open(HERE)
    assert "The task is yours" in first.send("take")
    second.expected.add("status of 409")
    refused = second.send("take")
    assert "Another officer holds this task" in refused
    assert "mina" in refused
    offices.cases.cases.record_encounter(CASE, ENCOUNTER, MINA)
    offices.cases.cases.record_disposition(CASE, RELEASED_BEFORE, MINA)
    first.page.reload()
    tab = visit("mina")
    tab.open(HERE)
    assert "The case is closed" in tab.send("close")
    assert "The case has a new version" in tab.send("reopen")
    first.expected.add("status of 409")
    said = first.send("close")
    assert "The case has changed" in said
    assert "has version 2 now, not 1" in said
    assert "was read again just now" in said
    assert "Close version 2" in said, "the page below the words is as it is now"
    assert "The case is closed" in first.send("close")


def test_what_was_filled_in_stays_when_it_is_refused(offices: Offices, visit: Visit) -> None:
    offices.cases.alerted()
    screen = visit("mina")
    screen.open(HERE)
    screen.expected.add("status of 404")
    said = screen.send("transfer", to_office="no such office", transfer_reason="lives there")
    assert "no field office no such office" in said
    form = screen.page.locator(f"form[action='{HERE}/transfer']")
    assert form.locator("[name=to_office]").input_value() == "no such office"
    assert form.locator("[name=transfer_reason]").input_value() == "lives there"
    assert form.is_visible(), "the part of the page with the refused form is open"


def test_a_transfer_is_asked_and_shown(offices: Offices, visit: Visit) -> None:
    offices.cases.alerted()
    screen = visit("mina")
    screen.open(HERE)
    said = screen.send("transfer", to_office="miami", transfer_reason="<i>lives there</i>")
    assert "The other office is asked" in said
    assert "<i>lives there</i>" in said, "what people write is text"


def test_a_session_that_ends_in_the_middle_loses_nothing(offices: Offices, visit: Visit) -> None:
    offices.cases.alerted()
    screen = visit("mina")
    screen.open(HERE)
    screen.page.context.clear_cookies()
    screen.expected.add("status of 401")
    said = screen.send("escalate", escalate_reason="two birth certificates")
    assert "Your session has ended" in said
    assert "two birth certificates" in said
    screen.page.get_by_role("link", name="Sign in again").click()
    screen.page.fill("input[name=name]", "mina")
    screen.page.fill("input[name=password]", PASSWORD)
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url(f"**{HERE}")
    assert not offices.cases.case().alarms
    said = screen.send("escalate", escalate_reason="two birth certificates")
    assert "The supervisors are asked" in said


def test_reloading_and_the_back_button_repeat_nothing(offices: Offices, visit: Visit) -> None:
    offices.cases.alerted()
    screen = visit("mina")
    screen.open(HERE)
    screen.send("claim")
    for _ in range(2):
        screen.page.reload()
    assert len(offices.cases.case().claims) == 1
    screen.page.go_back()
    screen.page.go_forward()
    assert len(offices.cases.case().claims) == 1


def test_filters_sort_and_page_by_the_address(offices: Offices, visit: Visit) -> None:
    for number in range(3):
        offices.cases.alerted(tcn=f"BOOKING-0000{number}", identity_id=f"IDENT-{number}")
    screen = visit("mina")
    screen.page.select_option("select[name=whose]", label="held by nobody")
    screen.page.wait_for_url("**whose=free*")
    screen.page.click("th >> text=Case")
    screen.page.wait_for_url("**sort=case*")
    assert "whose=free" in screen.page.url
    address = screen.page.url
    tab = screen.page.context.new_page()
    tab.goto(address)
    assert tab.inner_text("tbody") == screen.page.inner_text("tbody")
    assert tab.locator("tbody tr[data-href]").count() == 3
