"""Synthetic lives as messages to the service and to the LESC stub."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tenprint.calls import to_date
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1 import records_service_pb2 as pb2
from tenprint.v1 import research_pb2

if TYPE_CHECKING:
    from synthesis.lives import Life, LifeEncounter, LifeEvent, LifeFact, LifeWant

AGENCY = "SYNTHETIC"
"""Nine characters, and no agency's."""


def encounter_id(life: "Life", encounter: "LifeEncounter") -> str:
    """Name an encounter of a life; `gallery import` may have enrolled its prints so."""
    return f"life-{life.seed}-{encounter.ordinal}"


def criminal_encounter_id(life: "Life") -> str:
    """Name the encounter under which the criminal file knows a life's person."""
    return f"life-{life.seed}"


def ident_encounter(life: "Life", encounter: "LifeEncounter") -> pb2.IdentEncounter:
    """Say what an encounter was about."""
    stated = pb2.BiographicData(
        name=life.name,
        date_of_birth=to_date(life.date_of_birth),
        sex=life.sex,
        place_of_birth=life.place_of_birth,
    )
    return pb2.IdentEncounter(
        encounter_id=encounter_id(life, encounter),
        kind=f"IDENT_ENCOUNTER_KIND_{encounter.kind.upper()}",
        encounter_time=encounter.time,
        biographic=stated,
        document_number=encounter.document_number,
        alien_number=encounter.alien_number,
        site=encounter.site,
    )


def criminal_event(life: "Life", event: "LifeEvent") -> pb2.CriminalEvent:
    """Make an entry of the criminal file."""
    crime, convicted = event.crime, event.kind == "conviction"
    return pb2.CriminalEvent(
        event_id=f"life-{life.seed}-{event.ordinal}",
        kind=f"CRIMINAL_EVENT_KIND_{event.kind.upper()}",
        date=to_date(event.date),
        ori=AGENCY,
        literal=crime.literal,
        category=crime.category,
        offense_code=crime.offense_code,
        statute=crime.statute,
        maximum_sentence_months=crime.maximum_sentence_months,
        imposed_sentence_months=crime.imposed_sentence_months if convicted else None,
        aggravated_felony=crime.aggravated_felony if convicted else None,
        disposition=event.disposition,
    )


def want(life: "Life", entry: "LifeWant") -> pb2.Want:
    """Make a want."""
    return pb2.Want(
        want_id=f"life-{life.seed}-{entry.ordinal}",
        ori=AGENCY,
        literal=entry.literal,
        issue_date=to_date(entry.issue_date),
        offense_code=entry.offense_code,
    )


def source_records(
    life: "Life", record: pb2.IdentRecord, fbi_number: str
) -> list[lesc_pb2.SourceRecord]:
    """Make what the LESC's sources hold, to be found by the numbers that were given."""
    held: dict[str, list[LifeFact]] = {}
    for fact in life.facts:
        held.setdefault(fact.source, []).append(fact)
    return [
        lesc_pb2.SourceRecord(
            source=source,
            record_id=f"life-{life.seed}",
            identity_id=record.identity_id,
            fin=record.fin,
            alien_number=life.alien_number,
            fbi_number=fbi_number,
            name=life.name,
            date_of_birth=life.date_of_birth.strftime("%Y%m%d"),
            facts=_facts(facts),
        )
        for source, facts in held.items()
    ]


def _facts(facts: Iterable["LifeFact"]) -> list[research_pb2.Fact]:
    return [
        research_pb2.Fact(
            kind=fact.kind,
            from_date=to_date(fact.from_date),
            until_date=to_date(fact.until_date),
            conviction=_conviction(fact),
        )
        for fact in facts
    ]


def _conviction(fact: "LifeFact") -> research_pb2.Conviction | None:
    crime = fact.conviction
    if crime is None:
        return None
    return research_pb2.Conviction(
        date=to_date(crime.date),
        category=crime.category,
        maximum_sentence_months=crime.maximum_sentence_months,
        imposed_sentence_months=crime.imposed_sentence_months,
        aggravated_felony=crime.aggravated_felony,
        literal=crime.literal,
        statute=crime.statute,
    )
