"""Every button that a page offers does something: what the service would refuse is not offered.

In each state of a case each person's page is opened, and each of its forms is sent.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console import people
from console.people import Listed
from console.screens.officer import offers
from console.screens.officer.actions import EXPLAINED
from console.settings import users_file
from interop.cases import releases
from interop.cases.queries import TO_SUPERVISORS
from interop.cases.rows import case_row
from interop.cases.types import EXPLAINED as EXPLAINED_BY_THE_SERVICE
from interop.cases.types import AlarmKind
from interop.corrections import CorrectionDesk
from interop.lesc.research import Determination, Status
from interop.work import EscalationRequest, TransferRequest, WorkDesk
from services.servicers import (
    CaseServicer,
    CorrectionServicer,
    DetainerServicer,
    WorkServicer,
)
from services.wire.reflection import code_name
from tenprint.v1 import case_service_pb2
from tests.console.offices import CASE, PASSWORD
from tests.console.visitors import Form, Visitor, another, settings_of, visiting
from tests.databases import opened_sqlite
from tests.interop.case_world import (
    AGENCY,
    OFFICER,
    PRIORITY_1,
    RELEASED_BEFORE,
    CaseWorld,
    status,
)
from tests.interop.cases.people import SUPERVISOR
from tests.services.servicers.serving import serving

Stage = Callable[[CaseWorld], object]
MINA, SVEN = replace(OFFICER, officer="mina"), replace(SUPERVISOR, officer="sven")
HERE, TASK, JAIL = f"/work/{CASE}", f"/supervisor/tasks/{CASE}", "/jail/D-1"
PEOPLE = {
    "mina": ("field_office", "ICEHOU000"),
    "mike": ("field_office", "ICEMIA000"),
    "zoe": ("field_office", "ICEZZZ000"),
    "sven": ("supervisor", "ICEHQ0000"),
    "jola": ("law_enforcement", "TX1010000"),
}
_DAY = "2011-08-01T09:00"
FILLED: Mapping[str, Mapping[str, str]] = {
    "encounter": {"encounter_time": _DAY, "manner": "1", "place": "jail"},
    "disposition": {"decision_time": _DAY, "disposition": "4", "reason": "13"},
    "evidence": {"evidence": "a certificate"},
    "uphold": {"evidence": "a certificate"},
    "death": {"deceased_date": "2011-07-30", "because": "a letter"},
    "detainer": {"against": "the officer knows more"},
    "cancel": {"cancel_reason": "moved"},
    "freed": {"free_reason": "bond"},
    "confirm": {"outcome": "3"},
    "transfer": {"to_office": "denver", "transfer_reason": "lives there"},
    "answer": {"return_reason": "not ours"},
    "escalate": {"escalate_reason": "who decides?"},
    "look-up": {"source": "wants"},
    "compare": {"compare_reason": "other ridges"},
    "reassign": {"to_officer": "mike", "reason": "1"},
    "decide": {"resolution": "go on"},
    "decline": {"reason": "no bed"},
}
"""What people fill in, by the last part of the form's address."""


def work_of(world: CaseWorld) -> WorkDesk:
    return WorkDesk(world.database, clock=world.clock)


def held_by(officer: str) -> Stage:
    actor = replace(OFFICER, officer=officer)
    return lambda world: work_of(world).take(CASE, timedelta(hours=1), actor)


def transfer_asked(world: CaseWorld) -> None:
    work_of(world).transfer(TransferRequest("T-1", CASE, "miami", "lives there"), OFFICER)


def escalated(world: CaseWorld) -> None:
    work_of(world).escalate(EscalationRequest("E-1", CASE, "", "who decides?", 8.0), OFFICER)


def escalated_by_sven(world: CaseWorld) -> None:
    work_of(world).escalate(EscalationRequest("E-1", CASE, "", "who decides?", 8.0), SVEN)


def claimed(world: CaseWorld) -> None:
    world.cases.record_claim(CASE, "C-1", OFFICER)


def upheld(world: CaseWorld) -> None:
    claimed(world)
    world.cases.uphold_claim("C-1", "a certificate", OFFICER)


def unresolved(world: CaseWorld) -> None:
    claimed(world)
    world.clock.forward(25 * 3600)
    world.cases.run_due()


def running_and_claimed(world: CaseWorld) -> None:
    world.running()
    claimed(world)


def acknowledged(world: CaseWorld) -> None:
    world.request()
    world.detainers.acknowledge("D-1", AGENCY)


def in_custody(world: CaseWorld) -> None:
    world.running()
    world.detainers.take_custody("D-1", OFFICER)


def without_ground(world: CaseWorld) -> None:
    in_custody(world)
    with world.database.write() as session:
        releases.release(session, CASE, "the ground is gone", world.clock.now)


def custody_of_a_case_that_went(world: CaseWorld) -> None:
    without_ground(world)
    with world.database.write() as session:
        row = case_row(session, CASE)
        row.office = row.alerted_to = "miami"


def expired(world: CaseWorld) -> None:
    world.running()
    world.clock.forward(4 * 24 * 3600)
    world.cases.run_due()


