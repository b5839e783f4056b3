"""Every list reads its page in a few statements, however many rows there are, and locks nobody."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor import MethodDescriptor
from sqlalchemy import Connection, event, func, select

import tenprint.v1
from database.caller import Caller
from database.connection import Database
from database.paging import MAX_PAGE_SIZE, Page
from gallery.people.identities import IdentityAdministration
from gallery.people.reading import PeopleReader
from interop.audit.desk import AuditLog
from interop.audit.tables import AuditLogRow
from interop.audit.types import EntryFilter
from interop.bookings.lists import BookingFilter
from interop.cases.desk import CaseDesk
from interop.cases.detainer_desk import DetainerDesk
from interop.cases.queries import CaseFilter
from interop.cases.release_notices import NoticeFilter as ReleaseNoticeFilter
from interop.cases.types import Actor
from interop.corrections.desk import CorrectionDesk
from interop.corrections.notices import NoticeFilter
from interop.flow.flow import Flow
from interop.flow.operations import Programme
from interop.jurisdictions.store import Filter
from interop.overdue import OverdueDesk, OverdueFilter
from interop.records.desk import Records
from interop.review import items
from interop.review.desk import ReviewDesk
from interop.waiting import Waiting
from interop.work import TransferFilter, WorkDesk, WorkFilter
from lesc_stub.desk import LescDesk
from lesc_stub.tables import LESC_MIGRATIONS
from lesc_stub.types import DeskSettings, TaskFilter, TaskState
from tests.database import listed
from tests.databases import opened_sqlite
from tests.interop import world
from tests.interop.case_world import SourceShelf
from tests.interop.world import Clock
from tests.lesc_stub.world import Asker

SMALL, LARGE = 10, MAX_PAGE_SIZE
MOST_STATEMENTS = 15
CALLER = Caller(
    "DHSAUDIT1", frozenset({"auditor", "operator", "field_office", "supervisor"}), "inspection"
)
OFFICER = Actor(CALLER, "OFFICER-7")
AGENCY = world.CALLER
"""Whose bookings are listed; it sees no other agency's."""

Listed = tuple[list[Any], str]


@dataclass(frozen=True)
class Stores:
    """The databases of the service and of the LESC, with as many rows of each kind."""

    main: Database
    lesc: Database
    desk: LescDesk
    """Of the LESC: opened before, as it writes down its specialists then."""

    def cases(self) -> CaseDesk:
        return CaseDesk(self.main, SourceShelf(), clock=Clock())

    def programme(self) -> Programme:
        return Programme(self.main, Clock(), lambda: None)

    def flow(self) -> Flow:
        return Flow(self.main, {}, lambda *_: None, None, clock=Clock())  # type: ignore[arg-type]

    def changes(self) -> Listed:
        desk = IdentityAdministration("ident", self.main, lambda: "", lambda: None)
        return desk.changes(page=Page(LARGE))


