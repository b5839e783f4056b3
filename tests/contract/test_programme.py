"""Jurisdictions, purposes and own bookings over the wire, on a server with a registry."""

import uuid
from collections.abc import Iterator
from datetime import date

import grpc
import pytest
from google.type import date_pb2

from database.caller import Caller
from services.wire.foreign_ids import hide_foreign_ids
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import programme_service_pb2 as pb2
from tenprint.v1.sample_pb2 import Sample
from tests.contract.rpc import Stubs, refused
from tests.images import finger
from tests.servers import RunningServer, running_server

Said = booking_pb2.BookingSubmission
ORI, OTHER_ORI = "TX1010000", "IL0160000"
CSV = b"""jurisdiction_id,name,us_state,activation_date,oris
TX-HARRIS,Harris County,TX,2008-10-27,TX1010000 TX1010100
IL-COOK,Cook County,IL,,IL0160000
"""


def fingers() -> list[Sample]:
    """Bring the same two fingers every time."""
    return [finger(41, position) for position in (2, 7)]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with two jurisdictions."""
    with running_server(tmp_path_factory.mktemp("registry")) as server:
        with _client(server, roles=["operator"]) as client:
            assert client.programme.import_jurisdictions(CSV) == 2
        yield server


@pytest.fixture
def operator(registry: RunningServer) -> Iterator[Client]:
    with _client(registry, roles=["operator"]) as opened:
        yield opened


@pytest.fixture
def booking_system(registry: RunningServer) -> Iterator[Client]:
    with _client(registry) as opened:
        yield opened


def _client(
    server: RunningServer,
    *,
    ori: str = ORI,
    roles: tuple[str, ...] | list[str] = (),
    purpose: str = "",
    acts_for: tuple[str, ...] = (),
) -> Client:
    return Client(server.target, ori=ori, roles=roles, purpose=purpose, acts_for=acts_for)


def _tcn() -> str:
    return f"TEST-{uuid.uuid4().hex}"


def _refused(error: pytest.ExceptionInfo[RpcError], code: grpc.StatusCode, reason: str) -> None:
    assert (error.value.code, error.value.reason) == (code, reason)


def test_jurisdictions_are_listed_shown_and_counted(operator: Client) -> None:
    assert [one.name for one in operator.programme.jurisdictions()] == [
        "Harris County",
        "Cook County",
    ]
    [active] = operator.programme.jurisdictions(active_on=date(2011, 12, 28))
    assert active == operator.programme.get_jurisdiction("TX-HARRIS")
    [cook] = operator.programme.jurisdictions(us_state="IL")
    assert [cook] == list(operator.programme.jurisdictions(ori=OTHER_ORI))
    assert not cook.HasField("activation_date")
    counted = operator.programme.activation(date(2011, 12, 28))
    assert (counted.active_count, counted.jurisdiction_count, counted.nationwide) == (1, 2, False)
    with pytest.raises(RpcError) as error:
        operator.programme.get_jurisdiction("TX-NOWHERE")
    _refused(error, grpc.StatusCode.NOT_FOUND, "JURISDICTION_NOT_FOUND")


def test_changes_need_an_operator_and_leave_agencies_where_they_are(
    operator: Client, booking_system: Client
) -> None:
    added = pb2.Jurisdiction(
        jurisdiction_id="TX-NEW",
        name="New County",
        us_state="TX",
        activation_date=date_pb2.Date(year=2030, month=1, day=1),
        oris=["TX9990000"],
    )
    with pytest.raises(RpcError) as error:
        booking_system.programme.put_jurisdiction(added)
    _refused(error, grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")
    assert operator.programme.put_jurisdiction(added) == added
    assert operator.programme.get_jurisdiction("TX-NEW") == added
    for wrong in ("ZZ", "US", "XX"):
        nowhere = pb2.Jurisdiction()
        nowhere.CopyFrom(added)
        nowhere.us_state = wrong
        with pytest.raises(RpcError) as error:
            operator.programme.put_jurisdiction(nowhere)
        _refused(error, grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")
        assert f"us_state {wrong}" in error.value.message and "DC" in error.value.message
    assert operator.programme.get_jurisdiction("TX-NEW").us_state == "TX"
    added.oris.append(ORI)
    with pytest.raises(RpcError) as error:
        operator.programme.put_jurisdiction(added)
    _refused(error, grpc.StatusCode.FAILED_PRECONDITION, "JURISDICTION_CONFLICT")
    assert list(operator.programme.get_jurisdiction("TX-NEW").oris) == ["TX9990000"]


def test_an_activation_ends_and_begins_again_and_its_history_is_told(operator: Client) -> None:
    def day(year: int) -> date_pb2.Date:
        return date_pb2.Date(year=year, month=1, day=1)

    county = pb2.Jurisdiction(
        jurisdiction_id="IN-STARKE",
        name="Starke County",
        us_state="IN",
        activation_date=day(2009),
        deactivation_date=day(2010),
        oris=["IN0750000"],
        time_zone="America/Indiana/Knox",
    )
    assert operator.programme.put_jurisdiction(county) == county
    again = pb2.Jurisdiction()
    again.CopyFrom(county)
    again.activation_date.CopyFrom(day(2011))
    again.ClearField("deactivation_date")
    again.ClearField("time_zone")
    stored = operator.programme.put_jurisdiction(again)
    assert stored.time_zone == "America/Indiana/Knox"
    [earlier] = stored.earlier_activations
    assert (earlier.activation_date, earlier.deactivation_date) == (day(2009), day(2010))
    told = operator.programme.activation_history("IN-STARKE")
    assert [one.period.activation_date.year for one in told] == [2009, 2011]
    assert not any(one.HasField("replace_time") for one in told)
    again.time_zone = "Mars/Olympus"
    with pytest.raises(RpcError) as error:
        operator.programme.put_jurisdiction(again)
    _refused(error, grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD")


@pytest.mark.parametrize(
    ("csv", "line"),
    [
        (b"name,us_state\n", "line 1"),
        (CSV + b"TX-X,X,TX,2011-02-30,\n", "line 4"),
        (CSV + b"TX-X,X,Texas,,\n", "line 4"),
        (CSV + b"TX-X,X,ZZ,,\n", "line 4: us_state ZZ"),
        (CSV + b"TX-X,X,TX,,TX1010000\n", "line 4"),
        (CSV + b"TX-X,X\n", "line 4"),
        (b"\xff\xfe", "byte 0"),
    ],
)
def test_a_file_is_taken_whole_or_refused_by_the_line(
    operator: Client, csv: bytes, line: str
) -> None:
    with pytest.raises(RpcError, match=line) as error:
        operator.programme.import_jurisdictions(csv)
    _refused(error, grpc.StatusCode.INVALID_ARGUMENT, "JURISDICTION_FILE_REFUSED")
    with pytest.raises(RpcError):
        operator.programme.get_jurisdiction("TX-X")


def test_an_agency_of_no_jurisdiction_is_refused_by_name(registry: RunningServer) -> None:
    with (
        _client(registry, acts_for=("CA0190000",)) as bureau,
        pytest.raises(RpcError, match="CA0190000") as error,
    ):
        bureau.submit_booking(_tcn(), fingers(), ori="CA0190000")
    _refused(error, grpc.StatusCode.NOT_FOUND, "AGENCY_NOT_FOUND")


def test_prints_of_a_jurisdiction_without_a_date_stay_with_iafis(registry: RunningServer) -> None:
    with _client(registry, ori=OTHER_ORI) as client:
        tcn = _tcn()
        client.submit_booking(tcn, fingers(), arrest_date=date(2011, 12, 28))
        booking = client.wait_for_booking(tcn, timeout_s=60)
    assert "Cook County" in booking.second_response.note
    assert not booking.second_response.HasField("report")


@pytest.mark.parametrize(
    ("roles", "purpose"), [(["dhs"], "border"), ([], "curiosity"), (["examiner"], "")]
)
def test_prints_are_not_taken_from_everybody_for_everything(
    registry: RunningServer, roles: list[str], purpose: str
) -> None:
    tcn = _tcn()
    with _client(registry, roles=roles, purpose=purpose) as client:
        with pytest.raises(RpcError) as error:
            client.submit_booking(tcn, fingers())
        _refused(error, grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")
    with _client(registry) as client, pytest.raises(RpcError) as error:
        client.get_booking(tcn)
    _refused(error, grpc.StatusCode.NOT_FOUND, "BOOKING_NOT_FOUND")


def _without_strangers(booking: booking_pb2.Booking) -> booking_pb2.Booking:
    """Leave out whom an agency does not see: candidates below the threshold."""
    lists = [booking.first_response.candidates, booking.second_response.candidates]
    for candidates in [*lists, *(one.candidates for one in booking.second_responses)]:
        found = [one for one in candidates if one.above_threshold]
        del candidates[:]
        candidates.extend(found)
    return booking


def test_a_booking_is_seen_by_its_own_agency_operators_and_auditors(
    registry: RunningServer, booking_system: Client
) -> None:
    tcn = _tcn()
    said = booking_pb2.Subject(name="ROE,RICHARD", sex="M")
    charges = [booking_pb2.Charge(literal="ASSAULT", offense_code="1313")]
    booking_system.submit_booking(tcn, fingers(), subject=said, charges=charges, priority=2)
    booking = booking_system.wait_for_booking(tcn, timeout_s=60)
    assert booking.type_of_transaction == booking_pb2.TRANSACTION_TYPE_CAR
    assert booking.booked_name == "ROE,RICHARD"
    sheet = booking.first_response.rap_sheet
    assert sheet.fbi_number
    assert [entry.literal for entry in sheet.entries][-1] == "ASSAULT"
    for roles in (["operator"], ["auditor"]):
        with _client(registry, ori=OTHER_ORI, roles=roles) as client:
            shown = _without_strangers(client.get_booking(tcn))
            # An operator sees the encounters of other agencies' candidates too.
            hide_foreign_ids(shown, Caller(booking.ori))
            assert shown.booked_name == "", "whom a booking names is for its agency"
            shown.booked_name = booking.booked_name
            assert shown == booking
    with _client(registry, ori=OTHER_ORI) as stranger:
        for call in (
            lambda: stranger.get_booking(tcn),
            lambda: list(stranger.watch_booking(tcn)),
            lambda: stranger.acknowledge_response(tcn, 1),
        ):
            with pytest.raises(RpcError) as error:
                call()
            _refused(error, grpc.StatusCode.NOT_FOUND, "BOOKING_NOT_FOUND")
    # The agency says that it has the response; again changes nothing.
    acknowledged = booking_system.acknowledge_response(tcn, 1)
    assert acknowledged.second_responses[0].HasField("acknowledge_time")
    assert booking_system.acknowledge_response(tcn, 1) == acknowledged
    with pytest.raises(RpcError) as error:
        booking_system.acknowledge_response(tcn, 9)
    _refused(error, grpc.StatusCode.NOT_FOUND, "RESPONSE_NOT_FOUND")


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("retain", Said(retain="maybe")),
        ("priority", Said(priority=10)),
        ("subject.name", Said(subject=booking_pb2.Subject(name="Roe"))),
        ("subject.alien_number", Said(subject=booking_pb2.Subject(alien_number="12"))),
        ("charges[0].literal", Said(charges=[booking_pb2.Charge()])),
        (
            "charges[1].offense_code",
            Said(
                charges=[
                    booking_pb2.Charge(literal="A"),
                    booking_pb2.Charge(literal="A", offense_code="A"),
                ]
            ),
        ),
        ("type_of_transaction", Said(type_of_transaction=77)),  # type: ignore[arg-type]
    ],
)
def test_what_is_said_of_the_subject_is_refused_by_field(
    registry: RunningServer, field: str, said: Said
) -> None:
    with grpc.insecure_channel(registry.target) as channel:
        request = booking_pb2.SubmitBookingRequest(tcn=_tcn(), ori=ORI, booking=said)
        request.booking.samples.extend(fingers())
        metadata = (("tenprint-ori", ORI),)
        submit = Stubs(channel).bookings.SubmitBooking
        error = refused(
            submit, request, grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD", metadata
        )
    assert field in error.message


def test_messages_to_the_lesc_are_for_operators(operator: Client, booking_system: Client) -> None:
    assert list(operator.programme.outbound_queries()) == []
    with pytest.raises(RpcError) as error:
        list(booking_system.programme.outbound_queries())
    _refused(error, grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")
    with pytest.raises(RpcError) as error:
        operator.programme.requeue("iaq:nothing")
    _refused(error, grpc.StatusCode.NOT_FOUND, "QUERY_NOT_FOUND")
    known = operator.enrol("ident", [finger(42, position) for position in (2, 7)])
    tcn = _tcn()
    booking_system.submit_booking(tcn, [finger(42, position, 1) for position in (2, 7)])
    booking = booking_system.wait_for_booking(tcn, timeout_s=60)
    assert booking.second_response.candidates[0].identity_id == known.identity.identity_id
    kinds = [one.kind for one in booking.second_responses]
    assert kinds == [
        booking_pb2.SECOND_RESPONSE_KIND_SHARED_SERVICES_RESPONSE,
        booking_pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR,
    ]
    [sent] = operator.programme.outbound_queries(tcn=tcn)
    assert (sent.kind, sent.state) == ("IAQ", pb2.OUTBOUND_STATE_ACKNOWLEDGED)
    with pytest.raises(RpcError) as error:
        operator.programme.requeue(sent.message_id)
    _refused(error, grpc.StatusCode.FAILED_PRECONDITION, "QUERY_STATE")
