"""Synthetic lives as messages to the service and to the LESC stub."""

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from google.protobuf.message import Message

from tenprint.calls import to_date
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1 import records_service_pb2 as pb2
from tenprint.v1 import research_pb2

if TYPE_CHECKING:
    from synthesis.lives import Life, LifeEncounter, LifeEvent, LifeFact, LifeWant

M = TypeVar("M", bound=Message)

AGENCY = "SYNTHETIC"
"""Nine characters; no agency has this ORI."""


def encounter_id(life: "Life", encounter: "LifeEncounter") -> str:
    """Name an encounter of a life, as `gallery import` names the encounter."""
    return f"life-{life.seed}-{encounter.ordinal}"


def criminal_encounter_id(life: "Life") -> str:
    """Name the encounter under which the criminal file knows a life's person."""
    return f"life-{life.seed}"


def ident_encounter(life: "Life", encounter: "LifeEncounter") -> pb2.IdentEncounter:
    """Make the record of an encounter."""
    return copied(
        pb2.IdentEncounter,
        encounter,
        encounter_id=encounter_id(life, encounter),
        kind=f"IDENT_ENCOUNTER_KIND_{encounter.kind.upper()}",
        encounter_time=encounter.time,
        biographic=copied(pb2.BiographicData, life),
    )


def criminal_event(life: "Life", event: "LifeEvent") -> pb2.CriminalEvent:
    """Make an entry of the criminal file."""
    entry = copied(
        pb2.CriminalEvent,
        event.crime,
        event_id=f"life-{life.seed}-{event.ordinal}",
        kind=f"CRIMINAL_EVENT_KIND_{event.kind.upper()}",
        date=to_date(event.date),
        ori=AGENCY,
        disposition=event.disposition,
    )
    if event.kind != "conviction":
        entry.ClearField("imposed_sentence_months")
        entry.ClearField("aggravated_felony")
    return entry


def want(life: "Life", entry: "LifeWant") -> pb2.Want:
    """Make a want."""
    return copied(pb2.Want, entry, want_id=f"life-{life.seed}-{entry.ordinal}", ori=AGENCY)


def source_records(
    life: "Life", record: pb2.IdentRecord, fbi_number: str
) -> list[lesc_pb2.SourceRecord]:
    """Make the records of the LESC's sources, under the numbers that the service gave."""
    held: dict[str, list[LifeFact]] = {}
    for fact in life.facts:
        held.setdefault(fact.source, []).append(fact)
    return [
        copied(
            lesc_pb2.SourceRecord,
            life,
            source=source,
            record_id=f"life-{life.seed}",
            identity_id=record.identity_id,
            fin=record.fin,
            fbi_number=fbi_number,
            date_of_birth=life.date_of_birth.strftime("%Y%m%d"),
            facts=[_fact(one) for one in facts],
        )
        for source, facts in held.items()
    ]


def copied(message_type: type[M], source: object, /, **others: Any) -> M:  # noqa: ANN401 - the message's fields
    """Make a message whose fields have the values of the source's attributes of the same name.

    others: fields that the source lacks, or has in another form.
    """
    same = {
        name: getattr(source, name)
        for name in message_type.DESCRIPTOR.fields_by_name
        if hasattr(source, name) and name not in others
    }
    days = {name: to_date(one) for name, one in same.items() if isinstance(one, date)}
    return message_type(**same | days | others)


def _fact(fact: "LifeFact") -> research_pb2.Fact:
    crime = fact.conviction
    conviction = crime and copied(research_pb2.Conviction, crime)
    return copied(research_pb2.Fact, fact, conviction=conviction)
