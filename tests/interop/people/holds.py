"""Steps about detainers: asked for, answered, begun, ended; and notices to who holds a person."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from interop.cases.detainer_life import DetainerState
from interop.cases.release_notices import HolderKind, ReleaseOutcome
from interop.cases.types import Actor, Case
from tests.interop.case_world import OFFICER
from tests.interop.cases.people import SUPERVISOR
from tests.interop.people import choices
from tests.interop.people.steps import CHOICE, SHARE, Steps, pick, when

_D = DetainerState
_WITHOUT_REASON = 0


class Holds(Steps):
    """What officers, jails and custodians do about holding somebody."""

    @when(choices.holdable)
    @rule(which=CHOICE, how_far=st.integers(1, 3), share=SHARE)
    def hold(self, which: int, how_far: int, share: int) -> None:
        """Ask for somebody to be held, and let the jail agree and start the clock."""
        case = pick(choices.holdable(self.seen), which).case
        self.ask(case, how_far, "" if share == _WITHOUT_REASON else "dangerous")

    @when(choices.barred)
    @rule(which=CHOICE)
    def hold_barred(self, which: int) -> None:
        """Ask for somebody whom nobody may hold: a citizen, somebody held before, a stranger."""
        self.request(pick(choices.barred(self.seen), which).case, "dangerous")

    @when(choices.to_be_explained)
    @rule(which=CHOICE)
    def hold_without_reason(self, which: int) -> None:
        """Ask for somebody who may be held for a reason alone, and give none."""
        self.request(pick(choices.to_be_explained(self.seen), which).case, "")

    def request(self, case: Case, because: str) -> str:
        """Ask for the person of a case; returns the detainer's id, empty if it was refused."""
        name = self.new("D")
        [one] = [one for one in choices.cases(self.seen) if one.case.tcn == case.tcn]
        why_not = choices.refusal(self.seen, one, because)
        asked = self.attempt("request", lambda: self.town.office.request(name, case.tcn, because))
        assert not (asked and why_not), f"{name} was asked for, although {why_not}"
        return name if asked else ""

    def ask(self, case: Case, how_far: int, because: str) -> None:
        """Ask for the person of a case, and let the jail go on with it, as far as 3 steps."""
        name = self.request(case, because)
        if not name:
            return
        desk, jailer = self.town.office.detainers, self.town.jailer(case.ori)
        steps: tuple[tuple[str, Callable[[], object]], ...] = (
            ("acknowledge", lambda: desk.acknowledge(name, jailer)),
            ("release", lambda: desk.report_release(name, self.town.clock.now, jailer)),
        )
        all(self.attempt(what, step) for what, step in steps[: how_far - 1])

    @when(lambda record: choices.detainers(record, _D.REQUESTED))
    @rule(which=CHOICE, what=st.sampled_from(["acknowledge", "acknowledge", "decline"]))
    def reply(self, which: int, what: str) -> None:
        held, desk = pick(choices.detainers(self.seen, _D.REQUESTED), which), self.town.office
        name, jailer = held.detainer_id, self.town.jailer(held.ori)
        actions: dict[str, Callable[[], object]] = {
            "acknowledge": lambda: desk.detainers.acknowledge(name, jailer),
            "decline": lambda: desk.detainers.decline(name, "NO_ROOM", jailer),
        }
        self.attempt(what, actions[what])

    @when(lambda record: choices.detainers(record, _D.ACKNOWLEDGED))
    @rule(which=CHOICE, hours=st.integers(0, 3))
    def release(self, which: int, hours: int) -> None:
        """Let the 48 hours begin, at a time that may be wrong."""
        held = pick(choices.detainers(self.seen, _D.ACKNOWLEDGED), which)
        name, jailer, desk = held.detainer_id, self.town.jailer(held.ori), self.town.office
        time = self.town.clock.now - timedelta(hours=hours)
        self.attempt("release", lambda: desk.detainers.report_release(name, time, jailer))

    @when(choices.takeable)
    @rule(which=CHOICE)
    def take(self, which: int) -> None:
        name = pick(choices.takeable(self.seen), which).detainer_id
        self.attempt("custody", lambda: self.town.office.detainers.take_custody(name, OFFICER))

    @precondition(lambda self: bool(set(_live(self)) - set(_takeable(self))))
    @rule(which=CHOICE)
    def take_barred(self, which: int) -> None:
        """Try to take somebody who claims to be a citizen, or whose prints are compared."""
        name = pick(sorted(set(_live(self)) - set(_takeable(self))), which)
        desk = self.town.office.detainers
        taken = self.attempt("custody", lambda: desk.take_custody(name, OFFICER))
        assert not taken, f"custody by {name}, which nobody could take"

    @precondition(lambda self: bool(_live(self)))
    @rule(which=CHOICE)
    def cancel(self, which: int) -> None:
        name, desk = pick(_live(self), which), self.town.office.detainers
        self.attempt("cancel", lambda: desk.cancel(name, "MISTAKE", OFFICER))

    @when(choices.kept)
    @rule(which=CHOICE)
    def free(self, which: int) -> None:
        name, desk = pick(choices.kept(self.seen), which).detainer_id, self.town.office.detainers
        now = self.town.clock.now
        self.attempt("free", lambda: desk.record_release(name, now, "no ground", OFFICER))

    @when(choices.unconfirmed)
    @rule(which=CHOICE)
    def confirm(self, which: int) -> None:
        """Let the holder answer, whom silence would otherwise alarm."""
        notice = pick(choices.unconfirmed(self.seen), which)
        actors: dict[HolderKind, Actor] = {
            HolderKind.AGENCY: self.town.jailer(notice.address),
            HolderKind.CUSTODIAN: OFFICER,
            HolderKind.SUPERVISOR: SUPERVISOR,
        }
        kind, desk = HolderKind(notice.recipient), self.town.office.detainers
        outcome = ReleaseOutcome.NOTED if kind is HolderKind.SUPERVISOR else ReleaseOutcome.NOT_HELD
        self.attempt(
            "confirm",
            lambda: desk.confirm_release(notice.notice_id, outcome, None, actors[kind]),
        )


def _live(machine: Steps) -> list[str]:
    states = (_D.REQUESTED, _D.ACKNOWLEDGED, _D.RUNNING)
    return [one.detainer_id for one in choices.detainers(machine.seen, *states)]


def _takeable(machine: Steps) -> list[str]:
    return [one.detainer_id for one in choices.takeable(machine.seen)]
