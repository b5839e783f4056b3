"""No table loses a column: what is wider than its place scrolls there, and says so."""

from datetime import UTC, datetime

import pytest

from tests.console.browser.conftest import Screen, Visit
from tests.console.browser.test_every_page import opened
from tests.console.browser.test_every_screen import faults_of
from tests.console.browser.test_full_pages import offices  # noqa: F401 - a fixture
from tests.console.offices import CASE, TCN, Offices
from tests.console.test_oversight import OWN, book
from tests.servers import RunningServer

pytestmark = pytest.mark.xdist_group("browser")

WIDTH = 1280
CUT = """() => [...document.querySelectorAll("table")].flatMap((table) => {
  if (!table.checkVisibility()) return [];
  const words = (table.caption || table).textContent.trim().slice(0, 60);
  const place = table.closest(".wide");
  if (!place) {
    const [inner, outer] = [table, table.parentElement].map((one) => one.getBoundingClientRect());
    return inner.right > outer.right + 1 ? [`${words}: no place scrolls`] : [];
  }
  if (table.offsetWidth <= place.clientWidth + 1) return [];
  const hint = getComputedStyle(place, "::before");
  const scrolls = ["auto", "scroll"].includes(getComputedStyle(place).overflowX);
  return scrolls && hint.content.includes("scroll") ? [] : [`${words}: cut, and nobody says so`];
})"""
OF_DESKS = {
    "mina": ("/work", f"/work/{CASE}"),
    "lena": ("/research", "/research/1"),
    "jola": ("/jail", f"/jail/{TCN}", "/jail/all", "/jail/releases"),
    "sven": (
        "/supervisor",
        "/supervisor/tasks",
        f"/supervisor/tasks/{CASE}",
        "/supervisor/reviews",
        "/supervisor/alarms",
    ),
    "alma": ("/audit", "/audit/exceptions", "/audit/compliance", f"/audit/person?person={TCN}"),
    "anna": ("/compare", "/afterwards"),
}
"""Pages with content, by who looks."""


def cut(screen: Screen) -> list[str]:
    """Name the tables whose columns are out of sight without a word."""
    screen.page.evaluate("() => document.fonts.ready.then(() => true)")
    screen.page.wait_for_timeout(100)
    return list(screen.page.evaluate(CUT))


def test_tables_of_desks(offices: Offices, visit: Visit) -> None:  # noqa: F811
    offices.cases.clock.now = datetime.now(UTC)
    for name, paths in OF_DESKS.items():
        screen = visit(name)
        screen.page.set_viewport_size({"width": WIDTH, "height": 860})
        for path in paths:
            screen.open(path)
            assert cut(screen) == [], path


def test_tables_of_every_page_and_of_a_booking(screen: Screen, server: RunningServer) -> None:
    tcn = book(server, OWN)
    screen.page.set_viewport_size({"width": WIDTH, "height": 860})
    for path in opened(screen):
        assert cut(screen) == [], path
    screen.sign_in("law_enforcement")
    for path in ("/transactions", f"/transactions/{tcn}", f"/transactions/{tcn}/prints"):
        screen.open(path)
        assert cut(screen) == [], path


def test_a_table_that_does_not_fit_says_so_and_the_keyboard_scrolls_it(
    offices: Offices,  # noqa: F811
    visit: Visit,
) -> None:
    """At half the width the columns of the LESC cannot fit; at the first they do again."""
    lena = visit("lena")
    lena.open("/research/1")
    lena.page.set_viewport_size({"width": 640, "height": 860})
    place = lena.page.locator(".wide.scrolls").first
    place.wait_for()
    place.focus()
    lena.page.keyboard.press("ArrowRight")
    # The page allows no script of a text, so nothing in the page waits for a condition.
    for _ in range(100):
        if place.evaluate("one => one.scrollLeft") > 0:
            break
        lena.page.wait_for_timeout(50)
    assert place.evaluate("one => one.scrollLeft") > 0
    assert cut(lena) == [] and faults_of(lena) == []
    lena.page.set_viewport_size({"width": 2400, "height": 860})
    place.wait_for(state="detached")