LISTS: dict[str, Callable[[Stores], Listed]] = {
    "AuditService.ListAuditEntries": lambda at: AuditLog(at.main, Clock()).entries(
        CALLER, EntryFilter(object_id="case"), Page(LARGE)
    ),
    "BookingService.ListBookings": lambda at: at.flow().list_bookings(
        BookingFilter(), CALLER, Page(LARGE)
    ),
    "CaseService.ListCases": lambda at: at.cases().list_cases(CaseFilter(), Page(LARGE), OFFICER),
    "CaseService.ListCaseVersions": lambda at: at.cases().versions(
        "case:BOOKING-00000", Page(LARGE), OFFICER
    ),
    "CaseService.ListCaseAlarms": lambda at: at.cases().list_alarms(
        Page(LARGE), OFFICER, unacknowledged_only=True
    ),
    "CorrectionService.ListCorrections": lambda at: CorrectionDesk(at.main, {}).corrections(
        CALLER, page=Page(LARGE)
    ),
    "CorrectionService.ListComparisons": lambda at: CorrectionDesk(at.main, {}).comparisons(
        CALLER, page=Page(LARGE)
    ),
    "CorrectionService.ListNotices": lambda at: CorrectionDesk(at.main, {}).notices(
        NoticeFilter(), CALLER, page=Page(LARGE)
    ),
    "DetainerService.ListDetainers": lambda at: DetainerDesk(at.main).list_detainers(
        "", None, Page(LARGE), OFFICER
    ),
    "DetainerService.ListReleaseNotices": lambda at: DetainerDesk(at.main).list_release_notices(
        ReleaseNoticeFilter(), Page(LARGE), OFFICER
    ),
    "OverdueService.ListOverdue": lambda at: OverdueDesk(at.main).list_overdue(
        OverdueFilter(Waiting.REQUESTED), Page(LARGE), CALLER
    ),
    "GalleryService.ListIdentityChanges": Stores.changes,
    "IdentificationService.ListEncounters": lambda at: PeopleReader(
        "ident", at.main, ""
    ).list_encounters(listed.PERSON, Page(LARGE)),
    "LescService.ListQueries": lambda at: at.desk.list_cases(Page(LARGE)),
    "LescService.ListResearchTasks": lambda at: at.desk.list_tasks(
        TaskFilter(TaskState.DONE), Page(LARGE)
    ),
    "ProgrammeService.ListJurisdictions": lambda at: at.programme().jurisdictions(
        Filter(), Page(LARGE)
    ),
    "ProgrammeService.ListOutboundQueries": lambda at: at.programme().messages(
        CALLER, page=Page(LARGE)
    ),
    "ProgrammeService.ListParkedBookings": lambda at: at.programme().parked_bookings(
        CALLER, page=Page(LARGE)
    ),
    "RecordsService.ListCriminalEvents": lambda at: Records(at.main).list_events(
        CALLER, Page(LARGE), "", None
    ),
    "RecordsService.ListWants": lambda at: Records(at.main).list_wants(
        CALLER, Page(LARGE), "", False
    ),
    "RecordsService.ListIdentEncounters": lambda at: Records(at.main).list_encounters(
        CALLER, Page(LARGE), "", "", None
    ),
    "RecordsService.ListWatchList": lambda at: Records(at.main).list_watch_list(
        CALLER, Page(LARGE), None, False
    ),
    "ReviewService.ListReviewItems": lambda at: ReviewDesk(at.main, {}).records(
        items.Filter(), Page(LARGE), CALLER
    ),
    "ReviewService.ListReviewHistory": lambda at: ReviewDesk(at.main, {}).history("e", Page(LARGE)),
    "WorkService.ListWork": lambda at: WorkDesk(at.main, clock=Clock()).list_work(
        WorkFilter(), Page(LARGE), CALLER
    ),
    "WorkService.ListTransfers": lambda at: WorkDesk(at.main).list_transfers(
        TransferFilter(), Page(LARGE), CALLER
    ),
    "WorkService.ListEscalations": lambda at: WorkDesk(at.main).list_escalations(
        "", "", Page(LARGE), CALLER, open_only=True
    ),
}
"""Every RPC that lists, as its servicer asks for a page."""

LOGGED = {
    "BookingService.ListBookings": "many",
    "CaseService.ListCases": "many",
    "ProgrammeService.ListParkedBookings": "many",
    "CorrectionService.ListCorrections": "many",
    "ReviewService.ListReviewItems": "many",
    "WorkService.ListWork": "many",
    "AuditService.ListAuditEntries": "one",
    "CaseService.ListCaseVersions": "one",
    "RecordsService.ListCriminalEvents": "one",
    "RecordsService.ListWants": "one",
    "RecordsService.ListIdentEncounters": "one",
    "RecordsService.ListWatchList": "one",
}
"""Whose reading is written down: each object that was seen, or the list."""


