"""A refused form is answered by going to a page, which says why and has what was filled in."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.screens import PLACES
from console.screens.officer.actions import CHOICES, EXPLAINED
from console.web import Place
from console.web.sessions import Refusal
from tests.console.offices import CASE, PASSWORD, Offices, staffed
from tests.console.test_safety import _address, _role_of, _token
from tests.console.visitors import Visitor, another, settings_of, visiting
from tests.interop.case_world import PRIORITY_1

FORMS = [one for one in PLACES if one.method == "POST"]
HERE = f"/work/{CASE}"
PAST = "2011-08-01T09:00"
ANSWERS = (204, 303)
"""Nothing to show, or a page to go to."""


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of a console whose service cannot be reached: whatever asks it fails."""
    with visiting(settings_of("127.0.0.1:1", "127.0.0.1:1", tmp_path)) as one:
        yield one


@pytest.mark.parametrize("place", FORMS, ids=lambda one: one.path)
def test_the_answer_to_a_form_is_never_a_page(alone: Visitor, place: Place) -> None:
    """A browser that goes back to such a page would ask to send the form again."""
    path = _address(place.path)
    token = _token(alone, _role_of(path))
    for given in ({"csrf": token}, {"csrf": "another session's"}, {}):
        answer = alone.client.post(path, data=given, follow_redirects=False)
        assert answer.status_code in ANSWERS, (given, answer.text)
        if answer.status_code == 303:
            shown = answer.headers["location"]
            assert shown.startswith("/"), shown
            assert any(
                re.fullmatch(re.sub(r"{[^}]+}", "[^/]+", one.path), shown.partition("?")[0])
                for one in PLACES
                if one.method == "GET"
            ), f"{shown} is no page"


def test_a_form_of_another_role_is_no_page_either(alone: Visitor) -> None:
    token = _token(alone, "auditor")
    answer = alone.client.post("/work/next", data={"csrf": token}, follow_redirects=False)
    assert answer.status_code == 303
    assert "Your role does not have this screen" in alone.get(answer.headers["location"])
    assert alone.status == 403


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    made = Offices(tmp_path)
    made.cases.alerted(PRIORITY_1)
    yield made
    made.close()


@pytest.fixture
def mina(offices: Offices) -> Iterator[Visitor]:
    with staffed(offices) as settings, visiting(settings) as one:
        one.get("/sign-in")
        one.send("/sign-in", name="mina", password=PASSWORD)
        one.get(HERE)
        yield one


@pytest.mark.parametrize(
    ("action", "label", "name", "given"),
    [
        ("encounter", "When", "encounter_time", {"manner": "1", "place": "jail"}),
        ("disposition", "Decided at", "decision_time", {"disposition": "4", "reason": "13"}),
    ],
)
def test_a_refused_time_has_the_words_and_the_clock_of_the_page(
    mina: Visitor, action: str, label: str, name: str, given: dict[str, str]
) -> None:
    assert f">{label} <small>by your agency's clock" in mina.text, "of the field"
    page = mina.send(f"{HERE}/{action}", **given, **{name: "2091-07-01T10:00"})
    assert (mina.status, f"{label}: 2091-07-01 10:00 CDT is in the future" in page) == (400, True)
    assert f"{name}:" not in page
    page = mina.send(f"{HERE}/{action}", **given, **{name: "soon"})
    assert (mina.status, f"{label}: YYYY-MM-DDTHH:MM" in page) == (400, True)


def test_what_failed_and_what_was_typed_is_shown_once(mina: Visitor) -> None:
    page = mina.send(f"{HERE}/transfer", to_office="atlantis", transfer_reason="lives there")
    assert (mina.status, mina.path) == (404, HERE)
    assert "no field office atlantis" in page
    assert 'value="atlantis"' in page and ">lives there</textarea>" in page
    page = mina.get(HERE)
    assert (mina.status, "atlantis" in page) == (200, False), "the page as it is, to go back to"


