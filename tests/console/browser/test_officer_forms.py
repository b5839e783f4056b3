"""Every form of an officer's case, in a real browser: what it does, and what is told."""

import pytest

from interop.cases import ClaimState, DetainerState
from interop.lesc.research import FactKind
from tests.console.browser.conftest import Screen, Visit
from tests.console.offices import CASE, TCN, Offices
from tests.interop.case_world import AGENCY, OFFICER, PRIORITY_1

pytestmark = pytest.mark.xdist_group("browser")

HERE = f"/work/{CASE}"


@pytest.fixture
def mina(offices: Offices, visit: Visit) -> Screen:
    """An officer at a case that the LESC has answered."""
    offices.cases.alerted(PRIORITY_1)
    screen = visit("mina")
    screen.open(HERE)
    return screen


def test_a_claim_of_citizenship_with_its_evidence(offices: Offices, mina: Screen) -> None:
    assert "advice is suspended" in mina.send("claim")
    assert "Evidence kept" in mina.send("evidence", evidence="<b>a certificate of birth</b>")
    assert "<b>a certificate of birth</b>" in mina.shown(), "what people write is text"
    assert "Claim upheld" in mina.send("uphold", evidence="the certificate is genuine")
    [claim] = offices.cases.case().claims
    assert claim.state is ClaimState.UPHELD
    assert claim.taken_by == OFFICER.caller.ori


def test_a_detainer_is_cancelled_with_a_reason(offices: Offices, mina: Screen) -> None:
    mina.send("detainer")
    assert "requested" in mina.page.inner_text("article.detainer")
    assert "Detainer cancelled" in mina.send("cancel", cancel_reason="the person was transferred")
    [one] = offices.cases.case().detainers
    assert (one.state, one.end_reason) == (DetainerState.CANCELLED, "the person was transferred")


def test_custody_and_the_release_from_it(offices: Offices, mina: Screen) -> None:
    world = offices.cases
    mina.send("detainer")
    [one] = world.case().detainers
    world.detainers.acknowledge(one.detainer_id, AGENCY)
    world.detainers.report_release(one.detainer_id, world.clock.now, AGENCY)
    mina.page.reload()
    assert "Custody taken" in mina.send("custody")
    mina.expected.add("status of 400")
    there = f"{world.clock.now:%Y-%m-%dT%H:%M}"
    refused = mina.send("freed", release_time="2031-01-01T10:00", free_reason="bond was paid")
    assert "Released at: 2031-01-01 10:00 CST is in the future" in refused
    kept = mina.page.locator("form[action$='/freed'] [name=free_reason]").input_value()
    assert kept == "bond was paid"
    # The clock of this office is behind UTC, so that the same figures are a later time.
    earlier = there.replace(f"T{there[11:13]}", f"T{int(there[11:13]) - 5:02}")
    assert "Release recorded" in mina.send("freed", release_time=earlier)
    assert world.case().detainers[0].freed_time is not None


def test_a_death_is_recorded_and_taken_back(offices: Offices, mina: Screen) -> None:
    said = mina.send("death", deceased_date="2011-07-30", because="the coroner's letter")
    assert "The person died on 2011-07-30" in said
    said = mina.send("death", deceased_date="", because="it was a namesake")
    assert "The person died on" not in said
    assert offices.cases.case().deceased_date is None


def test_a_transfer_is_returned_and_another_accepted(
    offices: Offices, mina: Screen, visit: Visit
) -> None:
    mike = visit("mike")
    mina.send("transfer", to_office="miami", transfer_reason="lives there")
    mike.open(HERE)
    assert "houston asks miami to take this case: lives there" in mike.shown()
    form = mike.page.locator("form:has(input[name=answer][value=return])")
    form.locator("[name=return_reason]").fill("the person moved on")
    form.locator("button").click()
    mike.page.wait_for_load_state()
    assert "The other office is answered" in mike.shown()
    mina.page.reload()
    assert "miami returned the case" in mina.shown()
    assert "the person moved on" in mina.shown()
    mina.send("transfer", to_office="miami", transfer_reason="he lives there now")
    mike.page.reload()
    form = mike.page.locator("form:has(input[name=answer][value=accept])")
    form.locator("button").click()
    mike.page.wait_for_load_state()
    assert offices.cases.case().alerted_to == "miami"
    assert "The task is yours" in mike.send("take")
    mina.expected.add("status of 403")
    refused = mina.send("take")
    assert "is the work of miami, not of houston" in refused


