"""Arrests, answers, claims, holds, corrections, merges, silence and clocks, in any order."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gallery.errors import GalleryError
from interop.bookings import outbox
from interop.cases.release_notices import HolderKind, ReleaseOutcome
from interop.cases.types import (
    Actor,
    Case,
    Disposition,
    DispositionAction,
    DispositionReason,
)
from interop.corrections.types import CorrectionReason, CorrectionRequest, ReinstatementRequest
from interop.errors import InteropError
from interop.lesc import SOURCES, Agreement, FieldComparison, Research, Status
from interop.names import case_id, query_id
from interop.review import ComparisonRequest, Decision
from lesc_stub.types import Mode
from tests.interop.case_world import OFFICER
from tests.interop.cases.people import OVERSTAYED, REMOVED, SUPERVISOR
from tests.interop.histories import determination
from tests.interop.people.invariants import faults, read
from tests.interop.people.town import ACTORS, EXAMINER, IDENTITIES, JAILS, Town

_MEMORY = next((one for one in ("/dev/shm",) if os.access(one, os.W_OK)), None)
MOST_CASES, MOST_COMPARISONS = 6, 6
CHOICE = st.integers(0, 2**16)
PERSON = st.integers(1, 3)
WHO = st.sampled_from(sorted(ACTORS))
SHARE = st.integers(0, 9)
"""Of ten; 0 is what happens mostly."""
_OUT_OF_ORDER, _IN_DOUBT = 8, 9
_TAKEN_FOR_ANOTHER, _NOT_IN_CUSTODY, _STATED_CITIZEN, _NOT_ANSWERED = 6, 7, 8, 9

_A, _R = DispositionAction, DispositionReason
DISPOSITIONS = (
    (_A.NO_DETENTION, _R.US_CITIZEN),
    (_A.NO_DETENTION, _R.DETAINER_DECLINED),
    (_A.NO_DETENTION, _R.MATCH_WITHDRAWN),
    (_A.NO_DETENTION, _R.RELEASED_BEFORE),
    (_A.DETENTION_REQUESTED, _R.UNLAWFULLY_PRESENT),
    (_A.REMOVED, _R.UNLAWFULLY_PRESENT),
)
STATUSES = {
    Status.UNLAWFULLY_PRESENT: OVERSTAYED,
    Status.US_CITIZEN: determination(Status.US_CITIZEN),
    Status.LAWFUL_PERMANENT_RESIDENT: determination(Status.LAWFUL_PERMANENT_RESIDENT),
    Status.NO_RECORD: determination(Status.NO_RECORD),
    Status.UNRESOLVED: determination(Status.UNRESOLVED, because="silent", confirmed=False),
}
DOUBT = (FieldComparison("sex", Agreement.CONTRADICTION, "F", ("M",)),)
JUMPS = (
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(hours=30),
    timedelta(days=4),
    timedelta(days=40),
    timedelta(hours=-1),
)


class PeopleMachine(RuleBasedStateMachine):
    """Does to the people of a town whatever can be done; what is refused changes nothing."""

    steps: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="tenprint-town-", dir=_MEMORY))
        self.town = Town(self._folder)
        self.mode = Mode.SHARED
        self.tcns: list[str] = []
        self._count = 0
        self._merged = False
        self._asked_count = 0

    def teardown(self) -> None:
        self.town.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @initialize(mode=st.sampled_from(list(Mode)))
    def begin(self, mode: Mode) -> None:
        self.mode = mode

    @precondition(lambda self: len(self.tcns) < MOST_CASES)
    @rule(person=PERSON, identity=CHOICE, jail=CHOICE, share=SHARE)
    def arrest(self, person: int, identity: int, jail: int, share: int) -> None:
        """Book somebody; at times IDENT takes the person for another, or the LESC is silent."""
        own = IDENTITIES[person - 1 : person] if person < 3 else IDENTITIES[2:]
        choice = IDENTITIES if share == _TAKEN_FOR_ANOTHER else own
        tcn = f"BOOKING-{len(self.tcns):05d}"
        self.town.book(
            tcn,
            person,
            choice[identity % len(choice)],
            JAILS[jail % len(JAILS)],
            self.town.clock.now.date(),
            in_custody=share != _NOT_IN_CUSTODY,
            citizenship="US" if share == _STATED_CITIZEN else "",
        )
        self.tcns.append(tcn)
        if share != _NOT_ANSWERED:
            self._answer(tcn, Status.UNLAWFULLY_PRESENT, 1, "", against=False, doubt=False)
            if self.mode is Mode.AS_AUDITED:
                self.town.office.look_up(SOURCES, tcn)
        self._done("arrest")

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, status=st.sampled_from(list(STATUSES)), share=SHARE)
    def answer(self, which: int, status: Status, share: int) -> None:
        """Let the LESC answer, perhaps about a claim, perhaps late, perhaps in doubt."""
        tcn = self._tcn(which)
        with self.town.database.read() as session:
            known = {one.answer.version for one in outbox.answers(session, query_id(tcn))}
        # Mostly the next version, and at times one that is refused as out of order.
        number = max(known, default=0) + (2 if share == _OUT_OF_ORDER else 1)
        claims = [one.claim_id for one in self._case(tcn).claims]
        claim_id = claims[-1] if claims and share < 5 else ""
        against, doubt = share < 2, share == _IN_DOUBT
        self._try(
            "answer",
            lambda: self._answer(tcn, status, number, claim_id, against=against, doubt=doubt),
        )

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE)
    def look_up(self, which: int) -> None:
        self._try("look_up", lambda: self.town.office.look_up(SOURCES, self._tcn(which)))

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, because=st.sampled_from(["", "dangerous"]))
    def request(self, which: int, because: str) -> None:
        tcn, name = self._tcn(which), self._new("D")
        self._try("request", lambda: self.town.office.request(name, tcn, because))

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, how_far=st.integers(1, 3))
    def hold(self, which: int, how_far: int) -> None:
        """Ask for somebody to be held, and let the jail agree and start the clock."""
        tcn, name, desk = self._tcn(which), self._new("D"), self.town.office.detainers
        jailer, now = self.town.jailer(self._case(tcn).ori), self.town.clock.now
        steps: tuple[Callable[[], object], ...] = (
            lambda: self.town.office.request(name, tcn, "dangerous"),
            lambda: desk.acknowledge(name, jailer),
            lambda: desk.report_release(name, now, jailer),
        )
        all(self._try("hold", step) for step in steps[:how_far])

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, what=st.sampled_from(["acknowledge", "acknowledge", "decline"]))
    def reply(self, which: int, what: str) -> None:
        desk, case = self.town.office.detainers, self._case(self._tcn(which))
        name, jailer = self._hold(case), self.town.jailer(case.ori)
        actions: dict[str, Callable[[], object]] = {
            "acknowledge": lambda: desk.acknowledge(name, jailer),
            "decline": lambda: desk.decline(name, "NO_ROOM", jailer),
        }
        self._try(what, actions[what])

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, hours=st.integers(0, 3))
    def release(self, which: int, hours: int) -> None:
        """Let the 48 hours begin, at a time that may be wrong."""
        case = self._case(self._tcn(which))
        name, jailer = self._hold(case), self.town.jailer(case.ori)
        time = self.town.clock.now - timedelta(hours=hours)
        desk = self.town.office.detainers
        self._try("release", lambda: desk.report_release(name, time, jailer))

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, what=st.sampled_from(["custody", "custody", "cancel", "free"]))
    def office_ends(self, which: int, what: str) -> None:
        desk, case = self.town.office.detainers, self._case(self._tcn(which))
        name, now = self._hold(case), self.town.clock.now
        actions: dict[str, Callable[[], object]] = {
            "custody": lambda: desk.take_custody(name, OFFICER),
            "cancel": lambda: desk.cancel(name, "MISTAKE", OFFICER),
            "free": lambda: desk.record_release(name, now, "no ground", OFFICER),
        }
        barred = any(one.state.name in ("OPEN", "UNRESOLVED", "UPHELD") for one in case.claims[-1:])
        if self._try(what, actions[what]) and what == "custody":
            assert not barred, f"custody of {name} beside {case.claims[-1]}"

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, who=WHO)
    def claim(self, which: int, who: str) -> None:
        case, name = case_id(self._tcn(which)), self._new("C")
        desk = self.town.office.cases
        self._try("claim", lambda: desk.record_claim(case, name, ACTORS[who]))

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, who=WHO, what=st.sampled_from(["uphold", "refute"]))
    def decide_claim(self, which: int, who: str, what: str) -> None:
        claims = self._case(self._tcn(which)).claims
        name = claims[-1].claim_id if claims else "C-0"
        desk = self.town.office.cases
        decide = desk.uphold_claim if what == "uphold" else desk.refute_claim
        self._try(what, lambda: decide(name, "papers seen", ACTORS[who]))

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, how=st.sampled_from(DISPOSITIONS))
    def document(self, which: int, how: tuple[DispositionAction, DispositionReason]) -> None:
        said = Disposition(action=how[0], reason=how[1], decision_time=self.town.clock.now)
        tcn = self._tcn(which)
        self._try("document", lambda: self.town.office.documented(said, tcn))

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, share=SHARE)
    def close(self, which: int, share: int) -> None:
        case, desk = self._case(self._tcn(which)), self.town.office.cases
        actor, because = (SUPERVISOR, "lost papers") if share == 0 else (OFFICER, "")
        version = case.current.version
        self._try("close", lambda: desk.close(case.case_id, version, actor, because=because))

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE, reason=st.sampled_from(list(CorrectionReason)))
    def correct(self, which: int, reason: CorrectionReason) -> None:
        asked = CorrectionRequest(self._new("correction"), self._tcn(which), reason)
        self._try("correct", lambda: self.town.corrections.correct(asked, SUPERVISOR.caller))

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE)
    def reinstate(self, which: int) -> None:
        tcn, desk = self._tcn(which), self.town.corrections
        known, _ = desk.corrections(SUPERVISOR.caller, tcn=tcn)
        name = known[-1].request.correction_id if known else "none"
        asked = ReinstatementRequest(self._new("again"), name, "a mistake")
        self._try("reinstate", lambda: desk.reinstate(asked, SUPERVISOR.caller))

    @precondition(lambda self: self.tcns and self._asked_count < MOST_COMPARISONS)
    @rule(which=CHOICE)
    def compare(self, which: int) -> None:
        self._asked_count += 1
        asked = ComparisonRequest(self._new("K"), self._tcn(which), "not the person")
        desk = self.town.corrections
        self._try("compare", lambda: desk.request_comparison(asked, SUPERVISOR.caller, "CHIEF-1"))

    @precondition(lambda self: self.tcns)
    @rule(decision=st.sampled_from(list(Decision)), examiner=st.integers(1, 9))
    def examine(self, decision: Decision, examiner: int) -> None:
        desk, name = self.town.reviews, f"EXAMINER-{examiner}"
        task = desk.next_task(name, EXAMINER)
        if task is not None:
            said = {one.candidate_id: decision for one in task.candidates}
            self._try("examine", lambda: desk.decide(task.item_id, name, said, EXAMINER))

    @precondition(lambda self: self.tcns and not self._merged)
    @rule()
    def merge(self) -> None:
        self._merged = True
        self._try("merge", lambda: self.town.merge(IDENTITIES[3], IDENTITIES[2]))

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE)
    def confirm(self, which: int) -> None:
        """Let the holder answer, whom silence would otherwise alarm."""
        waiting = [one for one in read(self.town).notices if one.confirm_time is None]
        if not waiting:
            return
        notice = waiting[which % len(waiting)]
        actors: dict[HolderKind, Actor] = {
            HolderKind.AGENCY: self.town.jailer(notice.address),
            HolderKind.CUSTODIAN: OFFICER,
            HolderKind.SUPERVISOR: SUPERVISOR,
        }
        kind = HolderKind(notice.recipient)
        outcome = ReleaseOutcome.NOTED if kind is HolderKind.SUPERVISOR else ReleaseOutcome.NOT_HELD
        desk = self.town.office.detainers
        self._try(
            "confirm",
            lambda: desk.confirm_release(notice.notice_id, outcome, None, actors[kind]),
        )

    @precondition(lambda self: self.tcns)
    @rule(which=CHOICE)
    def know(self, which: int) -> None:
        """Let a supervisor acknowledge an alarm."""
        alarms = [one for one in self._case(self._tcn(which)).alarms if not one.acknowledge_time]
        if alarms:
            desk, first = self.town.office.cases, alarms[0].alarm_id
            self._try("know", lambda: desk.acknowledge_alarm(first, SUPERVISOR))

    @precondition(lambda self: self.tcns)
    @rule(jump=st.sampled_from(JUMPS))
    def jump(self, jump: timedelta) -> None:
        self.town.clock.forward(jump.total_seconds())
        self._done("jump")

    @invariant()
    def nobody_is_wronged(self) -> None:
        found = faults(read(self.town))
        assert not found, "\n".join(found)

    def _answer(
        self, tcn: str, status: Status, version: int, claim_id: str, *, against: bool, doubt: bool
    ) -> None:
        found = STATUSES[status]
        if doubt:
            found = replace(found, identity=DOUBT, identity_confirmed=False)
        research = Research(()) if self.mode is Mode.SHARED else None
        self.town.office.answer(
            found, version, tcn, research, claim_id=claim_id, against=[REMOVED] if against else []
        )

    def _try(self, name: str, action: Callable[[], object]) -> bool:
        """Do something that may be refused; returns whether it was done."""
        try:
            action()
        except (InteropError, GalleryError):
            self._done(f"{name} refused")
            return False
        self._done(name)
        return True

    def _done(self, name: str) -> None:
        self.steps[name] += 1
        self.town.settle()

    def _tcn(self, which: int) -> str:
        return self.tcns[which % len(self.tcns)]

    def _case(self, tcn: str) -> Case:
        return self.town.office.case(tcn)

    def _hold(self, case: Case) -> str:
        return case.detainers[-1].detainer_id if case.detainers else "D-0"

    def _new(self, kind: str) -> str:
        self._count += 1
        return f"{kind}-{self._count}"
