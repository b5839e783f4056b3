"""R20–R29, R31, R37: priority and level as advice."""

from datetime import date

import pytest

from interop.cases.priorities import (
    ADDED_TO_LEVEL_3,
    MARCH_2011,
    MOVED_TO_LEVEL_2,
    Advice,
    Level,
    RuleSet,
    assess,
    level_of,
    rule_set,
)
from interop.lesc.convictions import MOVED_TO_LEVEL_1
from interop.lesc.research import Conviction, Ground, Status
from interop.offenses import OffenseCategory as C
from tests.interop.histories import TODAY, conviction, determination

BEFORE = date(2010, 9, 30)
FELONY = conviction(C.OTHER, 24)
MISDEMEANOUR = conviction(C.OTHER, 6)
EXACTLY_ONE_YEAR = conviction(C.OTHER, 12)


def level(*convictions: Conviction, rules: RuleSet = RuleSet.MARCH_2011) -> Level | None:
    found = level_of(convictions, rules)
    return None if found is None else found[0]


def rule(*convictions: Conviction) -> str:
    found = level_of(convictions, RuleSet.MARCH_2011)
    assert found is not None
    return found[1].rule


def test_r20_level_1_is_an_aggravated_felony_or_two_felonies() -> None:
    """Aggravated felonies, or two or more crimes each punishable by more than 1 year."""
    assert level(conviction(C.FRAUD, 60, aggravated=True)) is Level.ONE
    assert level(FELONY, FELONY) is Level.ONE
    assert rule(FELONY, FELONY) == "R20"
    assert level(FELONY) is not Level.ONE


def test_r21_level_2_is_any_felony_or_three_misdemeanours() -> None:
    """Any felony, or three or more crimes punishable by less than 1 year."""
    assert level(FELONY) is Level.TWO
    assert level(FELONY, MISDEMEANOUR, MISDEMEANOUR, MISDEMEANOUR) is Level.TWO
    assert level(MISDEMEANOUR, MISDEMEANOUR, MISDEMEANOUR) is Level.TWO
    assert rule(MISDEMEANOUR, MISDEMEANOUR, MISDEMEANOUR) == "R21"
    assert level(MISDEMEANOUR, MISDEMEANOUR) is Level.THREE


def test_r22_level_3_is_a_crime_punishable_by_less_than_a_year() -> None:
    """Crimes punishable by less than 1 year."""
    assert level(MISDEMEANOUR) is Level.THREE
    assert rule(MISDEMEANOUR) == "R22"
    assert level() is None
    assert level(conviction(C.TRAFFIC, 0)) is None, "a fine is no term"


def test_r23_priority_2_is_who_violates_controls_at_the_border() -> None:
    """Aliens who violate immigration controls at the border and at ports of entry."""
    found = assess(determination(grounds=[Ground.ENTERED_ILLEGALLY]), TODAY)
    assert (found.advice, found.priority, found.level) == (Advice.DETAIN, 2, None)
    assert [reason.rule for reason in found.reasons] == ["R23"]


@pytest.mark.parametrize(
    "grounds",
    [
        [Ground.PREVIOUSLY_REMOVED],
        [Ground.PREVIOUSLY_REMOVED, Ground.ENTERED_ILLEGALLY],
        [Ground.ORDERED_REMOVED],
    ],
)
def test_r24_priority_3_is_fugitives_and_who_re_enters_after_removal(grounds: list[Ground]) -> None:
    """Fugitives or [who] obstructed controls … reenter the country illegally after removal."""
    found = assess(determination(grounds=grounds), TODAY)
    assert (found.advice, found.priority) == (Advice.DETAIN, 3)
    assert {reason.rule for reason in found.reasons} == {"R24"}


def test_r24_a_fugitive_who_entered_illegally_keeps_the_higher_priority() -> None:
    found = assess(determination(grounds=[Ground.ENTERED_ILLEGALLY, Ground.ORDERED_REMOVED]), TODAY)
    assert found.priority == 2
    assert [reason.rule for reason in found.reasons] == ["R23", "R24"]


def test_r25_level_is_by_the_whole_history_not_by_the_arrest() -> None:
    """An alien previously convicted of an aggravated felony … even if [the arrest] is minor."""
    history = [conviction(C.TRAFFIC, 0), conviction(C.MURDER, 600, 240)]
    found = assess(determination(convictions=history), TODAY)
    assert (found.priority, found.level) == (1, Level.ONE)


def test_r26_level_1_outranks_the_others() -> None:
    """Level 1 convictions [have] higher priority than those with Level 2 or 3 convictions."""
    assert Level.ONE < Level.TWO < Level.THREE
    assert level(MISDEMEANOUR, FELONY, conviction(C.RAPE, 600)) is Level.ONE


