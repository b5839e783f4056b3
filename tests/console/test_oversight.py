"""Agencies, auditors and operators at their screens, before a real service."""

import csv
import io
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from console import people
from console.screens.auditor import log
from ebts.reading import read
from ebts.writing import write
from tenprint.client import Client
from tests.console.visitors import Visitor, settings_of, visiting
from tests.contract.test_transactions import wsq
from tests.images import finger
from tests.servers import RunningServer, running_server
from tests.transactions import Change, card

OWN, OTHER = "TXDEMO000", "CA0190000"
SEED = 77


def book(server: RunningServer, ori: str) -> str:
    """Book two fingers, and wait for the answers."""
    tcn = f"CONSOLE-{uuid.uuid4().hex[:12]}"
    with Client(server.target, ori=ori) as agency:
        agency.submit_booking(tcn, [finger(SEED, position) for position in (2, 7)])
        agency.wait_for_booking(tcn, timeout_s=60)
    return tcn


def test_an_agency_sees_its_bookings_and_nothing_of_others(
    server: RunningServer, visitor: Visitor
) -> None:
    own, other = book(server, OWN), book(server, OTHER)
    visitor.sign_in("law_enforcement")
    assert own in visitor.get("/transactions")
    for query in (f"ori={OTHER}", "which=open", "which=unacknowledged", "sort=-received", "as=csv"):
        visitor.get(f"/transactions?{query}")
    assert not [one for one in visitor.seen if other.encode() in one]
    visitor.get(f"/transactions/{other}")
    assert (visitor.status, "BOOKING_NOT_FOUND" in visitor.text) == (404, True)
    visitor.get(f"/transactions/{own}")
    visitor.post(f"/transactions/{other}/acknowledge", csrf=visitor.token, ordinal="1")
    assert visitor.status == 404


def test_a_booking_shows_both_responses_and_one_is_acknowledged(
    server: RunningServer, visitor: Visitor
) -> None:
    tcn = book(server, OWN)
    visitor.sign_in("law_enforcement")
    page = visitor.get(f"/transactions/{tcn}")
    assert "First response" in page
    assert "IDENT does not know the prints" in page
    assert "R index" in page
    page = visitor.send(f"/transactions/{tcn}/acknowledge")
    assert "Version 1 is acknowledged" in page
    assert "/acknowledge" not in page
    assert tcn not in visitor.get("/transactions?which=unacknowledged&size=200")


def test_filters_by_time_and_state_are_the_service_s(
    server: RunningServer, visitor: Visitor
) -> None:
    tcn = book(server, OWN)
    visitor.sign_in("law_enforcement")
    for query, is_there in (
        ("from=2020-01-01&size=200", True),
        ("before=2020-01-01", False),
        ("state=9", False),
        ("state=8&size=200", True),
    ):
        assert (tcn in visitor.get(f"/transactions?{query}")) is is_there, query
    for query in ("from=yesterday", "state=99", "state=x"):
        page = visitor.get(f"/transactions?{query}")
        assert visitor.status == 400, query
        assert 'id="filter-from"' in page, "a filter is changed where it was set"
        assert tcn not in page, "no list stays under the words of a filter"
        name, _, value = query.partition("=")
        assert name != "from" or f'value="{value}"' in page


@pytest.mark.parametrize("role", ["civil_agency", "dhs", "consular"])
def test_an_empty_list_says_how_a_booking_gets_there(visitor: Visitor, role: str) -> None:
    visitor.sign_in(role)
    page = visitor.get("/transactions")
    assert "a booking gets here when the system of " in page and "`tenprint submit`" in page
    assert people.DEMONSTRATION[role].ori in page
    assert "No booking is like this" not in page
    assert "No booking is like this" in visitor.get("/transactions?which=open")


def test_responses_come_as_the_files_that_they_are(server: RunningServer, visitor: Visitor) -> None:
    others = tuple((f"{one:02}", "UP") for one in range(1, 11) if one not in (2, 7))
    said: Change = {73: (OWN,), 84: others, 45: ("20120103",), 47: (("20120102", "THEFT"),)}
    images = [wsq(one, seed=SEED) for one in (2, 7)]
    transaction = card(said, images=images, tcn=f"CONSOLE-{uuid.uuid4().hex}")
    with Client(server.target, ori=OWN) as agency:
        tcn = agency.submit_transaction(write(transaction)).tcn
        agency.wait_for_booking(tcn, timeout_s=60)
        files = agency.get_booking(tcn).response_files
    visitor.sign_in("law_enforcement")
    page = visitor.get(f"/transactions/{tcn}")
    assert files
    for place, one in enumerate(files):
        assert f"/transactions/{tcn}/files/{place}" in page
        answer = visitor.client.get(f"/transactions/{tcn}/files/{place}")
        assert answer.content == one.file
        assert read(answer.content).transaction is not None
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["content-type"] == "application/octet-stream"
    assert visitor.client.get(f"/transactions/{tcn}/files/9").status_code == 404
    assert visitor.client.get(f"/transactions/{tcn}/files/-1").status_code == 400


