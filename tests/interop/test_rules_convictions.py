"""R20–R31: what the sources hold decides the priority, from the facts to the frozen decision."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gallery.store import IdentityRow
from interop.cases.priorities import ADDED_TO_LEVEL_3, Advice, Assessment, Level, RuleSet, assess
from interop.lesc.convictions import ALWAYS_AGGRAVATED, MOVED_TO_LEVEL_1
from interop.lesc.determination import determine
from interop.lesc.research import (
    SOURCES,
    Conviction,
    Determination,
    Fact,
    FactKind,
    Finding,
    Ground,
    Outcome,
    Research,
    Status,
)
from interop.names import IDENT, case_id
from interop.offenses import OffenseCategory as C
from interop.records import WatchListEntry, WatchListReason, watch_list
from lesc_stub.sources import Reading
from lesc_stub.types import SourceRecord
from tests.interop.case_world import NO_ACTION, OFFICER, PRIORITY_1, TCN, CaseWorld
from tests.interop.histories import NOON, TODAY, conviction, determination
from tests.lesc_stub.world import QUERY

K = FactKind
THEFT = conviction(C.LARCENY, 6)
ENTRY, BEFORE, LATER = date(2009, 2, 1), date(2008, 2, 1), date(2010, 2, 1)
RESIDENT = (Fact(K.PERMANENT_RESIDENCE, date(2000, 1, 1)),)


def crimes(*convictions: Conviction) -> tuple[Fact, ...]:
    return tuple(Fact(K.CONVICTED, one.date, conviction=one) for one in convictions)


def found(**facts: tuple[Fact, ...]) -> Determination:
    """Have every source answer, and some of them hold facts; conclude."""
    findings = (
        Finding(
            source,
            Outcome.FOUND if source in facts else Outcome.NOT_FOUND,
            NOON,
            "LESC-7",
            facts.get(source, ()),
            found_by_number=source in facts,
        )
        for source in SOURCES
    )
    return determine(Research(tuple(findings)), NOON, "TX")


def consulted(*histories: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Look into a criminal history that lies in several records under one FBI number."""
    query = replace(QUERY, fbi_number="123456AB7")
    records = [
        SourceRecord("criminal_history", f"R-{n}", facts, fbi_number=query.fbi_number)
        for n, facts in enumerate(histories)
    ]
    return Reading(query, records, {}, 1.0).consult("criminal_history", NOON, "LESC-7").facts


def advice(**facts: tuple[Fact, ...]) -> Assessment:
    return assess(found(**facts), TODAY)


def test_r21_three_counts_of_theft_in_one_judgment_are_three_convictions() -> None:
    """Alike in day, charge and statute, they are three crimes; level 2, where one is level 3."""
    illegal = (Fact(K.ENTERED_WITHOUT_INSPECTION, ENTRY),)
    levels = [
        advice(criminal_history=consulted(crimes(*[THEFT] * n)), border_encounters=illegal).level
        for n in (1, 2, 3)
    ]
    assert levels == [Level.THREE, Level.THREE, Level.TWO]


def test_r20_two_counts_of_a_felony_in_one_judgment_are_level_1() -> None:
    felony = conviction(C.FRAUD, 36)
    illegal = (Fact(K.ENTERED_WITHOUT_INSPECTION, ENTRY),)
    assert advice(criminal_history=crimes(felony), border_encounters=illegal).level is Level.TWO
    twice = crimes(felony, felony)
    assert advice(criminal_history=twice, border_encounters=illegal).level is Level.ONE


def test_r21_one_conviction_told_by_two_records_or_sources_is_one() -> None:
    three = crimes(THEFT, THEFT, THEFT)
    assert len(consulted(three, three, crimes(THEFT))) == 3
    assert len(found(criminal_history=three, central_index=three).convictions) == 3


def test_r23_who_abused_a_visa_programme_is_priority_2() -> None:
    """Aliens who … have abused visa programs: even while the stay that was granted runs on."""
    admitted = (Fact(K.ADMITTED, ENTRY, until_date=date(2012, 1, 1)),)
    abused = (Fact(K.VISA_ABUSED, LATER),)
    assert found(entry_exit=admitted).status is Status.LAWFUL_STATUS
    determined = found(entry_exit=admitted, visa_issuance=abused)
    assert determined.grounds == (Ground.ABUSED_VISA,)
    assessed = assess(determined, TODAY)
    assert (assessed.advice, assessed.priority) == (Advice.DETAIN, 2)
    assert [one.rule for one in assessed.reasons] == ["R23"]


