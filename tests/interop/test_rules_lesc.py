"""The audit's rules of the LESC, by number."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from interop.lesc.research import SOURCES, Conviction, Fact, FactKind, Ground, Outcome, Status
from lesc_stub.types import Mode, SourceState
from tests.interop.world import RESEARCH_S
from tests.lesc_stub.world import QUERY, TODAY, LescWorld, fact

YEARS_AGO, LATELY = TODAY - timedelta(days=2_000), TODAY - timedelta(days=200)
SECOND = replace(QUERY, query_id="iaq:2")
CONVICTION = Conviction(LATELY, "larceny", 60, 14, aggravated_felony=True, literal="LARCENY")


def removed_alien(lesc: LescWorld) -> None:
    lesc.put("removals", fact(FactKind.REMOVED, YEARS_AGO))
    lesc.put("criminal_history", Fact(FactKind.CONVICTED, LATELY, conviction=CONVICTION))


def test_r12_each_match_is_researched_identified_and_determined(lesc: LescWorld) -> None:
    """ "LESC personnel research each match, confirm the individual's identity, and make …"."""
    removed_alien(lesc)
    answer = lesc.answer()
    found = answer.determination
    assert answer.research is not None
    assert found.identity_confirmed
    assert found.status is Status.UNLAWFULLY_PRESENT
    assert found.convictions == (CONVICTION,)
    assert found.determine_time == answer.answer_time


def test_r13_up_to_16_databases_are_consulted(lesc: LescWorld) -> None:
    """ "LESC personnel reviewed as many as 16 databases"."""
    answer = lesc.answer()
    assert answer.research is not None
    assert [finding.source for finding in answer.research.findings] == list(SOURCES)
    assert len(set(SOURCES)) == 16


@pytest.mark.parametrize(
    ("source", "event", "ground"),
    [
        (
            "border_encounters",
            fact(FactKind.ENTERED_WITHOUT_INSPECTION, LATELY),
            Ground.ENTERED_ILLEGALLY,
        ),
        ("entry_exit", fact(FactKind.ADMITTED, YEARS_AGO, LATELY), Ground.OVERSTAYED),
        ("removals", fact(FactKind.REMOVED, YEARS_AGO), Ground.PREVIOUSLY_REMOVED),
    ],
)
def test_r14_grounds_are_illegal_entry_overstay_and_previous_removal(
    lesc: LescWorld, source: str, event: Fact, ground: Ground
) -> None:
    """ "he or she entered the country illegally, overstayed a visa, or was previously deported"."""
    lesc.put(source, event)
    found = lesc.answer().determination
    assert (found.status, found.grounds) == (Status.UNLAWFULLY_PRESENT, (ground,))


@pytest.mark.parametrize(
    "moment",
    [datetime(2026, 12, 25, 3, 0, tzinfo=UTC), datetime(2026, 7, 4, 23, 59, tzinfo=UTC)],
)
def test_r16_it_works_around_the_clock(lesc: LescWorld, moment: datetime) -> None:
    """ "The LESC operates 24 hours a day, 7 days a week": holidays at night, too."""
    lesc.clock.now = moment
    lesc.restart()
    assert lesc.answer().answer_time == moment + timedelta(seconds=RESEARCH_S)


def test_r17_as_audited_the_notice_leaves_without_its_research(lesc: LescWorld) -> None:
    """The "notices did not contain details of its research, such as past convictions …"."""
    removed_alien(lesc)
    lesc.restart(mode=Mode.AS_AUDITED)
    answer = lesc.answer()
    assert answer.research is None
    assert answer.determination.convictions == ()
    assert answer.determination.grounds == (
        Ground.PREVIOUSLY_REMOVED,
        Ground.REMOVABLE_CONVICTION,
    )


def test_r17_what_is_repeated_is_counted(lesc: LescWorld) -> None:
    """ "ICE personnel researched matches again"."""
    removed_alien(lesc)
    lesc.restart(mode=Mode.AS_AUDITED)
    lesc.answer()
    repeated = [lesc.desk.look_up(source, "iaq:1", "officer-1") for source in SOURCES]
    assert [f.outcome for f in repeated].count(Outcome.FOUND) == 2
    counted = lesc.desk.statistics()
    assert (counted.repeated_look_up_count, counted.repeated_query_count) == (16, 1)


def test_r18_shared_the_whole_research_travels_and_concludes_the_same(lesc: LescWorld) -> None:
    """ "access to the information that an LESC specialist used"."""
    removed_alien(lesc)
    shared = lesc.answer()
    assert shared.research is not None
    assert all(finding.specialist for finding in shared.research.findings)
    assert {f.look_up_time for f in shared.research.findings} == {shared.answer_time}
    assert list(shared.research.facts(FactKind.CONVICTED)) == [
        Fact(FactKind.CONVICTED, LATELY, conviction=CONVICTION)
    ]
    lesc.restart(mode=Mode.AS_AUDITED)
    audited = lesc.answer(SECOND)
    assert audited.determination.status is shared.determination.status
    assert audited.determination.grounds == shared.determination.grounds
    assert lesc.desk.statistics().repeated_look_up_count == 0


def test_r19_more_work_for_each_query_lengthens_the_wait_of_the_next(lesc: LescWorld) -> None:
    """Short-term solutions "would … lengthen time for incoming queries"."""
    lesc.restart(specialist_count=2)
    waits: list[float] = []
    for latency_s in (0.0, 20.0):
        lesc.desk.set_source("wants", SourceState(latency_s=latency_s))
        before = {case.query.query_id for case in lesc.desk.list_cases()[0]}
        for number in range(6):
            lesc.submit(100 * len(waits) + number)
        begin = lesc.clock()
        lesc.run(3_600)
        cases = [c for c in lesc.desk.list_cases()[0] if c.query.query_id not in before]
        waits.append(sum(((c.research_start_time or begin) - begin).total_seconds() for c in cases))
    assert waits == [2 * (0 + 60 + 120), 2 * (0 + 80 + 160)]
    assert lesc.desk.statistics().longest_wait_s == 160.0


def test_r46_status_is_as_of_today_and_never_the_encounters_kind(lesc: LescWorld) -> None:
    """People who "subsequently became citizens": an oath counts from its day on."""
    oath = TODAY + timedelta(days=1)
    lesc.put("benefits", fact(FactKind.PERMANENT_RESIDENCE, YEARS_AGO))
    lesc.put("naturalisation", fact(FactKind.NATURALISED, oath))
    today = lesc.answer().determination
    assert today.status is Status.LAWFUL_PERMANENT_RESIDENT
    lesc.clock.forward(24 * 3_600)
    again = lesc.answer(SECOND).determination
    assert (again.status, again.grounds) == (Status.US_CITIZEN, ())
    assert "kind" not in type(QUERY).__dataclass_fields__


@pytest.mark.parametrize(
    "evidence",
    [
        ("adoption", FactKind.ADOPTED_AS_A_CITIZEN, "adoption", FactKind.ADOPTED_AS_A_CITIZEN),
        ("passports", FactKind.US_PASSPORT, "trusted_travellers", FactKind.TRUSTED_TRAVELLER),
        ("passports", FactKind.US_PASSPORT, "border_encounters", FactKind.SMUGGLING_ARREST),
        ("naturalisation", FactKind.NATURALISED, "benefits", FactKind.PERMANENT_RESIDENCE),
    ],
)
def test_r9_a_match_is_no_evidence_of_removability(
    lesc: LescWorld, evidence: tuple[str, FactKind, str, FactKind]
) -> None:
    """IDENT holds citizens: adopters, trusted travellers, smugglers, and naturalised people."""
    source, kind, other_source, other_kind = evidence
    lesc.put(other_source, fact(other_kind, YEARS_AGO))
    lesc.put(source, fact(kind, LATELY))
    found = lesc.answer().determination
    assert (found.status, found.grounds) == (Status.US_CITIZEN, ())
