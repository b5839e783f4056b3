"""What operators and auditors ask about people and parked bookings, over a channel."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from interop.audit.desk import AuditLog
from interop.bookings.tables import SubmissionRow
from interop.flow import Programme
from interop.overdue import OverdueDesk
from interop.reports import objects_of_person
from services.servicers import AuditServicer, OverdueServicer, ProgrammeServicer
from tenprint.cli.main import tenprint
from tenprint.client import Client
from tests.databases import opened_sqlite
from tests.interop.case_world import OFFICER, ORI, CaseWorld
from tests.interop.histories import NOON
from tests.interop.world import CALLER
from tests.services.servicers.serving import refusal, refused, serving

FIRST, SECOND = "BOOKING-00001", "BOOKING-00002"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CaseWorld]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    yield CaseWorld(database)
    database.close()


@pytest.fixture
def target(office: CaseWorld) -> Iterator[str]:
    database, clock = office.database, office.clock
    log = AuditLog(database, clock, objects_of_person=objects_of_person)
    with serving(
        lambda store, _: [
            AuditServicer(log, store),
            ProgrammeServicer(Programme(database, clock, lambda: None), store),
            OverdueServicer(OverdueDesk(database, clock=clock), store),
        ]
    ) as address:
        yield address


@pytest.fixture
def auditor(target: str) -> Iterator[Client]:
    with Client(target, ori="DHSAUDIT1", roles=["auditor"]) as client:
        yield client


def test_the_log_of_a_person_holds_all_that_is_the_persons_and_nothing_else(
    office: CaseWorld, auditor: Client
) -> None:
    """The same person twice, and a stranger; asked by identity, booking and case."""
    office.alerted(tcn=FIRST)
    office.request("D-1", FIRST)
    office.alerted(tcn=SECOND)
    office.alerted(tcn="BOOKING-00003", identity_id="IDENT-3", encounter_id="e-3")
    for person in ("IDENT-1", FIRST, f"case:{SECOND}"):
        found = {one.object_id for one in auditor.audit.entries(person_id=person, page_size=1)}
        assert {f"case:{FIRST}", f"case:{SECOND}", "D-1"} <= found
        assert not any("00003" in one for one in found)
    stranger = {one.object_id for one in auditor.audit.entries(person_id="BOOKING-00003")}
    assert stranger == {"case:BOOKING-00003"}
    error = refusal(lambda: auditor.audit.entries(person_id="NOBODY"))
    assert error == ("NOT_FOUND", "PERSON_NOT_FOUND")


def test_the_log_is_filtered_by_who_acted_and_by_half_open_times(
    office: CaseWorld, auditor: Client
) -> None:
    office.alerted()
    office.request()
    office.clock.now = NOON + timedelta(hours=1)
    office.detainers.cancel("D-1", "relief granted", OFFICER)
    hour = timedelta(hours=1)
    acted = [one.action for one in auditor.audit.entries(actor_id="OFFICER-7")]
    assert acted[-2:] == ["detainer_requested", "detainer_cancelled"]
    later = [
        one.action
        for one in auditor.audit.entries(appended_from=NOON + hour, object_kind="detainer")
    ]
    assert later == ["detainer_cancelled"]
    before = list(auditor.audit.entries(appended_before=NOON + hour, object_kind="detainer"))
    assert [one.action for one in before] == ["detainer_requested"]
    assert not list(auditor.audit.entries(actor_id="OFFICER-8"))
    assert refused(lambda: auditor.audit.entries(actor_id="a b")).metadata["field"] == "actor_id"
    error = refused(lambda: auditor.audit.entries(person_id="a b"))
    assert error.metadata["field"] == "person_id"


def test_parked_bookings_are_those_whose_step_failed_more_than_20_times(
    office: CaseWorld, target: str
) -> None:
    for tcn, attempt_count in ((FIRST, 21), (SECOND, 20)):
        office.match(tcn)
        with office.database.write() as session:
            session.execute(
                update(SubmissionRow)
                .where(SubmissionRow.tcn == tcn)
                .values(attempt_count=attempt_count, error="RESOURCE_EXHAUSTED: the disk is full")
            )
    with Client(target, ori="FBI000000", roles=["operator"]) as operator:
        [found] = operator.programme.parked_bookings()
        assert (found.tcn, found.attempt_count) == (FIRST, 21)
        assert [one.tcn for one in operator.programme.parked_bookings(ori=CALLER.ori)] == [FIRST]
        assert not list(operator.programme.parked_bookings(ori="WVTEST000"))
        error = refused(lambda: operator.programme.parked_bookings(ori="sheriff"))
        assert (error.reason, error.metadata["field"]) == ("INVALID_FIELD", "ori")
    for role in ("law_enforcement", "field_office", "supervisor", "lesc"):
        with Client(target, ori=ORI, roles=[role]) as other:
            denied = refusal(other.programme.parked_bookings)
            assert denied == ("PERMISSION_DENIED", "PERMISSION_DENIED")
    command = ["programme", "parked", "--role", "operator", "--target", target]
    shown = CliRunner().invoke(tenprint, command, catch_exceptions=False)
    assert FIRST in shown.output
    assert "the disk is full" in shown.output


def test_what_is_overdue_is_shown_as_a_table_and_as_json(office: CaseWorld, target: str) -> None:
    office.alerted()
    command = ["overdue", "--role", "supervisor", "--target", target, "--waiting", "alert"]
    assert "nothing is overdue" in CliRunner().invoke(tenprint, command).output
    office.clock.now = NOON + timedelta(hours=72)
    assert "field_office houston" in CliRunner().invoke(tenprint, command).output
    shown = CliRunner().invoke(tenprint, [*command, "--json"]).output
    assert '"object_id": "case:BOOKING-00001"' in shown or '"objectId"' in shown
