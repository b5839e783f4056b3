"""Jailers at their screens, in a real browser: live, and on a phone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.console.browser.conftest import Screen, Visit
from tests.console.browser.test_every_screen import faults_of
from tests.console.offices import Offices
from tests.interop.case_world import AGENCY, OFFICER, PRIORITY_1

pytestmark = pytest.mark.xdist_group("browser")

WIDTH, HEIGHT = 390, 844
"""Of a phone, in CSS pixels."""


@pytest.fixture
def jailer(offices: Offices, visit: Visit) -> Screen:
    """Somebody of the jail, on a phone, who keeps every response."""
    offices.cases.clock.now = datetime.now(UTC)
    screen = visit("jola")
    screen.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return screen


def test_the_board_changes_by_itself(offices: Offices, jailer: Screen) -> None:
    assert "asked to hold nobody" in jailer.shown()
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.request()
    jailer.page.wait_for_selector("text=answer the office")
    world.detainers.acknowledge("D-1", AGENCY)
    jailer.page.wait_for_selector("text=acknowledged")
    world.detainers.report_release("D-1", world.clock.now, AGENCY)
    jailer.page.wait_for_selector("text=min left")
    world.detainers.cancel("D-1", "the person was transferred", OFFICER)
    jailer.page.wait_for_selector("text=Release the person of")


def test_a_detainer_is_answered_on_a_phone(offices: Offices, jailer: Screen) -> None:
    offices.cases.alerted(PRIORITY_1)
    offices.cases.request()
    jailer.page.wait_for_selector("text=answer the office")
    wide = "document.documentElement.scrollWidth"
    assert jailer.page.evaluate(wide) <= WIDTH
    jailer.page.click("text=D-1")
    assert jailer.page.evaluate(wide) <= WIDTH
    button = jailer.page.locator("button:has-text('We will hold')")
    box = button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < HEIGHT, "what is to be done is seen at once"
    assert box["height"] >= 24
    jailer.page.keyboard.press("t")
    jailer.page.wait_for_selector("text=knows that you will hold")
    assert offices.cases.case().detainers[0].acknowledge_time is not None
    jailer.page.go_back()
    jailer.page.reload()
    assert offices.cases.case().detainers[0].end_time is None


def _minutes_ago(minutes: int) -> str:
    there = datetime.now(ZoneInfo("America/Chicago")) - timedelta(minutes=minutes)
    return f"{there:%Y-%m-%dT%H:%M}"


def test_every_form_of_a_jail(offices: Offices, jailer: Screen) -> None:
    """Hold, report the release, take a claim; then the notice to release is answered."""
    world, now = offices.cases, datetime.now(UTC)
    world.clock.now = now - timedelta(minutes=10)
    world.alerted(PRIORITY_1)
    world.request()
    jailer.open("/jail/D-1")
    jailer.send("acknowledge")
    world.clock.now = now - timedelta(minutes=7)
    assert "The 48 hours run" in jailer.send("release", release_time=_minutes_ago(8))
    assert " min left" in jailer.shown(), "the countdown runs"
    assert "claim of citizenship is recorded" in jailer.send("claim")
    world.clock.now = now - timedelta(minutes=5)
    world.detainers.cancel("D-1", "the person was transferred", OFFICER)
    world.clock.now = datetime.now(UTC)
    jailer.open("/jail")
    assert "Release the person of" in jailer.shown()
    jailer.page.locator("a:text-is('D-1')").first.click()
    jailer.page.wait_for_url("**/jail/D-1")
    jailer.expected.add("status of 400")
    said = jailer.send("confirm", outcome="released", freed_time="2031-01-01T10:00")
    assert "Released at: 2031-01-01 10:00 CST is in the future" in said
    kept = jailer.page.locator("form[action$='/confirm'] [name=freed_time]").input_value()
    assert kept == "2031-01-01T10:00"
    assert "The notice is answered" in jailer.send("confirm", freed_time=_minutes_ago(2))
    jailer.open("/jail")
    assert "Release the person of" not in jailer.shown()


def test_a_jail_declines_and_its_session_ends_in_the_middle(
    offices: Offices, jailer: Screen
) -> None:
    offices.cases.alerted(PRIORITY_1)
    offices.cases.request()
    jailer.open("/jail/D-1")
    state = jailer.page.context.storage_state()
    [session] = [one["value"] for one in state["cookies"] if one["name"] == "tenprint"]
    jailer.page.context.clear_cookies()
    jailer.expected.add("status of 401")
    said = jailer.send("decline", reason="no room, <b>none</b>")
    assert "Your session has ended" in said
    assert "no room, <b>none</b>" in said
    assert offices.cases.case().detainers[0].end_time is None
    jailer.page.context.add_cookies([{"name": "tenprint", "value": session, "url": jailer.address}])
    jailer.page.go_back()
    assert "will not hold" in jailer.send("decline", reason="no room")
    assert offices.cases.case().detainers[0].end_reason == "no room"


def test_another_jail_is_told_nothing(offices: Offices, visit: Visit) -> None:
    offices.cases.clock.now = datetime.now(UTC)
    offices.cases.alerted(PRIORITY_1)
    offices.cases.running()
    jack = visit("jack")
    assert "asked to hold nobody" in jack.shown()
    jack.expected.add("status of 404")
    jack.open("/jail/D-1")
    assert "belongs to another agency" in jack.shown()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_with_notices(
    offices: Offices, jailer: Screen, theme: str
) -> None:
    jailer.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.running()
    world.detainers.cancel("D-1", "the person was transferred", OFFICER)
    for path in ("/jail", "/jail/D-1", "/jail/all", "/jail/releases"):
        jailer.open(path)
        assert faults_of(jailer) == [], path
