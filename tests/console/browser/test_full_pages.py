"""Pages with content: nobody is kept out, and nothing is wider than the window."""

from dataclasses import replace
from datetime import date

import pytest

from interop.lesc import BookedPerson
from interop.lesc.research import FactKind
from lesc_stub.types import SourceRecord
from tests.console.browser.conftest import Screen, Visit
from tests.console.browser.test_every_screen import faults_of
from tests.console.offices import CASE, MATE, STRANGER, TCN, Offices
from tests.interop.case_world import OFFICER, PRIORITY_1
from tests.lesc_stub.world import QUERY, fact

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def offices(offices: Offices) -> Offices:
    """A case with all that a case can have, a research with contradictions, and two items."""
    world, lesc = offices.cases, offices.lesc
    world.sources.hold("entry_exit", FactKind.ADMITTED)
    world.sources.unavailable = {"passports"}
    world.alerted(PRIORITY_1, TCN, world.sources.research(world.clock.now))
    world.running(TCN)
    world.cases.record_claim(CASE, "C-1", OFFICER)
    world.cases.add_claim_evidence("C-1", "E-1", "a certificate of birth", OFFICER)
    keys = {"fin": QUERY.fin, "name": "ALDER,BOX", "date_of_birth": "19850607", "sex": "M"}
    held = fact(FactKind.ADMITTED, date(2020, 1, 1), date(2020, 7, 1))
    lesc.desk.put_records([SourceRecord("entry_exit", "1", (held,), **keys)])
    booked = BookedPerson(name="ALDER,BOX", dates_of_birth=("19700102",), sex="M")
    lesc.desk.submit(replace(QUERY, tcn=TCN, booked=booked))
    for number in range(2):
        offices.reviews.open(f"TCN-REVIEW-{number}", MATE, [STRANGER, MATE])
    return offices


def tour(visit: Visit) -> list[Screen]:
    """Bring people to the pages of their screens that have most on them."""
    mina, otto, lena, anna, ben = map(visit, ("mina", "otto", "lena", "anna", "ben"))
    mina.open(f"/work/{CASE}")
    with lena.page.expect_navigation():
        lena.page.keyboard.press("t")
    for key in ("s", "s", "x"):
        with ben.page.expect_navigation():
            ben.page.keyboard.press(key)
    ben.open("/afterwards")
    with ben.page.expect_navigation():
        ben.page.click("tbody a")
    return [mina, otto, lena, anna, ben]


@pytest.mark.usefixtures("offices")
def test_axe_finds_nothing_serious_and_nothing_is_too_wide(visit: Visit) -> None:
    """640 px are 1280 px at 200 %."""
    for one in tour(visit):
        for scheme in ("light", "dark"):
            one.page.emulate_media(color_scheme=scheme)
            assert faults_of(one) == [], (one.page.url, scheme)
        for width in (1920, 1280, 640):
            one.page.set_viewport_size({"width": width, "height": 900})
            found = one.page.evaluate("document.documentElement.scrollWidth")
            assert found <= width, (one.page.url, width)
