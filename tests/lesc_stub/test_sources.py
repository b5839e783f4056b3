"""Sources: by what they find, what they do not know yet, how they fail, and that they count."""

from dataclasses import replace
from datetime import timedelta

import pytest

from interop.errors import UnknownSourceError
from interop.lesc.research import SOURCES, FactKind, Finding, Outcome, Status
from lesc_stub.types import Outage, SourceRecord, SourceState
from tests.interop.world import RESEARCH_S
from tests.lesc_stub.world import QUERY, TODAY, LescWorld, fact

PASSPORT = fact(FactKind.US_PASSPORT, TODAY - timedelta(days=900))


def finding(lesc: LescWorld, source: str = "passports") -> Finding:
    lesc.desk.submit(QUERY)
    return lesc.desk.look_up(source, "iaq:1", "officer-1")


@pytest.mark.parametrize(
    ("keys", "by_number"),
    [
        ({"fin": "1000000008"}, True),
        ({"identity_id": "IDENT-1"}, True),
        ({"name": "ALDER,BOX", "date_of_birth": "19700102"}, False),
    ],
)
def test_records_are_found_by_numbers_or_by_name_and_birth(
    lesc: LescWorld, keys: dict[str, str], by_number: bool
) -> None:
    lesc.put("passports", PASSPORT, **keys)
    found = finding(lesc)
    assert (found.outcome, found.facts) == (Outcome.FOUND, (PASSPORT,))
    assert found.found_by_number is by_number
    assert (found.specialist, found.look_up_time) == ("officer-1", lesc.clock())


@pytest.mark.parametrize(
    "keys",
    [
        {"fin": "1000000016"},
        {"name": "ALDER,BOX"},
        {"name": "ALDER,BOX", "date_of_birth": "19700103"},
    ],
)
def test_others_are_not_found(lesc_anywhere: LescWorld, keys: dict[str, str]) -> None:
    lesc_anywhere.put("passports", PASSPORT, **keys)
    found = finding(lesc_anywhere)
    assert (found.outcome, found.facts) == (Outcome.NOT_FOUND, ())


def test_nobody_is_found_by_what_is_unknown(lesc: LescWorld) -> None:
    lesc.put("passports", PASSPORT, name="DOE,JOHN", date_of_birth="00000000")
    unknown = replace(QUERY, name="DOE,JOHN", date_of_birth="00000000", fin="")
    lesc.desk.submit(unknown)
    assert lesc.desk.look_up("passports", "iaq:1", "o").outcome is Outcome.NOT_FOUND


def test_a_number_outweighs_a_name(lesc: LescWorld) -> None:
    namesake = fact(FactKind.PASSPORT_REFUSED, TODAY)
    lesc.desk.put_records(
        [
            SourceRecord("passports", "1", (PASSPORT,), fin=QUERY.fin),
            SourceRecord("passports", "2", (namesake,), name="ALDER,BOX", date_of_birth="19700102"),
        ]
    )
    assert finding(lesc).facts == (PASSPORT,)


def test_a_record_that_is_put_again_is_replaced(lesc_anywhere: LescWorld) -> None:
    lesc_anywhere.put("passports", PASSPORT)
    refused = fact(FactKind.PASSPORT_REFUSED, TODAY)
    lesc_anywhere.put("passports", refused)
    assert finding(lesc_anywhere).facts == (refused,)


def test_nothing_is_known_before_it_happens(lesc: LescWorld) -> None:
    lesc.put("naturalisation", fact(FactKind.NATURALISED, TODAY + timedelta(days=1)))
    assert finding(lesc, "naturalisation").facts == ()
    lesc.clock.forward(24 * 3_600)
    assert len(finding(lesc, "naturalisation").facts) == 1


def test_an_outage_and_a_timeout_are_outcomes_and_named(lesc: LescWorld) -> None:
    lesc.put("removals", fact(FactKind.REMOVED, TODAY - timedelta(days=90)))
    now = lesc.clock()
    hours = Outage(now, now + timedelta(hours=2))
    lesc.desk.set_source("wants", SourceState(outages=(hours,)))
    lesc.desk.set_source("criminal_history", SourceState(latency_s=31.0))
    answer = lesc.answer()
    assert answer.determination.status is Status.UNLAWFULLY_PRESENT
    assert answer.determination.not_consulted == ("criminal_history", "wants")
    assert answer.research is not None
    outcomes = {f.source: f.outcome for f in answer.research.findings}
    assert outcomes["wants"] is Outcome.UNAVAILABLE
    assert outcomes["criminal_history"] is Outcome.TIMED_OUT
    lesc.clock.forward(7_200)
    assert finding(lesc, "wants").outcome is Outcome.NOT_FOUND


def test_look_ups_take_the_specialists_time(lesc: LescWorld) -> None:
    lesc.desk.set_source("passports", SourceState(latency_s=10.0))
    lesc.desk.set_source("wants", SourceState(latency_s=1_000.0))
    answer = lesc.answer()
    expected = timedelta(seconds=RESEARCH_S + 10.0 + lesc.settings.look_up_timeout_s)
    assert answer.answer_time - QUERY.match_time == expected


def test_look_ups_are_counted_where_they_are_made(lesc_anywhere: LescWorld) -> None:
    lesc = lesc_anywhere
    lesc.answer()
    for source in SOURCES[:3]:
        lesc.desk.look_up(source, "iaq:1", "officer-1")
    case = lesc.desk.case("iaq:1")
    assert (case.look_up_count, case.repeated_look_up_count) == (len(SOURCES), 3)


def test_a_source_that_is_none_is_refused(lesc: LescWorld) -> None:
    lesc.desk.submit(QUERY)
    for call in (
        lambda: lesc.desk.look_up("gossip", "iaq:1", "o"),
        lambda: lesc.desk.set_source("gossip", SourceState()),
        lambda: lesc.desk.put_records([SourceRecord("gossip", "1")]),
    ):
        with pytest.raises(UnknownSourceError, match="gossip"):
            call()
