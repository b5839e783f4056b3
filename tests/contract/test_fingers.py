"""The fingers of one request: one that fails, one that is there twice, one that is missing."""

import uuid
from collections.abc import Callable, Iterator, Sequence

import grpc
import numpy as np
import pytest

from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.samples import missing_finger
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1.records_service_pb2 import CheckIdentResponse
from tenprint.v1.sample_pb2 import MissingFinger, Sample, SampleReport
from tests.contract.rpc import ORI
from tests.images import encode, finger, no_finger_png, print_pixels, print_png, sample
from tests.servers import RunningServer

SEED = 12
INVALID = grpc.StatusCode.INVALID_ARGUMENT
BLANK = encode(np.full((400, 400), 255, np.uint8))
TINY = encode(np.zeros((20, 20), np.uint8))
UNUSABLE = {4: "NO_FOREGROUND", 7: "QUALITY_TOO_LOW", 9: "IMAGE_TOO_SMALL"}
"""What is wrong with the samples of `_with_unusable`, by position."""

Answer = pb2.IdentifyResponse | pb2.VerifyResponse | CheckIdentResponse | pb2.EnrolResponse
Call = Callable[[Client, str, Sequence[Sample], Sequence[MissingFinger]], Answer]

CALLS: dict[str, Call] = {
    "identify": lambda client, _, samples, missing: client.identify(
        "ident", samples, missing_fingers=missing
    ),
    "verify": lambda client, known, samples, missing: client.verify(
        "ident", known, samples, missing_fingers=missing
    ),
    "enrol": lambda client, _, samples, missing: client.enrol(
        "ident", samples, encounter_id=_id(), missing_fingers=missing
    ),
    "search and enrol": lambda client, _, samples, missing: client.enrol(
        "risc", samples, encounter_id=_id(), missing_fingers=missing, search_first=True
    ),
    "check": lambda client, _, samples, missing: client.records.check(
        samples, watch_list=True, missing_fingers=missing
    ),
}
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@pytest.fixture(scope="module")
def client(server: RunningServer) -> Iterator[Client]:
    with Client(server.target, ori=ORI, roles=["operator"], purpose="arrest") as opened:
        yield opened


@pytest.fixture(scope="module")
def agency(server: RunningServer) -> Iterator[Client]:
    with Client(server.target, ori=ORI, roles=["booking"], purpose="arrest") as opened:
        yield opened


@pytest.fixture(scope="module")
def known(client: Client) -> str:
    """The identity in IDENT of the person whose fingers these tests send."""
    return client.enrol("ident", [finger(SEED, 2), finger(SEED, 3)]).identity.identity_id


def _id() -> str:
    return f"TEST-{uuid.uuid4().hex}"


def _at(one: Sample, position: int) -> Sample:
    """Send a sample under another position."""
    moved = sample(one.image, position)
    moved.encoding = one.encoding
    return moved


def _with_unusable() -> list[Sample]:
    """Two good fingers between a blank box, an image without a print and an image too small."""
    return [
        sample(BLANK, 4),
        finger(SEED, 2),
        sample(no_finger_png(), 7),
        finger(SEED, 3),
        sample(TINY, 9),
    ]


def _check_reports(reports: Sequence[SampleReport]) -> None:
    told = {int(one.position): one for one in reports}
    assert {place: one.failure_reason for place, one in told.items()} == {2: "", 3: "", **UNUSABLE}
    for place, report in told.items():
        assert bool(report.failure_message) == (place in UNUSABLE), report
        assert (report.minutia_count >= 8) == (place not in UNUSABLE), report
    assert "capture the finger again" in told[7].failure_message


def _refusal(work: Callable[[], object]) -> RpcError:
    with pytest.raises(RpcError) as caught:
        work()
    assert caught.value.code is INVALID
    return caught.value


