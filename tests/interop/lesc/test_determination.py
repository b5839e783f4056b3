"""What follows from which facts, as of today; doubt never becomes a ground."""

from datetime import UTC, date, datetime, timedelta

import pytest

from interop.lesc.determination import determine, evidence_against_citizenship
from interop.lesc.research import (
    CITIZENSHIP_SOURCES,
    SOURCES,
    STATUS_SOURCES,
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

NOW = datetime(2011, 6, 15, 12, tzinfo=UTC)
TODAY = NOW.date()
LONG_AGO, LATELY = date(2003, 5, 1), date(2010, 2, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

SOURCE_OF = {
    FactKind.NATURALISED: "naturalisation",
    FactKind.NATURALISATION_REFUSED: "naturalisation",
    FactKind.NATURALISATION_REVOKED: "naturalisation",
    FactKind.US_PASSPORT: "passports",
    FactKind.PASSPORT_REFUSED: "passports",
    FactKind.CITIZENSHIP_RENOUNCED: "passports",
    FactKind.BORN_ABROAD_A_CITIZEN: "births_abroad",
    FactKind.CITIZEN_BY_DERIVATION: "naturalisation",
    FactKind.CITIZENSHIP_ESTABLISHED: "central_index",
    FactKind.CITIZEN_BY_ADOPTION: "adoption",
    FactKind.ADOPTED_AS_A_CITIZEN: "adoption",
    FactKind.VISA_ISSUED: "visa_issuance",
    FactKind.VISA_REFUSED: "visa_issuance",
    FactKind.ADMITTED: "entry_exit",
    FactKind.DEPARTED: "entry_exit",
    FactKind.PERMANENT_RESIDENCE: "benefits",
    FactKind.RESIDENCE_ENDED: "benefits",
    FactKind.STATUS_GRANTED: "benefits",
    FactKind.STUDENT_STATUS: "students",
    FactKind.TRUSTED_TRAVELLER: "trusted_travellers",
    FactKind.ENTERED_WITHOUT_INSPECTION: "border_encounters",
    FactKind.SMUGGLING_ARREST: "border_encounters",
    FactKind.REMOVED: "removals",
    FactKind.ORDERED_REMOVED: "immigration_court",
    FactKind.RELIEF_GRANTED: "immigration_court",
    FactKind.ASYLUM_GRANTED: "asylum",
    FactKind.ASYLUM_PENDING: "asylum",
    FactKind.CONVICTED: "criminal_history",
    FactKind.DECEASED: "central_index",
    FactKind.VISA_ABUSED: "visa_issuance",
    FactKind.ENTERED_BY_FRAUD: "border_encounters",
}

Event = tuple[FactKind, date] | tuple[FactKind, date, date]


def research(*events: Event, silent: tuple[str, ...] = ()) -> Research:
    facts = [Fact(event[0], event[1], event[2] if len(event) == 3 else None) for event in events]
    return research_of(facts, silent)


def research_of(facts: list[Fact], silent: tuple[str, ...] = ()) -> Research:
    findings = []
    for source in SOURCES:
        held = tuple(fact for fact in facts if SOURCE_OF[fact.kind] == source)
        outcome = Outcome.FOUND if held else Outcome.NOT_FOUND
        if source in silent:
            held, outcome = (), Outcome.TIMED_OUT
        findings.append(
            Finding(source, outcome, NOW, "specialist-01", held, found_by_number=bool(held))
        )
    return Research(tuple(findings))


def conclude(*events: Event) -> Determination:
    return determine(research(*events), NOW)


K = FactKind


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], Status.NO_RECORD),
        ([(K.NATURALISED, YESTERDAY)], Status.US_CITIZEN),
        ([(K.US_PASSPORT, LONG_AGO, LATELY)], Status.US_CITIZEN),
        ([(K.ADOPTED_AS_A_CITIZEN, LONG_AGO)], Status.US_CITIZEN),
        ([(K.CITIZEN_BY_ADOPTION, LONG_AGO)], Status.US_CITIZEN),
        ([(K.BORN_ABROAD_A_CITIZEN, LONG_AGO)], Status.US_CITIZEN),
        ([(K.REMOVED, LONG_AGO), (K.NATURALISED, LATELY)], Status.US_CITIZEN),
        ([(K.NATURALISATION_REFUSED, LONG_AGO), (K.NATURALISED, LATELY)], Status.US_CITIZEN),
        ([(K.PERMANENT_RESIDENCE, LONG_AGO)], Status.LAWFUL_PERMANENT_RESIDENT),
        (
            [(K.PERMANENT_RESIDENCE, LONG_AGO), (K.NATURALISATION_REFUSED, LATELY)],
            Status.LAWFUL_PERMANENT_RESIDENT,
        ),
        (
            [(K.PERMANENT_RESIDENCE, LONG_AGO), (K.NATURALISED, TOMORROW)],
            Status.LAWFUL_PERMANENT_RESIDENT,
        ),
        (
            [(K.ENTERED_WITHOUT_INSPECTION, LONG_AGO), (K.PERMANENT_RESIDENCE, LATELY)],
            Status.LAWFUL_PERMANENT_RESIDENT,
        ),
        ([(K.ADMITTED, LATELY, TODAY)], Status.LAWFUL_STATUS),
        ([(K.STUDENT_STATUS, LATELY, TOMORROW)], Status.LAWFUL_STATUS),
        ([(K.ASYLUM_GRANTED, LATELY)], Status.LAWFUL_STATUS),
        ([(K.ORDERED_REMOVED, LONG_AGO), (K.RELIEF_GRANTED, LATELY)], Status.LAWFUL_STATUS),
        ([(K.DEPARTED, LONG_AGO), (K.ADMITTED, LATELY, TOMORROW)], Status.LAWFUL_STATUS),
        # What shows neither a right nor its lack.
        ([(K.SMUGGLING_ARREST, LATELY)], Status.UNRESOLVED),
        ([(K.TRUSTED_TRAVELLER, LATELY)], Status.UNRESOLVED),
        ([(K.VISA_ISSUED, LATELY)], Status.UNRESOLVED),
        ([(K.ADMITTED, LONG_AGO, LATELY), (K.DEPARTED, LATELY)], Status.UNRESOLVED),
        # What contradicts.
        ([(K.NATURALISED, LONG_AGO), (K.PASSPORT_REFUSED, LATELY)], Status.UNRESOLVED),
        ([(K.NATURALISED, LONG_AGO), (K.REMOVED, LATELY)], Status.UNRESOLVED),
        ([(K.US_PASSPORT, LONG_AGO), (K.ORDERED_REMOVED, LATELY)], Status.UNRESOLVED),
        (
            [(K.ENTERED_WITHOUT_INSPECTION, LONG_AGO), (K.ASYLUM_PENDING, LATELY)],
            Status.UNRESOLVED,
        ),
    ],
)
def test_statuses_without_a_ground(events: list[Event], status: Status) -> None:
    found = conclude(*events)
    assert found.status is status
    assert found.grounds == ()
    assert bool(found.unresolved_because) == (status is Status.UNRESOLVED)


