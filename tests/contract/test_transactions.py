"""Bookings that come as EBTS files, and go back as EBTS files."""

import uuid
from datetime import UTC, datetime

import grpc
import pytest

from ebts.making import NewImage
from ebts.reading import read
from ebts.records import TCN, TCR, Transaction
from ebts.validation import validate
from ebts.writing import write
from matcher.codecs import encode_wsq
from tenprint.client import Client
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.sample_pb2 import IMAGE_ENCODING_WSQ
from tests.contract.rpc import Stubs, call, refused
from tests.images import print_pixels, sample
from tests.servers import RunningServer
from tests.transactions import AGENCY, SERVICE, Change, card

INVALID = grpc.StatusCode.INVALID_ARGUMENT
SEED, KNOWN = 41, 42
FINGERS = (2, 7)
TIMEOUT_S = 120


def wsq(position: int, encounter: int = 0, seed: int = SEED) -> NewImage:
    pixels = print_pixels(seed, position, encounter)
    height, width = pixels.shape
    return NewImage(position, 0, width, height, "WSQ20", encode_wsq(pixels))


def booked(tcn: str = "", kind: str = "CAR", seed: int = SEED) -> Transaction:
    """Two index fingers in WSQ; the other fingers cannot be printed."""
    others = tuple((f"{one:02}", "UP") for one in range(1, 11) if one not in FINGERS)
    said: Change = {84: others, 45: ("20120103",), 47: (("20120102", "THEFT"),)}
    images = [wsq(position, seed=seed) for position in FINGERS]
    return card(said, kind=kind, images=images, tcn=tcn or f"TEST-{uuid.uuid4().hex}")


def sound(file: bytes) -> Transaction:
    """Read a file that must keep every rule."""
    reading = read(file)
    _, faults = validate(reading, datetime.now(UTC).date())
    assert faults.all() == ()
    assert reading.transaction is not None
    return reading.transaction


def submit(stubs: Stubs, file: bytes, tcn: str = "", ori: str = "") -> pb2.Booking:
    request = pb2.SubmitBookingRequest(transaction_file=file, tcn=tcn, ori=ori)
    answer = call(stubs.bookings.SubmitBooking, request)
    assert isinstance(answer, pb2.SubmitBookingResponse)
    return answer.booking


def test_a_booking_comes_as_a_file_and_is_answered_by_files(server: RunningServer) -> None:
    """IDENT knows the person: the second response is IDENT's and the LESC's answer."""
    transaction = booked(seed=KNOWN)
    tcn = transaction.header.value(TCN)
    with (
        Client(server.target, ori=AGENCY) as client,
        Client(server.target, ori=AGENCY, roles=["operator"]) as operator,
    ):
        operator.enrol(
            "ident",
            [sample(wsq(one, 1, KNOWN).data, one, encoding=IMAGE_ENCODING_WSQ) for one in FINGERS],
            encounter_id=uuid.uuid4().hex,
        )
        accepted = client.submit_transaction(write(transaction))
        assert (accepted.tcn, accepted.ori) == (tcn, AGENCY)
        assert not accepted.response_files
        ended = client.wait_for_booking(tcn, timeout_s=TIMEOUT_S)
        shown = client.get_booking(tcn)
    assert ended.second_response.kind == pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
    assert [one.type_of_transaction for one in shown.response_files] == ["SRE", "SRE"]
    first, second = (sound(one.file) for one in shown.response_files)
    for response in (first, second):
        assert response.header.value(TCR) == tcn
        # ORI and DAI changed places.
        assert (response.header.value(8), response.header.value(7)) == (SERVICE, AGENCY)
        assert response.description.value(18) == "ROE,JANE JR"
        assert response.description.value(73) == AGENCY
    assert first.description.value(59) == "N"
    assert first.description.value(14) == shown.first_response.rap_sheet.fbi_number
    assert second.description.value(59) == "I"
    assert second.description.value(98) == "9"
    assert "LESC determination" in second.description.value(75)
    assert len({first.header.value(TCN), second.header.value(TCN), tcn}) == 3
    assert shown.response_files[0].ordinal == 0


