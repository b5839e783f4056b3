"""The button that goes back: no page asks a browser to send a form again."""

import pytest

from tests.console.browser.conftest import Visit
from tests.console.offices import CASE, PASSWORD, Offices
from tests.interop.case_world import PRIORITY_1

pytestmark = pytest.mark.xdist_group("browser")

HERE = f"/work/{CASE}"


def test_after_a_refused_form_the_page_before_comes_back(offices: Offices, visit: Visit) -> None:
    offices.cases.alerted(PRIORITY_1)
    screen = visit("mina")
    screen.open(HERE)
    screen.expected.add("status of 404")
    said = screen.send("transfer", to_office="atlantis", transfer_reason="lives there")
    assert "no field office atlantis" in said
    assert screen.page.url.endswith(HERE), "the address of the case, not of the form"
    screen.page.click("text=Work list")
    screen.page.wait_for_url("**/work")
    screen.page.go_back()
    screen.page.wait_for_url(f"**{HERE}")
    assert "The case" in screen.page.title() or CASE in screen.page.title()
    assert "atlantis" not in screen.shown(), "what was refused is shown once"
    screen.page.reload()
    screen.page.go_forward()
    screen.page.wait_for_url("**/work")


def test_after_a_session_that_has_ended_too(offices: Offices, visit: Visit) -> None:
    """There is no session that could keep what was typed, so this page answers a form."""
    offices.cases.alerted(PRIORITY_1)
    screen = visit("mina")
    screen.open(HERE)
    screen.page.context.clear_cookies()
    screen.expected.add("status of 401")
    assert "two certificates" in screen.send("escalate", escalate_reason="two certificates")
    screen.page.get_by_role("link", name="Sign in again").click()
    screen.page.wait_for_url("**/sign-in**")
    screen.page.fill("input[name=name]", "mina")
    screen.page.fill("input[name=password]", "wrong")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector("text=Name or password is wrong")
    screen.page.fill("input[name=password]", PASSWORD)
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url(f"**{HERE}")
    for _ in range(4):
        screen.page.go_back()
        assert screen.page.locator("main").count() == 1, screen.page.url
