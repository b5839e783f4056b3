"""A disposition that states a priority which the person's history does not give closes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from interop.cases.errors import DispositionContradictionError
from interop.cases.priorities import assess
from interop.cases.types import (
    AlarmKind,
    CaseState,
    DecisionKind,
    Disposition,
    DispositionAction,
    DispositionReason,
)
from interop.lesc import Determination
from interop.lesc.research import Conviction, Ground, Status
from interop.names import case_id
from interop.offenses import OffenseCategory
from tests.interop.case_world import ENCOUNTER, NO_ACTION, OFFICER, PRIORITY_1, TCN, CaseWorld
from tests.interop.cases.people import SUPERVISOR
from tests.interop.histories import conviction, determination

R = DispositionReason
STATED = (R.PRIORITY_1, R.PRIORITY_2, R.PRIORITY_3, R.REMOVABLE_CONVICTION, R.UNLAWFULLY_PRESENT)
HELD = Disposition(
    action=DispositionAction.DETENTION_REQUESTED, decision_time=datetime(2011, 8, 1, 17, tzinfo=UTC)
)


def found(
    *grounds: Ground,
    convictions: Sequence[Conviction] = (),
    status: Status = Status.UNLAWFULLY_PRESENT,
) -> Determination:
    return determination(status, convictions=list(convictions), grounds=list(grounds))


CASES = {
    "felon": (PRIORITY_1, {R.PRIORITY_1, R.UNLAWFULLY_PRESENT}),
    "border": (found(Ground.ENTERED_ILLEGALLY), {R.PRIORITY_2, R.UNLAWFULLY_PRESENT}),
    "visa": (found(Ground.ABUSED_VISA), {R.PRIORITY_2, R.UNLAWFULLY_PRESENT}),
    "fugitive": (found(Ground.ORDERED_REMOVED), {R.PRIORITY_3, R.UNLAWFULLY_PRESENT}),
    "felon who came back": (
        found(Ground.PREVIOUSLY_REMOVED, convictions=[conviction(maximum_months=24)]),
        {R.PRIORITY_1, R.PRIORITY_3, R.UNLAWFULLY_PRESENT},
    ),
    "outside the priorities": (found(Ground.OVERSTAYED), {R.UNLAWFULLY_PRESENT}),
    "lawful with a removable conviction": (
        found(
            Ground.REMOVABLE_CONVICTION,
            convictions=[conviction(maximum_months=24)],
            status=Status.LAWFUL_PERMANENT_RESIDENT,
        ),
        {R.PRIORITY_1, R.REMOVABLE_CONVICTION},
    ),
}
"""What is known of a person, and the reasons to hold that are true of the person."""


def close(office: CaseWorld, because: str = "") -> CaseState:
    actor = SUPERVISOR if because else OFFICER
    version = office.case().current.version
    return office.cases.close(case_id(TCN), version, actor, because=because).state


@pytest.mark.parametrize("reason", STATED)
@pytest.mark.parametrize("who", CASES)
def test_only_a_priority_that_the_history_gives_closes_a_case(
    office: CaseWorld, who: str, reason: DispositionReason
) -> None:
    """Anything else is refused by name, or closes on a supervisor's reason and is marked."""
    known, true = CASES[who]
    office.alerted(known)
    office.request()
    office.detainers.cancel("D-1", "MISTAKE", OFFICER)
    office.documented(replace(HELD, reason=reason))
    told = office.cases.view(case_id(TCN), OFFICER).contradictions
    if reason in true:
        assert told == ()
        assert close(office) is CaseState.CLOSED
        assert office.case().decisions[-1].basis.contradictions == ()
        return
    with pytest.raises(DispositionContradictionError, match=reason.name):
        close(office)
    assert office.case().state is not CaseState.CLOSED
    assert close(office, "as decided on paper") is CaseState.CLOSED
    closed = office.case().decisions[-1]
    assert (closed.kind, closed.basis.because) == (DecisionKind.CLOSE, "as decided on paper")
    assert any(reason.name in one for one in closed.basis.contradictions)
    assert told == closed.basis.contradictions, "an officer reads it before closing is tried"
    assert office.case().alarms[-1].kind is AlarmKind.CLOSED_IN_CONTRADICTION