def cancelled(world: CaseWorld) -> None:
    world.request()
    world.detainers.cancel("D-1", "moved", OFFICER)


def cancelled_by_claim(world: CaseWorld) -> None:
    world.request()
    upheld(world)


def documented(world: CaseWorld) -> None:
    world.documented(RELEASED_BEFORE)


def closed(world: CaseWorld) -> None:
    documented(world)
    world.cases.close(CASE, 1, OFFICER)


def died(world: CaseWorld) -> None:
    world.cases.record_death(CASE, date(2011, 7, 30), "a letter", OFFICER)


STATES: Mapping[str, Stage] = {
    "alerted": lambda _: None,
    "held by me": held_by("mina"),
    "held by another": held_by("otto"),
    "transfer asked": transfer_asked,
    "escalated": escalated,
    "escalated by the supervisor": escalated_by_sven,
    "claimed": claimed,
    "claim upheld": upheld,
    "claim unresolved": unresolved,
    "detainer requested": lambda world: world.request(),
    "acknowledged": acknowledged,
    "running": lambda world: world.running(),
    "running and claimed": running_and_claimed,
    "in custody": in_custody,
    "custody without ground": without_ground,
    "custody of a case that went": custody_of_a_case_that_went,
    "expired": expired,
    "cancelled": cancelled,
    "cancelled by a claim": cancelled_by_claim,
    "documented": documented,
    "closed": closed,
    "withdrawn": lambda world: world.withdraw(),
    "died": died,
}
OTHERS: Mapping[str, tuple[str, ...]] = {
    "alerted": ("mike", "zoe", "sven"),
    "held by another": ("sven",),
    "transfer asked": ("mike",),
    "escalated": ("sven",),
    "escalated by the supervisor": ("sven",),
    "claim unresolved": ("mike",),
    "detainer requested": ("jola",),
    "acknowledged": ("jola",),
    "running": ("jola",),
    "custody without ground": ("mike", "sven"),
    "custody of a case that went": ("mike",),
    "expired": ("jola", "sven"),
    "cancelled": ("jola",),
    "cancelled by a claim": ("jola",),
    "closed": ("sven",),
    "withdrawn": ("sven",),
}
"""Whose page is tried beside that of an officer of the office."""
PAGES = {"mina": HERE, "mike": HERE, "zoe": HERE, "sven": TASK, "jola": JAIL}


class Desk:
    """A case in some state, its page for each person, and a way back to that state."""

    def __init__(self, world: CaseWorld, folder: Path, visitor: Visitor) -> None:
        self.world, self._folder, self._visitor = world, folder, visitor
        self._copy(folder / "cases.db", folder / "kept.db")
        self._now = world.clock.now

    def enter(self, name: str) -> Visitor:
        """Let somebody sign in at a browser of their own."""
        visitor = another(self._visitor)
        visitor.get("/sign-in")
        visitor.send("/sign-in", name=name, password=PASSWORD)
        visitor.get(PAGES[name])
        return visitor

    def again(self) -> None:
        """Have everything as it was."""
        self._copy(self._folder / "kept.db", self._folder / "cases.db")
        self.world.clock.now = self._now

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there)


@contextmanager
def desk(folder: Path, stage: Stage, found: Determination = PRIORITY_1) -> Iterator[Desk]:
    database = opened_sqlite(folder / "cases.db")
    world = CaseWorld(database)
    world.alerted(found)
    stage(world)
    for name, (role, ori) in PEOPLE.items():
        people.put(
            users_file(folder), Listed(name, ori, (role,), name, "", "America/Chicago", _hashed())
        )
    corrections = CorrectionDesk(database, {}, clock=world.clock)
    with (
        serving(
            lambda store, lifecycle: [
                CaseServicer(world.cases, store, store),
                DetainerServicer(world.detainers, store, lifecycle),
                WorkServicer(work_of(world), store),
                CorrectionServicer(corrections, store),
            ]
        ) as target,
        visiting(settings_of(target, target, folder)) as visitor,
    ):
        yield Desk(world, folder, visitor)
    database.close()


@cache
def _hashed() -> str:
    return people.hash_password(PASSWORD)


def offered(visitor: Visitor) -> list[Form]:
    """The forms of the page of the case, without signing out."""
    return [one for one in visitor.forms() if one.action != "/sign-out"]


def names(visitor: Visitor) -> set[str]:
    return {one.action.rpartition("/")[2] for one in offered(visitor)}


def press(visitor: Visitor, form: Form, world: CaseWorld) -> None:
    """Send a form, and do not read the page that follows."""
    action = form.action.rpartition("/")[2]
    there = world.clock.now.astimezone(ZoneInfo("America/Chicago"))
    times = {"release_time": f"{there:%Y-%m-%dT%H:%M}"}
    filled = {**form.fields, **times, **FILLED.get(action, {})}
    visitor.client.post(form.action, data=filled, follow_redirects=False)


def answered(capsys: pytest.CaptureFixture[str]) -> str:
    """Read in the log what the service said to the form; the log may come after the answer."""
    logged, since = "", time.monotonic()
    while time.monotonic() < since + 10:
        logged += capsys.readouterr().out
        if found := re.search(r" code=(\w+) .* rpc=", logged):
            return found[1]
        time.sleep(0.01)
    return ""