def test_supervisors_examiners_and_sources_are_asked(offices: Offices, mina: Screen) -> None:
    assert "The supervisors are asked" in mina.send("escalate", escalate_reason="which detainer?")
    assert "which detainer?" in mina.shown()
    before = offices.cases.sources.look_up_count
    assert "The source was asked again" in mina.send("look-up", source="passports")
    assert offices.cases.sources.look_up_count == before + 1
    mina.expected.add("status of 409")
    said = mina.send("compare", compare_reason="other ridge counts")
    assert "reason COMPARISON_REFUSED" in said, "nobody has searched this booking's prints"
    assert mina.page.locator("[name=compare_reason]").input_value() == "other ridge counts"


def test_an_alarm_is_acknowledged(offices: Offices, visit: Visit) -> None:
    """An agency that declines alarms the office; who caused an alarm does not end it."""
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.request()
    world.detainers.acknowledge("D-1", AGENCY)
    world.detainers.report_release("D-1", world.clock.now, AGENCY)
    world.clock.forward(4 * 24 * 3600)
    world.cases.run_due()
    [alarm] = world.case().alarms
    screen = visit("mina")
    screen.open(HERE)
    assert "Alarm: " in screen.shown()
    assert "The alarm is known: nobody else is asked" in screen.send("alarm")
    [kept] = world.case().alarms
    assert (kept.alarm_id, kept.acknowledged_by) == (alarm.alarm_id, "mina")


def test_a_session_that_ends_in_the_middle_loses_no_remark(offices: Offices, mina: Screen) -> None:
    """What was typed into the longest form is shown, and nothing of it was sent."""
    mina.page.context.clear_cookies()
    mina.expected.add("status of 401")
    said = mina.send(
        "disposition",
        decision_time="2011-08-01T11:30",
        disposition="removed",
        reason="priority 1",
        remark="a remark of many words",
    )
    assert "Your session has ended" in said
    assert "a remark of many words" in said
    assert not offices.cases.case().current.disposition.officer


def test_going_back_and_reloading_sends_nothing_again(offices: Offices, mina: Screen) -> None:
    mina.send("detainer")
    mina.send("escalate", escalate_reason="please look")
    for _ in range(2):
        mina.page.go_back()
        mina.page.reload()
    mina.page.go_forward()
    assert len(offices.cases.case().detainers) == 1
    assert mina.page.url.endswith(HERE)


def test_a_double_click_asks_once(offices: Offices, mina: Screen) -> None:
    """The id of the page makes the second request the first one."""
    form = mina.page.locator("form[action$='/escalate']")
    mina.page.locator("summary", has_text="The supervisors").click()
    form.locator("[name=escalate_reason]").fill("twice")
    form.evaluate(
        "async one => { const body = () => new URLSearchParams(new FormData(one));"
        "await Promise.all([1, 2].map(() => fetch(one.action, {method: 'POST', body: body()}))) }"
    )
    mina.page.reload()
    assert mina.shown().count("twice") == 1


def test_research_that_the_lesc_does_not_share_is_not_shown(offices: Offices, visit: Visit) -> None:
    """As audited, the answer is a notice only."""
    offices.cases.sources.hold("entry_exit", FactKind.ADMITTED)
    offices.cases.alerted(PRIORITY_1, TCN, None)
    screen = visit("mina")
    screen.open(HERE)
    assert "The LESC has not shared its research" in screen.shown()
    assert "admitted" not in screen.shown()


def test_the_list_is_of_the_own_office_until_somebody_asks_for_all(
    offices: Offices, visit: Visit
) -> None:
    offices.cases.alerted(PRIORITY_1)
    mike = visit("mike")
    assert "No case of your office waits" in mike.shown()
    mike.page.click("text=Take the next free task")
    mike.page.wait_for_load_state()
    said = mike.shown()
    assert "No task of your office is free" in said, "nobody takes a case of another office"
    assert "Other offices have free tasks: houston 1" in said
    mike.page.select_option("select[name=offices]", label="all")
    mike.page.wait_for_url("**offices=all*")
    mike.page.wait_for_selector(f"text={CASE}")
