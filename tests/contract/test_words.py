"""A word of a closed list and the enum beside it say the same, in answers and in requests."""

import uuid
from datetime import date
from typing import Any

import grpc
import pytest

from tenprint import Client, RpcError
from tenprint.v1 import audit_service_pb2 as audit_pb2
from tenprint.v1 import overdue_service_pb2 as overdue_pb2
from tenprint.v1 import records_service_pb2 as records_pb2
from tenprint.v1.errors_pb2 import ErrorReason
from tenprint.v1.records_service_pb2 import CRIMINAL_EVENT_KIND_ARREST, CriminalEventKind
from tenprint.v1.research_pb2 import OFFENSE_CATEGORY_LARCENY, ImmigrationStatus
from tests.contract.rpc import ORI
from tests.images import finger
from tests.servers import RunningServer

SEED = 411
ROLES = ["booking", "operator", "auditor", "supervisor"]


@pytest.fixture(scope="module")
def client(server: RunningServer) -> Any:  # noqa: ANN401 - a generator of a client
    with Client(server.target, ori=ORI, roles=ROLES) as opened:
        yield opened


@pytest.fixture(scope="module")
def criminal(client: Client) -> str:
    return client.enrol("iafis", [finger(SEED, 2), finger(SEED, 7)]).identity.identity_id


def _event(**fields: object) -> records_pb2.CriminalEvent:
    event = records_pb2.CriminalEvent(
        event_id=uuid.uuid4().hex[:16],
        kind=CRIMINAL_EVENT_KIND_ARREST,
        ori=ORI,
        literal="LARCENY",
        **fields,  # type: ignore[arg-type]
    )
    event.date.year, event.date.month, event.date.day = 2011, 3, 1
    return event


def test_a_request_states_the_enum_or_the_word_or_both_alike(client: Client, criminal: str) -> None:
    for stated in (
        {"category_code": "OFFENSE_CATEGORY_LARCENY"},
        {"category": "larceny"},
        {"category": "larceny", "category_code": "OFFENSE_CATEGORY_LARCENY"},
    ):
        event = _event(**stated)
        client.records.put_event(criminal, event)
        listed = {one.event_id: one for one in client.records.events(criminal)}
        kept = listed[event.event_id]
        assert kept.category == "larceny"
        assert kept.category_code == OFFENSE_CATEGORY_LARCENY


@pytest.mark.parametrize(
    "stated",
    [
        {"category": "arson", "category_code": "OFFENSE_CATEGORY_LARCENY"},
        {"category": "gossip", "category_code": "OFFENSE_CATEGORY_LARCENY"},
        {"category_code": 4711},
    ],
)
def test_a_contradiction_and_an_unknown_value_are_refused_by_name(
    client: Client, criminal: str, stated: dict[str, object]
) -> None:
    with pytest.raises(RpcError) as caught:
        client.records.put_event(criminal, _event(**stated))
    assert caught.value.code is grpc.StatusCode.INVALID_ARGUMENT
    assert caught.value.metadata["field"].startswith("event.category")


def test_the_log_is_found_by_words_and_by_enums(client: Client, criminal: str) -> None:
    client.records.put_event(criminal, _event())
    by_word = list(client.audit.entries(action="record_changed", object_kind="record"))
    by_code = list(
        client.audit.entries(
            action_code="AUDIT_ACTION_RECORD_CHANGED",
            object_kind_code=audit_pb2.AUDIT_OBJECT_KIND_RECORD,
        )
    )
    assert by_word
    shown = {one.sequence for one in by_word}
    assert shown <= {one.sequence for one in by_code}
    for one in by_code:
        assert one.action_code == audit_pb2.AUDIT_ACTION_RECORD_CHANGED
        assert one.object_kind_code == audit_pb2.AUDIT_OBJECT_KIND_RECORD
    with pytest.raises(RpcError) as caught:
        list(client.audit.entries(action="booking_viewed", action_code=1))  # type: ignore[arg-type]
    assert caught.value.metadata["field"] == "action"


def test_what_waits_is_asked_for_by_the_enum(client: Client) -> None:
    for one in client.overdue.list(waiting_code=overdue_pb2.WAITING_KIND_REVIEW):
        assert one.waiting == "review"
    with pytest.raises(RpcError) as caught:
        list(client.overdue.list(waiting="claim", waiting_code="WAITING_KIND_REVIEW"))
    assert caught.value.reason == "INVALID_FIELD"


def test_a_booking_is_answered_in_words_and_in_enums(client: Client) -> None:
    """The person has a history in the criminal file, and IDENT and the LESC know the person."""
    prints = [finger(SEED + 1, position) for position in (2, 3, 7)]
    known = client.enrol("iafis", prints).identity.identity_id
    client.enrol("ident", prints)
    client.records.put_event(known, _event())
    tcn = f"WORDS-{uuid.uuid4().hex[:12]}"
    client.submit_booking(tcn, prints, arrest_date=date(2011, 6, 1))
    booking = client.wait_for_booking(tcn, timeout_s=120)
    entries = booking.first_response.rap_sheet.entries
    assert entries
    for entry in entries:
        assert (
            CriminalEventKind.Name(entry.kind_code) == f"CRIMINAL_EVENT_KIND_{entry.kind.upper()}"
        )
    status = ImmigrationStatus.Name(booking.second_response.immigration_status)
    assert booking.second_response.determination == "no record"
    assert status == "IMMIGRATION_STATUS_NO_RECORD"


def test_a_failure_names_its_reason_as_an_enum(client: Client) -> None:
    usable = finger(SEED + 2, 2)
    blank = finger(SEED + 2, 3)
    blank.image = _blank_png()
    found = client.identify("ident", [usable, blank])
    failed = {one.failure_reason: one for one in found.samples if one.failure_reason}
    assert set(failed) == {"NO_FOREGROUND"}
    [one] = failed.values()
    assert ErrorReason.Name(one.failure_reason_code) == "ERROR_REASON_NO_FOREGROUND"


def _blank_png() -> bytes:
    import numpy as np

    from matcher.drawing import encode_png

    return encode_png(np.full((400, 400), 255, np.uint8))
