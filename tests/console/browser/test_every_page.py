"""What holds for every page that has an address of its own, not only for the first of a screen."""

from collections.abc import Iterator

import pytest

from console.navigation import screen_at
from console.screens import PLACES
from tests.console.browser.conftest import Screen
from tests.console.browser.test_every_screen import faults_of

pytestmark = pytest.mark.xdist_group("browser")

STREAMS = {"/jail/events", "/try/quality"}
PATHS = sorted(
    one.path
    for one in PLACES
    if one.method == "GET" and not {"{", "."} & set(one.path) and one.path not in STREAMS
)
WIDTHS = (1920, 1280, 640)
"""640 px are 1280 px at 200 %."""
OF_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that look at colours."""


def role_of(path: str) -> str:
    screen = screen_at(path)
    assert screen is not None
    return sorted(screen.roles)[0]


def opened(screen: Screen) -> Iterator[str]:
    """Open each page in turn, as somebody of a role that has it; yields its address."""
    role = ""
    for path in sorted(PATHS, key=role_of):
        if role_of(path) != role:
            role = role_of(path)
            screen.sign_in(role)
        screen.open(path)
        yield path


def assert_sound(screen: Screen, path: str) -> None:
    """Check the open page in both themes, which differ in colours alone, and at every width."""
    for width in WIDTHS:
        screen.page.set_viewport_size({"width": width, "height": 900})
        wide = screen.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} at {width}"
    assert faults_of(screen) == [], path
    screen.page.emulate_media(color_scheme="dark")
    assert faults_of(screen, *OF_COLOURS) == [], f"{path} in the dark"
    screen.page.emulate_media(color_scheme="light")


def test_axe_finds_nothing_serious_in_both_themes_and_nothing_is_too_wide(screen: Screen) -> None:
    screen.page.emulate_media(color_scheme="light")
    screen.open("/sign-in")
    assert_sound(screen, "/sign-in")
    for path in opened(screen):
        assert_sound(screen, path)
