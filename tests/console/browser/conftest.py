"""A real browser at a real console."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.paths import ROOT
from tests.servers import RunningServer

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WIDTHS = (1280, 1920)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium; tests that need it skip where there is none."""
    if not Path(CHROMIUM).is_file():
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as play:
        # Root runs the browser without its sandbox; it opens pages of this machine alone.
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


@contextmanager
def running_console(server: RunningServer, data: Path, *flags: str) -> Iterator[str]:
    """Run `tenprint console` at a server; yields its address."""
    command = [sys.executable, "-m", "tenprint.cli.main", "console", "--port", "0"]
    options = ["--target", server.target, "--lesc-target", server.lesc_target, "--data", str(data)]
    process = subprocess.Popen(
        [*command, *options, "--insecure-loopback", "--watch-parent", *flags],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("ready "), line
        yield f"http://127.0.0.1:{line.split()[1]}"
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="session")
def console(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a console."""
    with running_console(server, tmp_path_factory.mktemp("console")) as address:
        yield address


class Screen:
    """One tab of one person, which notes what must never happen: errors, and other hosts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on(
            "console", lambda one: self.errors.append(one.text) if one.type == "error" else None
        )
        page.on("pageerror", lambda one: self.errors.append(str(one)))
        page.on("request", lambda one: None if one.url.startswith(address) else self._note(one.url))

    def _note(self, url: str) -> None:
        self.foreign.append(url)

    def open(self, path: str) -> None:
        """Open an address of the console."""
        self.page.goto(f"{self.address}{path}")

    def sign_in(self, role: str) -> None:
        """Choose a role at the door."""
        self.open("/sign-in")
        self.page.locator(f"form:has(input[name=role][value={role}]) button").click()
        self.page.wait_for_load_state()

    def check(self) -> None:
        """Check that nothing went wrong and no request left for another host."""
        assert (self.errors, self.foreign) == ([], [])


@pytest.fixture
def screen(browser: Browser, console: str) -> Iterator[Screen]:
    """A tab that is checked at its end."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    one = Screen(context.new_page(), console)
    yield one
    context.close()
    one.check()


__all__ = ["Error", "Screen", "running_console"]
