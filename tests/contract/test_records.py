"""Criminal histories, wants, IDENT's records and its checks over the wire."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import records_service_pb2 as pb2
from tenprint.v1.research_pb2 import OFFENSE_CATEGORY_LARCENY
from tests.contract.rpc import ORI
from tests.images import finger
from tests.servers import RunningServer

TWO_FINGERS = (2, 7)
SEED = 171
INVALID = grpc.StatusCode.INVALID_ARGUMENT
NOT_FOUND = grpc.StatusCode.NOT_FOUND


@pytest.fixture(scope="module")
def open_as(server: RunningServer) -> Iterator[Callable[..., Client]]:
    clients = []

    def open_client(*roles: str) -> Client:
        clients.append(Client(server.target, ori=ORI, roles=roles))
        return clients[-1]

    yield open_client
    for client in clients:
        client.close()


@pytest.fixture(scope="module")
def operator(open_as: Callable[..., Client]) -> Client:
    return open_as("operator")


@pytest.fixture(scope="module")
def person(operator: Client) -> tuple[str, str]:
    """Somebody in the criminal file, under the identity, and in IDENT, under the encounter."""
    prints = [finger(SEED, position) for position in TWO_FINGERS]
    criminal = operator.enrol("iafis", prints).identity.identity_id
    encounter_id = _id()
    operator.enrol("ident", prints, encounter_id=encounter_id)
    return criminal, encounter_id


def _id() -> str:
    return uuid.uuid4().hex[:16]


def _day(year: int, month: int, day: int) -> date_pb2.Date:
    return date_pb2.Date(year=year, month=month, day=day)


def _conviction(**more: object) -> pb2.CriminalEvent:
    fields: dict[str, object] = {
        "event_id": _id(),
        "kind": pb2.CRIMINAL_EVENT_KIND_CONVICTION,
        "date": _day(2009, 2, 3),
        "ori": ORI,
        "literal": "LARCENY",
        "category": "larceny",
        "offense_code": "2399",
        "maximum_sentence_months": 24,
        "imposed_sentence_months": 0,
        "aggravated_felony": False,
    }
    return pb2.CriminalEvent(**(fields | more))  # type: ignore[arg-type]


def _encounter(encounter_id: str, **more: object) -> pb2.IdentEncounter:
    fields: dict[str, object] = {
        "encounter_id": encounter_id,
        "kind": pb2.IDENT_ENCOUNTER_KIND_VISA_APPLICATION,
        "encounter_time": Timestamp(seconds=1_200_000_000),
        "biographic": pb2.BiographicData(name="OAK,ELM", date_of_birth=_day(1970, 1, 2), sex="F"),
        "document_number": "V0000001",
        "alien_number": "A00000171",
    }
    return pb2.IdentEncounter(**(fields | more))  # type: ignore[arg-type]


def _reason(call: Callable[[], object]) -> tuple[grpc.StatusCode, str, str]:
    with pytest.raises(RpcError) as caught:
        call()
    error = caught.value
    return error.code, error.reason, error.metadata.get("field", "")


def test_a_history_with_wants(
    operator: Client, open_as: Callable[..., Client], person: tuple[str, str]
) -> None:
    identity_id, _ = person
    event = _conviction()
    number = operator.records.put_event(identity_id, event)
    assert operator.records.put_event(identity_id, event) == number
    event.imposed_sentence_months = 3
    conflict = _reason(lambda: operator.records.put_event(identity_id, event))
    assert conflict[:2] == (grpc.StatusCode.ALREADY_EXISTS, "RECORD_CONFLICT")
    want = pb2.Want(want_id=_id(), ori=ORI, literal="FUGITIVE", issue_date=_day(2010, 1, 1))
    agency = open_as("law_enforcement")
    assert agency.records.put_want(identity_id, want) == number
    sheet = agency.records.rap_sheet(fbi_number=number)
    assert (sheet.identity_id, sheet.fbi_number) == (identity_id, number)
    [stored] = sheet.events
    event.imposed_sentence_months, event.identity_id = 0, identity_id
    event.category_code = OFFENSE_CATEGORY_LARCENY
    assert stored == event
    assert [one.want_id for one in sheet.wants] == [want.want_id]
    cleared = agency.records.clear_want(want.want_id, date(2011, 7, 2))
    assert cleared.clear_date == _day(2011, 7, 2)
    assert agency.records.rap_sheet(identity_id).wants == []
    assert list(agency.records.wants(identity_id, active_only=True)) == []
    assert [one.want_id for one in agency.records.wants(identity_id)] == [want.want_id]
    kinds = pb2.CRIMINAL_EVENT_KIND_CONVICTION
    listed = list(operator.records.events(identity_id, kind=kinds, page_size=1))
    assert listed == [stored]


def test_what_ident_knows_and_its_three_checks(
    operator: Client, open_as: Callable[..., Client], person: tuple[str, str]
) -> None:
    _, encounter_id = person
    fin = operator.records.put_encounter(_encounter(encounter_id))
    consulate = open_as("consular")
    record = consulate.records.ident_record(fin=fin)
    assert (record.fin, record.alien_number) == (fin, "A00000171")
    assert record.biographic.name == "OAK,ELM"
    assert record.two_index_fingers
    documents = operator.records.encounters(document_number="V0000001")
    assert [one.encounter_id for one in documents] == [encounter_id]
    entry_id, reason = _id(), pb2.WATCH_LIST_REASON_IMMIGRATION_VIOLATOR
    entry = operator.records.put_on_watch_list(entry_id, record.identity_id, reason, "see file")
    assert entry in list(operator.records.watch_list(reason=reason))
    probe = [finger(SEED, position, 1) for position in TWO_FINGERS]
    found = consulate.records.check(
        probe, watch_list=True, everybody=True, document_number="V0000001"
    )
    [hit] = found.watch_list.hits
    assert [one.entry_id for one in hit.entries] == [entry_id]
    assert found.everybody.records == [record]
    assert found.document.is_holder
    assert operator.records.take_off_watch_list(entry_id).HasField("remove_time")
    again = consulate.records.check(probe, watch_list=True)
    assert again.watch_list.hits == []
    assert not again.HasField("everybody") and not again.HasField("document")


def test_roles_are_asked_for(open_as: Callable[..., Client], person: tuple[str, str]) -> None:
    identity_id, encounter_id = person
    denied = (grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED", "")
    nobody, agency = open_as().records, open_as("law_enforcement").records
    for call in (
        lambda: nobody.rap_sheet(identity_id),
        lambda: agency.put_event(identity_id, _conviction()),
        lambda: agency.put_encounter(_encounter(encounter_id)),
        lambda: agency.check([finger(SEED, 2)], watch_list=True),
    ):
        assert _reason(call) == denied


def test_what_is_not_there_is_named(operator: Client) -> None:
    records = operator.records
    assert _reason(lambda: records.rap_sheet(fbi_number="T1"))[:2] == (
        NOT_FOUND,
        "RECORD_NOT_FOUND",
    )
    assert _reason(lambda: records.rap_sheet("nobody"))[:2] == (NOT_FOUND, "IDENTITY_NOT_FOUND")
    unborn = _reason(lambda: records.put_encounter(_encounter("unborn")))
    assert unborn[:2] == (NOT_FOUND, "ENCOUNTER_NOT_FOUND")


BAD_EVENTS = [
    ({"event_id": ""}, "event.event_id"),
    ({"kind": 0}, "event.kind"),
    ({"kind": 9}, "event.kind"),
    ({"date": _day(2010, 2, 30)}, "event.date"),
    ({"ori": "short"}, "ori"),
    ({"literal": "x" * 301}, "event.literal"),
    ({"literal": "a\nb"}, "event.literal"),
    ({"category": "jaywalking"}, "event.category"),
    ({"offense_code": "12"}, "event.offense_code"),
    ({"maximum_sentence_months": -1}, "event.maximum_sentence_months"),
    ({"imposed_sentence_months": 12_001}, "event.imposed_sentence_months"),
]


@pytest.mark.parametrize(("change", "field"), BAD_EVENTS)
def test_a_wrong_field_of_an_event_is_named(
    operator: Client, person: tuple[str, str], change: dict[str, object], field: str
) -> None:
    call = lambda: operator.records.put_event(person[0], _conviction(**change))  # noqa: E731
    assert _reason(call) == (INVALID, "INVALID_FIELD", field)


BAD_ENCOUNTERS = [
    ({"kind": 0}, "encounter.kind"),
    ({"encounter_time": None}, "encounter.encounter_time"),
    ({"document_number": "with space"}, "encounter.document_number"),
    ({"alien_number": "12345678"}, "encounter.alien_number"),
    ({"site": "x" * 61}, "encounter.site"),
    ({"biographic": pb2.BiographicData(sex="Y")}, "encounter.biographic.sex"),
    (
        {"biographic": pb2.BiographicData(place_of_birth="MEX")},
        "encounter.biographic.place_of_birth",
    ),
]


@pytest.mark.parametrize(("change", "field"), BAD_ENCOUNTERS)
def test_a_wrong_field_of_an_encounter_is_named(
    operator: Client, person: tuple[str, str], change: dict[str, object], field: str
) -> None:
    call = lambda: operator.records.put_encounter(_encounter(person[1], **change))  # noqa: E731
    assert _reason(call) == (INVALID, "INVALID_FIELD", field)


def test_a_check_must_be_asked_for(operator: Client) -> None:
    assert _reason(lambda: operator.records.check([finger(SEED, 2)])) == (
        INVALID,
        "INVALID_FIELD",
        "watch_list",
    )