@every_call
def test_a_finger_that_cannot_be_used_fails_alone(call: Call, client: Client, known: str) -> None:
    answer = call(client, known, _with_unusable(), ())
    match answer:
        case pb2.EnrolResponse():
            encounter = answer.encounter
            _check_reports(encounter.samples)
            gallery = "risc" if answer.HasField("report") else "ident"
            identity_id = answer.identity.identity_id
            assert list(client.list_encounters(gallery, identity_id)) == [encounter]
            client.delete_encounter(gallery, encounter.encounter_id)
        case pb2.VerifyResponse():
            _check_reports(answer.samples)
            assert [one.position for one in answer.comparison.fingers] == [2, 3]
            assert answer.comparison.above_threshold
        case pb2.IdentifyResponse():
            _check_reports(answer.samples)
            assert known in {one.identity_id for one in answer.candidates if one.above_threshold}
        case _:
            _check_reports(answer.samples)


def test_a_booking_with_fingers_that_cannot_be_used_is_searched(
    agency: Client, client: Client, known: str
) -> None:
    tcn = _id()
    agency.submit_booking(tcn, _with_unusable())
    booking = agency.wait_for_booking(tcn, timeout_s=60)
    assert booking.state == booking_pb2.BOOKING_STATE_SECOND_RESPONSE_READY
    _check_reports(booking.samples)
    matches = [one for one in booking.second_response.candidates if one.above_threshold]
    assert known in {one.identity_id for one in matches}
    kept = booking.first_response
    encounters = {
        one.encounter_id: one for one in client.list_encounters("iafis", kept.identity_id)
    }
    _check_reports(encounters[kept.encounter_id].samples)


@every_call
def test_without_a_finger_that_can_be_used_the_first_says_why(
    call: Call, client: Client, known: str
) -> None:
    samples = [sample(no_finger_png(), 7), sample(BLANK, 2), sample(TINY, 3)]
    error = _refusal(lambda: call(client, known, samples, ()))
    assert error.reason == "QUALITY_TOO_LOW"
    assert (error.metadata["sample_index"], error.metadata["position"]) == ("0", "7")
    assert "the 2 others cannot be used either" in error.message


def test_a_booking_of_blank_boxes_alone_is_not_taken(agency: Client) -> None:
    tcn = _id()
    error = _refusal(lambda: agency.submit_booking(tcn, [sample(TINY, 1), sample(BLANK, 2)]))
    assert error.reason == "IMAGE_TOO_SMALL"
    with pytest.raises(RpcError, match="BOOKING_NOT_FOUND"):
        agency.get_booking(tcn)


@every_call
def test_a_fault_of_the_request_is_not_a_fault_of_a_finger(
    call: Call, client: Client, known: str
) -> None:
    """The first such fault is named, although a finger before it cannot be used."""
    samples = [*_with_unusable(), sample(print_png(SEED, 2), 8, ppi=96), sample(b"", 10)]
    error = _refusal(lambda: call(client, known, samples, ()))
    assert error.reason == "RESOLUTION_OUT_OF_RANGE"
    assert (error.metadata["sample_index"], error.metadata["position"]) == ("5", "8")


def _bmp(position: int) -> Sample:
    """The right index again, under another position and in another encoding."""
    return Sample(
        image=encode(print_pixels(SEED, 2), "BMP"),
        encoding="IMAGE_ENCODING_BMP",
        resolution_ppi=500,
        position=position,  # type: ignore[arg-type]
    )


REPEATED: dict[str, tuple[Callable[[], list[Sample]], tuple[int, int]]] = {
    "the same bytes": (
        lambda: [finger(SEED, 3), finger(SEED, 2), _at(finger(SEED, 2), 7)],
        (2, 7),
    ),
    "another encoding": (lambda: [finger(SEED, 2), _bmp(4)], (2, 4)),
    "another print of the finger": (
        lambda: [finger(SEED, 2), finger(SEED, 3), _at(finger(SEED, 2, 1), 9)],
        (2, 9),
    ),
    "all ten positions": (
        lambda: [_at(finger(SEED, 2), position) for position in range(1, 11)],
        (1, 2),
    ),
    "beside fingers that fail": (
        lambda: [*_with_unusable(), _at(finger(SEED, 3), 12)],
        (3, 12),
    ),
}
every_repetition = pytest.mark.parametrize(
    ("build", "positions"), REPEATED.values(), ids=[one.replace(" ", "-") for one in REPEATED]
)