def test_an_auditor_reads_verifies_and_exports_the_log(
    server: RunningServer, visitor: Visitor
) -> None:
    tcn = book(server, OWN)
    visitor.sign_in("auditor")
    assert visitor.path == "/audit"
    assert tcn in visitor.get(f"/audit?object={tcn}")
    rows = json.loads(visitor.get(f"/audit?object={tcn}&as=json"))
    assert {row["object_id"] for row in rows} == {tcn}
    read_back = list(csv.DictReader(io.StringIO(visitor.get(f"/audit?object={tcn}&as=csv"))))
    assert [row["sequence"] for row in read_back] == [row["sequence"] for row in rows]
    visitor.get("/audit/head")
    head = visitor.text.partition('copied"><code>')[2].partition("</code>")[0]
    assert "The log is intact" in visitor.send("/audit/head/verify", heads=head)
    sequence, digest = head.split()
    page = visitor.send("/audit/head/verify", heads=f"{sequence} {'0' * len(digest)}")
    assert (visitor.status, "The log was changed" in page) == (409, True)
    for wrong in ("x", f"{sequence} 00", f"-1 {digest}z"):
        visitor.get("/audit/head")
        visitor.send("/audit/head/verify", heads=wrong)
        assert visitor.status == 400, wrong


def places(page: str) -> list[int]:
    """Read the places of the entries of the log, as the page lists them."""
    return [
        int(one.replace(",", "")) for one in re.findall(r'data-label="Place"[^>]*>([\d,]+)<', page)
    ]


