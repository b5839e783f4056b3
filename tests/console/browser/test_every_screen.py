"""What holds for every screen: nobody is kept out, nothing overflows, keys work."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from console.navigation import SCREENS
from tests.console.browser.conftest import Screen

pytestmark = pytest.mark.xdist_group("browser")

SERIOUS = {"serious", "critical"}


def faults_of(screen: Screen) -> list[str]:
    """What axe finds serious on the page."""
    found = Axe().run(screen.page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(screen: Screen, theme: str) -> None:
    screen.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    screen.open("/sign-in")
    assert faults_of(screen) == []
    for one in SCREENS:
        screen.sign_in(sorted(one.roles)[0])
        screen.open(one.href)
        assert faults_of(screen) == [], one.path


@pytest.mark.parametrize("width", [1920, 1280, 640])
def test_no_page_is_wider_than_the_window(screen: Screen, width: int) -> None:
    """640 px are 1280 px at 200 %."""
    screen.page.set_viewport_size({"width": width, "height": 900})
    for one in SCREENS:
        screen.sign_in(sorted(one.roles)[0])
        screen.open(one.href)
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= width, one.path


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
