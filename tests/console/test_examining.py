"""Examiners at their screens: remarks, stepping aside, the own history and how checks went."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from interop.audit import Action
from interop.review.types import AsideReason, Decision
from tests.console.offices import MATE, PASSWORD, STRANGER, Offices, staffed
from tests.console.visitors import Visitor, another, visiting
from tests.interop.logged import entries
from tests.interop.reviews import DIFFERENT, EXAMINER, SAME

TCN = "TCN-REVIEW-1"
REMARK = "a scar <b>across</b> the core"


@pytest.fixture
def offices(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Offices]:
    """Desks; a parameter of the test is the share of controls."""
    made = Offices(tmp_path, control_share=getattr(request, "param", 0.0))
    yield made
    made.close()


@pytest.fixture
def anna(offices: Offices) -> Iterator[Visitor]:
    with staffed(offices) as settings, visiting(settings) as one:
        yield enter(one, "anna")


def enter(visitor: Visitor, name: str) -> Visitor:
    visitor.get("/sign-in")
    visitor.send("/sign-in", name=name, password=PASSWORD)
    return visitor


def mark(visitor: Visitor, decision: Decision, **fields: str) -> str:
    """Press a button of the form that sends, which goes to another address."""
    visitor.get("/compare")
    [form] = [one for one in visitor.forms() if one.action == "/compare/send"]
    return visitor.post(
        "/compare/mark", **{**form.fields, "decision": str(int(decision)), **fields}
    )


def test_a_remark_outlasts_marks_and_reloads_and_goes_with_the_decision(
    offices: Offices, anna: Visitor
) -> None:
    item_id = offices.reviews.open(TCN, MATE, [MATE])
    anna.get("/compare")
    anna.post("/compare/remark", csrf=anna.token, item_id=item_id, remark=f"{REMARK}\r\nand more")
    assert anna.status == 204
    assert "across&lt;/b&gt; the core and more</textarea>" in anna.get("/compare")
    mark(anna, SAME, remark=REMARK)
    assert "across&lt;/b&gt; the core</textarea>" in anna.get("/compare?finger=7")
    assert "Decided" in anna.send("/compare/send", remark=REMARK)
    page = anna.get("/afterwards")
    assert "a scar &lt;b&gt;across" in page and "<b>across" not in page
    item = offices.reviews.open("TCN-REVIEW-2", STRANGER, [STRANGER])
    assert REMARK not in anna.get("/compare"), item


def test_a_remark_about_another_item_is_not_kept(offices: Offices, anna: Visitor) -> None:
    offices.reviews.open(TCN, MATE, [MATE])
    anna.get("/compare")
    anna.post("/compare/remark", csrf=anna.token, item_id="0" * 16, remark="elsewhere")
    assert "elsewhere" not in anna.get("/compare")


def test_who_steps_aside_never_sees_the_item_again(offices: Offices, anna: Visitor) -> None:
    item_id = offices.reviews.open(TCN, MATE, [MATE])
    page = anna.get("/compare")
    assert "taken away" not in page, "no reason that only supervisors have"
    pictures = re.findall(r'src="(/compare/print.png[^"]*)"', page)
    page = anna.send("/compare/aside")
    assert (anna.status, "reason: choose one" in page) == (400, True)
    page = anna.send("/compare/aside", reason="1")
    assert "You stepped aside" in page and "Nothing waits for you" in page
    for one in pictures:
        assert anna.client.get(one.replace("&amp;", "&")).status_code == 409
    anna.get(f"/afterwards/{item_id}")
    assert anna.status == 404
    with offices.reviews.database.read() as session:
        [logged] = entries(session, action=Action.REVIEW_STEPPED_ASIDE)
    assert (logged.entry.actor_id, logged.entry.reason) == ("anna", "person_known")
    assert item_id in enter(another(anna), "ben").get("/compare")


def test_an_item_that_a_supervisor_took_is_explained(offices: Offices, anna: Visitor) -> None:
    item_id = offices.reviews.open(TCN, MATE, [MATE])
    mark(anna, SAME)
    anna.get("/compare")
    offices.reviews.desk.reassign(item_id, "anna", "", "sven", EXAMINER)
    page = anna.send("/compare/send")
    assert (anna.status, "not on your desk any more" in page) == (409, True)
    page = anna.post("/compare/aside", csrf=anna.token, item_id=item_id, reason="1")
    assert "not on your desk any more" in page


def test_the_next_page_says_that_a_supervisor_took_the_item(
    offices: Offices, anna: Visitor
) -> None:
    """Whoever only looks is told too; of the others nothing is told."""
    item_id = offices.reviews.open(TCN, MATE, [MATE])
    mark(anna, SAME, remark=REMARK)
    offices.reviews.desk.reassign(item_id, "anna", "ben", "sven", EXAMINER)
    taken = offices.reviews.clock.now
    page = anna.get("/compare")
    assert anna.status == 200
    assert "A supervisor took the item from you at" in page
    assert f"{taken:%Y-%m-%d %H:%M}Z" in page, "the time"
    assert "nothing of it is recorded" in page, "the mark and the remark are lost"
    assert "Nothing waits for you" in page
    for word in ("ben", "sven", TCN, f"person-{MATE}", "dB", "across"):
        assert not re.search(rf"(?<!\w){word}(?!\w)", page), word
    assert "A supervisor took" in anna.get("/compare"), "it stays until other work is done"
    other = offices.reviews.open("TCN-REVIEW-2", STRANGER, [STRANGER])
    page = anna.get("/compare")
    assert other in page and "The item below is another one" in page
    assert "different people</b>" not in page and "same person</b>" not in page, "a clean desk"
    mark(anna, DIFFERENT)
    assert "A supervisor took" not in anna.get("/compare")


def test_a_mark_on_an_item_that_was_taken_marks_nothing_else(
    offices: Offices, anna: Visitor
) -> None:
    item_id = offices.reviews.open(TCN, MATE, [MATE])
    anna.get("/compare")
    [form] = [one for one in anna.forms() if one.action == "/compare/send"]
    offices.reviews.open("TCN-REVIEW-2", STRANGER, [STRANGER])
    offices.reviews.desk.reassign(item_id, "anna", "", "sven", EXAMINER)
    page = anna.post("/compare/mark", **{**form.fields, "decision": str(int(SAME))})
    assert (anna.status, "A supervisor took the item" in page) == (409, True)
    assert "not recorded" not in page and "nothing of it is recorded" not in page, "none was noted"
    assert "not marked" in anna.get("/compare")


def test_an_item_that_was_decided_elsewhere_is_explained(offices: Offices, anna: Visitor) -> None:
    offices.reviews.open(TCN, MATE, [MATE])
    mark(anna, SAME)
    later = enter(another(anna), "anna")
    mark(later, DIFFERENT)
    later.get("/compare")
    later.send("/compare/send")
    page = anna.get("/compare")
    assert "You decided about the item at" in page and "nothing of it is recorded" in page


def test_nobody_learns_of_items_that_were_never_theirs(offices: Offices) -> None:
    item_id = offices.reviews.open(TCN, MATE, [MATE])
    offices.reviews.next_task("anna")
    offices.reviews.desk.reassign(item_id, "anna", "", "sven", EXAMINER)
    taken = offices.reviews.desk.taken_away
    assert taken(item_id, "anna") == offices.reviews.clock.now
    for item, examiner in ((item_id, "ben"), ("0" * 16, "anna"), (item_id, "sven")):
        assert taken(item, examiner) is None
    other = offices.reviews.next_task("carl").item_id
    offices.reviews.desk.step_aside(other, "carl", AsideReason.CASE_KNOWN, EXAMINER)
    assert taken(other, "carl") is None, "who steps aside knows why"


def decide_all(visitor: Visitor, decision: Decision) -> None:
    """Decide about everything that waits."""
    while "Nothing waits for you" not in visitor.get("/compare"):
        for _ in range(visitor.text.count("not marked")):
            mark(visitor, decision, candidate=_unmarked(visitor))
        visitor.get("/compare")
        visitor.send("/compare/send")


@pytest.mark.parametrize("said", [(SAME, SAME), (SAME, DIFFERENT, SAME)])
def test_the_examiners_at_the_door_of_a_demonstration_end_a_review(
    offices: Offices, tmp_path: Path, said: tuple[Decision, ...]
) -> None:
    item_id = offices.reviews.open(TCN, MATE, [MATE])
    person = offices.reviews.ident.get_encounter(f"person-{MATE}").identity_id
    names = ("examiner", "examiner-2", "examiner-3")
    with (
        staffed(offices) as settings,
        visiting(replace(settings, data=tmp_path / "nobody")) as first,
    ):
        sven = another(first)
        for name, decision in zip(names, said, strict=False):
            sven.sign_in("supervisor")
            assert person not in sven.get(f"/supervisor/reviews/{item_id}")
            one = another(first)
            assert item_id in one.sign_in(name), name
            mark(one, decision)
            one.get("/compare")
            assert "Decided" in one.send("/compare/send")
            assert "Nothing waits for you" in one.get("/compare"), "nobody decides twice"
        page = sven.get(f"/supervisor/reviews/{item_id}")
        assert person in page and "when the item is decided" not in page
        assert all(f"demo-{name}" in page for name in names[: len(said)])
        for name in names[len(said) :]:
            assert "Nothing waits for you" in another(first).sign_in(name)


def _unmarked(visitor: Visitor) -> str:
    [form] = [one for one in visitor.forms() if one.action == "/compare/send"]
    return form.fields["candidate"]


def test_the_history_is_of_all_sessions_and_of_the_own_decisions(
    offices: Offices, anna: Visitor
) -> None:
    offices.reviews.open(TCN, MATE, [MATE])
    decide_all(anna, DIFFERENT)
    ben = enter(another(anna), "ben")
    assert "You have decided nothing" in ben.get("/afterwards")
    later = enter(another(anna), "anna")
    page = later.get("/afterwards")
    assert "different people" in page
    [href] = re.findall(r'href="(/afterwards/[0-9a-f]{16})"', page)[:1]
    page = later.get(href)
    assert "you decided different people" in page and "Rank" in page
    ben.get(href)
    assert ben.status == 404
    found = re.search(r'src="(/afterwards/[^"]*pairs.png[^"]*)"', page)
    assert found
    path = found[1].replace("&amp;", "&")
    assert later.client.get(path).content.startswith(b"\x89PNG")
    assert ben.client.get(path).status_code == 409, "ben has the item and has not decided"


@pytest.mark.parametrize("offices", [0.5], indirect=True)
def test_a_check_is_told_when_it_is_over_and_by_nothing_before(
    offices: Offices, anna: Visitor
) -> None:
    """Before its end no page of the session differs between the check and the other item."""
    item_id = offices.reviews.open(TCN, MATE, [MATE])
    offices.reviews.desk.draw_controls()
    decide_all(anna, SAME)
    page = anna.get("/afterwards")
    assert page.count("same person</td>") == 2
    assert "not measured yet" in page and "nothing like this" in anna.get(
        "/afterwards?which=checks"
    )
    rows = re.findall(r"<tr data-href.*?</tr>", anna.get("/afterwards"), re.S)
    plain = {re.sub(r"[0-9a-f]{16}|datetime=\"[^\"]*\"|\d\d:\d\d", "", one) for one in rows}
    assert len(rows) == 2 and len(plain) == 1
    ben = enter(another(anna), "ben")
    decide_all(ben, SAME)
    page = anna.get("/afterwards?which=checks")
    assert page.count("<tr data-href") == 1 and item_id not in page
    assert "✓ right" in page or "■ wrong" in page
    assert "of 1: " in page
    assert "ben" not in page
    [href] = set(re.findall(r'href="(/afterwards/[0-9a-f]{16})"', page))
    assert "This was a check" in anna.get(href)
    assert "This was a check" not in anna.get(f"/afterwards/{item_id}")