@every_repetition
def test_one_finger_at_two_positions_is_refused(
    build: Callable[[], list[Sample]], positions: tuple[int, int], client: Client, known: str
) -> None:
    before = client.galleries.status("ident").reference_count
    for call in CALLS.values():
        error = _refusal(lambda call=call: call(client, known, build(), ()))  # type: ignore[misc]
        assert error.reason == "REPEATED_FINGER"
        told = error.metadata["position"], error.metadata["other_position"]
        assert told == tuple(map(str, positions))
        assert f"positions {positions[0]} and {positions[1]}" in error.message
    assert client.galleries.status("ident").reference_count == before


@every_repetition
def test_a_booking_with_one_finger_at_two_positions_fails_and_is_kept_nowhere(
    build: Callable[[], list[Sample]],
    positions: tuple[int, int],
    agency: Client,
    client: Client,
) -> None:
    before = client.galleries.status("iafis").reference_count
    tcn = _id()
    agency.submit_booking(tcn, build())
    booking = agency.wait_for_booking(tcn, timeout_s=60)
    assert booking.state == booking_pb2.BOOKING_STATE_FAILED
    assert not booking.HasField("first_response")
    assert booking.second_response.kind == booking_pb2.SECOND_RESPONSE_KIND_ERROR
    assert booking.second_response.error_reason == "REPEATED_FINGER"
    assert f"positions {positions[0]} and {positions[1]}" in booking.second_response.error_message
    qualities = {int(one.position): one.quality for one in booking.samples}
    assert all(qualities[position] for position in positions)
    assert client.galleries.status("iafis").reference_count == before


def test_both_prints_of_a_thumb_are_one_position(client: Client, known: str) -> None:
    thumb, plain = finger(SEED, 1), _at(finger(SEED, 1, 1), 11)
    found = client.identify("ident", [thumb, plain, finger(SEED, 2)])
    assert [one.failure_reason for one in found.samples] == ["", "", ""]
    assert known in {one.identity_id for one in found.candidates}
    crossed = [thumb, _at(plain, 12)]
    error = _refusal(lambda: client.identify("ident", crossed))
    assert (error.reason, error.metadata["other_position"]) == ("REPEATED_FINGER", "12")


def test_the_same_blank_box_at_two_positions_is_no_finger(client: Client) -> None:
    samples = [sample(BLANK, 4), finger(SEED, 2), sample(BLANK, 5), *_text_pages()]
    found = client.identify("ident", samples)
    reasons = [one.failure_reason for one in found.samples]
    assert reasons == ["NO_FOREGROUND", "", "NO_FOREGROUND", "QUALITY_TOO_LOW", "QUALITY_TOO_LOW"]


def _text_pages() -> list[Sample]:
    """The same image without a print at two positions; it passes the gate."""
    return [sample(no_finger_png(), 7), sample(no_finger_png(), 8)]


MISSING = [missing_finger(9, "UP"), missing_finger(4, "XX")]
BY_POSITION = sorted(MISSING, key=lambda one: one.position)


@every_call
def test_missing_fingers_can_be_stated(call: Call, client: Client, known: str) -> None:
    answer = call(client, known, [finger(SEED, 2), finger(SEED, 3)], MISSING)
    if isinstance(answer, pb2.EnrolResponse):
        assert list(answer.encounter.missing_fingers) == BY_POSITION
        gallery = "risc" if answer.HasField("report") else "ident"
        client.delete_encounter(gallery, answer.encounter.encounter_id)


