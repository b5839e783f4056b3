"""Make the pictures of the console in docs/images: `python -m tests.console.pictures [NAME...]`.

Each screen at 1280 px, the wide ones also at 1920 px, and those of the jail on a phone. Everybody
in them is invented. The desks are those of the tests, with many cases; bookings, galleries and
*Try it* are of a real service. NAME: `work`, `try`, …; without one, all. The pictures of examiners,
*Compare* and *Afterwards*, show prints that these desks do not have: they were taken by hand.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from interop.lesc import BookedPerson, Status
from interop.lesc.research import FactKind, Ground
from interop.offenses import OffenseCategory
from lesc_stub.types import SourceRecord
from tenprint.client import Client
from tests.console.browser.conftest import CHROMIUM, Screen, running_console
from tests.console.offices import CASE, TCN, Offices, console_at, staffed
from tests.images import finger
from tests.interop.case_world import AGENCY, OFFICER, PRIORITY_1, CaseWorld
from tests.interop.histories import conviction, determination
from tests.lesc_stub.world import QUERY, fact
from tests.paths import ROOT
from tests.servers import RunningServer, running_server

FOLDER = ROOT / "docs" / "images"
NARROW, WIDE, PHONE = (1280, 860), (1920, 1080), (390, 844)
_COLOURS = 64
_MOST_HEIGHT = 1500
"""A picture of a longer page ends here."""
_LONG_MS = 180_000
SEED = 917

Visit = Callable[[Screen], None]


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks, what that person does before, and the windows."""

    name: str
    who: str
    visit: Visit
    sizes: Sequence[tuple[int, int]] = (NARROW, WIDE)
    scheme: str = "light"
    whole: bool = False
    """Whether the whole page is in the picture, and not the window alone."""


def at(path: str) -> Visit:
    """Open an address."""
    return lambda screen: screen.open(path)


def main(names: Sequence[str]) -> int:
    """Make pictures. Returns the exit status."""
    wanted = set(names)

    def chosen(shots: Sequence[Shot]) -> list[Shot]:
        return [one for one in shots if not wanted or one.name in wanted]

    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        if shots := chosen(DESKS):
            with _desks(Path(folder) / "desks") as address:
                for one in shots:
                    _take(browser, address, one, lambda screen, who: screen.enter(who))
        if shots := chosen(SERVED):
            with _served(Path(folder) / "served") as address:
                for one in shots:
                    _take(browser, address, one, lambda screen, who: screen.sign_in(who))
        browser.close()
    return 0


def _take(browser: Browser, address: str, shot: Shot, enter: Callable[[Screen, str], None]) -> None:
    width, height = shot.sizes[0]
    is_phone = shot.sizes[0] == PHONE
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=is_phone, is_mobile=is_phone
    )
    context.set_default_timeout(_LONG_MS)
    screen = Screen(context.new_page(), address)
    screen.page.emulate_media(color_scheme="dark" if shot.scheme == "dark" else "light")
    if shot.who:
        enter(screen, shot.who)
    shot.visit(screen)
    for size in shot.sizes:
        screen.page.set_viewport_size({"width": size[0], "height": size[1]})
        screen.page.wait_for_timeout(400)
        ending = "-1920" if size == WIDE else ""
        path = FOLDER / f"console-{shot.name}{ending}.png"
        path.write_bytes(_small(_shown(screen.page, shot.whole)))
        sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes\n")
    context.close()


def _shown(page: Page, whole: bool) -> bytes:
    """Draw the window, or the page as far as it goes."""
    png = page.screenshot(full_page=whole)
    with Image.open(io.BytesIO(png)) as image:
        if image.height <= _MOST_HEIGHT:
            return png
        written = io.BytesIO()
        image.crop((0, 0, image.width, _MOST_HEIGHT)).save(written, "PNG")
        return written.getvalue()


