"""A long random walk through all that can happen to a case: what never may, does not."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from interop.cases.detainer_life import HOLD, Detainer, expire_time
from interop.cases.errors import CaseError
from interop.cases.types import Case, CaseState, ClaimState
from interop.lesc.research import Status
from tests.databases import opened_sqlite
from tests.interop.case_world import AGENCY, OFFICER, PRIORITY_1, CaseWorld
from tests.interop.histories import determination

WALKS = 8
STEPS = 35
STATUSES = (Status.UNLAWFULLY_PRESENT, Status.UNLAWFULLY_PRESENT, Status.US_CITIZEN)

WEIGHTS = {"claim": 1, "answer": 1, "request": 12, "acknowledge": 12, "release": 12}
"""Of what happens, beside 4 of everything else: most requests are refused, and what needs a
detainer that lives must meet one."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[CaseWorld]:
    database = opened_sqlite(tmp_path / "tenprint.db")
    yield CaseWorld(database)
    database.close()


class Walk:
    """Chooses what happens next."""

    def __init__(self, office: CaseWorld, seed: int) -> None:
        """Let somebody be booked twice."""
        self._office = office
        self._random = random.Random(seed)
        self._prefix = f"WALK-{seed}"
        self._count = 0
        self.tcns = (f"{self._prefix}-BOOKING-1", f"{self._prefix}-BOOKING-2")
        self.refused_count = 0
        self.done: set[str] = set()
        for tcn in self.tcns:
            office.match(tcn, self._prefix)
            office.answer(PRIORITY_1, tcn=tcn)

    def read(self) -> dict[str, Case]:
        """Read the cases as they stand."""
        return {tcn: self._office.case(tcn) for tcn in self.tcns}

    def step(self) -> str:
        """Do something; returns what."""
        self._count += 1
        self._office.clock.forward(self._random.choice((60, 3600, 40_000)))
        actions = self._actions()
        weights = [WEIGHTS.get(name, 4) for name in actions]
        name, action = self._random.choices(list(actions.items()), weights)[0]
        try:
            action()
        except CaseError:
            self.refused_count += 1
            return ""
        self.done.add(name)
        return name

    def _actions(self) -> dict[str, Callable[[], object]]:
        office, tcn = self._office, self._random.choice(self.tcns)
        case = office.case(tcn)
        live = case.live_detainer
        name = live.detainer_id if live else "D-0"
        version, claim_id = case.current.version, f"{self._prefix}-C-{self._count}"
        return {
            "request": lambda: office.request(f"{self._prefix}-D-{self._count}", tcn, "a reason"),
            "acknowledge": lambda: office.detainers.acknowledge(name, AGENCY),
            "release": lambda: office.detainers.report_release(name, office.clock.now, AGENCY),
            "decline": lambda: office.detainers.decline(name, "NO_ROOM", AGENCY),
            "custody": lambda: office.detainers.take_custody(name, OFFICER),
            "cancel": lambda: office.detainers.cancel(name, "MISTAKE", OFFICER),
            "assess": lambda: office.cases.assess(case.case_id, OFFICER),
            "claim": lambda: office.cases.record_claim(case.case_id, claim_id, OFFICER),
            "document": lambda: office.documented(tcn=tcn),
            "close": lambda: office.cases.close(case.case_id, version, OFFICER),
            "reopen": lambda: office.cases.reopen(case.case_id, version, OFFICER),
            "answer": lambda: self._answer(case),
            "due": office.cases.run_due,
        }

    def _answer(self, case: Case) -> None:
        status = self._random.choice(STATUSES)
        found = PRIORITY_1 if status is Status.UNLAWFULLY_PRESENT else determination(status)
        self._office.answer(found, case.current.answer_version + 1, case.tcn)


@pytest.mark.slow
def test_nothing_makes_or_lengthens_a_hold_but_what_may(office: CaseWorld) -> None:
    done: set[str] = set()
    refused_count = 0
    for seed in range(WALKS):
        walk = Walk(office, seed)
        before = walk.read()
        for _ in range(STEPS):
            step = walk.step()
            after = walk.read()
            check_step(before, after, step)
            before = after
        done |= walk.done
        refused_count += walk.refused_count
    assert refused_count > 0
    assert {"acknowledge", "release", "custody", "answer", "claim", "due"} <= done, done


def check_step(before: dict[str, Case], after: dict[str, Case], done: str) -> None:
    was, now = detainers(before), detainers(after)
    new = set(now) - set(was)
    assert not new or done == "request", f"{done} made a detainer"
    assert all(now[name].officer == "OFFICER-7" for name in new)
    for name, old in was.items():
        if old.expire_time is not None:
            assert now[name].expire_time == old.expire_time, f"{done} moved an end"
        if not old.state.is_live:
            assert now[name] == old, f"{done} changed an end"
    for one in now.values():
        if one.release_time is not None:
            assert one.expire_time == expire_time(one.release_time, "TX")
            assert one.expire_time is not None
            assert one.expire_time - one.release_time >= HOLD
    assert sum(one.state.is_live for one in now.values()) <= 1, "one person, one hold"
    started = [one for one in now.values() if one.clock_started]
    assert len(started) <= 1, "no other arrest, so no other 48 hours"
    for case in after.values():
        closed = case.state is CaseState.CLOSED
        assert not (closed and case.live_detainer), "closed with somebody held"
        upheld = any(one.state is ClaimState.UPHELD for one in case.claims)
        assert not (upheld and case.live_detainer), "a citizen is held"


def detainers(cases: dict[str, Case]) -> dict[str, Detainer]:
    return {one.detainer_id: one for case in cases.values() for one in case.detainers}