def rpcs_that_page() -> Iterator[str]:
    """Name the RPCs that are called a list or take a page token."""
    for module in pkgutil.iter_modules(tenprint.v1.__path__):
        if module.name.endswith("_service_pb2"):
            file = importlib.import_module(f"tenprint.v1.{module.name}").DESCRIPTOR
            for service in file.services_by_name.values():
                yield from (f"{service.name}.{rpc.name}" for rpc in service.methods if pages(rpc))


def pages(rpc: MethodDescriptor) -> bool:
    return rpc.name.startswith("List") or "page_token" in rpc.input_type.fields_by_name


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Stores]]:
    folder = tmp_path_factory.mktemp("lists")
    made = {count: filled(folder, count) for count in (SMALL, LARGE)}
    yield made
    for one in made.values():
        one.main.close()
        one.lesc.close()


def filled(folder: Path, count: int) -> Stores:
    main = opened_sqlite(folder / f"{count}.sqlite")
    lesc = opened_sqlite(folder / f"{count}-lesc.sqlite", migrations=LESC_MIGRATIONS)
    with main.write() as session:
        listed.fill(session, count)
    with lesc.write() as session:
        listed.fill_lesc(session, count)
    return Stores(main, lesc, LescDesk(lesc, Asker(), DeskSettings(0.0), clock=Clock()))


@contextmanager
def statements(*databases: Database) -> Iterator[list[str]]:
    """Record the statements that reach databases, transactions' beginnings among them."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    for one in databases:
        event.listen(one.engine, "before_cursor_execute", note)
    yield seen
    for one in databases:
        event.remove(one.engine, "before_cursor_execute", note)


def logged_count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditLogRow)) or 0


def test_no_list_is_forgotten() -> None:
    assert set(LISTS) == set(rpcs_that_page())


@pytest.mark.parametrize("name", LISTS)
def test_a_page_takes_as_many_statements_for_1000_rows_as_for_10(
    name: str, stores: dict[int, Stores]
) -> None:
    counts = {}
    for row_count, at in stores.items():
        before = logged_count(at.main)
        with statements(at.main, at.lesc) as seen:
            found, _ = LISTS[name](at)
        assert len(found) == row_count
        counts[row_count] = len(seen)
        written = {"many": row_count, "one": 1}.get(LOGGED.get(name, ""), 0)
        assert logged_count(at.main) == before + written
        assert_nothing_but_the_log_is_written(seen)
    assert counts[SMALL] == counts[LARGE] <= MOST_STATEMENTS


def test_a_page_of_an_agency_s_bookings_costs_as_much_of_1000_as_of_10(
    stores: dict[int, Stores],
) -> None:
    steps = {}
    for row_count, at in stores.items():
        with database_steps(at.main) as counted:
            found, token = at.flow().list_bookings(BookingFilter(), AGENCY, Page(SMALL - 1))
        assert len(found) == SMALL - 1
        assert token
        steps[row_count] = counted()
    assert 0 < steps[LARGE] < 1.5 * steps[SMALL]


@contextmanager
def database_steps(database: Database) -> Iterator[Callable[[], int]]:
    """Count the steps of SQLite's machine, which grow with the rows that a statement reads."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    def watch(connection: Connection, *_: object) -> None:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.set_progress_handler(step, 1)
        raws.append(raw)

    raws: list[Any] = []
    event.listen(database.engine, "before_cursor_execute", watch)
    yield lambda: count
    event.remove(database.engine, "before_cursor_execute", watch)
    for raw in raws:
        raw.set_progress_handler(None, 1)


def assert_nothing_but_the_log_is_written(seen: list[str]) -> None:
    """The writer's lock is taken once at most, and for no more than the log's head and entries."""
    begins = [place for place, one in enumerate(seen) if one.startswith("BEGIN")]
    writers = [place for place in begins if seen[place] == "BEGIN IMMEDIATE"]
    assert len(writers) <= 1
    for place in writers:
        end = next((one for one in begins if one > place), len(seen))
        head, entries = seen[place + 1 : end]
        assert "FROM audit_log" in head
        assert entries.startswith("INSERT INTO audit_log")