@pytest.mark.parametrize(
    ("events", "grounds"),
    [
        ([(K.ENTERED_WITHOUT_INSPECTION, LATELY)], [Ground.ENTERED_ILLEGALLY]),
        ([(K.ADMITTED, LONG_AGO, YESTERDAY)], [Ground.OVERSTAYED]),
        ([(K.REMOVED, LATELY)], [Ground.PREVIOUSLY_REMOVED]),
        (
            [(K.ADMITTED, LONG_AGO, LATELY), (K.REMOVED, LATELY)],
            [Ground.PREVIOUSLY_REMOVED],
        ),
        (
            [(K.REMOVED, LONG_AGO), (K.ENTERED_WITHOUT_INSPECTION, LATELY)],
            [Ground.ENTERED_ILLEGALLY, Ground.PREVIOUSLY_REMOVED],
        ),
        (
            [(K.PERMANENT_RESIDENCE, LONG_AGO), (K.ORDERED_REMOVED, LATELY)],
            [Ground.ORDERED_REMOVED],
        ),
        (
            [(K.ADMITTED, LONG_AGO, LATELY), (K.ORDERED_REMOVED, YESTERDAY)],
            [Ground.OVERSTAYED, Ground.ORDERED_REMOVED],
        ),
        (
            [(K.NATURALISED, LONG_AGO), (K.NATURALISATION_REVOKED, LATELY), (K.REMOVED, YESTERDAY)],
            [Ground.PREVIOUSLY_REMOVED],
        ),
        # Readmitted in law after a removal: the old removal is no ground, the new stay is.
        ([(K.REMOVED, LONG_AGO), (K.ADMITTED, LATELY, YESTERDAY)], [Ground.OVERSTAYED]),
    ],
)
def test_grounds(events: list[Event], grounds: list[Ground]) -> None:
    found = conclude(*events)
    assert (found.status, list(found.grounds)) == (Status.UNLAWFULLY_PRESENT, grounds)


