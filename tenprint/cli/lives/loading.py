"""Give a synthetic life to the service and the LESC stub; a repetition is harmless."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tenprint.cli.lives import messages as life_messages
from tenprint.client import Client
from tenprint.v1 import lesc_service_pb2 as lesc_pb2
from tenprint.v1 import records_service_pb2 as pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tenprint.v1.sample_pb2 import Sample

if TYPE_CHECKING:
    from matcher.types import FingerPosition
    from synthesis.lives import Life

Prints = Callable[[int, Sequence["FingerPosition"]], Sequence[Sample]]
"""Makes prints of the life's person, from the number of the session and the fingers."""


def load_life(client: Client, lesc: LescServiceStub, life: "Life", prints: Prints) -> None:
    """Enrol a life's encounters, and put the records of agencies and sources.

    client: in the role `operator`.
    """
    identity_id = _enrol_encounters(client, life, prints)
    number = _file_history(client, life, prints)
    record = client.records.ident_record(identity_id) if identity_id else pb2.IdentRecord()
    held = life_messages.source_records(life, record, number)
    if held:
        lesc.PutSourceRecords(lesc_pb2.PutSourceRecordsRequest(records=held))


def _enrol_encounters(client: Client, life: "Life", prints: Prints) -> str:
    """Enrol a life's encounters in IDENT; return the identity, empty without encounters."""
    identity_id = ""
    for encounter in life.encounters:
        enrolled = client.enrol(
            "ident",
            prints(encounter.ordinal, encounter.positions),
            encounter_id=life_messages.encounter_id(life, encounter),
            identity_id=identity_id,
        )
        identity_id = enrolled.identity.identity_id
        client.records.put_encounter(life_messages.ident_encounter(life, encounter))
    return identity_id


def _file_history(client: Client, life: "Life", prints: Prints) -> str:
    """Put a life's criminal history; return the FBI number, empty without a history."""
    if not (life.events or life.wants):
        return ""
    from matcher.types import FINGERS

    enrolled = client.enrol(
        "iafis", prints(0, FINGERS), encounter_id=life_messages.criminal_encounter_id(life)
    )
    identity_id, number = enrolled.identity.identity_id, ""
    for event in life.events:
        number = client.records.put_event(identity_id, life_messages.criminal_event(life, event))
    for entry in life.wants:
        number = client.records.put_want(identity_id, life_messages.want(life, entry))
    return number