def test_an_encounter_keeps_which_fingers_are_missing(client: Client) -> None:
    samples, encounter_id = [finger(SEED, 2)], _id()
    first = client.enrol("risc", samples, encounter_id=encounter_id, missing_fingers=MISSING)
    [listed] = client.list_encounters("risc", first.identity.identity_id)
    assert list(listed.missing_fingers) == BY_POSITION
    again = client.enrol("risc", samples, encounter_id=encounter_id, missing_fingers=BY_POSITION)
    assert again == first
    for other in ((), MISSING[:1], [MISSING[0], missing_finger(4, "UP")]):
        with pytest.raises(RpcError, match="ENCOUNTER_CONFLICT"):
            client.enrol("risc", samples, encounter_id=encounter_id, missing_fingers=other)


def test_a_booking_keeps_which_fingers_are_missing(agency: Client, client: Client) -> None:
    tcn, samples = _id(), [finger(SEED, 2), finger(SEED, 3)]
    accepted = agency.submit_booking(tcn, samples, missing_fingers=MISSING)
    assert list(accepted.missing_fingers) == BY_POSITION
    booking = agency.wait_for_booking(tcn, timeout_s=60)
    assert list(booking.missing_fingers) == BY_POSITION
    assert {int(one.position) for one in booking.samples} == {2, 3}
    kept = booking.first_response
    encounters = {
        one.encounter_id: one for one in client.list_encounters("iafis", kept.identity_id)
    }
    assert list(encounters[kept.encounter_id].missing_fingers) == BY_POSITION
    assert agency.submit_booking(tcn, samples, missing_fingers=BY_POSITION) == booking
    for other in ((), MISSING[:1], [MISSING[0], missing_finger(4, "UP")]):
        with pytest.raises(RpcError, match="TCN_CONFLICT"):
            agency.submit_booking(tcn, samples, missing_fingers=other)


@every_call
@pytest.mark.parametrize(("sent", "stated"), [(2, 2), (11, 1), (12, 6)])
def test_a_missing_finger_has_no_sample(
    call: Call, client: Client, known: str, sent: int, stated: int
) -> None:
    samples = [finger(SEED, 3), _at(finger(SEED, 2), sent)]
    error = _refusal(lambda: call(client, known, samples, [missing_finger(stated, "UP")]))
    assert error.reason == "MISSING_FINGER_SENT"
    assert f"finger {stated} " in error.message and f"position {sent} " in error.message


def test_a_booking_whose_missing_finger_is_sent_is_not_taken(agency: Client) -> None:
    tcn = _id()
    stated = [missing_finger(2, "XX")]
    samples = [finger(SEED, 2), finger(SEED, 3)]
    error = _refusal(lambda: agency.submit_booking(tcn, samples, missing_fingers=stated))
    assert error.reason == "MISSING_FINGER_SENT"
    with pytest.raises(RpcError, match="BOOKING_NOT_FOUND"):
        agency.get_booking(tcn)


WRONG = {
    "no position": [MissingFinger(reason="MISSING_FINGER_REASON_AMPUTATED")],
    "a plain thumb": [MissingFinger(position=11, reason=1)],  # type: ignore[arg-type]
    "a slap": [MissingFinger(position=13, reason=1)],  # type: ignore[arg-type]
    "position 99": [MissingFinger(position=99, reason=1)],  # type: ignore[arg-type]
    "no reason": [MissingFinger(position=4)],  # type: ignore[arg-type]
    "reason 9": [MissingFinger(position=4, reason=9)],  # type: ignore[arg-type]
    "a finger twice": [missing_finger(4, "XX"), missing_finger(4, "UP")],
}


@pytest.mark.parametrize("stated", WRONG.values(), ids=[one.replace(" ", "-") for one in WRONG])
def test_wrong_statements_name_the_field(
    stated: list[MissingFinger], client: Client, agency: Client, known: str
) -> None:
    samples = [finger(SEED, 2)]
    refusals = [
        *(lambda call=call: call(client, known, samples, stated) for call in CALLS.values()),
        lambda: agency.submit_booking(_id(), samples, missing_fingers=stated),
    ]
    for refusal in refusals:
        error = _refusal(refusal)
        field = f"missing_fingers[{len(stated) - 1}]"
        assert (error.reason, error.metadata["field"]) == ("INVALID_FIELD", field)