def test_r23_an_overstay_alone_is_no_abuse_and_a_later_admission_ends_an_abuse() -> None:
    over = (Fact(K.ADMITTED, ENTRY, until_date=LATER),)
    assert advice(entry_exit=over).priority is None
    again = (Fact(K.ADMITTED, ENTRY, until_date=date(2012, 1, 1)),)
    abused = (Fact(K.VISA_ABUSED, BEFORE),)
    assert found(entry_exit=again, visa_issuance=abused).status is Status.LAWFUL_STATUS


def test_r24_who_entered_by_fraud_is_priority_3() -> None:
    """… or enter fraudulently: an admission that was obtained by fraud is no right to be here."""
    admitted = (Fact(K.ADMITTED, ENTRY, until_date=date(2012, 1, 1)),)
    fraud = (Fact(K.ENTERED_BY_FRAUD, ENTRY),)
    determined = found(entry_exit=admitted, border_encounters=fraud)
    assert determined.status is Status.UNLAWFULLY_PRESENT
    assessed = assess(determined, TODAY)
    assert (assessed.advice, assessed.priority) == (Advice.DETAIN, 3)
    assert [one.rule for one in assessed.reasons] == ["R24"]


@pytest.mark.parametrize("kind", [K.VISA_ABUSED, K.ENTERED_BY_FRAUD])
def test_r23_r24_neither_makes_a_citizen_or_a_resident_removable(kind: FactKind) -> None:
    fact = (Fact(kind, LATER),)
    passport = (Fact(K.US_PASSPORT, ENTRY),)
    assert found(passports=passport, border_encounters=fact).grounds == ()
    assert found(benefits=RESIDENT, border_encounters=fact).grounds == ()
    asylum = (Fact(K.ASYLUM_GRANTED, ENTRY),)
    assert found(asylum=asylum, border_encounters=fact).status is Status.LAWFUL_STATUS


@pytest.mark.parametrize("category", sorted(ALWAYS_AGGRAVATED))
@pytest.mark.parametrize("stated", [True, False])
def test_r28_r31_one_definition_of_aggravated_felony(category: C, stated: bool) -> None:
    """What is level 1 for one person is a removable conviction for a permanent resident."""
    crime = conviction(category, 240, 24, aggravated=stated)
    determined = found(benefits=RESIDENT, criminal_history=crimes(crime))
    assert determined.status is Status.LAWFUL_PERMANENT_RESIDENT
    assert determined.grounds == (Ground.REMOVABLE_CONVICTION,)
    assessed = assess(determined, TODAY)
    assert (assessed.advice, assessed.level) == (Advice.DETAIN, Level.ONE)


@pytest.mark.parametrize(("months", "removable"), [(11, False), (12, True)])
def test_r28_r31_the_term_decides_for_both(months: int, removable: bool) -> None:
    crime = conviction(C.BURGLARY, 72, months)
    determined = found(benefits=RESIDENT, criminal_history=crimes(crime))
    assert (Ground.REMOVABLE_CONVICTION in determined.grounds) is removable
    assert (assess(determined, TODAY).advice is Advice.DETAIN) is removable


@pytest.mark.parametrize("category", sorted(MOVED_TO_LEVEL_1))
def test_r29_crimes_moved_to_level_1_are_aggravated_felonies(category: C) -> None:
    """The Immigration and Nationality Act … defines all 17 of these crimes as aggravated."""
    determined = found(benefits=RESIDENT, criminal_history=crimes(conviction(category, 24)))
    assert determined.grounds == (Ground.REMOVABLE_CONVICTION,)
    [reason, *_] = assess(determined, TODAY).reasons
    assert (reason.rule, reason.text) == ("R20", f"aggravated felony: {category}")