def test_r27_outside_the_priorities_officers_may_still_pursue() -> None:
    """ICE officers may still pursue the removal of all aliens unlawfully in the United States."""
    found = assess(determination(grounds=[Ground.OVERSTAYED]), TODAY)
    assert (found.advice, found.priority) == (Advice.MAY_DETAIN, None)
    assert found.reasons[-1].rule == "R27"


def test_r28_exactly_one_year_is_not_more_than_one_year() -> None:
    """Decided in 0014: a crime punishable by exactly one year counts as less, for the person."""
    assert level(EXACTLY_ONE_YEAR, EXACTLY_ONE_YEAR) is Level.THREE
    assert level(EXACTLY_ONE_YEAR, EXACTLY_ONE_YEAR, EXACTLY_ONE_YEAR) is Level.TWO
    assert level(conviction(C.OTHER, 13), conviction(C.OTHER, 13)) is Level.ONE


@pytest.mark.parametrize("category", [C.ASSAULT, C.ROBBERY, C.LARCENY, C.BURGLARY])
def test_r28_violence_and_theft_are_aggravated_by_a_term_of_at_least_a_year(category: C) -> None:
    """Violent crimes for which the term of imprisonment is at least 1 year: there 12 months do."""
    assert level(conviction(category, 60, 12)) is Level.ONE
    assert level(conviction(category, 60, 11)) is Level.TWO


@pytest.mark.parametrize("category", [C.MURDER, C.RAPE, C.FIREARMS_TRAFFICKING])
def test_r28_some_are_aggravated_whatever_the_term(category: C) -> None:
    """Murder; rape; illicit trafficking of firearms and controlled substances."""
    assert level(conviction(category, 240, 0)) is Level.ONE


def test_r29_the_policy_changed_in_march_2011() -> None:
    """In March 2011, ICE reissued its policy … between FY 2008 and FY 2010 … a standard list."""
    assert rule_set(date(2011, 2, 28)) is RuleSet.FY2008_TO_2010
    assert rule_set(MARCH_2011) is RuleSet.MARCH_2011


@pytest.mark.parametrize("category", sorted(MOVED_TO_LEVEL_1))
def test_r29_crimes_moved_to_level_1_were_at_2_or_3(category: C) -> None:
    """Moved 17 crimes, which had been at Level 2 or 3, up to this level."""
    grave, minor = conviction(category, 24, aggravated=True), conviction(category, 6)
    assert level(grave) is level(minor) is Level.ONE
    assert level(grave, rules=RuleSet.FY2008_TO_2010) is Level.TWO
    assert level(minor, rules=RuleSet.FY2008_TO_2010) is Level.THREE


@pytest.mark.parametrize("category", sorted(MOVED_TO_LEVEL_2))
def test_r29_crimes_moved_to_level_2_were_at_3(category: C) -> None:
    """Moved eight crimes up to this level from Level 3."""
    one = conviction(category, 6)
    assert level(one) is Level.TWO
    assert level(one, rules=RuleSet.FY2008_TO_2010) is Level.THREE


@pytest.mark.parametrize("category", sorted(ADDED_TO_LEVEL_3))
def test_r29_crimes_added_to_level_3_were_at_none(category: C) -> None:
    """Added 13 crimes to this level."""
    one = conviction(category, 0)
    assert level(one) is Level.THREE
    assert level(one, rules=RuleSet.FY2008_TO_2010) is None


def test_r29_the_list_counted_no_crimes_together() -> None:
    assert level(FELONY, FELONY, rules=RuleSet.FY2008_TO_2010) is Level.TWO
    three = (MISDEMEANOUR, MISDEMEANOUR, MISDEMEANOUR)
    assert level(*three, rules=RuleSet.FY2008_TO_2010) is Level.THREE
    trafficker = determination(convictions=[conviction(C.DRUG_TRAFFICKING, 120, 60)])
    assert assess(trafficker, BEFORE).level is Level.TWO
    assert assess(trafficker, TODAY).level is Level.ONE


REMOVABLE = [Ground.REMOVABLE_CONVICTION]


