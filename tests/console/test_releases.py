"""Who owes a confirmation of a release sees it at the own desk, in the order of lateness."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interop.cases import ReleaseOutcome, release_notices, releases
from tests.console.offices import CASE, PASSWORD, Offices, staffed
from tests.console.visitors import Visitor, another, visiting
from tests.interop.case_world import OFFICER, PRIORITY_1

HERE = f"/work/{CASE}"
SECOND = "BOOKING-00002"


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    """Two people are in custody, and the ground of both holds is gone; one was told later."""
    made = Offices(tmp_path)
    world = made.cases
    world.clock.now = datetime.now(UTC)
    for number, (tcn, identity_id) in enumerate((("BOOKING-00001", "I-1"), (SECOND, "I-2")), 1):
        world.alerted(PRIORITY_1, tcn, identity_id=identity_id)
        world.running(f"D-{number}", tcn)
        world.detainers.take_custody(f"D-{number}", OFFICER)
    for tcn in (SECOND, "BOOKING-00001"):
        with world.database.write() as session:
            releases.release(session, f"case:{tcn}", "the ground is gone", world.clock.now)
        world.clock.forward(3600)
    yield made
    made.close()


@pytest.fixture
def visitor(offices: Offices) -> Iterator[Visitor]:
    with staffed(offices) as settings, visiting(settings) as one:
        yield one


def enter(visitor: Visitor, name: str) -> Visitor:
    one = another(visitor)
    one.get("/sign-in")
    one.send("/sign-in", name=name, password=PASSWORD)
    return one


def cases_in(page: str) -> list[str]:
    return re.findall(r"<code[^>]*>(case:BOOKING-\d+)</code>", page)


def notice(offices: Offices, notice_id: str) -> release_notices.ReleaseNotice:
    with offices.cases.database.read() as session:
        return release_notices.read(session, notice_id)


def test_the_custodian_s_desk_lists_them_and_the_case_has_the_answer(
    offices: Offices, visitor: Visitor
) -> None:
    mina = enter(visitor, "mina")
    assert "owes an answer about 2 people" in mina.get("/work")
    page = mina.get("/work/releases")
    assert cases_in(page) == [f"case:{SECOND}", CASE], "the latest first"
    assert "custodian" in page and "ICEHOU000" in page and "left" in page
    page = mina.get(HERE)
    assert "This person may not be held on the detainer any more" in page
    refused = mina.send(f"{HERE}/confirm", outcome="1")
    assert (mina.status, "Released at: say when the person left" in refused) == (400, True)
    assert "The notice is answered" in mina.send(f"{HERE}/confirm", outcome="3")
    assert notice(offices, "D-1:custodian").outcome is ReleaseOutcome.NOT_HELD
    assert notice(offices, "D-1:custodian").confirmed_by == "mina"
    assert f"{HERE}/confirm" not in mina.text
    assert cases_in(mina.get("/work/releases")) == [f"case:{SECOND}"]
    assert "about 1 person" in mina.get("/work")


def test_another_office_owes_nothing_and_answers_nothing(
    offices: Offices, visitor: Visitor
) -> None:
    mike = enter(visitor, "mike")
    assert "owes an answer" not in mike.get("/work")
    assert "Your office owes nobody" in mike.get("/work/releases")
    mike.get(HERE)
    assert f"{HERE}/confirm" not in [one.action for one in mike.forms()]
    page = mike.post(f"{HERE}/confirm", csrf=mike.token, notice_id="D-1:custodian", outcome="3")
    assert (mike.status, "OTHER_OFFICE" in page) == (403, True)
    assert notice(offices, "D-1:custodian").outcome is None


def test_a_supervisor_sees_who_owes_what_and_notes_the_own(
    offices: Offices, visitor: Visitor
) -> None:
    sven = enter(visitor, "sven")
    assert "have to know of 2 people" in sven.get("/supervisor")
    assert 'href="/supervisor/releases">4 owed releases<' in sven.text
    page = sven.get("/supervisor/releases")
    # Those of the office are due in 4 hours, those of supervisors in 24.
    assert cases_in(page) == [f"case:{SECOND}", CASE] * 2
    assert page.count("its recipient answers") == 2
    assert "known to you" in sven.send("/supervisor/releases/know")
    assert notice(offices, "D-2:supervisor").outcome is ReleaseOutcome.NOTED
    assert cases_in(sven.text) == [f"case:{SECOND}", CASE, CASE]
    assert "of 1 person whom" in sven.get("/supervisor")
    token = sven.token
    page = sven.post("/supervisor/releases/know", csrf=token, notice_id="D-1:custodian")
    assert sven.status == 403, "a supervisor answers for no office"
    assert notice(offices, "D-1:custodian").outcome is None


def test_no_free_task_is_said_of_the_own_office_alone(offices: Offices, visitor: Visitor) -> None:
    mike = enter(visitor, "mike")
    page = mike.send("/work/next")
    assert "No task of your office is free." in page
    # At night the resource centre has the cases of Houston.
    assert re.search(r"Other offices have free tasks: [a-z-]+ 2\.", page)
    assert "Nobody waits" not in page
    mina = enter(visitor, "mina")
    for _ in range(2):
        mina.get("/work")
        mina.send("/work/next")
    mina.get("/work")
    page = mina.send("/work/next")
    assert "No task of your office is free." in page
    assert "Other offices" not in page
