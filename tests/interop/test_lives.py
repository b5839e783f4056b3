"""What synthetic lives leave in the records leads to what is true of them, and to nothing else."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from interop.cases.priorities import Advice, assess
from interop.lesc import research as lesc_research
from interop.lesc.determination import determine
from interop.lesc.research import SOURCES, FactKind, Ground, Status
from interop.offenses import OffenseCategory
from interop.records.ident_types import EncounterKind
from synthesis.lives import crimes
from synthesis.lives import records as life_records
from synthesis.lives.people import AS_OF, CITIZENSHIP_SOURCES, life
from synthesis.lives.records import Life, Outcome
from tests.interop import programme_doc
from tests.interop.lives import days_of, research

LIVES = [life(seed) for seed in range(600)]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def status(one: Life, day: date) -> Status:
    return determine(research(one, noon(day)), noon(day)).status


def waits_for_asylum(one: Life, day: date) -> bool:
    facts = {fact.kind: fact.from_date for fact in one.facts if fact.from_date <= day}
    return "asylum_pending" in facts and "asylum_granted" not in facts


def test_the_names_of_lives_are_those_of_the_agencies() -> None:
    kinds = {encounter.kind.upper() for one in LIVES for encounter in one.encounters}
    assert kinds == {kind.name for kind in EncounterKind}
    facts = [fact for one in LIVES for fact in one.facts]
    assert {fact.source for fact in facts} <= set(SOURCES)
    assert {fact.kind for fact in facts} <= set(FactKind)
    catalogue = (*crimes.AGGRAVATED, *crimes.FELONIES, *crimes.MISDEMEANORS)
    assert {crime.category for crime in catalogue} <= set(OffenseCategory)
    names = {one.name for one in life_records.Status} - {"ABSENT"}
    assert names == {one.name for one in Status} - {"UNRESOLVED"}


def test_the_lesc_determines_what_is_true_today() -> None:
    for one in LIVES:
        if one.has_papers:
            assert status(one, AS_OF).name == one.status_on(AS_OF).name, one


def test_a_quarter_of_the_citizens_have_no_paper_and_the_sources_show_none_of_them() -> None:
    """Of 74 citizens in 600 lives, 14 have no paper: 8 are unresolved, 5 residents, 1 unknown.

    No source gives a ground to hold any of them.
    """
    citizens = [one for one in LIVES if one.outcome is Outcome.CITIZEN]
    without = [one for one in citizens if not one.has_papers]
    assert (len(citizens), len(without)) == (74, 14)
    found = [determine(research(one, noon(AS_OF)), noon(AS_OF)) for one in without]
    assert Counter(one.status for one in found) == {
        Status.UNRESOLVED: 8,
        Status.LAWFUL_PERMANENT_RESIDENT: 5,
        Status.NO_RECORD: 1,
    }
    assert not any(one.grounds for one in found)
    assert frozenset(lesc_research.CITIZENSHIP_SOURCES) == CITIZENSHIP_SOURCES


@pytest.mark.slow
def test_the_page_tells_what_becomes_of_citizens_without_papers() -> None:
    """Of 6,000 lives, as `docs/programme.md` says."""
    citizens = [one for one in map(life, range(6_000)) if one.outcome is Outcome.CITIZEN]
    without = [one for one in citizens if not one.has_papers]
    found = [determine(research(one, noon(AS_OF)), noon(AS_OF)) for one in without]
    statuses = Counter(one.status for one in found)
    advised = Counter(assess(one, AS_OF).advice for one in found)
    assert advised.keys() == {Advice.NO_DETAINER, Advice.UNDETERMINED}
    residents, unresolved, unknown = (
        statuses[one]
        for one in (Status.LAWFUL_PERMANENT_RESIDENT, Status.UNRESOLVED, Status.NO_RECORD)
    )
    told = (
        f"Of 6,000 lives in IDENT {len(citizens)} are citizens, and {len(without)} of these have "
        f"no paper: the LESC finds {residents} permanent residents, {unresolved} unresolved and "
        f"{unknown} without a record. The advice is no detainer for {advised[Advice.NO_DETAINER]} "
        f"and undetermined for {advised[Advice.UNDETERMINED]}; nobody may be held."
    )
    assert told in programme_doc.TEXT


def test_it_determines_what_is_true_on_the_day_of_each_change_and_the_day_before() -> None:
    """But for people abroad, who have no status, and those who wait for asylum: undecided."""
    for one in (one for one in LIVES if one.has_papers):
        for change in days_of(one):
            for day in (change - timedelta(days=1), change):
                true = one.status_on(day)
                if true is life_records.Status.ABSENT:
                    continue
                expected = "UNRESOLVED" if waits_for_asylum(one, day) else true.name
                assert status(one, day).name == expected, (one, day)


def test_a_ground_is_found_for_everybody_who_calls_for_a_detainer_and_for_nobody_else() -> None:
    for one in LIVES:
        found = determine(research(one, noon(AS_OF)), noon(AS_OF))
        assert one.outcome is not None
        assert bool(found.grounds) == one.outcome.calls_for_detainer, (one, found)
        if one.outcome is Outcome.RESIDENT_CONVICTED:
            assert found.grounds == (Ground.REMOVABLE_CONVICTION,)