def _convicted(aggravated: bool) -> Fact:
    conviction = Conviction(LATELY, "fraud", 24, 6, aggravated)
    return Fact(K.CONVICTED, LATELY, conviction=conviction)


@pytest.mark.parametrize("aggravated", [True, False])
@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (K.PERMANENT_RESIDENCE, Status.LAWFUL_PERMANENT_RESIDENT),
        (K.ASYLUM_GRANTED, Status.LAWFUL_STATUS),
        (K.NATURALISED, Status.US_CITIZEN),
    ],
)
def test_an_aggravated_felony_is_a_ground_against_all_but_citizens(
    kind: FactKind, status: Status, aggravated: bool
) -> None:
    found = determine(research_of([Fact(kind, LONG_AGO), _convicted(aggravated)]), NOW)
    assert found.status is status
    assert len(found.convictions) == 1
    removable = aggravated and status is not Status.US_CITIZEN
    assert found.grounds == ((Ground.REMOVABLE_CONVICTION,) if removable else ())


def test_convictions_alone_say_nothing_about_status() -> None:
    found = determine(research_of([_convicted(aggravated=True)]), NOW)
    assert (found.status, found.grounds) == (Status.UNRESOLVED, ())


@pytest.mark.parametrize("source", CITIZENSHIP_SOURCES)
@pytest.mark.parametrize("kind", [K.NATURALISED, K.REMOVED, K.PERMANENT_RESIDENCE])
def test_without_a_citizenship_source_nothing_is_resolved(kind: FactKind, source: str) -> None:
    found = determine(research((kind, LATELY), silent=(source,)), NOW)
    assert (found.status, found.grounds) == (Status.UNRESOLVED, ())
    assert found.not_consulted == (source,)
    assert source in found.unresolved_because


@pytest.mark.parametrize("source", STATUS_SOURCES)
def test_without_a_source_of_rights_nobody_is_without_one(source: str) -> None:
    found = determine(research((K.ENTERED_WITHOUT_INSPECTION, LATELY), silent=(source,)), NOW)
    assert (found.status, found.grounds) == (Status.UNRESOLVED, ())
    assert source in found.unresolved_because


@pytest.mark.parametrize("source", ["wants", "criminal_history", "trusted_travellers"])
def test_other_sources_that_are_silent_are_named(source: str) -> None:
    found = determine(research((K.ENTERED_WITHOUT_INSPECTION, LATELY), silent=(source,)), NOW)
    assert (found.status, found.not_consulted) == (Status.UNLAWFULLY_PRESENT, (source,))
    # Nothing found is not the same as nothing there.
    nothing = determine(research(silent=(source,)), NOW)
    assert nothing.status is Status.UNRESOLVED
    assert source in nothing.unresolved_because


