"""What no browser, no form and no text can do. Every address of every screen is tried."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from console.navigation import PURPOSES, screen_at
from console.screens import PLACES
from console.web import Place
from console.web.rendering import FOLDER
from interop.lesc.research import FactKind
from lesc_stub.types import SourceRecord
from tests.console import matrix
from tests.console.offices import CASE, PASSWORD, TCN, Offices, staffed
from tests.console.visitors import Visitor, another, settings_of, visiting
from tests.interop.case_world import ENCOUNTER, OFFICER, PRIORITY_1, RELEASED_BEFORE
from tests.lesc_stub.world import QUERY, fact

_MARKUP = re.compile(
    r"\|\s*safe\b|Markup|autoescape|<script(?![^>]*src=)|\son\w+=|style=|javascript:"
)
EVIL = "<script>evil()</script><img src=x onerror=evil()>\"'{{ 7 * 7 }}"
FORMS = [one for one in PLACES if one.method == "POST"]


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of a console whose service cannot be reached: whatever asks it is a 503."""
    with visiting(settings_of("127.0.0.1:1", "127.0.0.1:1", tmp_path)) as one:
        yield one


def _address(path: str) -> str:
    return re.sub(r"{[^}]+}", "1", path)


def _role_of(path: str) -> str:
    screen = screen_at(path)
    assert screen is not None
    return sorted(screen.roles)[0]


def _token(visitor: Visitor, role: str) -> str:
    """Sign in, and read the token of the session's forms off a page that needs no service."""
    visitor.sign_in(role)
    visitor.get(_address(next(one.path for one in PLACES if role not in _roles(one.path))))
    return visitor.token


def _roles(path: str) -> frozenset[str]:
    screen = screen_at(path)
    assert screen is not None
    return screen.roles


@pytest.mark.parametrize("place", FORMS, ids=lambda one: one.path)
def test_no_form_without_its_token_or_with_another_person_s(alone: Visitor, place: Place) -> None:
    path = _address(place.path)
    role = _role_of(path)
    _token(alone, role)
    other = another(alone)
    theirs = _token(other, role)
    for given in ({}, {"csrf": ""}, {"csrf": theirs}, {"csrf": "é"}):
        assert "This form is not yours" in alone.post(path, **given), given
        assert alone.status == 403, "before anything is asked of the service"
    alone.client.headers["x-csrf-token"] = theirs
    assert "This form is not yours" in alone.post(path)


@pytest.mark.parametrize("role", PURPOSES)
def test_every_address_by_every_role(alone: Visitor, role: str) -> None:
    token = _token(alone, role)
    for place in PLACES:
        path = _address(place.path)
        if place.method == "GET":
            alone.get(path)
        else:
            alone.post(path, csrf=token)
        is_refused = "Your role does not have this screen" in alone.text
        assert is_refused is (role not in _roles(path)), path
        assert not is_refused or alone.status == 403


def test_nobody_gets_anywhere_without_signing_in(alone: Visitor) -> None:
    for place in PLACES:
        path = _address(place.path)
        if place.method == "GET":
            alone.get(path)
            assert alone.path == "/sign-in", path
        else:
            alone.post(path, csrf="x")
            assert alone.status == 401, path


def test_no_answer_of_a_screen_is_kept_by_the_browser(alone: Visitor) -> None:
    for place in PLACES:
        if place.method == "GET":
            alone.sign_in(_role_of(place.path))
            answer = alone.client.get(_address(place.path))
            assert answer.headers["cache-control"] == "no-store", place.path


def test_the_page_has_the_present_roles_and_screens() -> None:
    text = matrix.PAGE.read_text()
    assert matrix.page_with(text) == text, "run `python -m tests.console.matrix`"


def test_no_template_takes_text_for_markup() -> None:
    for path in (FOLDER / "templates").rglob("*.html"):
        found = re.search(
            r"\|\s*safe\b|Markup|autoescape|<script(?![^>]*src=)|\son\w+=|style=", path.read_text()
        )
        assert found is None, f"{path.name}: {found}"


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    made = Offices(tmp_path)
    yield made
    made.close()


@pytest.fixture
def visitor(offices: Offices) -> Iterator[Visitor]:
    with staffed(offices) as settings, visiting(settings) as one:
        yield one


def enter(visitor: Visitor, name: str) -> str:
    visitor.get("/sign-in")
    return visitor.send("/sign-in", name=name, password=PASSWORD)


def check_text(page: str, count: int) -> None:
    """Check that the evil text stands there so often, as text alone."""
    assert "<script>evil" not in page
    assert "<img src=x" not in page
    assert "49" not in re.sub(r"\d{3,}|[\d:]{4,}", "", page) or "{{ 7 * 7 }}" in page
    assert page.count("&lt;script&gt;evil()&lt;/script&gt;") >= count


def test_a_session_that_nobody_uses_ends_by_itself(offices: Offices) -> None:
    offices.cases.alerted()
    with staffed(offices) as settings, visiting(replace(settings, idle_minutes=1 / 60)) as one:
        enter(one, "mina")
        one.get(f"/work/{CASE}")
        time.sleep(1.5)
        one.send(f"/work/{CASE}/escalate", escalate_reason="two certificates")
        assert one.status == 401
        assert "two certificates" in one.text, "what was typed can be copied"
        enter(one, "mina")
        one.get(f"/work/{CASE}")
        assert "two certificates" not in one.text, "nothing was sent to the service"


def test_scripts_in_what_officers_write_are_text(offices: Offices, visitor: Visitor) -> None:
    world = offices.cases
    world.alerted(PRIORITY_1)
    world.running(TCN)
    world.cases.record_claim(CASE, "C-1", OFFICER)
    world.cases.add_claim_evidence("C-1", "E-1", EVIL, OFFICER)
    world.cases.record_encounter(CASE, replace(ENCOUNTER, place=EVIL), OFFICER)
    world.cases.record_disposition(CASE, replace(RELEASED_BEFORE, remark=EVIL), OFFICER)
    enter(visitor, "mina")
    visitor.get(f"/work/{CASE}")
    visitor.send(f"/work/{CASE}/transfer", to_office="miami", transfer_reason=EVIL)
    visitor.send(f"/work/{CASE}/escalate", escalate_reason=EVIL)
    visitor.get(f"/work/{CASE}")
    check_text(visitor.text, 3)
    visitor.send(f"/work/{CASE}/encounter", encounter_time=EVIL, manner="1", place=EVIL)
    assert visitor.status == 400
    check_text(visitor.text, 4)
    visitor.get(f"/work?office={EVIL}&sort={EVIL}")
    assert "<script>evil" not in visitor.text
    visitor.client.cookies.clear()
    visitor.post(f"/work/{CASE}/claim", remark=EVIL)
    check_text(visitor.text, 1)


def test_scripts_in_what_sources_hold_are_text(offices: Offices, visitor: Visitor) -> None:
    keys = {"fin": QUERY.fin, "name": f"ALDER,{EVIL}"[:30], "date_of_birth": "19700102"}
    held = replace(fact(FactKind.ADMITTED, date(2020, 1, 1)), details=EVIL)
    offices.lesc.desk.put_records([SourceRecord("entry_exit", "1", (held,), **keys)])
    offices.lesc.desk.submit(QUERY)
    enter(visitor, "lena")
    visitor.get("/research/1")
    check_text(visitor.text, 1)
    assert "&lt;script&gt;evil" in visitor.text.partition("entry exit")[2]
    visitor.send("/research/1/take")
    visitor.send("/research/1/identity", result="2", identity_remark=EVIL)
    check_text(visitor.text, 3)
