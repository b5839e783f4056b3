"""What agencies get of their own bookings, and what operators ask of a running service."""

import uuid
from collections.abc import Iterator

import grpc
import pytest

from ebts.writing import write
from tenprint.channel import caller_metadata
from tenprint.client import Client
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1 import programme_service_pb2 as programme_pb2
from tenprint.v1 import telemetry_service_pb2 as telemetry_pb2
from tenprint.v1.programme_service_pb2_grpc import ProgrammeServiceStub
from tenprint.v1.sample_pb2 import FingerPosition
from tenprint.v1.telemetry_service_pb2_grpc import TelemetryServiceStub
from tests.contract.rpc import Stubs, refused
from tests.contract.test_transactions import booked as transaction
from tests.images import finger
from tests.servers import RunningServer
from tests.transactions import AGENCY

OWN, OTHER = "WVDESK000", "WVDESK111"
SEED, POSITIONS = 311, (2, 7)
PNG = b"\x89PNG\r\n\x1a\n"
FINGERS = dict(zip(FingerPosition.values(), FingerPosition.keys(), strict=True))
"""Names by code."""
OPERATOR = caller_metadata(OWN, ["operator"], "upkeep")
NOT_FOUND = grpc.StatusCode.NOT_FOUND
DENIED = grpc.StatusCode.PERMISSION_DENIED
INVALID = grpc.StatusCode.INVALID_ARGUMENT


@pytest.fixture(scope="module")
def agency(server: RunningServer) -> Iterator[Client]:
    with Client(server.target, ori=OWN, roles=["booking"], purpose="arrest") as client:
        yield client


@pytest.fixture(scope="module")
def tcn(agency: Client) -> str:
    """A complete booking of the agency."""
    tcn = f"DESK-{uuid.uuid4().hex[:12]}"
    agency.submit_booking(tcn, [finger(SEED, one) for one in POSITIONS])
    agency.wait_for_booking(tcn, timeout_s=60)
    return tcn


def files(parts: Iterator[pb2.ExportBookingResponse]) -> list[tuple[pb2.ExportedFile, bytes]]:
    """Put the parts of an export together."""
    found: list[tuple[pb2.ExportedFile, bytes]] = []
    for part in parts:
        if part.HasField("file"):
            found.append((part.file, b""))
        head, data = found[-1]
        found[-1] = (head, data + part.data)
        assert len(part.data) <= 1024 * 1024
    return found


def test_the_agency_sees_and_takes_its_prints(agency: Client, tcn: str) -> None:
    for position in POSITIONS:
        assert agency.booking_print(tcn, FINGERS[position]).startswith(PNG)
    found = files(agency.export_booking(tcn))
    assert [(one.position, one.kind) for one, _ in found] == [
        (position, pb2.EXPORTED_FILE_KIND_IMAGE) for position in POSITIONS
    ]
    assert [data for _, data in found] == [finger(SEED, one).image for one in POSITIONS]
    assert all(head.size_bytes == len(data) for head, data in found)


def test_a_transaction_file_is_exported_as_what_is_kept_of_it(server: RunningServer) -> None:
    file = write(transaction(seed=SEED))
    with Client(server.target, ori=AGENCY) as client:
        accepted = client.submit_transaction(file)
        client.wait_for_booking(accepted.tcn, timeout_s=120)
        (text, _), *images = files(client.export_booking(accepted.tcn))
    assert text.kind == pb2.EXPORTED_FILE_KIND_TRANSACTION_TEXT
    assert [one.name for one, _ in images] == [f"{accepted.tcn}-{n:02}.wsq" for n in POSITIONS]


def test_nobody_else_gets_a_print_or_learns_of_the_booking(stubs: Stubs, tcn: str) -> None:
    shown, taken = (
        pb2.GetBookingPrintRequest(tcn=tcn, finger=FINGERS[2]),
        pb2.ExportBookingRequest(tcn=tcn),
    )
    others = caller_metadata(OTHER, ["law_enforcement"], "arrest")
    refused(stubs.bookings.GetBookingPrint, shown, NOT_FOUND, "BOOKING_NOT_FOUND", others)
    refused(stubs.bookings.ExportBooking, taken, NOT_FOUND, "BOOKING_NOT_FOUND", others)
    for role in ("operator", "auditor", "supervisor", "examiner", "lesc"):
        caller = caller_metadata(OWN, [role], "curiosity")
        refused(stubs.bookings.GetBookingPrint, shown, DENIED, "PERMISSION_DENIED", caller)
        refused(stubs.bookings.ExportBooking, taken, DENIED, "PERMISSION_DENIED", caller)


