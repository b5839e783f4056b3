"""Somebody who meets tenprint for the first time, in a real browser."""

import re
from pathlib import Path

import pytest

from tests.console.browser.conftest import Screen
from tests.images import print_png

pytestmark = pytest.mark.xdist_group("browser")

_LONG_MS = 120_000
SEED = 917


def draw(screen: Screen, capture: int) -> None:
    """Draw the prints of an invented person, and wait for the quality of each."""
    screen.open("/try")
    screen.page.fill("[name=seed]", str(SEED))
    screen.page.fill("[name=capture]", str(capture))
    screen.page.click("text=Draw the prints", timeout=_LONG_MS)
    screen.page.locator(".card img").nth(9).wait_for(timeout=_LONG_MS)
    waiting = screen.page.locator("td", has_text="waits")
    waiting.first.wait_for(state="detached", timeout=_LONG_MS)


@pytest.mark.slow
def test_an_invented_person_is_enrolled_and_found_by_other_prints(screen: Screen) -> None:
    screen.page.set_default_timeout(_LONG_MS)
    screen.sign_in("operator")
    draw(screen, 0)
    screen.page.click("summary:has-text('Enrol this person')")
    form = screen.page.locator("form:has(button:text-is('Enrol'))")
    form.locator("select").first.select_option("ident")
    form.locator("button").click()
    enrolled = re.search(r"IDENT-[0-9A-F]{16}", screen.shown())
    assert enrolled, screen.shown()
    draw(screen, 1)
    assert screen.page.locator(".card img").count() == 10
    search = screen.page.locator("form:has(button:has-text('Search'))")
    search.locator("select").first.select_option("ident")
    screen.page.keyboard.press("Escape")
    search.locator("button").click()
    said = screen.shown()
    assert "found" in said
    assert enrolled[0] in said
    for stage in ("decode", "extract", "shortlist", "decide"):
        assert stage in screen.page.inner_text(".stages"), "each stage with its time"
    screen.page.go_back()
    screen.page.reload()
    assert screen.page.locator(".card img").count() == 10, "the prints are still there"


def test_a_file_that_is_no_print_is_explained(screen: Screen, tmp_path: Path) -> None:
    screen.sign_in("operator")
    screen.open("/try")
    good, bad = tmp_path / "02.png", tmp_path / "03.png"
    good.write_bytes(print_png(SEED))
    bad.write_bytes(b"<script>evil()</script>")
    screen.expected.add("status of 400")
    screen.page.set_input_files("input[type=file]", [good, bad])
    screen.page.click("text=Show the prints")
    screen.page.wait_for_load_state()
    assert "03.png" in screen.shown()


def test_no_picture_of_a_print_is_kept_by_the_browser(screen: Screen, tmp_path: Path) -> None:
    """Every look fetches it anew, so that nothing is left of it when the session has ended."""
    screen.sign_in("operator")
    screen.open("/try")
    good = tmp_path / "02.png"
    good.write_bytes(print_png(SEED))
    screen.page.set_input_files("input[type=file]", [good])
    answers: list[tuple[str, bool]] = []
    screen.page.on(
        "response",
        lambda one: (
            answers.append((one.headers.get("cache-control", ""), one.from_service_worker))
            if one.url.endswith("/picture.png")
            else None
        ),
    )
    screen.page.click("text=Show the prints")
    picture = screen.page.locator(".card img").first
    picture.evaluate("one => one.decode()")
    screen.page.reload()
    picture.evaluate("one => one.decode()")
    assert answers == [("no-store", False)] * 2
    address = picture.get_attribute("src")
    screen.page.get_by_role("button", name="Sign out").click()
    screen.page.wait_for_url("**/sign-in")
    screen.open(str(address))
    assert "/sign-in" in screen.page.url