def test_the_table_from_type_2_to_the_booking(server: RunningServer, stubs: Stubs) -> None:
    """Field by field, the file is what a client could have sent."""
    transaction = booked()
    submit(stubs, write(transaction))
    with Client(server.target, ori=AGENCY) as client:
        ended = client.wait_for_booking(transaction.header.value(TCN), timeout_s=TIMEOUT_S)
    assert ended.type_of_transaction == pb2.TRANSACTION_TYPE_CAR
    entry = ended.first_response.rap_sheet.entries[-1]
    assert entry.literal == "THEFT"
    assert (entry.date.year, entry.date.month, entry.date.day) == (2012, 1, 3)
    assert [int(one.position) for one in ended.missing_fingers] == [1, 3, 4, 5, 6, 8, 9, 10]
    assert [int(one.position) for one in ended.samples] == list(FINGERS)
    assert not ended.samples[0].failure_reason


def test_a_repetition_is_harmless_and_other_bytes_are_a_conflict(stubs: Stubs) -> None:
    transaction = booked()
    first = submit(stubs, write(transaction))
    again = submit(stubs, write(transaction), tcn=first.tcn, ori=AGENCY)
    assert again.receive_time == first.receive_time
    other = write(booked(first.tcn)).replace(b"THEFT", b"FRAUD")
    changed = pb2.SubmitBookingRequest(transaction_file=other)
    refused(stubs.bookings.SubmitBooking, changed, grpc.StatusCode.ALREADY_EXISTS, "TCN_CONFLICT")


def test_every_fault_is_listed_and_nothing_is_kept(stubs: Stubs) -> None:
    tcn = f"TEST-{uuid.uuid4().hex}"
    file = write(booked(tcn)).replace(b"2.024:F", b"2.024:Q").replace(b"2.029:150", b"2.029:042")
    error = refused(
        stubs.bookings.SubmitBooking,
        pb2.SubmitBookingRequest(transaction_file=file),
        INVALID,
        "TRANSACTION_FAULTY",
    )
    assert error.metadata["fault_count"] == "2"
    assert '2.024 SEX: "Q"' in error.message
    assert '2.029 WGT: "042"' in error.message
    get = pb2.GetBookingRequest(tcn=tcn)
    refused(stubs.bookings.GetBooking, get, grpc.StatusCode.NOT_FOUND, "BOOKING_NOT_FOUND")


@pytest.mark.parametrize("size", [1, 1_000])
def test_a_file_of_a_thousand_faults_is_refused_all_the_same(stubs: Stubs, size: int) -> None:
    """The message fits into a trailer; CheckTransaction lists the rest."""
    wrong = b"".join(b"\x1d2.%d:\x01" % number for number in range(300, 300 + size))
    file = write(booked()).replace(b"\x1d2.073:", wrong + b"\x1d2.073:")
    request = pb2.SubmitBookingRequest(transaction_file=file)
    error = refused(stubs.bookings.SubmitBooking, request, INVALID, "TRANSACTION_FAULTY")
    checked = call(
        stubs.bookings.CheckTransaction, pb2.CheckTransactionRequest(transaction_file=file)
    )
    assert isinstance(checked, pb2.CheckTransactionResponse)
    assert len(checked.faults) == min(size + 1, 501)
    assert ("CheckTransaction lists all" in error.message) == (size > 1)
    errt = sound(checked.error_response_file)
    assert errt.type_of_transaction == "ERRT"
    assert 1 <= len(errt.description.values(60)) <= 11


