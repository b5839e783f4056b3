"""A real browser at a real console."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Request, sync_playwright

from tests.console.offices import PASSWORD, Offices, console_at, staffed
from tests.paths import ROOT
from tests.servers import RunningServer

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WIDTHS = (1280, 1920)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium; tests that need it skip where there is none.

    It ends with each module: Playwright's event loop runs meanwhile on the thread of the tests,
    where no test of another module could run one of its own.
    """
    if not Path(CHROMIUM).is_file():
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as play:
        # Root runs the browser without its sandbox; it opens pages of this machine alone.
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = play.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


@contextmanager
def running_console(
    server: RunningServer, data: Path, *flags: str, keys: Path | None = None
) -> Iterator[str]:
    """Run `tenprint console` at a server; yields its address. keys: of a server with TLS."""
    command = [sys.executable, "-m", "tenprint.cli.main", "console", "--port", "0"]
    lesc = server.lesc_people_target if keys else server.lesc_target
    options = ["--target", server.target, "--lesc-target", lesc, "--data", str(data)]
    door = ["--keys", str(keys)] if keys else ["--insecure-loopback"]
    process = subprocess.Popen(
        [*command, *options, *door, "--watch-parent", *flags],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("ready "), line
        yield f"{'https' if keys else 'http'}://127.0.0.1:{line.split()[1]}"
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
        self.expected: set[str] = set()
        """Words of errors that the test means to cause, such as `status of 409`."""
        self.bodies: list[tuple[str, bytes]] = []
        """Every response of the tab, for what must be in none: the address, headers and body."""
        self.foreign: list[str] = []
        page.on(
            "console", lambda one: self.errors.append(one.text) if one.type == "error" else None
        )
        page.on("pageerror", lambda one: self.errors.append(str(one)))
        page.on("request", lambda one: None if one.url.startswith(address) else self._note(one.url))

    def keep(self) -> None:
        """Keep every response from now on."""
        self.page.on("requestfinished", self._kept)

    def _kept(self, request: Request) -> None:
        response = request.response()
        if response is not None:
            is_moved = 300 <= response.status < 400
            body = b"" if is_moved else response.body()
            headers = repr(response.all_headers()).encode()
            self.bodies.append((request.url, headers + body))

    def _note(self, url: str) -> None:
        self.foreign.append(url)

    def open(self, path: str) -> None:
        """Open an address of the console."""
        self.page.goto(f"{self.address}{path}")

    def enter(self, name: str) -> None:
        """Sign in as somebody of the list of people."""
        self.open("/sign-in")
        self.page.fill("input[name=name]", name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: not url.endswith("/sign-in"))

    def send(self, action: str, **fields: str) -> str:
        """Fill in the form whose address ends with the action, send it, and read the page.

        The part of the page that holds the form is opened first.
        """
        form = self.page.locator(f"form[action$='/{action}']").first
        for part in form.locator("xpath=ancestor::details[not(@open)]").all():
            part.locator("> summary").click()
        for name, value in fields.items():
            field = form.locator(f"[name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                # By its value or by its words.
                field.select_option(value)
            elif field.get_attribute("type") == "checkbox":
                field.check()
            else:
                field.fill(value)
        form.locator("button").click()
        self.page.wait_for_load_state()
        return self.shown()

    def shown(self) -> str:
        """Read the words of the page."""
        return self.page.inner_text("main")

    def sign_in(self, role: str) -> None:
        """Choose a role at the door."""
        self.open("/sign-in")
        self.page.locator(f"form:has(input[name=role][value={role}]) button").click()
        self.page.wait_for_load_state()

    def check(self) -> None:
        """Check that nothing went wrong and no request left for another host."""
        faults = [one for one in self.errors if not any(s in one for s in self.expected)]
        assert (faults, self.foreign) == ([], [])


@pytest.fixture
def screen(browser: Browser, console: str) -> Iterator[Screen]:
    """A tab that is checked at its end."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    one = Screen(context.new_page(), console)
    yield one
    context.close()
    one.check()


@pytest.fixture
def offices(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Offices]:
    """Desks of examiners, officers and the LESC, with nothing to do yet.

    A parameter of the test is the share of controls; without it there are none.
    """
    made = Offices(tmp_path, control_share=getattr(request, "param", 0.0))
    yield made
    made.close()


@pytest.fixture
def address(offices: Offices) -> Iterator[str]:
    """The address of a console before the desks."""
    with staffed(offices) as settings, console_at(settings) as found:
        yield found


Visit = Callable[[str], Screen]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Open a browser for somebody of the list, who signs in. All are checked at their end."""
    opened: list[Screen] = []

    def come(name: str) -> Screen:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(15_000)
        opened.append(Screen(context.new_page(), address))
        opened[-1].enter(name)
        return opened[-1]

    yield come
    for one in opened:
        one.page.context.close()
        one.check()


__all__ = ["Error", "Screen", "Visit", "running_console"]
