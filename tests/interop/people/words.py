"""Steps of words: what the LESC answers, what people claim, what officers write down."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import rule

from interop.cases.types import Actor, Case, Disposition, DispositionAction, DispositionReason
from interop.lesc import SOURCES, Agreement, FieldComparison, Research, Status
from lesc_stub.types import Mode
from tests.interop.case_world import OFFICER
from tests.interop.cases.people import LESC, OVERSTAYED, REMOVED, SUPERVISOR
from tests.interop.histories import determination
from tests.interop.people import choices
from tests.interop.people.record import Booked
from tests.interop.people.steps import CHOICE, SHARE, Steps, pick, when

ACTORS = {"officer": OFFICER, "lesc": LESC, "supervisor": SUPERVISOR}
REFUTERS = {"lesc": LESC, "supervisor": SUPERVISOR}
_OUT_OF_ORDER, _IN_DOUBT = 9, 8
_WITHOUT_CLAIM = 5
_A, _R = DispositionAction, DispositionReason
DISPOSITIONS = (
    (_A.NO_DETENTION, _R.US_CITIZEN),
    (_A.NO_DETENTION, _R.DETAINER_DECLINED),
    (_A.NO_DETENTION, _R.MATCH_WITHDRAWN),
    (_A.NO_DETENTION, _R.RELEASED_BEFORE),
    (_A.NO_DETENTION, _R.LAWFUL_STATUS),
    (_A.NO_DETENTION, _R.NO_RECORD),
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
ANSWERS = st.sampled_from([*[Status.UNLAWFULLY_PRESENT] * 4, *STATUSES])
"""Half of the answers leave a ground to hold somebody."""
BY_SUPERVISOR = 0
ENDS = ("", "", "uphold", "refute")
"""How a claim is decided at once; mostly it stays open."""


class Words(Steps):
    """What is said and written about people."""

    @when(choices.matched)
    @rule(which=CHOICE, status=ANSWERS, share=SHARE)
    def answer(self, which: int, status: Status, share: int) -> None:
        """Let the LESC answer, perhaps about a claim, perhaps late, perhaps in doubt."""
        one = pick(choices.held_mostly(choices.matched(self.seen)), which)
        known = max((answer.version for answer in one.answers), default=0)
        # Mostly the next version, and at times one that is refused as out of order.
        number = known + (2 if share == _OUT_OF_ORDER else 1)
        claims = [claim.claim_id for claim in one.case.claims]
        claim_id = claims[-1] if claims and share < _WITHOUT_CLAIM else ""
        against, doubt = share < 2, share == _IN_DOUBT
        self.attempt(
            "answer",
            lambda: self.send(one.case.tcn, status, number, claim_id, against=against, doubt=doubt),
        )

    @when(choices.matched)
    @rule(which=CHOICE)
    def look_up(self, which: int) -> None:
        tcn = pick(choices.matched(self.seen), which).case.tcn
        self.attempt("look_up", lambda: self.town.office.look_up(SOURCES[:1], tcn))

    @when(choices.may_claim)
    @rule(which=CHOICE, who=st.sampled_from(sorted(ACTORS)), end=st.sampled_from(ENDS))
    def claim(self, which: int, who: str, end: str) -> None:
        """Take a claim of citizenship, and perhaps decide it at once."""
        one, name = pick(choices.held_mostly(choices.may_claim(self.seen)), which), self.new("C")
        case_id, desk = one.case.case_id, self.town.office.cases
        taken = self.attempt("claim", lambda: desk.record_claim(case_id, name, ACTORS[who]))
        if taken and end:
            decide = desk.uphold_claim if end == "uphold" else desk.refute_claim
            self.attempt(end, lambda: decide(name, "papers seen", SUPERVISOR))

    @when(choices.undecided_claims)
    @rule(which=CHOICE, who=st.sampled_from(sorted(ACTORS)))
    def uphold(self, which: int, who: str) -> None:
        name = pick(choices.undecided_claims(self.seen), which).claim_id
        desk = self.town.office.cases
        self.attempt("uphold", lambda: desk.uphold_claim(name, "papers seen", ACTORS[who]))

    @when(choices.undecided_claims)
    @rule(which=CHOICE, who=st.sampled_from(sorted(REFUTERS)))
    def refute(self, which: int, who: str) -> None:
        name = pick(choices.undecided_claims(self.seen), which).claim_id
        desk = self.town.office.cases
        self.attempt("refute", lambda: desk.refute_claim(name, "papers seen", REFUTERS[who]))

    @when(choices.finishable)
    @rule(which=CHOICE, at_once=st.booleans())
    def document(self, which: int, at_once: bool) -> None:
        """Write down what happened, and perhaps close the case."""
        one = pick(choices.finishable(self.seen), which)
        self._write(one, choices.truth(self.seen, one), at_once=at_once)

    @when(choices.finishable)
    @rule(which=CHOICE, how=st.sampled_from(DISPOSITIONS))
    def document_falsely(
        self, which: int, how: tuple[DispositionAction, DispositionReason]
    ) -> None:
        """Write down what may not have happened, and try to close the case."""
        self._write(pick(choices.finishable(self.seen), which), how, at_once=True)

    def _write(
        self, one: Booked, how: tuple[DispositionAction, DispositionReason], *, at_once: bool
    ) -> None:
        said = Disposition(action=how[0], reason=how[1], decision_time=self.town.clock.now)
        self.attempt("document", lambda: self.town.office.documented(said, one.case.tcn))
        if at_once:
            case = next(it.case for it in choices.cases(self.seen) if it.case.tcn == one.case.tcn)
            self._close(case, OFFICER, "")

    @when(choices.closable)
    @rule(which=CHOICE, share=SHARE)
    def close(self, which: int, share: int) -> None:
        case = pick(choices.closable(self.seen), which).case
        actor, because = (SUPERVISOR, "lost papers") if share == BY_SUPERVISOR else (OFFICER, "")
        self._close(case, actor, because)

    def _close(self, case: Case, actor: Actor, because: str) -> None:
        version, desk = case.current.version, self.town.office.cases
        self.attempt("close", lambda: desk.close(case.case_id, version, actor, because=because))

    @when(choices.unknown_alarms)
    @rule(which=CHOICE)
    def know(self, which: int) -> None:
        """Let a supervisor acknowledge an alarm."""
        alarm, desk = pick(choices.unknown_alarms(self.seen), which).alarm_id, self.town.office
        self.attempt("know", lambda: desk.cases.acknowledge_alarm(alarm, SUPERVISOR))

    def send(
        self, tcn: str, status: Status, version: int, claim_id: str, *, against: bool, doubt: bool
    ) -> None:
        """Let an answer of the LESC arrive."""
        found = STATUSES[status]
        if doubt:
            found = replace(found, identity=DOUBT, identity_confirmed=False)
        research = Research(()) if self.mode is Mode.SHARED else None
        self.town.office.answer(
            found, version, tcn, research, claim_id=claim_id, against=[REMOVED] if against else []
        )
