"""Arrests, answers, claims, holds, corrections, merges, silence and clocks, in any order."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from interop.cases.types import Case
from interop.lesc import SOURCES, Status
from lesc_stub.types import Mode
from tests.interop.case_world import OFFICER
from tests.interop.cases.people import SUPERVISOR
from tests.interop.people import choices
from tests.interop.people.holds import Holds
from tests.interop.people.matches import Matches
from tests.interop.people.steps import CHOICE, SHARE, pick, when
from tests.interop.people.town import IDENTITIES, JAILS
from tests.interop.people.words import Words

MOST_CASES = 6
PERSON = st.integers(1, 3)
_TAKEN_FOR_ANOTHER, _NOT_IN_CUSTODY, _STATED_CITIZEN, _NOT_ANSWERED = 6, 7, 8, 9
JUMPS = (
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(hours=30),
    timedelta(days=4),
    timedelta(days=40),
    timedelta(hours=-1),
)
BLIND = ("request", "acknowledge", "release", "free", "claim", "close", "reopen")


class PeopleMachine(Holds, Words, Matches):
    """Does to the people of a town whatever can be done; what is refused changes nothing."""

    @initialize(mode=st.sampled_from(list(Mode)))
    def begin(self, mode: Mode) -> None:
        self.mode = mode

    @precondition(lambda self: len(choices.cases(self.seen)) < MOST_CASES)
    @rule(person=PERSON, identity=CHOICE, jail=CHOICE, share=SHARE, how_far=st.integers(0, 3))
    def arrest(self, person: int, identity: int, jail: int, share: int, how_far: int) -> None:
        """Book somebody; at times IDENT takes the person for another, or the LESC is silent.

        how_far: what follows at once: nothing, a detainer, its acknowledgement, its clock.
        """
        own = IDENTITIES[person - 1 : person] if person < 3 else IDENTITIES[2:]
        choice = IDENTITIES if share == _TAKEN_FOR_ANOTHER else own
        tcn = f"BOOKING-{len(choices.cases(self.seen)):05d}"
        self.town.book(
            tcn,
            person,
            pick(choice, identity),
            pick(JAILS, jail),
            self.town.clock.now.date(),
            in_custody=share != _NOT_IN_CUSTODY,
            citizenship="US" if share == _STATED_CITIZEN else "",
        )
        if share != _NOT_ANSWERED:
            self.send(tcn, Status.UNLAWFULLY_PRESENT, 1, "", against=False, doubt=False)
            if self.mode is Mode.AS_AUDITED:
                self.town.office.look_up(SOURCES, tcn)
        self.done("arrest")
        booked = [one for one in choices.holdable(self.seen) if one.case.tcn == tcn]
        if booked and how_far:
            self.ask(booked[0].case, how_far, "dangerous")

    @when(choices.cases)
    @rule(jump=st.sampled_from(JUMPS))
    def jump(self, jump: timedelta) -> None:
        self.town.clock.forward(jump.total_seconds())
        self.done("jump")

    @when(choices.cases)
    @rule(which=CHOICE, what=st.sampled_from(BLIND))
    def without_looking(self, which: int, what: str) -> None:
        """Do something to any case, whatever its state: mostly it is refused."""
        case = pick(choices.cases(self.seen), which).case
        if what == "request":
            self.request(case, "dangerous")
        else:
            self.attempt(what, self._blind(case)[what])

    def _blind(self, case: Case) -> dict[str, Callable[[], object]]:
        desk, cases, now = self.town.office.detainers, self.town.office.cases, self.town.clock.now
        held = case.detainers[-1].detainer_id if case.detainers else "D-0"
        jailer, version = self.town.jailer(case.ori), case.current.version
        return {
            "acknowledge": lambda: desk.acknowledge(held, jailer),
            "release": lambda: desk.report_release(held, now, jailer),
            "free": lambda: desk.record_release(held, now, "no ground", OFFICER),
            "claim": lambda: cases.record_claim(case.case_id, self.new("C"), SUPERVISOR),
            "close": lambda: cases.close(case.case_id, version, OFFICER),
            "reopen": lambda: cases.reopen(case.case_id, version, OFFICER),
        }