def _finding(source: str, kind: FactKind, *, by_number: bool, born: str) -> Finding:
    facts = (Fact(kind, LATELY),)
    return Finding(
        source, Outcome.FOUND, NOW, "s", facts, found_by_number=by_number, date_of_birth=born
    )


def _with(*found: Finding) -> Research:
    named = {finding.source: finding for finding in found}
    others = research().findings
    return Research(tuple(named.get(finding.source, finding) for finding in others))


def test_identity_is_confirmed_by_records_that_agree() -> None:
    removal = _finding("removals", K.REMOVED, by_number=True, born="19700102")
    agreed = _finding("border_encounters", K.SMUGGLING_ARREST, by_number=True, born="19700102")
    silent = _finding("border_encounters", K.SMUGGLING_ARREST, by_number=True, born="")
    for other in (agreed, silent):
        found = determine(_with(removal, other), NOW)
        assert (found.identity_confirmed, found.status) == (True, Status.UNLAWFULLY_PRESENT)


def test_identity_is_not_confirmed_by_names_or_by_records_that_disagree() -> None:
    removal = _finding("removals", K.REMOVED, by_number=True, born="19700102")
    other = _finding("border_encounters", K.SMUGGLING_ARREST, by_number=True, born="19810203")
    by_name = _finding("removals", K.REMOVED, by_number=False, born="19700102")
    for research_made, words in (
        (_with(removal, other), "19700102, 19810203"),
        (_with(by_name), "by name"),
    ):
        found = determine(research_made, NOW)
        assert (found.identity_confirmed, found.status) == (False, Status.UNRESOLVED)
        assert words in found.unresolved_because


@pytest.mark.parametrize("kind", [FactKind.CITIZEN_BY_DERIVATION, FactKind.CITIZENSHIP_ESTABLISHED])
def test_a_citizen_by_derivation_or_by_evidence_is_a_citizen(kind: FactKind) -> None:
    """Even one whom the sources show to have overstayed before."""
    admitted = (FactKind.ADMITTED, LONG_AGO, LONG_AGO + timedelta(days=90))
    assert determine(research(admitted, (kind, LATELY)), NOW).status is Status.US_CITIZEN
    removed = research(admitted, (kind, LONG_AGO), (FactKind.REMOVED, LATELY))
    assert determine(removed, NOW).status is Status.UNRESOLVED


def test_only_what_an_authority_found_speaks_against_citizenship() -> None:
    """A visa, an entry and a residence do not: a citizen by derivation has them too."""
    nothing = research(
        (FactKind.VISA_ISSUED, LONG_AGO),
        (FactKind.ADMITTED, LONG_AGO, LATELY),
        (FactKind.PERMANENT_RESIDENCE, LONG_AGO),
        (FactKind.ENTERED_WITHOUT_INSPECTION, LATELY),
        (FactKind.REMOVED, TOMORROW),
    )
    assert evidence_against_citizenship(nothing, NOW) == ()
    found = research((FactKind.PASSPORT_REFUSED, LATELY), (FactKind.REMOVED, LONG_AGO))
    assert sorted(evidence_against_citizenship(found, NOW)) == [
        "passports: passport_refused on 2010-02-01",
        "removals: removed on 2003-05-01",
    ]


def test_today_is_the_day_where_the_person_is() -> None:
    """At 04:30 in UTC a visitor's last day in Texas is not over, and in Guam it is."""
    early = datetime(2011, 6, 15, 4, 30, tzinfo=UTC)
    stay = research((FactKind.ADMITTED, LONG_AGO, date(2011, 6, 14)))
    assert determine(stay, early, "TX").status is Status.LAWFUL_STATUS
    assert determine(stay, early, "GU").status is Status.UNLAWFULLY_PRESENT
