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
NARROW = 640
"""1280 px at 200 %."""


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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_is_too_wide(screen: Screen, theme: str) -> None:
    screen.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    screen.page.set_viewport_size({"width": NARROW, "height": 900})
    for path in opened(screen):
        assert faults_of(screen) == [], path
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= NARROW, path
