"""Prints and files of bookings on an agency's screens: the own agency's, and no other's."""

import io
import uuid
import zipfile

import pytest

from tenprint.client import Client
from tenprint.v1.booking_service_pb2 import Subject
from tests.console.test_oversight import OTHER, OWN, book
from tests.console.visitors import Visitor
from tests.images import finger, print_png, sample
from tests.servers import RunningServer

SEED = 911
PNG = b"\x89PNG"
NO_PRINT = b"No print is kept"


def book_person(server: RunningServer, ori: str, impression: int, seed: int = SEED) -> str:
    """Book two fingers of a person, and wait for the answers."""
    tcn = f"CONSOLE-{uuid.uuid4().hex[:12]}"
    with Client(server.target, ori=ori) as agency:
        agency.submit_booking(tcn, [finger(seed, position, impression) for position in (2, 7)])
        agency.wait_for_booking(tcn, timeout_s=60)
    return tcn


def test_the_own_prints_are_shown_and_nobody_else_s(
    server: RunningServer, visitor: Visitor
) -> None:
    own, other = book(server, OWN), book(server, OTHER)
    visitor.sign_in("law_enforcement")
    page = visitor.get(f"/transactions/{own}/prints?finger=7")
    assert f"/transactions/{own}/prints/print.png?finger=7" in page
    answer = visitor.client.get(f"/transactions/{own}/prints/print.png?finger=7")
    assert (answer.status_code, answer.content[:4]) == (200, PNG)
    assert answer.headers["cache-control"] == "no-store"
    gone = visitor.client.get(f"/transactions/{own}/prints/print.png?finger=1")
    assert NO_PRINT in gone.content and gone.headers["cache-control"] == "no-store"
    for path in (f"/transactions/{other}/prints", f"/transactions/{other}/export"):
        visitor.get(path)
        assert (visitor.status, "BOOKING_NOT_FOUND" in visitor.text) == (404, True), path
    hidden = visitor.client.get(f"/transactions/{other}/prints/print.png?finger=2")
    assert (hidden.status_code, hidden.content) == (404, b"")
    for wrong in ("", "11", "x", "-1"):
        path = f"/transactions/{own}/prints/print.png?finger={wrong}"
        assert visitor.client.get(path).status_code == 404, wrong


def test_a_candidate_is_shown_by_what_the_own_agency_took(
    server: RunningServer, visitor: Visitor
) -> None:
    """Both agencies booked the person before: this one sees its own print of then."""
    book_person(server, OTHER, 1)
    earlier = book_person(server, OWN, 2)
    now = book_person(server, OWN, 3)
    with Client(server.target, ori=OWN) as agency:
        person = agency.get_booking(now).first_response.candidates[0].identity_id
    visitor.sign_in("law_enforcement")
    page = visitor.get(f"/transactions/{now}")
    assert f"/transactions/{now}/prints?candidate={person}" in page
    page = visitor.get(f"/transactions/{now}/prints?candidate={person}&finger=2")
    assert page.count("print.png") == 2
    picture = visitor.client.get(
        f"/transactions/{now}/prints/print.png?finger=2&candidate={person}"
    )
    taken = visitor.client.get(f"/transactions/{earlier}/prints/print.png?finger=2")
    assert picture.content == taken.content
    stranger = visitor.get(f"/transactions/{now}/prints?candidate=NOBODY&finger=2")
    assert stranger.count("print.png") == 1, "only who is in an answer can be looked at"


def test_a_candidate_of_other_agencies_alone_is_not_shown(
    server: RunningServer, visitor: Visitor
) -> None:
    book_person(server, OTHER, 1, seed=SEED + 1)
    now = book_person(server, OWN, 2, seed=SEED + 1)
    with Client(server.target, ori=OWN) as agency:
        person = agency.get_booking(now).first_response.candidates[0].identity_id
    visitor.sign_in("law_enforcement")
    found = visitor.client.get(f"/transactions/{now}/prints/print.png?finger=2&candidate={person}")
    assert NO_PRINT in found.content


def test_the_booking_is_exported_and_the_log_says_under_which_purpose(
    server: RunningServer, visitor: Visitor
) -> None:
    tcn = book(server, OWN)
    visitor.sign_in("law_enforcement")
    answer = visitor.client.get(f"/transactions/{tcn}/export")
    assert answer.headers["content-disposition"] == f'attachment; filename="{tcn}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        images = [archive.read(name) for name in names]
    assert names == [f"{tcn}-02.png", f"{tcn}-07.png"]
    assert all(one.startswith(PNG) for one in images)
    with Client(server.target, ori="AUDITOR00", roles=["auditor"]) as auditor:
        entries = list(auditor.audit.entries(object_id=tcn, actor_ori=OWN))
    assert [(one.action, one.purpose) for one in entries if one.action == "booking_exported"] == [
        ("booking_exported", "arrest")
    ]


@pytest.mark.parametrize("role", ["auditor", "operator", "examiner", "supervisor"])
def test_no_other_role_has_these_pages(server: RunningServer, visitor: Visitor, role: str) -> None:
    tcn = book(server, OWN)
    visitor.sign_in(role)
    for path in ("prints", "prints/print.png?finger=2", "export"):
        visitor.get(f"/transactions/{tcn}/{path}")
        assert visitor.status == 403, path


def test_who_could_not_be_found_is_not_called_unknown_without_reserve(
    server: RunningServer, visitor: Visitor
) -> None:
    """Prints that are stated at twice their resolution find nobody, whoever the person is."""
    tcn = f"CONSOLE-{uuid.uuid4().hex[:12]}"
    prints = [sample(print_png(SEED, position), position, ppi=1000) for position in (2, 7)]
    with Client(server.target, ori=OWN) as agency:
        agency.submit_booking(tcn, prints)
        agency.wait_for_booking(tcn, timeout_s=60)
    good = book_person(server, OWN, 1)
    visitor.sign_in("law_enforcement")
    assert "This does not say that the person is unknown" in visitor.get(f"/transactions/{tcn}")
    assert "This does not say that the person is" not in visitor.get(f"/transactions/{good}")


def test_whom_a_booking_names_is_for_its_agency_alone(
    server: RunningServer, visitor: Visitor
) -> None:
    """Operators and auditors read every booking, and learn no name; so does another agency."""
    name, tcn = "ALDER,BOX QUEST", f"CONSOLE-{uuid.uuid4().hex[:12]}"
    with Client(server.target, ori=OWN) as agency:
        subject = Subject(name=name)
        agency.submit_booking(tcn, [finger(SEED, one, 4) for one in (2, 7)], subject=subject)
        agency.wait_for_booking(tcn, timeout_s=60)
        assert agency.get_booking(tcn).booked_name == name
        assert name in {one.booked_name for one in agency.list_bookings()}
    for role in ("operator", "auditor"):
        with Client(server.target, ori=OWN, roles=[role], purpose="audit") as looking:
            assert looking.get_booking(tcn).booked_name == ""
            assert {one.booked_name for one in looking.list_bookings()} == {""}
    with Client(server.target, ori=OTHER) as another:
        assert name not in {one.booked_name for one in another.list_bookings()}
    visitor.sign_in("law_enforcement")
    page = visitor.get(f"/transactions/{tcn}")
    assert f"<h1>{name} " in page and tcn in page
    assert f"Prints of {name}" in visitor.get(f"/transactions/{tcn}/prints")
    assert ">Person" in visitor.get("/transactions")
    visitor.sign_in("operator")
    visitor.get("/operate")
    assert name not in visitor.text