def test_the_log_opens_on_the_newest_entries(
    visitor_elsewhere: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visitor_elsewhere
    page = visitor.sign_in("auditor")
    for _ in range(30):
        page = visitor.get("/audit?size=25")
    found = places(page)
    newest = found[0]
    assert found == list(range(newest, newest - 25, -1)), "this look first"
    assert "the newest first" in page and 'href="/audit?last=all"' in page
    older = re.search(r'href="([^"]+)"[^>]*rel="next"', page)
    assert older
    assert max(places(visitor.get(older[1].replace("&amp;", "&")))) < newest
    assert places(visitor.get("/audit?last=all"))[:3] == [1, 2, 3]
    assert places(visitor.get("/audit?action=audit_log_read"))[0] < newest, "all that match"
    assert places(visitor.get("/audit?last=week&action=audit_log_read"))[0] > newest
    monkeypatch.setattr(log, "_MOST_TURNED", 5)
    page = visitor.get("/audit?last=day")
    assert "the oldest first" in page and places(page)[:3] == [1, 2, 3]


def test_a_refused_filter_of_the_log_keeps_the_form(
    server: RunningServer, visitor: Visitor
) -> None:
    tcn = book(server, OWN)
    visitor.sign_in("auditor")
    for action in ("booking submitted", "booking_submitted", "Booking+submitted"):
        page = visitor.get(f"/audit?action={action}&object={tcn}")
        assert (visitor.status, page.count(">booking submitted</td>")) == (200, 1), action
        assert '<option value="booking_submitted" selected>booking submitted<' in page
    for query, status in (
        ("action=nonsense", 400),
        ("kind=nonsense", 400),
        ("from=banana", 400),
        ("last=day&from=banana", 400),
        ("last=day&action=nonsense", 400),
        ("person=nobody-there", 404),
    ):
        page = visitor.get(f"/audit?{query}")
        assert visitor.status == status, query
        assert 'id="filter-actor"' in page and places(page) == [], query
    assert 'value="nobody-there"' in page, "what was filled in is kept"


def test_an_auditor_reads_reports_and_never_an_image(
    server: RunningServer, visitor: Visitor
) -> None:
    tcn = book(server, OWN)
    visitor.sign_in("auditor")
    assert tcn in visitor.get(f"/audit/person?person={tcn}")
    assert json.loads(visitor.get(f"/audit/person?person={tcn}&as=json"))["person_id"] == tcn
    visitor.get("/audit/person?person=nobody-there")
    assert (visitor.status, "PERSON_NOT_FOUND" in visitor.text) == (404, True)
    for path in ("exceptions", "compliance", "samples", "samples?first=2026-01-01&last=2026-01-31"):
        assert visitor.get(f"/audit/{path}") and visitor.status == 200, path
    for path in ("compliance?month=2026-02", "samples?first=2026-02-01&last=2026-02-28"):
        page = visitor.get(f"/audit/{path}")
        assert "count the same matches" in page and "clock of the place of the arrest" in page
        assert "month=2026-02" in page or "first=2026-02-01&amp;last=2026-02-28" in page
    for wrong in ("exceptions?hours=x", "samples?first=x", "samples?first=2026-01-01&seed=-1"):
        assert visitor.get(f"/audit/{wrong}") and visitor.status == 400, wrong
    _check_no_image(visitor.seen)
    for path in (f"/transactions/{tcn}", "/compare", "/jail", "/operate"):
        visitor.get(path)
        assert visitor.status == 403, path


def test_an_operator_sees_that_all_is_well_and_no_names(
    server: RunningServer, visitor: Visitor
) -> None:
    book(server, OWN)
    visitor.sign_in("operator")
    assert visitor.path == "/operate"
    for path in ("", "?hours=1", "?hours=7777", "/galleries", "/messages", "/parked", "/overdue"):
        assert visitor.get(f"/operate{path}") and visitor.status == 200, path
    assert "<svg" in visitor.get("/operate?hours=1")
    assert "iafis" in visitor.get("/operate/galleries?sort=-references")
    _check_no_image(visitor.seen)
    assert not [one for one in visitor.seen if b"DOE,JOHN" in one]
    visitor.get("/operate/messages")
    visitor.post("/operate/messages/requeue", csrf=visitor.token, message_id="iaq:NOBODY")
    assert visitor.status == 404


@pytest.fixture
def visitor_elsewhere(tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at a service of its own: a jurisdiction on record changes who may submit."""
    with (
        running_server(tmp_path / "data") as server,
        visiting(settings_of(server.target, server.lesc_target, tmp_path / "console")) as one,
    ):
        yield one


def test_an_operator_puts_a_jurisdiction_on_record(visitor_elsewhere: Visitor) -> None:
    visitor = visitor_elsewhere
    name = f"county-{uuid.uuid4().hex[:8]}"
    visitor.sign_in("operator")
    page = visitor.get(f"/operate/jurisdictions.find?id={name}")
    assert (visitor.path, "Not on record yet" in page) == (f"/operate/jurisdictions/{name}", True)
    here = visitor.path
    page = visitor.send(here, name="Some County", us_state="tx", activation_date="x")
    assert visitor.status == 400
    assert "Some County" in page, "what was filled in is kept"
    page = visitor.send(here, name="Some County", us_state="zz", activation_date="")
    assert (visitor.status, "us_state ZZ" in page, "INVALID_FIELD" in page) == (400, True, True)
    page = visitor.send(here, name="Some County", us_state="tx", activation_date="")
    assert "is on record" in page and "Nothing is on record" not in page
    assert "No period is on record" in page
    page = visitor.send(here, name="Some County", us_state="tx", activation_date="2008-10-27")
    assert "is on record" in page
    assert "2008-10-27" in page
    assert name in visitor.get("/operate/jurisdictions?state=tx&size=200")
    assert name not in visitor.get("/operate/jurisdictions?state=CA")
    visitor.get("/operate/jurisdictions.find?id=../health")
    assert visitor.path == "/operate/jurisdictions"


def _check_no_image(seen: Sequence[bytes]) -> None:
    pages = [one.replace(b'<img src="/static/mark.svg', b"") for one in seen]
    assert not [one for one in pages if b"<img" in one or one.startswith((b"\x89PNG", b"\xff\xd8"))]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_spreadsheet_takes_a_text_for_a_formula(cell: str) -> None:
    from console.web.exporting import exported
    from tenprint.v1.booking_service_pb2 import BookingEntry

    answer = exported([BookingEntry(agency_case_number=cell, tcn="T")], "../x y", "csv")
    [row] = csv.DictReader(io.StringIO(bytes(answer.body).decode()))
    assert row["agency_case_number"] == f"'{cell}"
    assert answer.headers["content-disposition"] == 'attachment; filename="..-x-y.csv"'
