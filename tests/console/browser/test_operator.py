"""Operators in a real browser: health, rates as plots with their tables, and a jurisdiction."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.console.browser.conftest import Screen, running_console
from tests.console.browser.test_every_screen import faults_of
from tests.console.test_oversight import OWN, book
from tests.servers import RunningServer, running_server

pytestmark = pytest.mark.xdist_group("browser")

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b'<img src="/operate')


def test_from_health_to_the_times_of_one_rpc(server: RunningServer, screen: Screen) -> None:
    book(server, OWN)
    screen.sign_in("operator")
    screen.keep()
    screen.open("/operate")
    assert screen.shown().count("takes requests") == 2
    with screen.page.expect_navigation():
        screen.page.click("a:has-text('Rates and times')")
    assert screen.page.locator("svg.plot").count() == 2
    assert screen.page.locator("svg.plot polyline").count() >= 2
    with screen.page.expect_navigation():
        screen.page.click("tbody a:has-text('GetGalleryStatus')")
    assert "Calls: GetGalleryStatus" in screen.shown()
    screen.page.click("summary:has-text('As a table')")
    for theme in ("light", "dark"):
        screen.page.emulate_media(color_scheme=theme)
        assert faults_of(screen) == []
    here = screen.page.url
    with screen.page.expect_navigation():
        screen.page.click("nav[aria-label='What is counted'] a:has-text('Steps of bookings')")
    assert "SEARCHED_IN_IAFIS" in screen.shown()
    screen.page.go_back()
    assert screen.page.url == here
    screen.page.reload()
    assert "Calls: GetGalleryStatus" in screen.shown()


def test_no_names_and_no_images(server: RunningServer, screen: Screen) -> None:
    tcn = book(server, OWN)
    screen.sign_in("operator")
    screen.keep()
    for path in (
        *("", "/rates", "/rates?kind=prints", "/galleries", "/messages", "/parked", "/overdue"),
        "/jurisdictions",
    ):
        screen.open(f"/operate{path}")
    own = [body for url, body in screen.bodies if "/static/" not in url]
    assert not [one for one in own for part in (*PICTURES, b"DOE,JOHN") if part in one]
    screen.expected.add("status of 403")
    for path in (f"/transactions/{tcn}", f"/transactions/{tcn}/prints", "/compare"):
        screen.open(path)
        assert "Your role does not have this screen" in screen.shown()


@pytest.fixture
def elsewhere(browser: Browser, tmp_path: Path) -> Iterator[Screen]:
    """A tab at a service of its own: a jurisdiction on record changes who may submit."""
    with (
        running_server(tmp_path / "data") as server,
        running_console(server, tmp_path / "console") as address,
    ):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        one = Screen(context.new_page(), address)
        yield one
        context.close()
        one.check()


def test_a_jurisdiction_is_edited_and_a_wrong_field_loses_nothing(elsewhere: Screen) -> None:
    name = f"county-{uuid.uuid4().hex[:8]}"
    screen = elsewhere
    screen.sign_in("operator")
    screen.open(f"/operate/jurisdictions.find?id={name}")
    assert "Not on record yet" in screen.shown()
    screen.expected.add("status of 400")
    told = screen.send(name, name="Some County", us_state="TEX", oris="TX1010000")
    assert "us_state" in told or "state" in told.lower()
    assert screen.page.input_value("input[name=name]") == "Some County"
    assert "is on record" in screen.send(name, us_state="TX", activation_date="2008-10-27")
    screen.page.reload()
    assert "2008-10-27" in screen.page.content()
    assert faults_of(screen) == []
