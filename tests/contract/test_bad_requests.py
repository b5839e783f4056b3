"""Requests that are refused as a whole, each by its own name."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from google.type import date_pb2

from tenprint.client import Client
from tenprint.errors import RpcError, rpc_error
from tenprint.v1 import (
    booking_service_pb2,
    lesc_answer_service_pb2,
    lesc_service_pb2,
    research_pb2,
)
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tenprint.v1.sample_pb2 import Sample
from tests.contract.rpc import LESC, METADATA, ORI, Stubs, call, plain_channel, refused
from tests.images import finger, no_finger_png, print_png, sample
from tests.servers import RunningServer

ROLES = ("booking", "operator")
INVALID = grpc.StatusCode.INVALID_ARGUMENT
NOT_FOUND = grpc.StatusCode.NOT_FOUND
EXISTS = grpc.StatusCode.ALREADY_EXISTS
SEED = 12
MESSAGE_LIMIT = 32 * 1024 * 1024


def _booking(
    samples: Iterable[Sample], tcn: str | None = None, ori: str = ORI
) -> booking_service_pb2.SubmitBookingRequest:
    return booking_service_pb2.SubmitBookingRequest(
        tcn=f"TEST-{uuid.uuid4().hex}" if tcn is None else tcn,
        ori=ori,
        booking=booking_service_pb2.BookingSubmission(samples=samples),
    )


def _is_unknown(stubs: Stubs, tcn: str) -> None:
    request = booking_service_pb2.GetBookingRequest(tcn=tcn)
    refused(stubs.bookings.GetBooking, request, NOT_FOUND, "BOOKING_NOT_FOUND")


def _answer(query_id: str, because: str) -> lesc_answer_service_pb2.DeliverAnswerRequest:
    return lesc_answer_service_pb2.DeliverAnswerRequest(
        query_id=query_id,
        version=1,
        determination=research_pb2.Determination(
            status=research_pb2.IMMIGRATION_STATUS_UNRESOLVED,
            unresolved_because=because,
            determine_time=_now(),
        ),
        answer_time=_now(),
    )


def _now() -> Timestamp:
    message = Timestamp()
    message.FromDatetime(datetime.now(UTC))
    return message


SAMPLE_LISTS: list[tuple[list[int], str]] = [
    ([], "NO_SAMPLES"),
    ([2, 3, 2], "DUPLICATE_POSITION"),
    ([1 + i % 12 for i in range(15)], "TOO_MANY_SAMPLES"),
]


@pytest.mark.parametrize(("positions", "reason"), SAMPLE_LISTS)
def test_wrong_sample_lists(positions: list[int], reason: str, stubs: Stubs) -> None:
    samples = [sample(print_png(SEED), position) for position in positions]
    booking = _booking(samples)
    refused(stubs.bookings.SubmitBooking, booking, INVALID, reason)
    _is_unknown(stubs, booking.tcn)
    identification = stubs.identification
    refused(
        identification.Enrol,
        pb2.EnrolRequest(gallery="ident", encounter_id="never", samples=samples),
        INVALID,
        reason,
    )
    refused(
        identification.Identify,
        pb2.IdentifyRequest(gallery="ident", samples=samples),
        INVALID,
        reason,
    )
    refused(
        identification.Verify,
        pb2.VerifyRequest(gallery="ident", identity_id="x", samples=samples),
        INVALID,
        reason,
    )


def test_extraction_needs_a_sample(stubs: Stubs) -> None:
    refused(
        stubs.identification.ExtractTemplate, pb2.ExtractTemplateRequest(), INVALID, "NO_SAMPLES"
    )


def test_bookings_without_content(stubs: Stubs) -> None:
    empty = booking_service_pb2.SubmitBookingRequest(tcn="TEST-NO-CONTENT", ori=ORI)
    refused(stubs.bookings.SubmitBooking, empty, INVALID, "NO_CONTENT")


@pytest.mark.parametrize("tcn", ["", "SHORT", "x" * 41, "with space 1", "ünïcode-tcn"])
def test_wrong_tcns(tcn: str, stubs: Stubs) -> None:
    error = refused(
        stubs.bookings.SubmitBooking, _booking([finger(SEED)], tcn), INVALID, "INVALID_FIELD"
    )
    assert error.metadata["field"] == "tcn"
    get = booking_service_pb2.GetBookingRequest(tcn=tcn)
    refused(stubs.bookings.GetBooking, get, INVALID, "INVALID_FIELD")
    watch = booking_service_pb2.WatchBookingRequest(tcn=tcn)
    refused(stubs.bookings.WatchBooking, watch, INVALID, "INVALID_FIELD")


@pytest.mark.parametrize("ori", ["", "WVTEST00", "WVTEST0000", "wvtest000"])
def test_wrong_oris(ori: str, stubs: Stubs) -> None:
    request = _booking([finger(SEED)], ori=ori)
    error = refused(stubs.bookings.SubmitBooking, request, INVALID, "INVALID_FIELD")
    assert error.metadata["field"] == "ori"


def test_wrong_booking_fields(stubs: Stubs) -> None:
    no_date = _booking([finger(SEED)])
    no_date.booking.arrest_date.CopyFrom(date_pb2.Date(year=2024, month=2, day=30))
    future = _booking([finger(SEED)])
    soon = datetime.now(UTC) + timedelta(days=2)
    future.booking.arrest_date.CopyFrom(
        date_pb2.Date(year=soon.year, month=soon.month, day=soon.day)
    )
    long_number = _booking([finger(SEED)])
    long_number.booking.agency_case_number = "x" * 21
    for request, field in (
        (no_date, "arrest_date"),
        (future, "arrest_date"),
        (long_number, "agency_case_number"),
    ):
        error = refused(stubs.bookings.SubmitBooking, request, INVALID, "INVALID_FIELD")
        assert error.metadata["field"] == field
        _is_unknown(stubs, request.tcn)


def test_wrong_lists_of_bookings(stubs: Stubs) -> None:
    ask = booking_service_pb2.ListBookingsRequest
    for field, listed in (
        ("state", ask(state=99)),  # type: ignore[arg-type]
        ("ori", ask(ori="x")),
        ("page_size", ask(page_size=-1)),
        ("received_from", ask(received_from=Timestamp(seconds=2**40))),
        ("page_token", ask(page_token="bm9uc2Vuc2U=")),
    ):
        error = refused(stubs.bookings.ListBookings, listed, INVALID, "INVALID_FIELD")
        assert error.metadata["field"] == field


@pytest.mark.parametrize("fpir", [-0.1, 5e-324, 0.6, float("nan"), float("inf")])
def test_wrong_rates(fpir: float, stubs: Stubs) -> None:
    samples = [finger(SEED)]
    identify = pb2.IdentifyRequest(gallery="ident", samples=samples, target_fpir=fpir)
    refused(stubs.identification.Identify, identify, INVALID, "INVALID_FIELD")
    verify = pb2.VerifyRequest(gallery="ident", identity_id="x", samples=samples, target_fmr=fpir)
    refused(stubs.identification.Verify, verify, INVALID, "INVALID_FIELD")


def test_wrong_counts_and_ids(stubs: Stubs) -> None:
    identification = stubs.identification
    samples = [finger(SEED)]
    wrong = [
        (
            identification.Identify,
            pb2.IdentifyRequest(gallery="ident", samples=samples, max_candidates=101),
        ),
        (
            identification.Identify,
            pb2.IdentifyRequest(gallery="ident", samples=samples, max_candidates=-1),
        ),
        (
            identification.Enrol,
            pb2.EnrolRequest(gallery="ident", encounter_id="", samples=samples),
        ),
        (
            identification.Enrol,
            pb2.EnrolRequest(gallery="ident", encounter_id="e", identity_id="a b", samples=samples),
        ),
        (identification.Verify, pb2.VerifyRequest(gallery="ident", samples=samples)),
        (identification.GetIdentity, pb2.GetIdentityRequest(gallery="ident")),
        (
            identification.ListEncounters,
            pb2.ListEncountersRequest(gallery="ident", identity_id="x", page_size=1001),
        ),
        (identification.DeleteEncounter, pb2.DeleteEncounterRequest(gallery="ident")),
    ]
    for method, request in wrong:
        refused(method, request, INVALID, "INVALID_FIELD")


@pytest.mark.parametrize(
    "extra",
    [
        ("tenprint-ori", "TOO-LONG-FOR-AN-ORI"),
        ("tenprint-ori", ORI),
        ("tenprint-roles", "Not Allowed"),
        ("tenprint-roles", ",".join(f"role{i}" for i in range(17))),
        ("tenprint-purpose", "x" * 129),
    ],
)
def test_wrong_callers(extra: tuple[str, str], stubs: Stubs) -> None:
    request = pb2.GetIdentityRequest(gallery="ident", identity_id="x")
    error = refused(
        stubs.identification.GetIdentity,
        request,
        INVALID,
        "INVALID_FIELD",
        (*METADATA, extra) if extra[1] == ORI else (extra,),
    )
    assert error.metadata["field"] == extra[0]


def test_what_is_not_there(stubs: Stubs, server: RunningServer) -> None:
    identification, samples = stubs.identification, [finger(SEED)]
    missing = [
        (identification.GetIdentity, pb2.GetIdentityRequest, "GALLERY_NOT_FOUND", "nowhere"),
        (identification.GetIdentity, pb2.GetIdentityRequest, "IDENTITY_NOT_FOUND", "ident"),
        (identification.ListEncounters, pb2.ListEncountersRequest, "IDENTITY_NOT_FOUND", "iafis"),
    ]
    for method, request_type, reason, gallery in missing:
        request = request_type(gallery=gallery, identity_id="nobody")
        refused(method, request, NOT_FOUND, reason)
    for gallery, reason in (("nowhere", "GALLERY_NOT_FOUND"), ("ident", "IDENTITY_NOT_FOUND")):
        verify = pb2.VerifyRequest(gallery=gallery, identity_id="nobody", samples=samples)
        refused(identification.Verify, verify, NOT_FOUND, reason)
        enrol = pb2.EnrolRequest(
            gallery=gallery, encounter_id="unborn", identity_id="nobody", samples=samples
        )
        refused(identification.Enrol, enrol, NOT_FOUND, reason)
    identify = pb2.IdentifyRequest(gallery="nowhere", samples=samples)
    refused(identification.Identify, identify, NOT_FOUND, "GALLERY_NOT_FOUND")
    delete = pb2.DeleteEncounterRequest(gallery="ident", encounter_id="unborn")
    refused(identification.DeleteEncounter, delete, NOT_FOUND, "ENCOUNTER_NOT_FOUND")
    _is_unknown(stubs, "TEST-UNKNOWN")
    watch = booking_service_pb2.WatchBookingRequest(tcn="TEST-UNKNOWN")
    refused(stubs.bookings.WatchBooking, watch, NOT_FOUND, "BOOKING_NOT_FOUND")
    answer = _answer("iaq:TEST-UNKNOWN", "research pending")
    refused(stubs.answers.DeliverAnswer, answer, NOT_FOUND, "QUERY_NOT_FOUND", LESC)
    with plain_channel(server.lesc_target) as channel:
        query = lesc_service_pb2.GetQueryRequest(query_id="iaq:TEST-UNKNOWN")
        refused(LescServiceStub(channel).GetQuery, query, NOT_FOUND, "QUERY_NOT_FOUND")


def test_page_token_of_nothing(stubs: Stubs) -> None:
    samples = [finger(SEED)]
    enrolled = call(
        stubs.identification.Enrol,
        pb2.EnrolRequest(gallery="ident", encounter_id="page-token", samples=samples),
    )
    assert isinstance(enrolled, pb2.EnrolResponse)
    request = pb2.ListEncountersRequest(
        gallery="ident", identity_id=enrolled.identity.identity_id, page_token="made-up"
    )
    error = refused(stubs.identification.ListEncounters, request, INVALID, "INVALID_FIELD")
    assert error.metadata["field"] == "page_token"


def test_the_same_id_with_other_content(stubs: Stubs) -> None:
    first = _booking([finger(SEED, 2), finger(SEED, 3)])
    call(stubs.bookings.SubmitBooking, first)
    other = _booking([finger(SEED, 2)], first.tcn)
    refused(stubs.bookings.SubmitBooking, other, EXISTS, "TCN_CONFLICT")
    enrolled = pb2.EnrolRequest(
        gallery="iafis", encounter_id="conflict", samples=[finger(SEED + 1, 2)]
    )
    call(stubs.identification.Enrol, enrolled)
    enrolled.samples[0].CopyFrom(finger(SEED + 1, 3))
    refused(stubs.identification.Enrol, enrolled, EXISTS, "ENCOUNTER_CONFLICT")


def test_queries_with_other_content(server: RunningServer) -> None:
    query = lesc_service_pb2.SubmitQueryRequest(
        query_id="iaq:TEST-CONFLICT",
        tcn="TEST-CONFLICT",
        ori=ORI,
        identity_id="IDENT-1",
        encounter_id="E-1",
        match_time=_now(),
        purpose="C",
        attention="UNKNOWN",
        phone="UNKNOWN",
        name="DOE,JOHN",
        date_of_birth="00000000",
        sex="X",
        place_of_birth="XX",
        offense_code="0399",
        priority=5,
    )
    with plain_channel(server.lesc_target) as channel:
        stub = LescServiceStub(channel)
        call(stub.SubmitQuery, query)
        query.identity_id = "IDENT-2"
        refused(stub.SubmitQuery, query, EXISTS, "QUERY_CONFLICT")


def test_another_answer_to_an_answered_query(stubs: Stubs, server: RunningServer) -> None:
    with Client(server.target, ori=ORI, roles=ROLES) as client:
        client.enrol("ident", [finger(SEED + 2, 2), finger(SEED + 2, 3)])
        tcn = f"TEST-{uuid.uuid4().hex[:20]}"
        client.submit_booking(tcn, [finger(SEED + 2, 2, 1), finger(SEED + 2, 3, 1)])
        booking = client.wait_for_booking(tcn, timeout_s=60)
    query_id = booking.lesc_receipt.query_id
    assert query_id
    deliver, other = stubs.answers.DeliverAnswer, _answer(query_id, "another")
    refused(deliver, other, EXISTS, "ANSWER_CONFLICT", LESC)
    other.version = 2_000_000_000
    refused(deliver, other, grpc.StatusCode.FAILED_PRECONDITION, "ANSWER_OUT_OF_ORDER", LESC)


@pytest.mark.parametrize("excess", [1, 32 * 1024])
def test_messages_just_over_the_limit(excess: int, stubs: Stubs, server: RunningServer) -> None:
    request = _booking([sample(bytes(MESSAGE_LIMIT + excess))])
    refused(
        stubs.bookings.SubmitBooking,
        request,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        "MESSAGE_TOO_LARGE",
    )
    _is_unknown(stubs, request.tcn)
    with (
        Client(server.target, ori=ORI, roles=ROLES) as client,
        pytest.raises(RpcError) as caught,
    ):
        client.submit_booking(request.tcn, request.booking.samples)
    assert caught.value.reason == "MESSAGE_TOO_LARGE"
    assert caught.value.code is grpc.StatusCode.RESOURCE_EXHAUSTED


@pytest.mark.parametrize("size_mib", [33, 80])
def test_a_message_far_over_the_limit_is_refused_by_the_transport(
    size_mib: int, stubs: Stubs, server: RunningServer
) -> None:
    request = _booking([sample(bytes(size_mib * 1024 * 1024))])
    with pytest.raises(grpc.RpcError) as caught:
        call(stubs.bookings.SubmitBooking, request)
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    # It was never taken in: nothing of ours has named the reason.
    assert not rpc_error(caught.value).reason
    with (
        Client(server.target, ori=ORI, roles=ROLES) as client,
        pytest.raises(RpcError) as named,
    ):
        client.submit_booking(request.tcn, request.booking.samples)
    assert named.value.reason == "MESSAGE_TOO_LARGE"


def test_one_finger_of_several_that_cannot_be_extracted_is_reported(stubs: Stubs) -> None:
    samples = [finger(SEED, 2), sample(no_finger_png(), 3)]
    response = call(
        stubs.identification.Identify, pb2.IdentifyRequest(gallery="ident", samples=samples)
    )
    assert isinstance(response, pb2.IdentifyResponse)
    assert [report.failure_reason for report in response.samples] == ["", "QUALITY_TOO_LOW"]
    assert response.samples[0].minutia_count >= 8


def test_no_finger_of_several_that_can_be_extracted(stubs: Stubs) -> None:
    samples = [sample(no_finger_png(), 2), sample(no_finger_png(), 3)]
    request = pb2.IdentifyRequest(gallery="ident", samples=samples)
    refused(stubs.identification.Identify, request, INVALID, "QUALITY_TOO_LOW")


def _raw(stubs: Stubs, method: str, data: bytes) -> RpcError:
    """Send bytes to a method, whatever the bytes are."""
    send = stubs.channel.unary_unary(method, lambda sent: sent, lambda received: received)
    with pytest.raises(grpc.RpcError) as caught:
        send(data, metadata=METADATA, timeout=60)
    error = rpc_error(caught.value)
    assert error.metadata["request_id"]
    return error


@pytest.mark.parametrize("method", ["BookingService/Submit", "NoService/GetBooking"])
def test_a_method_that_is_not_there(method: str, stubs: Stubs) -> None:
    error = _raw(stubs, f"/tenprint.v1.{method}", b"")
    assert (error.code, error.reason) == (grpc.StatusCode.UNIMPLEMENTED, "UNKNOWN_METHOD")
    assert method in error.message


@pytest.mark.parametrize("method", ["GetBooking", "WatchBooking", "SubmitBooking"])
@pytest.mark.parametrize("data", [b"\xff\xff", b"\x0a\x02\xc3\x28", b"\x0a\x7fshort"])
def test_bytes_that_are_no_message(method: str, data: bytes, stubs: Stubs) -> None:
    error = _raw(stubs, f"/tenprint.v1.BookingService/{method}", data)
    assert (error.code, error.reason) == (INVALID, "MALFORMED_MESSAGE")
    assert "Traceback" not in error.message
    assert "DecodeError" not in error.message
