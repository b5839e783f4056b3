"""A long random walk of officers over tasks: nobody takes what another holds, the log tells all."""

import random
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from database.caller import Caller
from database.connection import Database
from database.paging import FIRST_PAGE
from interop.audit import Action
from interop.cases import Actor
from interop.errors import InteropError, TaskHeldError
from interop.work import (
    EscalationRequest,
    ReassignReason,
    TransferRequest,
    TransferState,
    WorkDesk,
    WorkFilter,
    WorkItem,
)
from tests.interop.case_world import CaseWorld
from tests.interop.logged import entries

OFFICES = {"houston": "ICEHOU000", "miami": "ICEMIA000"}
SUPERVISOR = Actor(Caller("ICEHQ0000", frozenset({"supervisor"}), "arrest"), "S-1")
LEASES = (Action.TASK_TAKEN, Action.TASK_RELEASED, Action.TASK_LEASE_ENDED, Action.TASK_REASSIGNED)
CASES = tuple(f"case:BOOKING-0000{number}" for number in (1, 2, 3))
STEP_COUNT = 150

pytestmark = pytest.mark.postgresql


@pytest.fixture
def office(database: Database) -> CaseWorld:
    return CaseWorld(database)


class Walk:
    """Does one random thing at a time, and knows who should hold what until when."""

    def __init__(self, office: CaseWorld, seed: int) -> None:
        self.office, self.random = office, random.Random(seed)
        self.desk = WorkDesk(office.database, clock=office.clock)
        self.held: dict[str, tuple[str, str, datetime]] = {}
        """By case: officer, ORI and end."""
        self.transfers: list[str] = []
        self.count = 0

    def actor(self) -> Actor:
        ori = self.random.choice(list(OFFICES.values()))
        caller = Caller(ori, frozenset({"field_office"}), "arrest")
        return Actor(caller, self.random.choice(("A-1", "A-2")))

    def step(self) -> None:
        self.count += 1
        deeds = [self.take, self.take, self.release, self.reassign, self.ask, self.answer]
        self.random.choice([*deeds, self.wait, self.work, self.escalate])()

    def holder(self, case: str) -> tuple[str, str] | None:
        found = self.held.get(case)
        return found[:2] if found and found[2] > self.office.clock.now else None

    def take(self) -> None:
        case, actor = self.random.choice(CASES), self.actor()
        period = timedelta(minutes=self.random.choice((1, 30, 90)))
        me, holder = (actor.officer, actor.caller.ori), self.holder(case)
        try:
            item = self.desk.take(case, period, actor)
        except TaskHeldError:
            assert holder not in (None, me)
        except InteropError:
            assert OFFICES.get(self.item(case).alerted_to) != actor.caller.ori
        else:
            assert holder in (None, me)
            assert (item.officer, item.officer_ori) == me
            self.held[case] = (*me, self.office.clock.now + period)

    def release(self) -> None:
        case, actor = self.random.choice(CASES), self.actor()
        holder = self.holder(case)
        with suppress(InteropError):
            self.desk.release(case, actor)
            assert holder in (None, (actor.officer, actor.caller.ori))
            self.held.pop(case, None)

    def reassign(self) -> None:
        case, to = self.random.choice(CASES), self.random.choice(("A-1", "A-2"))
        hour = timedelta(hours=1)
        item = self.desk.reassign(case, to, ReassignReason.WORKLOAD, hour, SUPERVISOR)
        assert item.officer_ori == OFFICES[item.alerted_to]
        self.held[case] = (to, item.officer_ori, self.office.clock.now + hour)

    def ask(self) -> None:
        to = self.random.choice(list(OFFICES))
        request = TransferRequest(f"T-{self.count}", self.random.choice(CASES), to, "moved")
        with suppress(InteropError):
            self.desk.transfer(request, self.actor())
            self.transfers.append(request.transfer_id)

    def answer(self) -> None:
        if not self.transfers:
            return
        transfer_id = self.random.choice(self.transfers)
        accepts = self.random.random() < 0.5
        state = TransferState.ACCEPTED if accepts else TransferState.RETURNED
        with suppress(InteropError):
            because = "" if accepts else "no"
            done = self.desk.answer_transfer(transfer_id, state, because, self.actor())
            self.transfers.remove(transfer_id)
            if accepts:
                assert self.item(done.case_id).alerted_to == done.to_office
                self.held.pop(done.case_id, None)

    def escalate(self) -> None:
        request = EscalationRequest(f"E-{self.count}", self.random.choice(CASES), "", "help", 1.0)
        with suppress(InteropError):
            self.desk.escalate(request, self.actor())
            if self.random.random() < 0.5:
                self.desk.end_escalation(request.escalation_id, "done", SUPERVISOR)

    def wait(self) -> None:
        self.office.clock.forward(self.random.choice((30, 1_200, 4_000)))

    def work(self) -> None:
        self.office.cases.run_due()

    def items(self) -> dict[str, WorkItem]:
        found, _ = self.desk.list_work(WorkFilter(), FIRST_PAGE, SUPERVISOR.caller)
        return {one.case_id: one for one in found}

    def item(self, case: str) -> WorkItem:
        return self.items()[case]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_takes_what_another_holds_and_the_log_tells_every_change(
    office: CaseWorld, seed: int
) -> None:
    for number, case in enumerate(CASES):
        office.alerted(tcn=case.removeprefix("case:"), identity_id=f"IDENT-{number}")
    walk = Walk(office, seed)
    for _ in range(STEP_COUNT):
        walk.step()
        for case, item in walk.items().items():
            holder = (item.officer, item.officer_ori) if item.officer else None
            assert holder == walk.holder(case), (seed, walk.count, case)
    office.clock.forward(24 * 3_600)
    office.cases.run_due()
    for case in CASES:
        assert told(office, case) == "", "what was taken was given back or ran out, and is logged"


def told(office: CaseWorld, case: str) -> str:
    """Follow the log: who holds a case after all that was logged. No one takes from another."""
    holder = ""
    with office.database.read() as session:
        found = [one for act in LEASES for one in entries(session, object_id=case, action=act)]
    for entry in (one.entry for one in sorted(found, key=lambda one: one.sequence)):
        if entry.action is Action.TASK_TAKEN:
            assert holder in ("", entry.actor_id)
            holder = entry.actor_id
        elif entry.action is Action.TASK_REASSIGNED:
            holder = entry.reason.partition(":")[2]
        else:
            assert holder
            holder = ""
    return holder