@pytest.mark.parametrize(
    ("status", "grounds", "convictions", "advice"),
    [
        (Status.UNLAWFULLY_PRESENT, [], [FELONY], Advice.DETAIN),
        (Status.UNLAWFULLY_PRESENT, [Ground.ENTERED_ILLEGALLY], [], Advice.DETAIN),
        (Status.UNLAWFULLY_PRESENT, [Ground.PREVIOUSLY_REMOVED], [], Advice.DETAIN),
        (Status.UNLAWFULLY_PRESENT, [], [], Advice.MAY_DETAIN),
        (Status.UNLAWFULLY_PRESENT, [Ground.OVERSTAYED], [], Advice.MAY_DETAIN),
        (Status.LAWFUL_PERMANENT_RESIDENT, REMOVABLE, [FELONY], Advice.DETAIN),
        (Status.LAWFUL_PERMANENT_RESIDENT, REMOVABLE, [], Advice.UNDETERMINED),
        (Status.LAWFUL_PERMANENT_RESIDENT, [], [FELONY, FELONY], Advice.NO_DETAINER),
        (Status.LAWFUL_STATUS, [], [], Advice.NO_DETAINER),
        (Status.LAWFUL_STATUS, [], [FELONY], Advice.NO_DETAINER),
        (Status.LAWFUL_STATUS, REMOVABLE, [FELONY], Advice.DETAIN),
        (Status.US_CITIZEN, [], [conviction(C.MURDER, 600)], Advice.NO_DETAINER),
        (Status.NO_RECORD, [], [], Advice.NO_DETAINER),
        (Status.UNRESOLVED, [], [], Advice.UNDETERMINED),
        (Status.UNRESOLVED, [Ground.PREVIOUSLY_REMOVED], [FELONY], Advice.UNDETERMINED),
    ],
)
def test_r31_the_decision_matrix(
    status: Status, grounds: list[Ground], convictions: list[Conviction], advice: Advice
) -> None:
    """What the audit expects for each kind of case."""
    assert assess(determination(status, convictions, grounds), TODAY).advice is advice


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.UNLAWFULLY_PRESENT])
@pytest.mark.parametrize("day", [BEFORE, TODAY])
def test_r31_only_removable_people_have_a_priority(status: Status, day: date) -> None:
    found = assess(determination(status, [FELONY, FELONY]), day)
    assert (found.priority, found.level) == (None, None)
    assert found.advice in (Advice.NO_DETAINER, Advice.UNDETERMINED)


@pytest.mark.parametrize("status", list(Status))
def test_r31_nobody_is_advised_on_who_is_not_confirmed(status: Status) -> None:
    """Confirm the individual's identity: without that no history is that person's."""
    found = assess(determination(status, [FELONY], confirmed=False), TODAY)
    assert found.advice in (Advice.NO_DETAINER, Advice.UNDETERMINED)


@pytest.mark.parametrize(
    ("status", "overridable"),
    [
        (Status.US_CITIZEN, False),
        (Status.UNRESOLVED, False),
        (Status.LAWFUL_PERMANENT_RESIDENT, True),
        (Status.LAWFUL_STATUS, True),
        (Status.NO_RECORD, True),
    ],
)
def test_r31_no_reason_lets_a_citizen_be_held(status: Status, overridable: bool) -> None:
    """The audit found one resident held without a removable conviction: that must be seen."""
    found = assess(determination(status), TODAY)
    assert not found.permits("")
    assert found.permits("a lengthy record") is overridable


def test_r37_a_driver_who_flees_a_traffic_stop() -> None:
    """A 2-year sentence for illegal reentry and 11 convictions with drug trafficking, assault."""
    convictions = [
        conviction(C.ILLEGAL_REENTRY, 24, 24),
        conviction(C.DRUG_TRAFFICKING, 120, 36),
        conviction(C.ASSAULT, 60, 6),
        *[MISDEMEANOUR] * 8,
    ]
    person = determination(convictions=convictions, grounds=[Ground.PREVIOUSLY_REMOVED])
    assert len(convictions) == 11
    found = assess(person, TODAY)
    assert (found.advice, found.priority, found.level) == (Advice.DETAIN, 1, Level.ONE)
    assert assess(person, BEFORE).level is Level.TWO


def test_r37_a_person_with_drugs() -> None:
    """Possessing illegal drugs [with] aggravated felonies, including larceny and fraud."""
    person = determination(
        convictions=[
            conviction(C.LARCENY, 36, 12),
            conviction(C.FRAUD, 60, 6, aggravated=True),
        ],
        grounds=[Ground.OVERSTAYED],
    )
    found = assess(person, TODAY)
    assert (found.advice, found.priority, found.level) == (Advice.DETAIN, 1, Level.ONE)
    assert found.reasons[0].rule == "R20"


def test_r37_a_driver_without_a_licence() -> None:
    """Prior convictions for assault and larceny and … previously removed."""
    convictions = [conviction(C.ASSAULT, 6, 1), conviction(C.LARCENY, 6, 0)]
    found = assess(
        determination(convictions=convictions, grounds=[Ground.PREVIOUSLY_REMOVED]), TODAY
    )
    assert (found.advice, found.priority, found.level) == (Advice.DETAIN, 1, Level.THREE)
    assert [reason.rule for reason in found.reasons] == ["R22", "R24"]