def test_a_refusal_waits_for_its_own_page(mina: Visitor) -> None:
    token = mina.token
    given = {"csrf": token, "to_office": "atlantis", "transfer_reason": "x"}
    answer = mina.client.post(f"{HERE}/transfer", data=given, follow_redirects=False)
    assert "atlantis" not in mina.get("/work"), "another tab shows nothing of it"
    assert "no field office atlantis" in mina.get(answer.headers["location"])


def test_the_filters_of_a_list_stay(offices: Offices, mina: Visitor) -> None:
    listed = "http://testserver/work?whose=free"
    otto = another(mina)
    otto.get("/sign-in")
    otto.send("/sign-in", name="otto", password=PASSWORD)
    otto.get(HERE)
    otto.send(f"{HERE}/take")
    answer = mina.client.post("/work/next", data={"csrf": mina.token}, headers={"referer": listed})
    assert "No task of your office is free" in answer.text
    for foreign in ("http://evil.example/work", "http://testserver//evil.example", ""):
        answer = mina.client.post(
            f"{HERE}/transfer",
            data={"csrf": mina.token, "to_office": "atlantis", "transfer_reason": "x"},
            headers={"referer": foreign},
            follow_redirects=False,
        )
        assert answer.headers["location"] == HERE
    answer = mina.client.post(
        f"{HERE}/transfer",
        data={"csrf": mina.token, "to_office": "atlantis", "transfer_reason": "x"},
        headers={"referer": f"http://testserver{HERE}?sort=source"},
        follow_redirects=False,
    )
    assert answer.headers["location"] == f"{HERE}?sort=source"


def test_a_session_keeps_few_refusals_and_no_more_than_a_form() -> None:
    from console.gateway import Failure
    from console.web import Session

    session = Session(person=None, credentials=None, end_s=1.0, last_s=0.0)  # type: ignore[arg-type]
    failure = Failure("No", "no", "", 409)
    for number in range(20):
        session.refuse(f"/page/{number}", failure, {"a": "b"})
    assert len(session.refusals) <= 4
    assert session.refusals["/page/19"] == Refusal(failure, {"a": "b"})
    session.refuse("/large", failure, {"a": "x" * 300_000})
    assert session.refusals["/large"].given == {}


@pytest.mark.parametrize(
    ("action", "needed", "given"),
    [
        ("encounter", "place", {"encounter_time": PAST, "manner": "1", "place": " "}),
        *(
            ("disposition", "remark", {"decision_time": PAST, "disposition": "4", "reason": one})
            for one, words in CHOICES["reason"]
            if words in EXPLAINED
        ),
    ],
)
def test_what_the_form_calls_needed_is_asked_for_at_once(
    mina: Visitor, action: str, needed: str, given: dict[str, str]
) -> None:
    page = mina.send(f"{HERE}/{action}", **given)
    assert (mina.status, f"{needed}: needed" in page) == (400, True)
    page = mina.send(f"{HERE}/{action}", **given | {needed: "as told"})
    assert f"{needed}: needed" not in page


def test_a_disposition_that_is_not_so_is_told_in_words_before_closing(mina: Visitor) -> None:
    mina.send(f"{HERE}/encounter", encounter_time=PAST, manner="3")
    dead = next(one for one, words in CHOICES["reason"] if words == "deceased")
    given = {"decision_time": PAST, "disposition": "4"}
    page = mina.send(f"{HERE}/disposition", **given, reason=dead)
    assert "deceased, but no record says that the person has died" in page
    assert "DECEASED" not in page
    assert f'action="{HERE}/close"' not in page, "it would be refused"
    before = next(one for one, words in CHOICES["reason"] if words == "released before")
    page = mina.send(f"{HERE}/disposition", **given, reason=before)
    assert "what is not so" not in page
    assert f'action="{HERE}/close"' in page