def _small(png: bytes) -> bytes:
    """Write a picture with a palette."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        few = image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True)
    return written.getvalue()


@contextmanager
def _desks(folder: Path) -> Iterator[str]:
    """Desks with much to do, on the real clock, so that countdowns run."""
    folder.mkdir()
    offices = Offices(folder)
    offices.cases.clock.now = datetime.now(UTC)
    offices.lesc.clock.now = datetime.now(UTC)
    _fill_cases(offices.cases)
    _fill_lesc(offices)
    with staffed(offices) as settings, console_at(settings) as address:
        yield address
    offices.close()


_FOUND = (
    PRIORITY_1,
    determination(
        convictions=[conviction(OffenseCategory.BURGLARY, 24)], grounds=[Ground.OVERSTAYED]
    ),
    determination(grounds=[Ground.PREVIOUSLY_REMOVED]),
    determination(grounds=[Ground.ENTERED_ILLEGALLY]),
    determination(Status.LAWFUL_PERMANENT_RESIDENT),
    determination(Status.NO_RECORD),
)


def _fill_cases(world: CaseWorld) -> None:
    now = world.clock.now
    world.sources.hold("entry_exit", FactKind.ADMITTED)
    world.sources.unavailable = {"passports"}
    world.clock.now = now - timedelta(hours=30)
    for number in range(14):
        world.clock.now += timedelta(minutes=47)
        world.alerted(
            _FOUND[number % len(_FOUND)],
            f"BOOKING-{number + 1:05}",
            world.sources.research(world.clock.now),
            identity_id=f"IDENT-{number + 1}",
        )
    world.request("D-1", TCN)
    world.detainers.acknowledge("D-1", AGENCY)
    world.detainers.report_release("D-1", world.clock.now, AGENCY)
    for number, tcn in ((2, "BOOKING-00007"), (3, "BOOKING-00013"), (4, "BOOKING-00002")):
        world.request(f"D-{number}", tcn, "wanted for robbery")
    world.detainers.acknowledge("D-2", AGENCY)
    world.detainers.acknowledge("D-4", AGENCY)
    world.detainers.report_release("D-4", world.clock.now - timedelta(hours=1), AGENCY)
    world.detainers.cancel("D-4", "the person was transferred", OFFICER)
    world.cases.record_claim("case:BOOKING-00003", "C-1", OFFICER)
    world.cases.add_claim_evidence("C-1", "E-1", "a certificate of birth, of Webb County", OFFICER)
    world.clock.now = now
    while world.cases.run_due():
        pass


def _fill_lesc(offices: Offices) -> None:
    desk = offices.lesc.desk
    keys = {"fin": QUERY.fin, "name": "ALDER,BOX", "date_of_birth": "19850607", "sex": "M"}
    held = fact(FactKind.ADMITTED, date(2020, 1, 1), date(2020, 7, 1))
    removed = fact(FactKind.REMOVED, date(2016, 5, 4), date(2016, 5, 4))
    desk.put_records(
        [
            SourceRecord("entry_exit", "1", (held,), **keys),
            SourceRecord("removals", "2", (removed,), **{**keys, "date_of_birth": "19700102"}),
        ]
    )
    booked = BookedPerson(
        name="ALDER,BOX", dates_of_birth=("19700102",), sex="M", place_of_birth="MX"
    )
    desk.submit(replace(QUERY, tcn=TCN, booked=booked))
    for number in range(2, 9):
        offices.lesc.submit(number, in_custody=number % 3 != 0)


def _research(screen: Screen) -> None:
    screen.page.click("text=Take the first that waits")
    screen.page.wait_for_url("**/research/*")


def _compliance(screen: Screen) -> None:
    # The cases began yesterday, which may be the month before.
    screen.open(f"/audit/compliance?month={datetime.now(UTC) - timedelta(hours=24):%Y-%m}")


DESKS = (
    Shot("work", "mina", at("/work")),
    Shot("case", "mina", at(f"/work/{CASE}"), whole=True),
    Shot("dark", "mina", at(f"/work/{CASE}"), (NARROW,), "dark"),
    Shot("queue", "lena", at("/research")),
    Shot("research", "lena", _research, whole=True),
    Shot("jail", "jola", at("/jail")),
    Shot("jail-one", "jola", at("/jail/D-1")),
    Shot("jail-phone", "jola", at("/jail"), (PHONE,), whole=True),
    Shot("jail-one-phone", "jola", at("/jail/D-3"), (PHONE,), whole=True),
    Shot("supervisor-tasks", "sven", at("/supervisor/tasks")),
    Shot("audit", "alma", at("/audit")),
    Shot("audit-head", "alma", at("/audit/head"), (NARROW,)),
    Shot("audit-person", "alma", at(f"/audit/person?person={TCN}"), (NARROW,), whole=True),
    Shot("audit-compliance", "alma", _compliance),
    Shot("audit-exceptions", "alma", at("/audit/exceptions"), (NARROW,)),
)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """A real service with bookings of one agency."""
    with running_server(folder / "data") as server:
        _book(server)
        with running_console(server, folder / "data") as address:
            yield address


def _book(server: RunningServer) -> None:
    with Client(server.target, ori="DHSDEMO00", roles=["dhs"], purpose="border") as officer:
        officer.enrol("ident", [finger(SEED, one, 1) for one in (2, 3, 7, 8)])
    with Client(server.target, ori="TXDEMO000") as agency:
        for number in range(6):
            tcn = f"TXDEMO-2026-{number + 1:04}"
            seed = SEED if number == 5 else SEED + number
            agency.submit_booking(tcn, [finger(seed, one, 2) for one in (2, 3, 7, 8)])
            agency.wait_for_booking(tcn, timeout_s=120)


def _try(screen: Screen) -> None:
    screen.open("/try")
    screen.page.fill("[name=seed]", "7")
    screen.page.click("text=Draw the prints", timeout=_LONG_MS)
    screen.page.locator(".card img").nth(9).wait_for(timeout=_LONG_MS)
    waiting = screen.page.locator("td", has_text="waits")
    waiting.first.wait_for(state="detached", timeout=_LONG_MS)


SERVED = (
    Shot("door", "", at("/sign-in"), (NARROW,)),
    Shot("try-start", "operator", at("/try"), (NARROW,)),
    Shot("try", "operator", _try, whole=True),
    Shot("transactions", "law_enforcement", at("/transactions")),
    Shot("booking", "law_enforcement", at("/transactions/TXDEMO-2026-0006"), whole=True),
    Shot("operate", "operator", at("/operate")),
    Shot("operate-dark", "operator", at("/operate"), (NARROW,), "dark"),
    Shot("galleries", "operator", at("/operate/galleries"), (NARROW,)),
)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
