"""Jailers at their screens, in a real browser: live, and on a phone."""

from datetime import UTC, datetime

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