def test_what_is_wrong_with_a_file_is_told_with_an_errt(stubs: Stubs) -> None:
    transaction = booked()
    file = write(transaction).replace(b"2.018:ROE,JANE JR", b"2.018:ROE;JANE JR")
    checked = call(
        stubs.bookings.CheckTransaction, pb2.CheckTransactionRequest(transaction_file=file)
    )
    assert isinstance(checked, pb2.CheckTransactionResponse)
    assert (checked.type_of_transaction, checked.tcn) == ("CAR", transaction.header.value(TCN))
    [fault] = checked.faults
    assert (fault.place, fault.field) == ("record 2 (Type-2, IDC 00)", "2.018 NAM")
    assert "';'" in fault.rule
    errt = sound(checked.error_response_file)
    assert errt.header.value(TCR) == transaction.header.value(TCN)
    [message] = errt.description.values(60)
    assert "2.018 NAM" in message
    assert not call(
        stubs.bookings.CheckTransaction,
        pb2.CheckTransactionRequest(transaction_file=write(transaction)),
    ).faults  # type: ignore[attr-defined]


@pytest.mark.parametrize("file", [b"", b"1.001", b"\x00" * 300, b"\x1c\x1d\x1e\x1f" * 99])
def test_bytes_that_are_no_transaction(stubs: Stubs, file: bytes) -> None:
    request = pb2.SubmitBookingRequest(transaction_file=file)
    error = refused(stubs.bookings.SubmitBooking, request, INVALID, "TRANSACTION_FAULTY")
    assert "Type-1" in error.message
    check = pb2.CheckTransactionRequest(transaction_file=file)
    answer = call(stubs.bookings.CheckTransaction, check)
    assert sound(answer.error_response_file).type_of_transaction == "ERRT"  # type: ignore[attr-defined]


def test_the_xml_encoding_is_refused_by_name(stubs: Stubs) -> None:
    request = pb2.SubmitBookingRequest(transaction_file=b"<?xml version='1.0'?><itl:Package/>")
    error = refused(
        stubs.bookings.SubmitBooking,
        request,
        grpc.StatusCode.UNIMPLEMENTED,
        "TRANSACTION_FILE_NOT_SUPPORTED",
    )
    assert "XML encoding" in error.message


def test_a_response_is_no_submission(stubs: Stubs) -> None:
    file = write(booked()).replace(b"1.004:CAR", b"1.004:SRE")
    request = pb2.SubmitBookingRequest(transaction_file=file)
    error = refused(stubs.bookings.SubmitBooking, request, INVALID, "TRANSACTION_FAULTY")
    assert "a response is no submission" in error.message


@pytest.mark.parametrize("field", ["tcn", "ori"])
def test_a_request_that_contradicts_its_file(stubs: Stubs, field: str) -> None:
    request = pb2.SubmitBookingRequest(transaction_file=write(booked()))
    setattr(request, field, "OTHER-0001")
    error = refused(stubs.bookings.SubmitBooking, request, INVALID, "INVALID_FIELD")
    assert error.metadata["field"] == field


def test_an_image_that_is_not_what_its_record_says(stubs: Stubs) -> None:
    """The bytes begin like WSQ, and do not decode."""
    broken = NewImage(2, 0, 300, 400, "WSQ20", b"\xff\xa0" + bytes(500))
    others = tuple((f"{one:02}", "XX") for one in range(1, 11) if one != 2)
    transaction = card(
        {84: others, 45: ("20120103",), 47: (("", "THEFT"),)}, images=[broken], tcn="TEST-BROKEN-01"
    )
    request = pb2.SubmitBookingRequest(transaction_file=write(transaction))
    error = refused(stubs.bookings.SubmitBooking, request, INVALID, "UNDECODABLE_IMAGE")
    assert error.metadata["position"] == "2"
    get = pb2.GetBookingRequest(tcn="TEST-BROKEN-01")
    refused(stubs.bookings.GetBooking, get, grpc.StatusCode.NOT_FOUND, "BOOKING_NOT_FOUND")


def test_a_silent_booking_has_no_files(server: RunningServer) -> None:
    transaction = booked(kind="CNA")
    with Client(server.target, ori=AGENCY) as client:
        client.submit_transaction(write(transaction))
        tcn = transaction.header.value(TCN)
        client.wait_for_booking(tcn, timeout_s=TIMEOUT_S)
        assert not client.get_booking(tcn).response_files
