"""The door: passwords, sessions, and forms that belong to a session."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from console import people
from console.navigation import VISITOR
from console.settings import users_file
from console.web import Sessions
from services.errors import SettingError
from tests.console.visitors import Visitor

PASSWORD = "correct horse battery"


def _listed(data: Path, name: str = "mina", role: str = "field_office") -> None:
    one = people.Listed(name, "ICEHOU000", (role,), "of-1", "", "America/Chicago")
    people.put(
        users_file(data),
        people.Listed(**{**vars(one), "password_hash": people.hash_password(PASSWORD)}),
    )


def _enter(visitor: Visitor, name: str = "mina", password: str = PASSWORD) -> str:
    visitor.get("/sign-in")
    return visitor.send("/sign-in", name=name, password=password)


def test_a_demonstration_asks_for_a_role_and_shows_its_first_screen(visitor: Visitor) -> None:
    visitor.sign_in("field_office")
    assert visitor.path == "/work"
    assert "investigation" in visitor.text
    assert "America/Chicago" in visitor.text


def test_with_people_on_the_list_nobody_enters_without_a_password(
    visitor: Visitor, tmp_path: Path
) -> None:
    _listed(tmp_path)
    page = visitor.get("/sign-in")
    assert 'name="role"' not in page
    visitor.send("/sign-in", role="field_office")
    assert visitor.status == 401
    assert "Name or password is wrong" in _enter(visitor, password="wrong horse battery")
    assert "Name or password is wrong" in _enter(visitor, name="nobody")
    assert _enter(visitor, name="Mina") and visitor.path == "/work"


def test_a_session_ends_when_the_list_has_the_person_otherwise(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.sign_in("examiner")
    _listed(tmp_path)
    visitor.get("/compare")
    assert visitor.path == "/sign-in"
    _enter(visitor)
    assert visitor.get("/work") and visitor.path == "/work"
    _listed(tmp_path, role="examiner")
    visitor.get("/work")
    assert visitor.path == "/sign-in"
    _enter(visitor)
    assert visitor.path == "/compare"
    people.remove(users_file(tmp_path), "mina")
    visitor.get("/compare")
    assert visitor.path == "/sign-in"


def test_guesses_are_slowed_down(visitor: Visitor, tmp_path: Path) -> None:
    _listed(tmp_path)
    for _ in range(5):
        _enter(visitor, password="wrong horse battery")
    assert "Too many tries" in _enter(visitor)


def test_the_list_is_for_its_owner_alone_and_has_no_password(tmp_path: Path) -> None:
    _listed(tmp_path)
    file = users_file(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    assert PASSWORD not in file.read_text()
    assert "$argon2id$" in file.read_text()


@pytest.mark.parametrize(
    ("field", "value"),
    [("ori", "short"), ("roles", ("king",)), ("roles", ()), ("zone", "../x"), ("person", "a b")],
)
def test_a_wrong_person_is_not_listed(tmp_path: Path, field: str, value: object) -> None:
    good = people.Listed("mina", "ICEHOU000", ("field_office",), "of-1", "")
    with pytest.raises(SettingError, match="role" if field == "roles" else field):
        people.put(users_file(tmp_path), people.Listed(**{**vars(good), field: value}))


def test_the_cookie_of_a_session_is_for_this_site_alone(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    form = next(one for one in visitor.forms() if one.fields.get("role") == "examiner")
    answer = visitor.client.post(form.action, data=form.fields, follow_redirects=False)
    [cookie] = [one for one in answer.headers.get_list("set-cookie") if one.startswith("tenprint=")]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert "expires" not in cookie.lower()


def test_the_door_leads_to_no_other_site(visitor: Visitor) -> None:
    for elsewhere in ("https://example.org/", "//example.org", "/\\example.org"):
        visitor.get("/sign-in")
        form = next(one for one in visitor.forms() if one.fields.get("role") == "field_office")
        fields = {**form.fields, "next": elsewhere}
        answer = visitor.client.post(form.action, data=fields, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_a_session_ends_without_requests_and_at_its_time() -> None:
    now = 0.0
    sessions = Sessions(idle_s=60, life_s=200, clock=lambda: now)
    person = people.DEMONSTRATION["examiner"]
    token = sessions.begin(person, None)  # type: ignore[arg-type]
    for later in (50, 100, 150, 199):
        now = later
        assert sessions.find(token)
    now = 201
    assert sessions.find(token) is None
    token = sessions.begin(person, None)  # type: ignore[arg-type]
    now += 61
    assert sessions.find(token) is None
    assert sessions.find("x") is None


def test_signed_out_everything_leads_to_the_door_and_back(visitor: Visitor) -> None:
    visitor.get("/work?priority=1")
    assert visitor.path == "/sign-in"
    assert "/work?priority=1" in visitor.text
    visitor.sign_in("field_office")
    visitor.send("/sign-out")
    assert visitor.path == "/sign-in"
    visitor.get("/work")
    assert visitor.path == "/sign-in"


@pytest.mark.parametrize(
    ("name", "wanted", "there"),
    [
        ("examiner", "/work", "/compare"),
        ("examiner", "/%77ork?priority=1", "/compare"),
        ("field_office", "/work?priority=1", "/work"),
        ("operator", "/try/card", "/try"),
        (VISITOR, "/work", "/try"),
        (VISITOR, "/operate/galleries", "/try"),
    ],
)
def test_the_door_leads_nobody_to_a_page_that_the_person_may_not_see(
    visitor: Visitor, name: str, wanted: str, there: str
) -> None:
    visitor.get(f"/sign-in?{urlencode({'next': wanted})}")
    [form] = [one for one in visitor.forms() if one.fields.get("role") == name]
    answer = visitor.client.post(form.action, data=form.fields)
    assert (answer.status_code, answer.url.path) == (200, there)


def test_what_was_filled_in_is_shown_when_the_session_has_ended(visitor: Visitor) -> None:
    page = visitor.post("/work/next", remark="<b>seen at the desk</b>", csrf="old")
    assert visitor.status == 401
    assert "&lt;b&gt;seen at the desk&lt;/b&gt;" in page
    assert "<b>seen" not in page


def test_what_every_response_says(visitor: Visitor) -> None:
    visitor.sign_in("field_office")
    for path in ("/", "/sign-in", "/work", "/nothing", "/static/console.js", "/health"):
        answer = visitor.client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        is_static = path.startswith("/static")
        assert (answer.headers["cache-control"] == "no-store") is not is_static
        assert not is_static or "set-cookie" not in answer.headers
    assert visitor.client.get("/work", headers={"host": "evil.example:80"}).status_code == 421


def test_no_page_has_a_script_or_a_style_in_itself(visitor: Visitor) -> None:
    pages = [visitor.get("/sign-in"), visitor.sign_in("field_office"), visitor.get("/nothing")]
    for page in pages:
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page)
        assert not re.search(r"""(src|href|action)="(https?:)?//""", page)
