"""Synthetic lives as the records of the simulated agencies."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from interop.lesc.research import SOURCES, Conviction, Fact, FactKind, Finding, Outcome, Research
from interop.offenses import OffenseCategory
from interop.records import criminal as iafis_records
from interop.records import ident as ident_records
from interop.records.criminal_types import CriminalEvent, EventKind, Want
from interop.records.ident_types import BiographicData, EncounterKind, IdentEncounter
from lesc_stub.types import SourceRecord
from synthesis.lives.records import (
    Life,
    LifeConviction,
    LifeEncounter,
    LifeEvent,
    LifeFact,
    LifeWant,
)
from tests.interop.record_world import ORI


def encounter_id(life: Life, encounter: LifeEncounter) -> str:
    """Name an encounter of a life in the gallery."""
    return f"life-{life.seed}-{encounter.ordinal}"


def ident_encounter(life: Life, encounter: LifeEncounter) -> IdentEncounter:
    """Say what an encounter was about."""
    return IdentEncounter(
        encounter_id=encounter_id(life, encounter),
        kind=EncounterKind[encounter.kind.upper()],
        time=encounter.time,
        biographic=BiographicData(life.name, life.date_of_birth, life.sex, life.place_of_birth),
        document_number=encounter.document_number,
        alien_number=encounter.alien_number,
        site=encounter.site,
    )


def criminal_event(life: Life, event: LifeEvent) -> CriminalEvent:
    """Make an entry of the criminal file."""
    crime, convicted = event.crime, event.kind == "conviction"
    return CriminalEvent(
        event_id=f"life-{life.seed}-{event.ordinal}",
        kind=EventKind[event.kind.upper()],
        date=event.date,
        ori=ORI,
        literal=crime.literal,
        category=OffenseCategory(crime.category),
        offense_code=crime.offense_code,
        statute=crime.statute,
        maximum_sentence_months=crime.maximum_sentence_months,
        imposed_sentence_months=crime.imposed_sentence_months if convicted else None,
        aggravated_felony=crime.aggravated_felony if convicted else None,
        disposition=event.disposition,
    )


def want(life: Life, entry: LifeWant) -> Want:
    """Make a want."""
    want_id = f"life-{life.seed}-{entry.ordinal}"
    return Want(want_id, ORI, entry.literal, entry.issue_date, entry.offense_code)


def put_life(session: Session, life: Life, criminal_identity: str, now: datetime) -> None:
    """File what the criminal file and IDENT hold; IDENT's prints are enrolled before."""
    for encounter in life.encounters:
        ident_records.put_encounter(session, ident_encounter(life, encounter), now)
    for event in life.events:
        iafis_records.put_event(session, criminal_identity, criminal_event(life, event), now)
    for entry in life.wants:
        iafis_records.put_want(session, criminal_identity, want(life, entry), now)


def source_records(life: Life, identity_id: str, fin: str) -> list[SourceRecord]:
    """Make what the LESC's sources hold."""
    held = {source: _facts(life, source) for source in SOURCES}
    return [
        SourceRecord(
            source=source,
            record_id=f"life-{life.seed}",
            facts=facts,
            identity_id=identity_id,
            fin=fin,
            alien_number=life.alien_number,
            name=life.name,
            date_of_birth=life.date_of_birth.strftime("%Y%m%d"),
        )
        for source, facts in held.items()
        if facts
    ]


def research(life: Life, now: datetime) -> Research:
    """Find everything that there is to find on a day."""
    return Research(tuple(_finding(life, source, now) for source in SOURCES))


def _finding(life: Life, source: str, now: datetime) -> Finding:
    facts = tuple(fact for fact in _facts(life, source) if fact.from_date <= now.date())
    outcome = Outcome.FOUND if facts else Outcome.NOT_FOUND
    return Finding(source, outcome, now, "specialist-1", facts, found_by_number=bool(facts))


def _facts(life: Life, source: str) -> tuple[Fact, ...]:
    return tuple(_fact(fact) for fact in life.facts if fact.source == source)


def _fact(fact: LifeFact) -> Fact:
    convicted = _conviction(fact.conviction) if fact.conviction else None
    return Fact(FactKind(fact.kind), fact.from_date, fact.until_date, conviction=convicted)


def _conviction(crime: LifeConviction) -> Conviction:
    return Conviction(
        date=crime.date,
        category=crime.category,
        maximum_sentence_months=crime.maximum_sentence_months,
        imposed_sentence_months=crime.imposed_sentence_months,
        aggravated_felony=crime.aggravated_felony,
        literal=crime.literal,
        statute=crime.statute,
    )


def days_of(life: Life) -> Iterable[date]:
    """Go through the days on which what the person is may have changed."""
    return [since for since, _ in life.statuses][1:]
