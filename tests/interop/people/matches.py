"""Steps about who somebody is: corrections, comparisons of prints, merges."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from interop.corrections import store as correction_store
from interop.corrections.types import CorrectionReason, CorrectionRequest, ReinstatementRequest
from interop.review import ComparisonRequest, Decision
from tests.interop.cases.people import SUPERVISOR
from tests.interop.people import choices
from tests.interop.people.steps import CHOICE, Steps, pick, when
from tests.interop.people.town import EXAMINER, IDENTITIES

MOST_COMPARISONS, MOST_CORRECTIONS = 6, 3


class Matches(Steps):
    """What examiners and supervisors find out about matches."""

    def __init__(self) -> None:
        super().__init__()
        self._merged = False
        self._asked_count = self._corrected_count = 0

    @precondition(
        lambda self: bool(choices.matched(self.seen)) and self._corrected_count < MOST_CORRECTIONS
    )
    @rule(which=CHOICE, reason=st.sampled_from(list(CorrectionReason)))
    def correct(self, which: int, reason: CorrectionReason) -> None:
        self._corrected_count += 1
        tcn = pick(choices.matched(self.seen), which).case.tcn
        asked = CorrectionRequest(self.new("correction"), tcn, reason)
        self.attempt("correct", lambda: self.town.corrections.correct(asked, SUPERVISOR.caller))

    @when(choices.reinstatable)
    @rule(which=CHOICE)
    def reinstate(self, which: int) -> None:
        tcn, desk = pick(choices.reinstatable(self.seen), which).case.tcn, self.town.corrections
        with self.town.database.read() as session:
            known = correction_store.of_booking(session, tcn)
        assert known is not None, f"the match of {tcn} was withdrawn without a correction"
        asked = ReinstatementRequest(self.new("again"), known.request.correction_id, "a mistake")
        self.attempt("reinstate", lambda: desk.reinstate(asked, SUPERVISOR.caller))

    @precondition(
        lambda self: bool(choices.comparable(self.seen)) and self._asked_count < MOST_COMPARISONS
    )
    @rule(which=CHOICE)
    def compare(self, which: int) -> None:
        self._asked_count += 1
        tcn = pick(choices.comparable(self.seen), which).case.tcn
        asked, desk = ComparisonRequest(self.new("K"), tcn, "not the person"), self.town.corrections
        self.attempt(
            "compare", lambda: desk.request_comparison(asked, SUPERVISOR.caller, "CHIEF-1")
        )

    @when(lambda record: record.open_reviews)
    @rule(
        decision=st.sampled_from([Decision.SAME, *Decision]),
        first=st.integers(1, 9),
        count=st.integers(1, 3),
    )
    def examine(self, decision: Decision, first: int, count: int) -> None:
        """Let some examiners decide alike."""
        desk = self.town.reviews
        for examiner in range(first, first + count):
            name = f"EXAMINER-{examiner}"
            task = desk.next_task(name, EXAMINER)
            if task is not None:
                said = {one.candidate_id: decision for one in task.candidates}
                item = task.item_id
                self.attempt("examine", lambda: desk.decide(item, name, said, EXAMINER))  # noqa: B023

    @precondition(lambda self: bool(choices.cases(self.seen)) and not self._merged)
    @rule()
    def merge(self) -> None:
        self._merged = True
        self.attempt("merge", lambda: self.town.merge(IDENTITIES[3], IDENTITIES[2]))