def test_the_contradiction_says_what_the_history_gives(office: CaseWorld) -> None:
    office.alerted(PRIORITY_1)
    office.request()
    office.detainers.cancel("D-1", "MISTAKE", OFFICER)
    office.documented(replace(HELD, reason=R.PRIORITY_3))
    with pytest.raises(
        DispositionContradictionError, match=r"PRIORITY_3.*gives priority 1 \(level 2\)"
    ):
        close(office)


def test_what_was_known_when_the_detainer_was_asked_for_stays_its_reason(
    office: CaseWorld,
) -> None:
    """A later answer takes the conviction back; the request had its reason."""
    office.alerted(PRIORITY_1)
    office.request()
    office.detainers.cancel("D-1", "NEW_ANSWER", OFFICER)
    office.clock.forward(60)
    office.answer(found(Ground.OVERSTAYED), version=2)
    office.documented(replace(HELD, reason=R.PRIORITY_2))
    with pytest.raises(DispositionContradictionError, match="PRIORITY_2"):
        close(office)
    office.documented(replace(HELD, reason=R.PRIORITY_1))
    assert close(office) is CaseState.CLOSED


def test_a_priority_is_judged_by_the_policy_of_the_day_of_the_decision(office: CaseWorld) -> None:
    """Violating the order of a court was at no level before March 2011, and then at level 3."""
    order = conviction(category=OffenseCategory.COURT_ORDER_VIOLATION, maximum_months=0)
    office.clock.now = datetime(2011, 2, 20, 17, tzinfo=UTC)
    office.alerted(found(Ground.OVERSTAYED, convictions=[order]))
    office.request()
    office.detainers.cancel("D-1", "MISTAKE", OFFICER)
    before = replace(HELD, reason=R.PRIORITY_1, decision_time=office.clock.now)
    office.clock.now = datetime(2011, 3, 20, 17, tzinfo=UTC)
    met = replace(ENCOUNTER, encounter_time=office.clock.now)
    office.cases.record_encounter(case_id(TCN), met, OFFICER)
    office.cases.record_disposition(case_id(TCN), before, OFFICER)
    with pytest.raises(DispositionContradictionError, match="gives no priority"):
        close(office)
    later = replace(before, decision_time=office.clock.now)
    office.cases.record_disposition(case_id(TCN), later, OFFICER)
    assert close(office) is CaseState.CLOSED


def test_nobody_chooses_an_older_policy_by_dating_a_decision_before_the_match(
    office: CaseWorld,
) -> None:
    """Violating the order of a court gives a priority from March 2011 on alone."""
    older, newer = date(2010, 8, 1), date(2011, 8, 1)
    crime = conviction(OffenseCategory.COURT_ORDER_VIOLATION, 0)
    known = found(Ground.OVERSTAYED, convictions=[crime])
    assert assess(known, older).priority is None
    assert assess(known, newer).priority == 1
    office.alerted(known)
    office.request()
    office.detainers.cancel("D-1", "MISTAKE", OFFICER)
    before = datetime(2010, 8, 1, 17, tzinfo=UTC)
    office.clock.forward(60)
    office.answer(found(Ground.OVERSTAYED), version=2)
    office.documented(replace(HELD, reason=R.PRIORITY_2, decision_time=before))
    with pytest.raises(DispositionContradictionError, match="PRIORITY_2"):
        close(office)
    office.answer(known, version=3)
    office.documented(replace(HELD, reason=R.PRIORITY_1, decision_time=before))
    assert close(office) is CaseState.CLOSED, "by the policy of the day of the match"


def test_after_a_withdrawal_only_a_hold_that_was_asked_for_had_a_priority(
    office: CaseWorld,
) -> None:
    office.alerted(PRIORITY_1)
    office.request()
    office.withdraw()
    office.documented(replace(HELD, reason=R.PRIORITY_2))
    with pytest.raises(DispositionContradictionError, match="PRIORITY_2"):
        close(office)
    office.documented(replace(HELD, reason=R.PRIORITY_1))
    assert close(office) is CaseState.CLOSED


def test_no_action_states_no_priority(office: CaseWorld) -> None:
    office.alerted(PRIORITY_1)
    office.documented(replace(NO_ACTION, reason=R.DISCRETION, remark="a mother of small children"))
    assert close(office) is CaseState.CLOSED
