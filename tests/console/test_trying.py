"""Try it says whether an answer is right, and a visitor can do nothing else."""

import re
from pathlib import Path

import pytest

from console import invented, people
from console.navigation import VISITOR
from console.screens import PLACES
from console.screens.trying.trial import BEFORE
from console.screens.trying.truth import ranges, verdict
from database.caller import Caller
from interop.names import IAFIS, IDENT
from interop.roles import Operation, may
from tenprint.cli.demonstration.cast import HELD, known_people
from tenprint.cli.demonstration.plan import Plan
from tenprint.v1.candidate_pb2 import Candidate
from tests.console.test_safety import alone  # noqa: F401 - a fixture
from tests.console.visitors import Visitor
from tests.images import print_png

HERE = {"person-007": 7, "tcn:DEMO-BOTH-1": 161}


def found(*encounters: str) -> list[Candidate]:
    return [Candidate(encounter_id=one, above_threshold=True) for one in encounters]


@pytest.mark.parametrize(
    ("seed", "candidates", "said"),
    [
        (7, found("person-007"), "the right person"),
        (161, found("tcn:DEMO-BOTH-1"), "the right person"),
        (7, found("tcn:DEMO-BOTH-1"), "not the person who was picked"),
        (8, found("person-007", "tcn:DEMO-BOTH-1"), "not the person who was picked"),
        (7, found("try-somebody"), "not known"),
        (7, [], "missed"),
        (8, [], "right"),
    ],
)
def test_an_answer_is_judged_by_who_is_enrolled(
    seed: int, candidates: list[Candidate], said: str
) -> None:
    judged = verdict(seed, "ident", HERE, candidates)
    assert judged is not None
    assert judged.text == said
    is_wrong = said in ("missed", "not the person who was picked")
    assert (judged.tone == "bad") is is_wrong
    assert str(seed) in judged.note or said == "not known"


def test_where_nothing_is_known_nothing_is_judged() -> None:
    assert verdict(7, "ident", {}, []) is None
    judged = verdict(7, "ident", {}, found("person-007"))
    assert judged is not None and judged.text == "not known", "a name alone proves nothing"


def test_the_demonstration_says_who_is_enrolled(tmp_path: Path) -> None:
    assert invented.read(tmp_path) == {}
    plan = Plan(people_per_gallery=3, people_in_both=1)
    invented.write(tmp_path, known_people(plan))
    known = invented.read(tmp_path)
    for one in plan.people:
        for gallery in (IAFIS, IDENT):
            assert (one.seed in known[gallery].values()) >= one.is_in(gallery)
    for booked in plan.bookings:
        assert known[IAFIS][f"tcn:{booked.tcn}"] == booked.person.seed
    assert known[IAFIS][f"tcn:{HELD.tcn}"] == HELD.seed
    (tmp_path / invented.FILE).write_text("{")
    assert invented.read(tmp_path) == {}


def test_a_visitor_may_search_and_enrol_and_do_no_more() -> None:
    visitor = people.WITHOUT_PASSWORDS[VISITOR]
    assert [one.path for one in visitor.screens] == ["try"]
    caller = Caller(visitor.ori, frozenset(visitor.roles), visitor.purpose)
    for needed in (Operation.EXTRACT, Operation.SEARCH_GALLERY, Operation.ENROL):
        assert may(caller, needed)
    for more in (
        *(Operation.DELETE_ENCOUNTER, Operation.CHANGE_IDENTITIES, Operation.CHANGE_PROGRAMME),
        *(Operation.SEE_MESSAGES, Operation.WRITE_WATCH_LIST, Operation.WRITE_HISTORIES),
        *(Operation.READ_CASE, Operation.READ_AUDIT_LOG, Operation.SCRIPT_LESC),
    ):
        assert not may(caller, more), more


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([], ""), ([3], "3"), ([2, 1], "1 to 2"), ([1, 2, 3, 7, 3, 9, 10], "1 to 3, 7, 9 to 10")],
)
def test_numbers_of_people_are_written_short(numbers: list[int], words: str) -> None:
    assert ranges(numbers) == words


def test_the_page_names_the_people_who_are_enrolled(
    alone: Visitor,  # noqa: F811
    tmp_path: Path,
) -> None:
    assert "has enrolled people" not in alone.sign_in(VISITOR)
    plan = Plan(people_per_gallery=3, people_in_both=1)
    known = known_people(plan)
    invented.write(tmp_path, known)
    page = alone.get("/try")
    found = re.search(r"has enrolled people: in iafis ([^;]+); in ident ([^;<]+)\.<", page)
    assert found and "200" not in found[0]
    for words, gallery in zip(found.groups(), (IAFIS, IDENT), strict=True):
        ends = [[int(one) for one in run.split(" to ")] for run in words.split(", ")]
        numbers = {one for run in ends for one in range(run[0], run[-1] + 1)}
        assert numbers == set(known[gallery].values())


def test_answers_before_an_enrolment_are_of_before_it(visitor: Visitor) -> None:
    visitor.sign_in("operator")
    card = {"csrf": visitor.token}
    files = [("files", (f"0{one}.png", print_png(4711, one), "image/png")) for one in (2, 3)]
    visitor.client.post("/try/file", data=card, files=files)
    visitor.get("/try/card")
    for gallery in ("ident", "iafis"):
        assert f">Search of {gallery}<" in visitor.send("/try/identify", gallery=gallery)
    page = visitor.send("/try/enrol", gallery="ident")
    assert "Enrolled in ident as identity" in page
    assert f">Search of ident{BEFORE}<" in page and ">Search of ident<" not in page
    assert ">Search of iafis<" in page, "there the person is not enrolled"
    page = visitor.send("/try/identify", gallery="ident")
    assert ">Search of ident<" in page and page.count(BEFORE) == 1


def test_every_other_screen_is_refused_to_a_visitor(alone: Visitor) -> None:  # noqa: F811
    page = alone.sign_in(VISITOR)
    assert alone.path == "/try"
    assert page.count('<a href="/try"') == 1
    assert "/transactions" not in page and "/operate" not in page
    token = alone.token
    for place in PLACES:
        path = re.sub(r"{[^}]+}", "1", place.path)
        if place.method == "GET":
            alone.get(path)
        else:
            alone.post(path, csrf=token)
        is_refused = "Your role does not have this screen" in alone.text
        assert is_refused is not path.startswith("/try"), path