def test_what_is_no_print_is_refused_by_name(stubs: Stubs, tcn: str) -> None:
    own = caller_metadata(OWN, ["booking"], "arrest")
    method = stubs.bookings.GetBookingPrint
    none = pb2.GetBookingPrintRequest(tcn=tcn, finger=FINGERS[1])
    refused(method, none, NOT_FOUND, "BOOKING_PRINT_NOT_FOUND", own)
    stranger = pb2.GetBookingPrintRequest(tcn=tcn, finger=FINGERS[2], identity_id="NOBODY")
    refused(method, stranger, NOT_FOUND, "BOOKING_PRINT_NOT_FOUND", own)
    for wrong in (
        pb2.GetBookingPrintRequest(tcn=tcn),
        pb2.GetBookingPrintRequest(tcn=tcn, finger=FINGERS[13]),
        pb2.GetBookingPrintRequest(tcn="x", finger=FINGERS[2]),
        pb2.GetBookingPrintRequest(tcn=tcn, finger=FINGERS[2], identity_id="a b"),
    ):
        refused(method, wrong, INVALID, "INVALID_FIELD", own)
    refused(stubs.bookings.ExportBooking, pb2.ExportBookingRequest(), INVALID, "INVALID_FIELD", own)


def test_views_and_exports_stand_in_the_log(server: RunningServer, agency: Client) -> None:
    tcn = f"DESK-{uuid.uuid4().hex[:12]}"
    agency.submit_booking(tcn, [finger(SEED, one) for one in POSITIONS])
    agency.wait_for_booking(tcn, timeout_s=60)
    agency.booking_print(tcn, FINGERS[2])
    list(agency.export_booking(tcn))
    with Client(server.target, ori="AUDITOR00", roles=["auditor"]) as auditor:
        entries = list(auditor.audit.entries(object_id=tcn, actor_ori=OWN))
    done = [(one.action, one.purpose) for one in entries]
    assert done[-2:] == [("booking_print_viewed", "arrest"), ("booking_exported", "arrest")]


def test_only_a_parked_booking_is_tried_again(stubs: Stubs, tcn: str) -> None:
    method = ProgrammeServiceStub(stubs.channel).RequeueBooking
    precondition = grpc.StatusCode.FAILED_PRECONDITION
    request = programme_pb2.RequeueBookingRequest(tcn=tcn)
    refused(method, request, precondition, "BOOKING_NOT_PARKED", OPERATOR)
    unknown = programme_pb2.RequeueBookingRequest(tcn="DESK-NEVER-WAS")
    refused(method, unknown, NOT_FOUND, "BOOKING_NOT_FOUND", OPERATOR)


def test_rates_of_work_are_bounded_and_name_nobody(
    server: RunningServer, agency: Client, tcn: str
) -> None:
    agency.get_booking(tcn)
    with Client(server.target, ori=OWN, roles=["operator"], purpose="upkeep") as operator:
        found = operator.telemetry.rates(period_minutes=60, part_count=12, series_count=200)
        stages = operator.telemetry.rates("WORK_KIND_STAGE")
        steps = operator.telemetry.rates("WORK_KIND_STEP")
    assert len(found.total.parts) == 12
    by_name = {one.name: one for one in found.series}
    assert by_name["GetBooking"].whole.count >= 1
    assert by_name["GetBooking"].whole.p95_ms >= by_name["GetBooking"].whole.median_ms > 0
    assert {"extract", "search"} <= {one.name for one in stages.series}
    assert "RECEIVED" in {one.name for one in steps.series}
    for answer in (found, stages, steps):
        assert tcn not in str(answer) and OWN not in str(answer)
        assert sum(one.whole.count for one in answer.series) <= answer.total.whole.count


def test_rates_have_limits(stubs: Stubs) -> None:
    method = TelemetryServiceStub(stubs.channel).GetWorkRates
    for wrong in (
        telemetry_pb2.GetWorkRatesRequest(period_minutes=1_441),
        telemetry_pb2.GetWorkRatesRequest(period_minutes=-1),
        telemetry_pb2.GetWorkRatesRequest(part_count=97),
        telemetry_pb2.GetWorkRatesRequest(series_count=201),
        telemetry_pb2.GetWorkRatesRequest(kind=99),  # type: ignore[arg-type]
    ):
        refused(method, wrong, INVALID, "INVALID_FIELD", OPERATOR)
    auditor = caller_metadata(OWN, ["auditor"], "inspection")
    refused(method, telemetry_pb2.GetWorkRatesRequest(), DENIED, "PERMISSION_DENIED", auditor)
