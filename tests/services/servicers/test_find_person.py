"""People found by any number, over a channel: in both files, after merges, and by nobody else."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from gallery.types import Retention
from interop.audit import Action
from interop.bookings import Subject, documents, store
from interop.records import criminal, ident
from interop.reports.desk import ReportDesk
from services.servicers import ReportServicer
from tenprint.cli.main import tenprint
from tenprint.client import Client
from tenprint.v1 import report_service_pb2 as pb2
from tests.databases import opened_sqlite
from tests.interop.case_world import CaseWorld
from tests.interop.logged import entries
from tests.interop.record_world import NOW, conviction, encounter, enrol, merge
from tests.interop.world import submission
from tests.services.servicers.serving import refusal, refused, serving

TCN, CASE = "BOOKING-00001", "case:BOOKING-00001"
STATED = Subject(fbi_number="FBI-STATED", state_id="TX1234567", alien_number="A07654321")
Found = list[tuple[str, str, str]]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CaseWorld]:
    """One person in both files, with records, a booking and a case; and a booking of a stranger."""
    database = opened_sqlite(tmp_path / "tenprint.db")
    enrol(database, "ident", {"e-1": "IDENT-1", "e-2": "IDENT-2"})
    enrol(database, "iafis", {f"tcn:{TCN}": "IAFIS-1"})
    made = CaseWorld(database)
    made.alerted(tcn=TCN, encounter_id="e-1", booked_as="IAFIS-1", subject=STATED)
    made.request("D-1", TCN)
    visa = replace(encounter("e-1"), document_number="VISA77", alien_number="A12345678")
    with database.write() as session:
        ident.put_encounter(session, visa, NOW)
        criminal.put_event(session, "IAFIS-1", conviction("c-1"), NOW)
        kept = Retention("IAFIS-1", f"tcn:{TCN}", False)
        row = store.submission_row(session, TCN)
        row.iafis_retention = documents.RETENTION.dump(kept)
        lost = submission("LOST-00000001", 1)
        stranger = replace(lost, agency_case_number="12-345", subject=Subject(state_id="OH99"))
        store.insert_submission(session, stranger, NOW)
    yield made
    database.close()


@pytest.fixture
def target(office: CaseWorld) -> Iterator[str]:
    desk = ReportDesk(office.database, office.clock)
    with serving(lambda store, _: [ReportServicer(desk, store)]) as address:
        yield address


@pytest.fixture
def officer(target: str) -> Iterator[Client]:
    with Client(target, ori="ICEHOU000", roles=["field_office"]) as client:
        yield client


def found(client: Client, number: str, kind: str | None = None) -> Found:
    answer = client.reports.find(number, kind=kind)
    return [
        (pb2.NumberKind.Name(one.kind)[12:], one.gallery, one.identity_id) for one in answer.people
    ]


def test_every_kind_of_number_finds_the_person(office: CaseWorld, officer: Client) -> None:
    with office.database.read() as session:
        [fin] = ident.FINS.numbers(session, ["IDENT-1"])
        [fbi_number] = criminal.FBI_NUMBERS.numbers(session, ["IAFIS-1"])
    both = [("ident", "IDENT-1"), ("iafis", "IAFIS-1")]
    expected = {
        "IDENT-1": ("IDENTITY", both[:1]),
        "IAFIS-1": ("IDENTITY", both[1:]),
        "e-1": ("ENCOUNTER", both[:1]),
        fin: ("FIN", both[:1]),
        fbi_number: ("FBI_NUMBER", both[1:]),
        fbi_number.lower(): ("FBI_NUMBER", both[1:]),
        "fbi-stated": ("FBI_NUMBER", both),
        "VISA77": ("DOCUMENT_NUMBER", both[:1]),
        "A12345678": ("ALIEN_NUMBER", both[:1]),
        "12345678": ("ALIEN_NUMBER", both[:1]),
        "007654321": ("ALIEN_NUMBER", both),
        "tx1234567": ("STATE_ID", both),
        TCN: ("TCN", both),
        CASE: ("CASE", both),
        f"iaq:{TCN}": ("QUERY", both),
        "D-1": ("DETAINER", both),
    }
    for number, (kind, people) in expected.items():
        named = [(kind, *one) for one in people]
        assert found(officer, f" {number} ") == named, number
        assert found(officer, number, f"NUMBER_KIND_{kind}") == named, number
        other = "FIN" if kind != "FIN" else "TCN"
        assert found(officer, number, f"NUMBER_KIND_{other}") == [], number


def test_what_is_found_leads_to_bookings_cases_and_the_number_in_force(officer: Client) -> None:
    [one] = officer.reports.find("VISA77").people
    assert (list(one.tcns), list(one.case_ids)) == ([TCN], [CASE])
    assert one.number


def test_a_booking_whose_person_is_in_no_file_is_found_all_the_same(officer: Client) -> None:
    for number, kind in (("12-345", "AGENCY_CASE_NUMBER"), ("oh99", "STATE_ID")):
        [one] = officer.reports.find(number).people
        assert (one.gallery, list(one.tcns)) == ("", ["LOST-00000001"])
        assert pb2.NumberKind.Name(one.kind) == f"NUMBER_KIND_{kind}"


def test_after_a_merge_the_old_number_finds_who_the_person_is_now(
    office: CaseWorld, officer: Client
) -> None:
    merge(office.database, "ident", "IDENT-1", "IDENT-2")
    for number in ("IDENT-1", "IDENT-2", "VISA77", "A12345678"):
        assert [one[1:] for one in found(officer, number)] == [("ident", "IDENT-2")]


def test_a_withdrawn_match_leads_no_more_to_the_person_in_ident(
    office: CaseWorld, officer: Client
) -> None:
    office.withdraw(TCN)
    assert [one[1] for one in found(officer, TCN)] == ["iafis"]


def test_who_searched_for_whom_is_logged_also_in_vain(office: CaseWorld, officer: Client) -> None:
    found(officer, "VISA77")
    found(officer, "NOBODY")
    with office.database.read() as session:
        logged = [one.entry.object_id for one in entries(session, action=Action.PERSON_SEARCHED)]
    assert logged == ["ident:IDENT-1", "none"]


@pytest.mark.parametrize("role", ["law_enforcement", "dhs", "consular", "examiner", ""])
def test_other_roles_find_nobody(target: str, role: str) -> None:
    with Client(target, ori="TX1010000", roles=role.split()) as other:
        denied = refusal(lambda: other.reports.find(TCN))
    assert denied == ("PERMISSION_DENIED", "PERMISSION_DENIED")


@pytest.mark.parametrize(
    ("number", "kind", "field"),
    [
        ("", 0, "number"),
        ("  ", 0, "number"),
        ("x" * 129, 0, "number"),
        ("a\0b", 0, "number"),
        (TCN, 13, "kind"),
        (TCN, -1, "kind"),
    ],
)
def test_a_bad_field_is_named(
    officer: Client, number: str, kind: pb2.NumberKind, field: str
) -> None:
    error = refused(lambda: officer.reports.find(number, kind=kind))
    assert (error.reason, error.metadata["field"]) == ("INVALID_FIELD", field)


def test_the_command_line_shows_a_table_and_json(target: str) -> None:
    command = ["report", "find", "--role", "lesc", "--target", target]
    shown = CliRunner().invoke(tenprint, [*command, "VISA77"], catch_exceptions=False).output
    assert "IDENT-1" in shown
    assert CASE in shown
    nobody = CliRunner().invoke(tenprint, [*command, "NOBODY"], catch_exceptions=False).output
    assert "nobody has this number" in nobody
    text = CliRunner().invoke(tenprint, [*command, "--json", "VISA77"]).output
    answer = json.loads(text[text.index("{") :])
    assert answer["people"][0]["identity_id"] == "IDENT-1"