@pytest.mark.parametrize("state", STATES)
def test_every_button_that_is_offered_does_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], state: str
) -> None:
    with desk(tmp_path, STATES[state]) as one:
        for name in ("mina", *OTHERS.get(state, ())):
            visitor = one.enter(name)
            assert (visitor.status, bool(offered(visitor))) == (200, True), name
            for form in offered(visitor):
                capsys.readouterr()
                press(visitor, form, one.world)
                code = answered(capsys)
                # The page cannot know that no print of a booking is kept.
                is_known = form.action.endswith("/compare")
                assert code == "OK" or is_known, (name, form, code)
                one.again()


OFFICE = {"take", "encounter", "disposition", "detainer", "death", "transfer", "escalate"}
CONCERNED = {"claim", "compare"}


@pytest.mark.parametrize(
    ("state", "name", "missing", "because"),
    [
        ("alerted", "mike", {*OFFICE, "look-up"}, "belongs to the office houston"),
        ("alerted", "zoe", {*OFFICE, "look-up"}, "is the ORI of no field office"),
        ("custody of a case that went", "mina", OFFICE, "belongs to the office miami"),
        ("held by another", "mina", {"take", "encounter", "close"}, "otto of ICEHOU000 holds"),
        ("transfer asked", "mina", {"transfer", "answer"}, "miami is asked to take the case"),
        ("escalated", "mina", {"escalate"}, "The supervisors of houston are asked already"),
        ("escalated by the supervisor", "sven", {"decide"}, "You asked: somebody else decides"),
        ("claimed", "mina", {"claim", "detainer", "close"}, "claim of citizenship is open"),
        ("claim upheld", "mina", {"claim", "uphold", "detainer"}, "was upheld"),
        ("running and claimed", "mina", {"custody"}, "nobody takes custody"),
        ("running and claimed", "jola", {"claim"}, "No other claim can be taken"),
        ("cancelled by a claim", "jola", {"claim", "acknowledge"}, "No claim can be taken now"),
        ("cancelled", "mina", {"detainer"}, "An arrest has one detainer"),
        ("alerted", "mina", {"close"}, "what is missing is said above"),
        ("closed", "mina", {"take", "close", "transfer"}, "begin another version first"),
        ("withdrawn", "mina", {"claim", "detainer"}, "The match was withdrawn"),
    ],
)
def test_what_is_refused_is_not_offered_and_one_sentence_says_why(
    tmp_path: Path, state: str, name: str, missing: set[str], because: str
) -> None:
    with desk(tmp_path, STATES[state]) as one:
        visitor = one.enter(name)
        assert not names(visitor) & missing
        assert because in visitor.text


def test_what_is_meant_for_anybody_is_offered_to_another_office(tmp_path: Path) -> None:
    with desk(tmp_path, STATES["claim unresolved"]) as one:
        mike = one.enter("mike")
        assert names(mike) == {*CONCERNED, "evidence"}
        assert names(one.enter("mina")) >= {*CONCERNED, "evidence", "uphold"}


def test_who_is_asked_to_take_a_case_answers_and_nobody_else(tmp_path: Path) -> None:
    with desk(tmp_path, transfer_asked) as one:
        assert "answer" in names(one.enter("mike"))
        assert "answer" not in names(one.enter("mina"))


def test_an_own_alarm_is_nobody_s_to_end(tmp_path: Path) -> None:
    def against_advice(world: CaseWorld) -> None:
        world.detainers.request(CASE, "D-1", "the officer knows more", MINA)

    with desk(tmp_path, against_advice, status(Status.LAWFUL_PERMANENT_RESIDENT)) as one:
        mina = one.enter("mina")
        assert "alarm" not in names(mina)
        assert "You caused this alarm" in mina.text
        assert "alarm" in names(one.enter("sven"))


def test_a_reason_that_a_detainer_needs_is_a_required_field(tmp_path: Path) -> None:
    with desk(tmp_path, STATES["alerted"], status(Status.LAWFUL_PERMANENT_RESIDENT)) as one:
        mina = one.enter("mina")
        assert re.search(r'<textarea name="against"[^>]* required>', mina.text)
        assert "against the advice" in mina.text


def test_a_detainer_that_no_reason_allows_is_not_offered(tmp_path: Path) -> None:
    with desk(tmp_path, STATES["alerted"], status(Status.US_CITIZEN)) as one:
        mina = one.enter("mina")
        assert "detainer" not in names(mina)
        assert "The rules allow no detainer here" in mina.text


def test_the_page_knows_to_whom_alarms_go_and_what_needs_a_remark() -> None:
    codes = {
        getattr(case_service_pb2, code_name(case_service_pb2.CaseAlarmKind.DESCRIPTOR, one.value))
        for one in set(AlarmKind) - TO_SUPERVISORS
    }
    assert codes == offers.TO_OFFICES
    words = {one.name.lower().replace("_", " ") for one in EXPLAINED_BY_THE_SERVICE}
    assert words == set(EXPLAINED)
