"""What holds on every screen: keys work, and a theme stays."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.console.browser.conftest import Screen

pytestmark = pytest.mark.xdist_group("browser")

SERIOUS = {"serious", "critical"}


def faults_of(screen: Screen, *rules: str) -> list[str]:
    """What axe finds serious on the page, by all of its rules or by those named."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    found = Axe().run(screen.page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def test_keys_are_listed_and_can_be_switched_off(screen: Screen) -> None:
    screen.sign_in("field_office")
    screen.page.keyboard.press("?")
    assert "Take the next free task" in screen.page.inner_text("#help")
    screen.page.uncheck("#keys-on")
    screen.page.keyboard.press("Escape")
    screen.page.keyboard.press("?")
    assert not screen.page.is_visible("#help")


def test_the_theme_is_kept_from_page_to_page(screen: Screen) -> None:
    screen.sign_in("field_office")
    screen.page.click("[data-theme-switch]")
    assert screen.page.get_attribute("html", "data-theme") == "dark"
    screen.open("/work")
    assert screen.page.get_attribute("html", "data-theme") == "dark"
