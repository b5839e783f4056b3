"""Examiners at their screens, in a real browser: what they decide, and what they must not know."""

import re

import pytest

from interop.review.types import Decision
from tests.console.browser.conftest import Screen, Visit
from tests.console.offices import MATE, STRANGER, Offices
from tests.interop.reviews import DIFFERENT, SAME

pytestmark = pytest.mark.xdist_group("browser")

TCN = "TCN-REVIEW-1"
HIDDEN = (
    TCN,
    f"person-{MATE}",
    f"person-{STRANGER}",
    f"again-{MATE}",
    "78.0",
    "77.0",
    "dB",
    "Rank",
    "criminal-1",
    "CA0190000",
    "between thresholds",
    "control",
    "mated",
    "ben",
)
"""What tells of score, rank, name, booking, agency, others, or whether it is a control."""
KEYS = {SAME: "s", DIFFERENT: "d", Decision.CANNOT_DECIDE: "c"}


def decide(screen: Screen, decision: Decision) -> str:
    """Mark every candidate of the item in hand by the keyboard, and send."""
    for _ in range(screen.page.locator(".marks li").count()):
        with screen.page.expect_navigation():
            screen.page.keyboard.press(KEYS[decision])
    with screen.page.expect_navigation():
        screen.page.keyboard.press("x")
    return screen.shown()


def told(screen: Screen) -> str:
    """Everything that the browser was told, without what every page of the console has."""
    wait = screen.page.locator(".pane img")
    for one in wait.all():
        one.evaluate("one => one.decode()")
    own = [one for one in screen.bodies if "/static/" not in one[0]]
    words = b"\n".join(url.encode() + b"\n" + body for url, body in own)
    return words.decode("latin-1").replace("cache-control", "").replace("Cache-Control", "")


def test_an_item_from_two_examiners_to_its_end(offices: Offices, visit: Visit) -> None:
    offices.reviews.open(TCN, MATE, [STRANGER, MATE])
    anna, ben = visit("anna"), visit("ben")
    ben.page.reload()
    assert anna.page.locator(".marks li").count() == 2
    assert anna.page.locator(".pane img").count() == 2
    assert "Decided" in decide(anna, SAME)
    assert "Nothing waits for you" in anna.shown()
    assert not offices.reviews.due(TCN)
    assert "Decided" in decide(ben, SAME)
    anna.open("/afterwards")
    anna.page.click("tbody a")
    anna.page.wait_for_url("**/afterwards/*")
    assert re.search(r"7[78]\.0 dB", anna.shown())
    assert "you decided same person" in anna.shown()
    picture = anna.page.locator(".pane img")
    picture.evaluate("one => one.decode()")
    assert picture.evaluate("one => one.naturalWidth") > 0


def test_blindness(offices: Offices, visit: Visit) -> None:
    """Nothing that must be hidden is in any response of the session before the decision."""
    offices.reviews.open(TCN, MATE, [STRANGER, MATE], booked_as="criminal-1")
    ben = visit("ben")
    decide(ben, DIFFERENT)
    anna = visit("anna")
    anna.keep()
    anna.open("/compare")
    for key in ("n", "p", "s", "n"):
        with anna.page.expect_navigation():
            anna.page.keyboard.press(key)
    anna.open("/afterwards")
    item = re.search(r"item=([0-9a-f]+)", str(anna.bodies))
    assert item
    anna.expected.add("status of 404")
    anna.open(f"/afterwards/{item[1]}")
    anna.page.evaluate(
        "path => fetch(path).then(one => one.text())", f"/afterwards/{item[1]}/pairs.png"
    )
    anna.open("/compare")
    found = told(anna)
    assert "/compare/print.png" in found
    for word in HIDDEN:
        assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", found), word


@pytest.mark.parametrize("offices", [0.5], indirect=True)
def test_a_control_looks_like_every_other_item(offices: Offices, visit: Visit) -> None:
    """Page by page the same but for ids and tokens, whatever comes first."""
    offices.reviews.open(TCN, MATE, [MATE])
    assert offices.reviews.desk.draw_controls() == 1
    anna = visit("anna")
    pages = []
    for _ in range(2):
        anna.open("/compare")
        text = re.sub(r'<p class="note good".*?</p>', "", anna.page.content())
        pages.append(re.sub(r"[0-9a-f]{16,}|[A-Za-z0-9_-]{43}|px, |style=\"[^\"]*\"", "", text))
        assert "Decided" in decide(anna, SAME)
    assert pages[0] == pages[1]


def test_an_item_that_others_decided_is_explained(offices: Offices, visit: Visit) -> None:
    offices.reviews.open(TCN, MATE, [MATE])
    anna = visit("anna")
    with anna.page.expect_navigation():
        anna.page.keyboard.press("s")
    offices.reviews.clock.forward(24 * 3_600)
    for name in ("carl", "dora"):
        offices.reviews.decide(name, SAME)
    anna.expected.add("status of 409")
    with anna.page.expect_navigation():
        anna.page.keyboard.press("x")
    assert "not on your desk any more" in anna.shown() or "is decided" in anna.shown()


def test_marks_outlast_reload_back_and_a_second_tab(offices: Offices, visit: Visit) -> None:
    offices.reviews.open(TCN, MATE, [STRANGER, MATE])
    anna = visit("anna")
    with anna.page.expect_navigation():
        anna.page.keyboard.press("d")
    anna.page.reload()
    assert anna.page.inner_text(".marks").count("different people") == 1
    anna.page.go_back()
    tab = anna.page.context.new_page()
    tab.goto(anna.page.url)
    assert tab.inner_text(".marks").count("different people") == 1
    assert tab.locator("button:has-text('Send')").is_disabled()


def test_prints_move_together_until_they_are_let_go(offices: Offices, visit: Visit) -> None:
    offices.reviews.open(TCN, MATE, [MATE])
    page = visit("anna").page
    views = "() => [...document.querySelectorAll('.pane img')].map(one => one.style.transform)"
    for one in page.locator(".pane img").all():
        one.evaluate("one => one.decode()")
    first = page.evaluate(views)
    page.keyboard.press("+")
    page.keyboard.press("]")
    both = page.evaluate(views)
    assert both[0] != first[0] and both[1] != first[1]
    page.keyboard.press("l")
    page.locator(".pane").nth(1).focus()
    page.keyboard.press("ArrowLeft")
    alone = page.evaluate(views)
    assert alone[0] == both[0] and alone[1] != both[1]
    page.keyboard.press("i")
    assert "invert" in page.evaluate("document.querySelector('.pane img').style.filter")


def test_no_print_stays_in_the_browser(offices: Offices, visit: Visit) -> None:
    offices.reviews.open(TCN, MATE, [MATE])
    anna = visit("anna")
    anna.keep()
    anna.open("/compare")
    told(anna)
    pictures = [one for one in anna.bodies if "print.png" in one[0]]
    assert len(pictures) == 2
    assert all(b"no-store" in body for _, body in pictures)
    before = len(anna.bodies)
    anna.page.reload()
    told(anna)
    assert sum("print.png" in url for url, _ in anna.bodies[before:]) == 2, "asked for again"