MINOR = determination(
    convictions=[conviction(C.DISORDERLY_CONDUCT, 3)], grounds=[Ground.OVERSTAYED]
)
MARCH, FEBRUARY = datetime(2011, 3, 4, 18, tzinfo=UTC), datetime(2011, 2, 28, 18, tzinfo=UTC)
STILL_FEBRUARY = datetime(2011, 3, 1, 5, tzinfo=UTC)
"""Eleven in the evening of the last day of February in Houston."""


@pytest.mark.parametrize(
    ("decided", "rules"),
    [
        (FEBRUARY, RuleSet.FY2008_TO_2010),
        (STILL_FEBRUARY, RuleSet.FY2008_TO_2010),
        (MARCH, RuleSet.MARCH_2011),
    ],
)
def test_r29_the_policy_of_the_day_of_decision_counts_and_not_that_of_the_record(
    office: CaseWorld, decided: datetime, rules: RuleSet
) -> None:
    assert C.DISORDERLY_CONDUCT in ADDED_TO_LEVEL_3
    office.clock.now = MARCH
    office.alerted(MINOR)
    office.documented(replace(NO_ACTION, decision_time=decided))
    basis = office.case().decisions[-1].basis
    newer = rules is RuleSet.MARCH_2011
    assert (basis.rule_set, basis.level) == (rules, Level.THREE if newer else None)
    today = office.cases.assess(case_id(TCN), OFFICER)
    assert today.rule_set is RuleSet.MARCH_2011


def watch(office: CaseWorld, reason: WatchListReason, entry_id: str = "W-1") -> None:
    with office.database.write() as session:
        if session.get(IdentityRow, (IDENT, "IDENT-1")) is None:
            session.add(IdentityRow(gallery=IDENT, identity_id="IDENT-1", create_time=NOON))
            session.flush()
        entry = WatchListEntry(entry_id, "IDENT-1", reason, "", NOON)
        watch_list.put_entry(session, entry)


def test_r20_a_watch_list_hit_bears_on_priority_1(office: CaseWorld) -> None:
    """Aliens who pose a danger to national security: with a ground, as long as it is listed."""
    office.alerted(determination(grounds=[Ground.OVERSTAYED]))
    assert office.cases.assess(case_id(TCN), OFFICER).priority is None
    watch(office, WatchListReason.IMMIGRATION_VIOLATOR, "W-0")
    assert office.cases.assess(case_id(TCN), OFFICER).priority is None
    watch(office, WatchListReason.KNOWN_OR_SUSPECTED_TERRORIST)
    seen = office.cases.assess(case_id(TCN), OFFICER)
    assert (seen.advice, seen.priority, seen.level) == (Advice.DETAIN, 1, None)
    assert [one.rule for one in seen.reasons] == ["R20"]
    with office.database.write() as session:
        watch_list.remove_entry(session, "W-1", NOON)
    assert office.cases.assess(case_id(TCN), OFFICER).priority is None


@pytest.mark.parametrize("status", [Status.US_CITIZEN, Status.LAWFUL_STATUS, Status.UNRESOLVED])
def test_r20_the_watch_list_alone_is_no_ground_to_hold_anybody(
    office: CaseWorld, status: Status
) -> None:
    office.alerted(determination(status))
    watch(office, WatchListReason.KNOWN_OR_SUSPECTED_TERRORIST)
    seen = office.cases.assess(case_id(TCN), OFFICER)
    assert seen.priority is None
    assert seen.advice in (Advice.NO_DETAINER, Advice.UNDETERMINED)


def test_r26_work_is_urgent_by_priority_then_level() -> None:
    def urgency(*convictions: Conviction, ground: Ground = Ground.OVERSTAYED) -> int:
        determined = determination(convictions=convictions, grounds=[ground])
        return assess(determined, TODAY).urgency

    watched = assess(PRIORITY_1, TODAY, ("W-1",)).urgency
    one = urgency(conviction(C.MURDER, 600))
    two, three = urgency(conviction(C.FRAUD, 24)), urgency(THEFT)
    border, fugitive = (
        urgency(ground=Ground.ENTERED_ILLEGALLY),
        urgency(ground=Ground.ORDERED_REMOVED),
    )
    outside, nobody = urgency(), assess(determination(Status.US_CITIZEN), TODAY).urgency
    order = [watched, one, two, three, border, fugitive, outside, nobody]
    assert order == sorted(set(order))
