"""What the benchmark of the console puts on record, and how it follows pages."""

from pathlib import Path

import pytest

from benchmarks import console
from database.paging import Page
from interop.bookings import BookingFilter, lists
from interop.cases.types import CaseState
from tests.databases import opened_sqlite
from tests.interop.case_world import OFFICER, CaseWorld


def test_bookings_are_complete_and_the_last_have_cases(tmp_path: Path) -> None:
    database = opened_sqlite(tmp_path / "tenprint.sqlite")
    try:
        console.fill(database, 12, 3)
        with database.read() as session:
            wanted = BookingFilter(ori="TXDEMO000")
            found, _ = lists.list_bookings(session, wanted, console.AGENCY, Page(100, ""))
        assert [one.tcn for one in found] == [f"BENCHMARK-{n:07}" for n in range(12)]
        world = CaseWorld(database)
        for n in (9, 10, 11):
            case = world.cases.view(f"case:BENCHMARK-{n:07}", OFFICER).case
            assert case.current.state is CaseState.ALERTED
    finally:
        database.close()


def test_a_browser_follows_the_links_to_the_next_page_until_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = {
        "/list": '<a href="/list?size=25&amp;page=t1" data-key="n" rel="next">Next page</a>',
        "/list?size=25&page=t1": '<a href="/list?page=t2" rel="next">Next page</a>',
        "/list?page=t2": "the last",
    }
    browser = console.Browser.__new__(console.Browser)
    monkeypatch.setattr(browser, "get", pages.__getitem__)
    assert browser.deep("/list", 1) == "/list?size=25&page=t1"
    assert browser.deep("/list", 20) == "/list?page=t2"
