"""Examiners in a real browser who remark, step aside, and read afterwards how they did."""

import re

import pytest

from tests.console.browser.conftest import Screen, Visit
from tests.console.browser.test_every_screen import faults_of
from tests.console.browser.test_examiner import HIDDEN, TCN, decide, told
from tests.console.offices import MATE, STRANGER, Offices
from tests.interop.reviews import EXAMINER, SAME

pytestmark = pytest.mark.xdist_group("browser")

REMARK = "a scar across the core"
REMARKED = ".bench textarea[name=remark]"


def step_aside(screen: Screen, reason: str = "person known") -> str:
    """Open the part of the page, choose why, and give the item back."""
    return screen.send("compare/aside", reason=reason)


def write_remark(screen: Screen, text: str) -> None:
    """Write a remark, and wait until the console has it."""
    with screen.page.expect_response("**/compare/remark"):
        screen.page.locator(REMARKED).press_sequentially(text)
    screen.page.wait_for_load_state("networkidle")


def test_a_remark_outlasts_fingers_reload_back_and_a_second_tab(
    offices: Offices, visit: Visit
) -> None:
    offices.reviews.open(TCN, MATE, [STRANGER, MATE])
    anna = visit("anna")
    write_remark(anna, REMARK)
    for key in ("Escape", "Tab"):
        anna.page.keyboard.press(key)
    with anna.page.expect_navigation():
        anna.page.keyboard.press("n")
    assert anna.page.input_value(REMARKED) == REMARK
    anna.page.reload()
    assert anna.page.input_value(REMARKED) == REMARK
    with anna.page.expect_navigation():
        anna.page.keyboard.press("d")
    assert anna.page.input_value(REMARKED) == REMARK, "a mark takes it along"
    anna.page.go_back()
    tab = anna.page.context.new_page()
    tab.goto(anna.page.url)
    assert tab.input_value(REMARKED) == REMARK


def test_a_remark_goes_with_the_decision_and_to_no_other_examiner(
    offices: Offices, visit: Visit
) -> None:
    offices.reviews.open(TCN, MATE, [MATE])
    anna, ben = visit("anna"), visit("ben")
    ben.keep()
    write_remark(anna, REMARK)
    anna.page.keyboard.press("Tab")
    assert "Decided" in decide(anna, SAME)
    anna.open("/afterwards")
    assert REMARK in anna.shown()
    ben.open("/compare")
    assert "Decided" in decide(ben, SAME)
    ben.open("/afterwards")
    assert "scar" not in told(ben)


def test_who_steps_aside_gives_the_item_to_another(offices: Offices, visit: Visit) -> None:
    offices.reviews.open(TCN, MATE, [MATE])
    anna, ben = visit("anna"), visit("ben")
    assert "You stepped aside" in step_aside(anna)
    assert "Nothing waits for you" in anna.shown()
    anna.page.reload()
    assert "Nothing waits for you" in anna.shown(), "reloading repeats nothing"
    anna.page.go_back()
    anna.page.wait_for_load_state()
    assert anna.page.locator(".pane img").count() == 0, "nor does the back button show the prints"
    ben.open("/compare")
    assert ben.page.locator(".pane img").count() == 2
    ben.page.locator(".pane img").first.evaluate("one => one.decode()")


def test_an_item_on_two_desks_when_a_supervisor_takes_it(offices: Offices, visit: Visit) -> None:
    """anna has marked; sven gives the item to ben: anna is told, and nothing of hers counts."""
    item_id = offices.reviews.open(TCN, MATE, [MATE])
    anna, ben = visit("anna"), visit("ben")
    with anna.page.expect_navigation():
        anna.page.keyboard.press("s")
    offices.reviews.desk.reassign(item_id, "anna", "", "sven", EXAMINER)
    anna.expected.add("status of 409")
    with anna.page.expect_navigation():
        anna.page.keyboard.press("x")
    assert "not on your desk any more" in anna.shown()
    ben.open("/compare")
    assert "Decided" in decide(ben, SAME)
    assert not offices.reviews.due(TCN), "one examiner has decided, not two"


def test_blindness_while_stepping_aside_and_in_the_history(offices: Offices, visit: Visit) -> None:
    """Nothing hidden is in any response of a session that marks, remarks and steps aside."""
    offices.reviews.open(TCN, MATE, [STRANGER, MATE], booked_as="criminal-1")
    ben = visit("ben")
    decide(ben, SAME)
    anna = visit("anna")
    anna.keep()
    anna.open("/compare")
    write_remark(anna, "worn")
    anna.page.keyboard.press("Tab")
    with anna.page.expect_navigation():
        anna.page.keyboard.press("s")
    anna.open("/afterwards")
    step_aside_at(anna)
    anna.open("/afterwards?which=checks")
    found = told(anna)
    assert "/compare/print.png" in found
    for word in HIDDEN:
        assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", found), word


def step_aside_at(screen: Screen) -> None:
    screen.open("/compare")
    assert "You stepped aside" in step_aside(screen, "case known")


@pytest.mark.parametrize("offices", [0.5], indirect=True)
def test_checks_are_told_when_they_are_over(offices: Offices, visit: Visit) -> None:
    offices.reviews.open(TCN, MATE, [MATE])
    assert offices.reviews.desk.draw_controls() == 1
    anna, ben = visit("anna"), visit("ben")
    anna.keep()
    for _ in range(2):
        anna.open("/compare")
        decide(anna, SAME)
    anna.open("/afterwards")
    assert "not measured yet" in anna.shown()
    assert anna.page.locator("tbody tr[data-href]").count() == 2
    anna.open("/afterwards?which=checks")
    assert anna.page.locator("tbody tr[data-href]").count() == 0
    before = told(anna)
    assert not re.search(r"(?<!\w)(control|mated|This was a check)(?!\w)", before)
    assert not re.search(r"✓ right|■ wrong|▲ not decided", before)
    for _ in range(2):
        ben.open("/compare")
        decide(ben, SAME)
    anna.open("/afterwards?which=checks")
    assert re.search("right|wrong", anna.shown())
    assert faults_of(anna) == []
    with anna.page.expect_navigation():
        anna.page.click("tbody a")
    assert "This was a check" in anna.shown()
    assert "ben" not in anna.page.content()
    for theme in ("light", "dark"):
        anna.page.emulate_media(color_scheme=theme)
        assert faults_of(anna) == []
