"""A booking agency in a real browser: its prints, a candidate's, and the files."""

import zipfile

import pytest

from tenprint.client import Client
from tests.console.browser.conftest import Screen
from tests.console.browser.test_every_screen import faults_of
from tests.console.test_bookings import book_person
from tests.console.test_oversight import OTHER, OWN
from tests.servers import RunningServer

pytestmark = pytest.mark.xdist_group("browser")

SEED = 1_711


def drawn(screen: Screen) -> list[int]:
    """Wait for the pictures of the page, and measure them."""
    images = screen.page.locator(".pane img")
    for one in images.all():
        one.evaluate("one => one.decode()")
    widths: list[int] = images.evaluate_all("all => all.map(one => one.naturalWidth)")
    return widths


def test_from_the_list_to_the_prints_and_the_file(server: RunningServer, screen: Screen) -> None:
    others = book_person(server, OTHER, 1, seed=SEED)
    book_person(server, OWN, 2, seed=SEED)
    tcn = book_person(server, OWN, 3, seed=SEED)
    screen.keep()
    screen.sign_in("law_enforcement")
    screen.open("/transactions?which=unacknowledged&size=200")
    with screen.page.expect_navigation():
        screen.page.click(f"a[href='/transactions/{tcn}']")
    assert "First response" in screen.shown()
    for theme in ("light", "dark"):
        screen.page.emulate_media(color_scheme=theme)
        assert faults_of(screen) == []
    with screen.page.expect_navigation():
        screen.page.keyboard.press("p")
    assert all(width > 100 for width in drawn(screen)) and len(drawn(screen)) == 1
    with screen.page.expect_navigation():
        screen.page.click("nav[aria-label=Candidates] a")
    assert len(drawn(screen)) == 2
    for scheme in ("light", "dark"):
        screen.page.emulate_media(color_scheme=scheme)
        assert faults_of(screen) == []
    here = screen.page.url
    with screen.page.expect_navigation():
        screen.page.click("nav[aria-label=Fingers] a >> nth=1")
    screen.page.go_back()
    assert screen.page.url == here
    screen.page.reload()
    assert len(drawn(screen)) == 2
    with screen.page.expect_navigation():
        screen.page.keyboard.press("b")
    with screen.page.expect_download() as waiting:
        screen.page.click("a:has-text('The booking as it came')")
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert archive.namelist() == [f"{tcn}-02.png", f"{tcn}-07.png"]
    assert "is acknowledged" in screen.send("acknowledge")
    assert not [url for url, body in screen.bodies if others.encode() in body]


def test_nothing_of_another_agency_and_no_print_stays(
    server: RunningServer, screen: Screen
) -> None:
    others = book_person(server, OTHER, 1, seed=SEED + 1)
    own = book_person(server, OWN, 2, seed=SEED + 1)
    screen.keep()
    screen.sign_in("law_enforcement")
    screen.expected |= {"status of 404"}
    for path in ("", "/prints", "/prints/print.png?finger=2", "/export"):
        address = f"{screen.address}/transactions/{others}{path}"
        assert screen.page.request.get(address).status == 404
    screen.open(f"/transactions/{others}")
    with Client(server.target, ori=OWN) as agency:
        person = agency.get_booking(own).first_response.candidates[0].identity_id
    screen.open(f"/transactions/{own}/prints?candidate={person}&finger=2")
    drawn(screen)
    pictures = [(url, body) for url, body in screen.bodies if "print.png" in url and own in url]
    assert len(pictures) == 2
    assert all(b"no-store" in body for _, body in pictures)
    assert [b"No print is kept" in body for url, body in pictures if "candidate=" in url] == [True]
