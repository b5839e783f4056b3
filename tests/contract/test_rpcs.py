"""Every RPC once as it is meant to be used."""

import threading
import uuid
from collections.abc import Iterator
from datetime import date

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from matcher import template
from services.wire.transport import SERVICE_NAMES
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tests.contract.rpc import ORI, Stubs
from tests.images import finger
from tests.servers import RunningServer

TWO_FINGERS = (2, 7)
ALICE, BOB, CAROL = 21, 22, 23


@pytest.fixture
def client(server: RunningServer) -> Iterator[Client]:
    with Client(server.target, ori=ORI, roles=["booking", "operator"], purpose="arrest") as opened:
        yield opened


def _tcn() -> str:
    return f"TEST-{uuid.uuid4().hex}"


def test_enrol_read_list_and_delete(client: Client) -> None:
    samples = [finger(ALICE, position) for position in TWO_FINGERS]
    first = client.enrol("ident", samples, encounter_id="alice-1")
    again = client.enrol("ident", samples, encounter_id="alice-1")
    assert again == first
    assert first.encounter.ori == ORI
    assert [report.position for report in first.encounter.samples] == [2, 7]
    identity_id = first.identity.identity_id
    for encounter in range(1, 4):
        more = [finger(ALICE, 2, encounter)]
        client.enrol("ident", more, encounter_id=f"alice-{encounter + 1}", identity_id=identity_id)
    assert client.get_identity("ident", identity_id).encounter_count == 4
    listed = [one.encounter_id for one in client.list_encounters("ident", identity_id, page_size=3)]
    assert listed == ["alice-1", "alice-2", "alice-3", "alice-4"]
    assert not client.delete_encounter("ident", "alice-1")
    assert client.get_identity("ident", identity_id).encounter_count == 3
    assert [client.delete_encounter("ident", f"alice-{i}") for i in (2, 3, 4)] == [
        False,
        False,
        True,
    ]
    with pytest.raises(RpcError) as caught:
        client.get_identity("ident", identity_id)
    assert caught.value.reason == "IDENTITY_NOT_FOUND"


def test_identify_and_verify(client: Client) -> None:
    people = {
        seed: client.enrol("iafis", [finger(seed, position) for position in TWO_FINGERS])
        for seed in (BOB, CAROL)
    }
    probe = [finger(BOB, position, 1) for position in TWO_FINGERS]
    found = client.identify("iafis", probe, target_fpir=0.01, max_candidates=1)
    [best] = found.candidates
    assert best.identity_id == people[BOB].identity.identity_id
    assert best.above_threshold
    assert {score.position for score in best.fingers} == set(TWO_FINGERS)
    assert found.report.reference_count >= 2
    assert found.report.target_fpir == 0.01
    stages = [stage.name for stage in found.report.stages]
    search = ["shortlist", "rescore", "compare_few", "compare_all", "decide"]
    assert stages == ["decode", "extract", "queue", *search]
    mated = client.verify("iafis", people[BOB].identity.identity_id, probe)
    non_mated = client.verify("iafis", people[CAROL].identity.identity_id, probe)
    assert mated.comparison.above_threshold
    assert not non_mated.comparison.above_threshold
    assert mated.comparison.score_db > mated.threshold_db > non_mated.comparison.score_db


def test_extract_template_tells_what_is_stored(client: Client) -> None:
    response = client.extract_template(finger(ALICE))
    stored = template.decode(response.template)
    assert stored.minutia_count == response.report.minutia_count == len(response.minutiae)
    assert (stored.width_px, stored.height_px) == (response.width_px, response.height_px)
    assert response.minutiae[0].quality >= response.minutiae[-1].quality


