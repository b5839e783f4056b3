"""Operators at their screens: health, rates and times, and work that is tried again."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from console import people
from console.people import Listed
from console.settings import users_file
from interop.bookings.tables import OutboxRow, SubmissionRow
from interop.flow import Programme
from interop.overdue import OverdueDesk
from services.servicers import OverdueServicer, ProgrammeServicer, TelemetryServicer
from services.telemetry import Watch, WorkHistory
from services.wire.admission import Pool
from services.wire.lifecycle import Lifecycle
from tests.console.offices import PASSWORD
from tests.console.visitors import Visitor, settings_of, visiting
from tests.databases import opened_sqlite
from tests.interop.case_world import CaseWorld
from tests.servers import RunningServer
from tests.services.servicers.serving import serving

TCN = "BOOKING-00001"
NAME = "DOE,JOHN-SECRET"


def test_health_is_asked_of_both_servers(server: RunningServer, visitor: Visitor) -> None:
    visitor.sign_in("operator")
    page = visitor.get("/operate")
    assert page.count("✓ takes requests") == 2
    assert server.target in page and server.lesc_target in page


def test_a_server_that_is_away_is_said_to_be_so(server: RunningServer, tmp_path: Path) -> None:
    """The page comes all the same: it is what an operator looks at then."""
    with visiting(settings_of(server.target, "127.0.0.1:1", tmp_path)) as visitor:
        visitor.sign_in("operator")
        page = visitor.get("/operate")
        assert visitor.status == 200
        assert page.count("✓ takes requests") == 1 and "■ unavailable" in page


def test_rates_and_times_are_plots_with_tables(server: RunningServer, visitor: Visitor) -> None:
    visitor.sign_in("operator")
    visitor.get("/operate/galleries")
    page = visitor.get("/operate/rates")
    assert page.count("<svg") == 2 and page.count('role="img"') == 2
    assert "GetGalleryStatus" in page and "<polyline" in page
    assert "As a table" in page and "Part by part" in page
    chosen = visitor.get("/operate/rates?name=GetGalleryStatus")
    assert "Calls: GetGalleryStatus" in chosen
    for query in ("kind=prints", "kind=steps", "kind=waiting", "hours=24", "hours=6&kind=x"):
        visitor.get(f"/operate/rates?{query}&sort=-tail")
        assert visitor.status == 200, query
    assert "<script>" not in visitor.get("/operate/rates?name=<script>&hours=<b>&kind=<i>")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CaseWorld]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    yield CaseWorld(database)
    database.close()


@pytest.fixture
def operator(office: CaseWorld, tmp_path: Path) -> Iterator[Visitor]:
    """An operator before the desks of messages and bookings."""
    database, clock = office.database, office.clock

    def servicers(store: Pool, _: Lifecycle) -> list[object]:
        history = WorkHistory(Watch().instruments, lambda: datetime.now(UTC))
        return [
            ProgrammeServicer(Programme(database, clock, lambda: None), store),
            OverdueServicer(OverdueDesk(database, clock=clock), store),
            TelemetryServicer(history, store),
        ]

    hashed = people.hash_password(PASSWORD)
    one = Listed("olga", "OPERATOR0", ("operator",), "olga", "", "America/Chicago", hashed)
    people.put(users_file(tmp_path), one)
    with serving(servicers) as target, visiting(settings_of(target, target, tmp_path)) as visitor:
        visitor.get("/sign-in")
        visitor.send("/sign-in", name="olga", password=PASSWORD)
        yield visitor


def park(office: CaseWorld) -> None:
    office.match(TCN)
    with office.database.write() as session:
        session.execute(
            update(SubmissionRow)
            .where(SubmissionRow.tcn == TCN)
            .values(attempt_count=21, state=4, error=f"QueryRejectedError: name: '{NAME}' has 7")
        )


def test_a_parked_booking_is_tried_again_once(office: CaseWorld, operator: Visitor) -> None:
    park(office)
    assert TCN in operator.get("/operate/parked")
    token = operator.token
    assert "is tried again now" in operator.send("/operate/parked/retry")
    assert "Every booking gets on" in operator.get("/operate/parked")
    page = operator.post("/operate/parked/retry", csrf=token, tcn=TCN)
    assert (operator.status, "This booking gets on by itself" in page) == (409, True)


def test_no_error_tells_an_operator_a_name(office: CaseWorld, operator: Visitor) -> None:
    """What the LESC or a step refuses may be a name; the operator sees the field and the kind."""
    park(office)
    office.alerted(tcn="BOOKING-00002")
    with office.database.write() as session:
        session.execute(
            update(OutboxRow).values(
                error=f"QueryRejectedError: name: '{NAME}' has '-' (HYPHEN-MINUS)",
                rejected_time=office.clock.now,
                rejected_field="name",
                acknowledge_time=None,
            )
        )
    assert "QueryRejectedError" in operator.get("/operate/parked")
    for path in ("messages", "messages?state=3", "parked", "overdue", "rates"):
        operator.get(f"/operate/{path}")
        assert operator.status == 200, path
    assert not [one for one in operator.seen if b"SECRET" in one]
    assert re.search(r"rejected</span>\s*<small>name</small>", operator.get("/operate/messages"))
