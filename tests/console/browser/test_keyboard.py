"""A shift by the keyboard alone: no mouse is moved, no element is clicked by its place."""

import pytest

from tests.console.browser.conftest import Screen, Visit
from tests.console.offices import MATE, STRANGER, Offices
from tests.interop.case_world import AGENCY

pytestmark = pytest.mark.xdist_group("browser")

_TABS = 120
"""Presses of Tab after which something cannot be reached."""


def press(screen: Screen, *keys: str) -> None:
    """Press keys, of which the last one opens a page."""
    for key in keys[:-1]:
        screen.page.keyboard.press(key)
    with screen.page.expect_navigation():
        screen.page.keyboard.press(keys[-1])


def tab_to(screen: Screen, selector: str) -> None:
    """Go from field to field until somebody is there, who must see where that is."""
    focus = "selector => document.activeElement?.matches(selector)"
    for _ in range(_TABS):
        if screen.page.evaluate(focus, selector):
            shown = "getComputedStyle(document.activeElement).outlineStyle"
            assert screen.page.evaluate(shown) != "none", f"{selector} shows no focus"
            return
        screen.page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached")


def write(screen: Screen, selector: str, words: str) -> None:
    """Type into a field."""
    tab_to(screen, selector)
    screen.page.keyboard.type(words)


def write_time(screen: Screen, selector: str, time: str) -> None:
    """Type a time of 1 August 2011; the year takes six digits, so one goes on by an arrow."""
    write(screen, selector, "08012011")
    screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.type(time)


def open_part(screen: Screen, words: str) -> None:
    """Open a part of the page that is folded."""
    part = screen.page.locator("summary", has_text=words)
    part.evaluate("one => one.dataset.wanted = '1'")
    tab_to(screen, "summary[data-wanted]")
    screen.page.keyboard.press("Enter")
    part.evaluate("one => delete one.dataset.wanted")


def test_an_officer_s_shift(offices: Offices, visit: Visit) -> None:
    """Filter, open by row, take, ask for a detainer, document, close, and take the next."""
    world = offices.cases
    world.alerted()
    world.alerted(tcn="BOOKING-00002", identity_id="IDENT-2")
    screen = visit("mina")
    screen.page.keyboard.press("/")
    for whose in ("mine", "free"):
        screen.page.keyboard.press("ArrowDown")
        screen.page.wait_for_url(f"**whose={whose}*")
        busy = screen.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")
        busy.first.wait_for(state="detached")
    assert screen.page.evaluate("document.activeElement.name") == "whose", "the focus stays"
    tab_to(screen, "tbody a")
    press(screen, "j", "k", "Enter")
    assert screen.page.url.endswith("/work/case:BOOKING-00001")
    press(screen, "t")
    assert "The task is yours" in screen.shown()
    tab_to(screen, "form[action$='/detainer'] button")
    press(screen, "Enter")
    [detainer] = world.case().detainers
    world.detainers.acknowledge(detainer.detainer_id, AGENCY)
    world.detainers.report_release(detainer.detainer_id, world.clock.now, AGENCY)
    screen.page.reload()
    tab_to(screen, "form[action$='/custody'] button")
    press(screen, "Enter")
    write_time(screen, "[name=encounter_time]", "1100A")
    write(screen, "[name=manner]", "in person")
    write(screen, "[name=place]", "jail")
    press(screen, "Enter")
    assert "Encounter recorded" in screen.shown()
    open_part(screen, "Disposition")
    write_time(screen, "[name=decision_time]", "1130A")
    write(screen, "[name=disposition]", "removed")
    write(screen, "[name=reason]", "priority 1")
    tab_to(screen, "form[action$='/disposition'] button")
    press(screen, "Enter")
    assert "Disposition recorded" in screen.shown()
    press(screen, "x")
    assert "The case is closed" in screen.shown()
    press(screen, "b")
    press(screen, "t")
    assert "You hold this task" in screen.shown()
    assert screen.page.url.endswith("BOOKING-00002")


def test_an_examiner_s_shift(offices: Offices, visit: Visit) -> None:
    """Look at every finger, enlarge and turn, mark, send; then see what the matcher says."""
    offices.reviews.open("TCN-REVIEW-1", MATE, [STRANGER, MATE])
    offices.reviews.open("TCN-REVIEW-2", MATE, [MATE])
    screen = visit("anna")
    for number, candidates in enumerate((2, 1)):
        for _ in range(candidates):
            press(screen, "n")
            press(screen, "+", "+", "]", "i", "l", "0", "p")
            press(screen, "d")
        press(screen, "x")
        assert "Decided" in screen.shown(), number
    assert "Nothing waits for you" in screen.shown()
    tab_to(screen, "nav a[href='/afterwards']")
    press(screen, "Enter")
    press(screen, "j", "j", "Enter")
    assert "What the matcher says" in screen.shown()
    press(screen, "b")
    assert screen.page.locator("tbody tr[data-href]").count() == 2


def test_a_specialist_s_shift(offices: Offices, visit: Visit) -> None:
    offices.lesc.submit(1)
    screen = visit("lena")
    press(screen, "t")
    assert "You hold this research" in screen.shown()
    write(screen, "[name=result]", "confirmed")
    press(screen, "Tab", "Tab", "Enter")
    assert "What you found of the identity" in screen.shown()
    write(screen, "[name=status]", "no record")
    tab_to(screen, "form[action$='/determine'] button")
    press(screen, "Enter")
    assert "Determined: the answer leaves" in screen.shown()