def test_a_booking_of_someone_ident_knows(client: Client) -> None:
    known = client.enrol("ident", [finger(31, position) for position in TWO_FINGERS])
    tcn = _tcn()
    samples = [finger(31, position, 1) for position in TWO_FINGERS]
    accepted = client.submit_booking(
        tcn, samples, arrest_date=date(2012, 2, 29), agency_case_number="12-345"
    )
    assert (accepted.tcn, accepted.ori) == (tcn, ORI)
    told = [accepted, *client.watch_booking(tcn, timeout_s=60)]
    for booking in told:
        was_extracted = booking.state >= booking_pb2.BOOKING_STATE_EXTRACTED
        assert [one.position for one in booking.samples] == list(TWO_FINGERS) * was_extracted
        assert all(one.quality and one.minutia_count for one in booking.samples)
    states = [booking.state for booking in told[1:]]
    assert states == sorted(set(states))
    assert states[-1] == booking_pb2.BOOKING_STATE_SECOND_RESPONSE_READY
    booking = client.get_booking(tcn)
    assert booking.first_response.tcr == booking.second_response.tcr == tcn
    assert booking.first_response.finding == booking_pb2.SEARCH_RESULT_FINDING_NON_IDENT
    assert booking.second_response.kind == booking_pb2.SECOND_RESPONSE_KIND_IDR_WITH_IAR
    assert booking.second_response.determination == "no record"
    assert booking.second_response.candidates[0].identity_id == known.identity.identity_id
    assert booking.lesc_receipt.receipt_id
    retained = client.get_identity("iafis", booking.first_response.identity_id)
    assert retained.encounter_count == 1
    request = booking_pb2.ListBookingsRequest(page_size=1, unacknowledged_only=True)
    [entry] = [one for one in client.list_bookings(request) if one.tcn == tcn]
    assert (entry.state, entry.receive_time) == (booking.state, booking.receive_time)
    assert (entry.type_of_transaction, entry.agency_case_number) == (1, "12-345")
    # The same again is answered with the booking as it is, and stores nothing more.
    repeated = client.submit_booking(
        tcn, reversed(samples), arrest_date=date(2012, 2, 29), agency_case_number="12-345"
    )
    assert repeated == booking
    assert client.get_identity("iafis", retained.identity_id).encounter_count == 1


def test_a_booking_of_someone_nobody_knows(client: Client) -> None:
    tcn = _tcn()
    client.submit_booking(tcn, [finger(33, position) for position in TWO_FINGERS])
    booking = client.wait_for_booking(tcn, timeout_s=60)
    assert booking.first_response.finding == booking_pb2.SEARCH_RESULT_FINDING_NON_IDENT
    assert booking.second_response.kind == booking_pb2.SECOND_RESPONSE_KIND_IDR_NO_MATCH
    assert not booking.HasField("lesc_receipt")


def test_many_watchers_hold_no_threads(client: Client, server: RunningServer) -> None:
    tcn = _tcn()
    ends: list[int] = []

    def watch() -> None:
        ends.append(client.wait_for_booking(tcn, timeout_s=60).state)

    client.submit_booking(tcn, [finger(34, position) for position in TWO_FINGERS])
    watchers = [threading.Thread(target=watch) for _ in range(40)]
    for watcher in watchers:
        watcher.start()
    # Beside forty watchers there is room for other calls.
    assert client.get_booking(tcn).tcn == tcn
    for watcher in watchers:
        watcher.join()
    assert ends == [booking_pb2.BOOKING_STATE_SECOND_RESPONSE_READY] * 40


def test_health_by_service(stubs: Stubs) -> None:
    health = health_pb2_grpc.HealthStub(stubs.channel)
    for name in ("", *SERVICE_NAMES):
        answer = health.Check(health_pb2.HealthCheckRequest(service=name), timeout=10)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(grpc.RpcError) as caught:
        health.Check(health_pb2.HealthCheckRequest(service="tenprint.v1.Nothing"), timeout=10)
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND


def test_reflection_lists_the_services(stubs: Stubs) -> None:
    stub = reflection_pb2_grpc.ServerReflectionStub(stubs.channel)
    request = reflection_pb2.ServerReflectionRequest(list_services="")
    [answer] = stub.ServerReflectionInfo(iter([request]), timeout=10)
    names = {service.name for service in answer.list_services_response.service}
    assert {*SERVICE_NAMES, "grpc.health.v1.Health"} <= names
