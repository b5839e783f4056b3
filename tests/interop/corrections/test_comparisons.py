"""Doubt about who was booked sends a match back to examiners before anybody is alerted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from database.caller import Caller
from database.paging import FIRST_PAGE
from interop.bookings.second_response import COMPARED_AGAIN
from interop.bookings.types import BookingState, ResponseCause, SecondResponseKind, Subject
from interop.cases.detainer_life import DetainerState
from interop.cases.errors import CaseIncompleteError, DetainerRefusedError, DetainerStateError
from interop.cases.priorities import Advice
from interop.cases.types import AlarmKind, CaseState
from interop.corrections.desk import CorrectionDesk
from interop.corrections.types import CorrectionReason, CorrectionRequest
from interop.errors import BookingNotFoundError, NoMatchToCorrectError, PermissionDeniedError
from interop.lesc import Agreement
from interop.names import case_id
from interop.overdue import OverdueDesk, OverdueFilter
from interop.review import ComparisonCause, ComparisonRequest, Decision, ReviewDesk, Verdict
from interop.review.errors import ComparisonConflictError, ComparisonRefusedError
from interop.waiting import Waiting
from lesc_stub.types import Mode, SourceRecord
from tests.gallery.prints import enrol_people
from tests.interop.case_world import OFFICER_OF_WORLD as OFFICER
from tests.interop.cases.test_story import AGENCY, OVERSTAYED, Office, look_everything_up
from tests.interop.world import RESEARCH_S, World, submission

TCN = "TCN-0000000001"
WOMAN = Subject(name="ROE,JANE", dates_of_birth=(date(1935, 1, 2),), sex="F")
MAN = Subject(name="DOE,JOHN", dates_of_birth=(date(1970, 11, 12),), sex="M")
HELD = (replace(OVERSTAYED[0], name="DOE,JOHN", date_of_birth="19701112", sex="M"),)
EXAMINERS = Caller("DHSEXAM01", frozenset({"examiner"}), "review")
SUPERVISOR = Caller("DHSEXAM01", frozenset({"supervisor"}), "review")
JAIL = replace(AGENCY.caller, roles=frozenset({"law_enforcement"}))
SAME, DIFFERENT, UNSURE = Decision.SAME, Decision.DIFFERENT, Decision.CANNOT_DECIDE


class Matched:
    """Somebody whom IDENT takes for a man of the sources, before examiners."""

    def __init__(self, world: World, mode: Mode = Mode.SHARED) -> None:
        self.world, self.mode = world, mode
        self.office = Office(world, mode)
        galleries = {one.name: one for one in (world.iafis, world.ident)}
        self.reviews = ReviewDesk(world.database, galleries, clock=world.clock, control_share=0.0)
        self.corrections = CorrectionDesk(world.database, galleries, clock=world.clock)
        self.overdue = OverdueDesk(world.database, clock=world.clock)
        self._examiner_count = 0

    def book(self, subject: Subject, held: Sequence[SourceRecord] = HELD) -> None:
        [identity_id] = enrol_people(self.world.ident, [1])
        self.office.hold(identity_id, held)
        self.world.flow.submit(submission(TCN, 1, subject=subject))
        self.wait()

    def wait(self) -> None:
        for _ in range(4):
            self.world.run()
            self.world.clock.forward(RESEARCH_S)

    def decide(self, *decisions: Decision) -> None:
        """Let an examiner more make each decision."""
        for decision in decisions:
            self._examiner_count += 1
            examiner = f"EXAMINER-{self._examiner_count}"
            task = self.reviews.next_task(examiner, EXAMINERS)
            assert task is not None
            said = {one.candidate_id: decision for one in task.candidates}
            self.reviews.decide(task.item_id, examiner, said, EXAMINERS)
        self.wait()

    def ask(
        self, caller: Caller = JAIL, comparison_id: str = "K-1", reason: str = "not he"
    ) -> None:
        asked = ComparisonRequest(comparison_id, TCN, reason)
        self.corrections.request_comparison(asked, caller, "PERSON-1")

    @property
    def case_state(self) -> CaseState:
        return self.office.view(case_id(TCN)).case.state

    @property
    def advice(self) -> Advice:
        if self.mode is Mode.AS_AUDITED and self.office.view(case_id(TCN)).research is None:
            look_everything_up(self.office, case_id(TCN), self.mode)
        return self.office.assess(case_id(TCN)).advice


@pytest.fixture(params=list(Mode))
def matched(world: World, request: pytest.FixtureRequest) -> Matched:
    return Matched(world, request.param)


def test_agreement_alerts_at_once(matched: Matched) -> None:
    matched.book(MAN)
    file = matched.office.view(case_id(TCN))
    assert file.determination is not None
    assert {one.agreement for one in file.determination.identity} == {Agreement.AGREEMENT}
    assert (matched.case_state, matched.advice) == (CaseState.ALERTED, Advice.MAY_DETAIN)


def test_doubt_alerts_nobody_and_two_persons_withdraw_the_match(matched: Matched) -> None:
    matched.book(WOMAN)
    case = matched.office.view(case_id(TCN)).case
    assert (case.state, case.alerted_to) == (CaseState.IN_COMPARISON, "")
    booking = matched.world.flow.booking(TCN)
    assert booking.state is BookingState.QUERY_SENT_TO_LESC
    told = [one.response for one in booking.second_responses]
    assert [one.determination for one in told] == ["", ""]
    assert "the LESC was asked" in told[0].note
    assert (told[1].note, told[1].candidates) == (COMPARED_AGAIN, ())
    assert booking.second_responses[-1].cause is ResponseCause.COMPARISON
    [asked], _ = matched.corrections.comparisons(EXAMINERS)
    assert (asked.cause, asked.verdict) == (ComparisonCause.IDENTITY_DOUBT, None)
    assert "sex F, in the sources M: contradiction" in asked.reason
    with pytest.raises(Exception, match="only an ALERTED case"):
        matched.office.detainers.request(case_id(TCN), "D-1", "dangerous", OFFICER)
    matched.decide(DIFFERENT, DIFFERENT)
    case = matched.office.view(case_id(TCN)).case
    assert (case.state, case.alert_time) == (CaseState.WITHDRAWN, None)
    [done], _ = matched.corrections.corrections(EXAMINERS)
    assert done.request.reason is CorrectionReason.DIFFERENT_PERSON
    second = matched.world.flow.booking(TCN).second_response
    assert second is not None
    assert second.kind is SecondResponseKind.IDR_NO_MATCH
    with pytest.raises(NoMatchToCorrectError):
        matched.ask()


def test_examiners_confirm_and_the_office_is_alerted(matched: Matched) -> None:
    matched.book(WOMAN)
    assert matched.office.assess(case_id(TCN)).advice is Advice.SUSPENDED
    matched.decide(SAME, SAME)
    assert (matched.case_state, matched.advice) == (CaseState.ALERTED, Advice.MAY_DETAIN)
    second = matched.world.flow.booking(TCN).second_response
    assert second is not None
    assert second.determination == "unlawfully present: overstayed"


FIELDS = "name, dates_of_birth, sex"


def test_a_contradiction_that_remains_is_named_and_needs_a_reason(matched: Matched) -> None:
    """Examiners look at prints alone: a woman was booked, and the record is of a man."""
    matched.book(WOMAN)
    matched.decide(SAME, SAME)
    desk, case = matched.office.detainers, case_id(TCN)
    for _ in range(2):
        warned = [one.text for one in matched.office.assess(case).reasons]
        assert "identity confirmed in spite of contradiction in sex" in warned
        assert matched.advice is Advice.MAY_DETAIN
    with pytest.raises(DetainerRefusedError, match=f"contradicts the sources in: {FIELDS}"):
        desk.request(case, "D-1", "", OFFICER)
    made = desk.request(case, "D-1", "a photograph shows the same person", OFFICER)
    assert made.against_advice_because == "a photograph shows the same person"
    found = matched.office.view(case).case
    [alarm] = found.alarms
    assert (alarm.kind, alarm.caused_by) == (AlarmKind.IDENTITY_CONTRADICTED, OFFICER.officer)
    assert any("contradiction in sex" in one for one in found.decisions[-1].basis.reasons)


def test_a_small_doubt_that_examiners_end_needs_no_reason(matched: Matched) -> None:
    matched.book(replace(MAN, name="DOE,JACK"))
    matched.decide(SAME, SAME)
    desk, case = matched.office.detainers, case_id(TCN)
    warned = [one.text for one in matched.office.assess(case).reasons]
    assert "identity confirmed in spite of doubt in name" in warned
    assert matched.advice is Advice.MAY_DETAIN
    assert desk.request(case, "D-1", "", OFFICER).against_advice_because == ""
    assert matched.office.view(case).case.alarms == ()


def test_undecided_examiners_let_nobody_be_held(matched: Matched) -> None:
    matched.book(WOMAN)
    matched.decide(SAME, DIFFERENT, UNSURE)
    assert (matched.case_state, matched.advice) == (CaseState.ALERTED, Advice.UNDETERMINED)
    second = matched.world.flow.booking(TCN).second_response
    assert second is not None
    assert "could not confirm" in second.note
    with pytest.raises(DetainerRefusedError, match="could not confirm"):
        matched.office.detainers.request(case_id(TCN), "D-1", "dangerous", OFFICER)


def test_silent_examiners_are_overdue(matched: Matched) -> None:
    matched.book(WOMAN)
    matched.world.clock.forward(5 * 3600)
    listed, _ = matched.overdue.list_overdue(
        OverdueFilter(waiting=Waiting.REVIEW), FIRST_PAGE, SUPERVISOR
    )
    [asked], _ = matched.corrections.comparisons(EXAMINERS)
    assert [one.object_id for one in listed] == [asked.item_id]
    assert matched.case_state is CaseState.IN_COMPARISON


def held(matched: Matched) -> None:
    """Have the 48 hours run."""
    matched.book(MAN)
    assert matched.advice is Advice.MAY_DETAIN
    matched.office.detainers.request(case_id(TCN), "D-1", "", OFFICER)
    matched.office.detainers.acknowledge("D-1", AGENCY)
    matched.office.detainers.report_release("D-1", matched.world.clock.now, AGENCY)


def test_the_agency_is_told_while_people_compare_a_match_that_was_answered(
    matched: Matched,
) -> None:
    matched.book(MAN)
    before = matched.world.flow.booking(TCN).second_response
    assert before is not None and before.determination
    matched.ask()
    matched.ask()
    *_, answered, told = matched.world.flow.booking(TCN).second_responses
    assert (answered.response, told.cause) == (before, ResponseCause.COMPARISON)
    assert (told.response.note, told.response.determination) == (COMPARED_AGAIN, "")
    matched.decide(SAME, SAME)
    after = matched.world.flow.booking(TCN).second_response
    assert after is not None
    assert (after.kind, after.determination) == (before.kind, before.determination)


def detainer_state(matched: Matched) -> DetainerState:
    return matched.office.view(case_id(TCN)).case.detainers[0].state


def test_a_match_that_went_on_by_itself_is_compared_because_somebody_asks(
    matched: Matched,
) -> None:
    held(matched)
    stranger = replace(JAIL, ori="CA0990000")
    with pytest.raises(BookingNotFoundError):
        matched.ask(stranger)
    with pytest.raises(PermissionDeniedError):
        matched.ask(Caller("DHS000000", frozenset({"dhs"}), "arrest"))
    matched.ask()
    matched.ask()
    with pytest.raises(ComparisonConflictError):
        matched.ask(reason="another")
    with pytest.raises(ComparisonRefusedError, match="already"):
        matched.ask(comparison_id="K-2")
    assert matched.office.assess(case_id(TCN)).advice is Advice.SUSPENDED
    with pytest.raises(DetainerStateError, match="compare the prints"):
        matched.office.detainers.take_custody("D-1", OFFICER)
    with pytest.raises(CaseIncompleteError, match="comparison"):
        matched.office.cases.close(case_id(TCN), 1, OFFICER)
    assert detainer_state(matched) is DetainerState.RUNNING
    matched.decide(DIFFERENT, DIFFERENT)
    assert detainer_state(matched) is DetainerState.CANCELLED
    assert matched.case_state is CaseState.WITHDRAWN


@pytest.mark.parametrize(
    ("decisions", "state"),
    [
        ((SAME, SAME), DetainerState.RUNNING),
        ((SAME, DIFFERENT, UNSURE), DetainerState.CANCELLED),
    ],
)
def test_a_hold_ends_unless_the_match_is_confirmed(
    matched: Matched, decisions: Sequence[Decision], state: DetainerState
) -> None:
    held(matched)
    matched.ask(OFFICER.caller)
    matched.decide(*decisions)
    assert detainer_state(matched) is state
    assert matched.case_state is CaseState.ALERTED


def test_after_a_verdict_a_supervisor_alone_asks_other_examiners(matched: Matched) -> None:
    matched.book(MAN)
    matched.ask()
    matched.decide(SAME, SAME)
    with pytest.raises(ComparisonRefusedError, match="supervisor"):
        matched.ask(comparison_id="K-2")
    matched.ask(SUPERVISOR, comparison_id="K-2")
    assert matched.reviews.next_task("EXAMINER-1", EXAMINERS) is None, "nobody decides twice"
    matched.decide(DIFFERENT, DIFFERENT)
    found, _ = matched.corrections.comparisons(EXAMINERS, tcn=TCN)
    assert [(one.cause, one.verdict) for one in found] == [
        (ComparisonCause.REQUESTED, Verdict.SAME),
        (ComparisonCause.REOPENED, Verdict.DIFFERENT),
    ]
    assert matched.case_state is CaseState.WITHDRAWN


def test_a_review_that_is_reopened_sends_the_match_on(matched: Matched) -> None:
    """Two examiners told a person apart from the person's own record; a supervisor asks others."""
    matched.book(MAN)
    false = CorrectionRequest("correction-1", TCN, CorrectionReason.DIFFERENT_PERSON)
    matched.corrections.correct(false, SUPERVISOR)
    again = "TCN-0000000002"
    matched.world.flow.submit(submission(again, 1, 3, subject=MAN))
    matched.wait()
    assert matched.world.flow.booking(again).state is BookingState.IN_REVIEW
    asked = ComparisonRequest("K-2", again, "the prints are of one person")
    with pytest.raises(ComparisonRefusedError, match="already"):
        matched.corrections.request_comparison(asked, SUPERVISOR, "CHIEF-1")
    matched.decide(DIFFERENT, DIFFERENT)
    assert matched.world.cases(again) == []
    matched.corrections.request_comparison(asked, SUPERVISOR, "CHIEF-1")
    matched.decide(SAME, SAME)
    case = matched.office.view(case_id(again)).case
    assert case.state is CaseState.ALERTED
    second = matched.world.flow.booking(again).second_response
    assert second is not None
    assert second.kind is SecondResponseKind.IDR_WITH_IAR


def test_what_has_no_match_or_no_prints_is_not_compared(matched: Matched) -> None:
    matched.world.flow.submit(submission("TCN-0000000009", 9))
    matched.world.complete("TCN-0000000009")
    asked = ComparisonRequest("K-9", "TCN-0000000009", "")
    with pytest.raises(ComparisonRefusedError, match="no match"):
        matched.corrections.request_comparison(asked, SUPERVISOR, "")
    [identity_id] = enrol_people(matched.world.ident, [1])
    matched.office.hold(identity_id, HELD)
    matched.world.flow.submit(submission(TCN, 1, subject=MAN, retain=False))
    matched.wait()
    with pytest.raises(ComparisonRefusedError, match="no print"):
        matched.ask()
