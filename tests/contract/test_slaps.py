"""Slaps in requests: cut into fingers at the door, and compared with rolled prints."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import grpc
import numpy as np
import pytest

from matcher.types import FINGERS, FingerPosition, ImpressionType
from synthesis.images import encode_png, grow_masters, render_encounter, render_slap
from synthesis.images.prints import Masters
from synthesis.people import person
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.samples import missing_finger
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import sample_pb2
from tenprint.v1.sample_pb2 import Sample
from tests.contract.rpc import ORI
from tests.images import encode, print_png, sample
from tests.servers import RunningServer

SEED, OTHER_SEED = 951, 952
RIGHT, LEFT, THUMBS = 13, 14, 15
FOUR = FINGERS[1:5]
INVALID = grpc.StatusCode.INVALID_ARGUMENT
BLANK = encode(np.full((1000, 1600), 255, np.uint8))


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
    """The identity in IDENT of the person whose slaps these tests send, enrolled rolled."""
    return client.enrol("ident", list(rolled().values())).identity.identity_id


@cache
def masters(seed: int) -> Masters:
    return grow_masters(person(seed), positions=FOUR)


@cache
def slap(seed: int = SEED, position: int = RIGHT, missing: int = 0) -> Sample:
    gone = [FingerPosition(missing)] if missing else []
    picture = render_slap(
        seed, 1, FingerPosition.PLAIN_RIGHT_FOUR, masters=masters(seed), missing=gone
    )
    return sample(encode_png(picture.pixels), position)


@cache
def rolled() -> dict[int, Sample]:
    """Four rolled prints of the right hand, by position."""
    kind = ImpressionType.LIVESCAN_ROLLED
    images = render_encounter(SEED, 0, kind=kind, positions=FOUR, masters=masters(SEED))
    return {int(p): _rolled(encode_png(pixels), p) for p, pixels in images.items()}


def _rolled(image: bytes, position: int) -> Sample:
    made = sample(image, position)
    made.impression_type = sample_pb2.IMPRESSION_TYPE_LIVESCAN_ROLLED
    return made


def moved(places: dict[int, int]) -> list[Sample]:
    """The rolled prints under other positions."""
    return [_rolled(one.image, places.get(p, p)) for p, one in rolled().items()]


def refusal(work: Callable[[], object], reason: str) -> RpcError:
    with pytest.raises(RpcError) as caught:
        work()
    assert (caught.value.code, caught.value.reason) == (INVALID, reason)
    return caught.value


def positions(samples: Sequence[sample_pb2.SampleReport]) -> list[int]:
    return [int(one.position) for one in samples if not one.failure_reason]


def _id() -> str:
    return f"TEST-{uuid.uuid4().hex}"


def test_a_slap_alone_finds_the_person(client: Client, known: str) -> None:
    found = client.identify("ident", [slap()])
    assert found.candidates[0].identity_id == known
    assert found.candidates[0].above_threshold
    assert positions(found.samples) == [2, 3, 4, 5]
    [report] = found.slaps
    assert (report.position, report.hand) == (RIGHT, sample_pb2.HAND_RIGHT)
    assert [int(one.position) for one in report.fingers] == [2, 3, 4, 5]
    assert (report.found_count, report.expected_count) == (4, 4)
    assert not found.HasField("sequence")


def test_a_slap_verifies_and_enrols(client: Client, known: str) -> None:
    held = client.verify("ident", known, [slap()])
    assert held.comparison.score_db > held.threshold_db
    joined = client.enrol("ident", [slap()], encounter_id=_id(), identity_id=known)
    assert positions(joined.encounter.samples) == [2, 3, 4, 5]
    assert [one.position for one in joined.slaps] == [RIGHT]
    client.delete_encounter("ident", joined.encounter.encounter_id)


def test_rolled_prints_are_searched_and_slaps_confirm_them(client: Client, known: str) -> None:
    found = client.identify("ident", [*rolled().values(), slap()])
    assert list(found.sequence.confirmed_positions) == [2, 3, 4, 5]
    assert found.sequence.passed
    assert found.candidates[0].identity_id == known
    assert len(found.samples) == 4


def test_swapped_fingers_are_named_and_the_search_succeeds(client: Client, known: str) -> None:
    found = client.identify("ident", [*moved({2: 3, 3: 2}), slap()])
    told = {int(one.position): int(one.finger) for one in found.sequence.findings}
    assert told == {2: 3, 3: 2}
    assert {one.verdict for one in found.sequence.findings} == {sample_pb2.SEQUENCE_VERDICT_MOVED}
    assert not found.sequence.passed
    assert found.candidates[0].identity_id == known
    assert len(found.candidates[0].fingers) == 4


def test_a_slap_of_another_person_is_refused(client: Client) -> None:
    error = refusal(
        lambda: client.identify("ident", [*rolled().values(), slap(OTHER_SEED)]),
        "SEQUENCE_MISMATCH",
    )
    assert "slap 13" in str(error)


def test_a_finger_without_a_rolled_print_comes_from_the_slap(client: Client, known: str) -> None:
    blank = sample(encode(np.full((750, 800), 255, np.uint8)), 3)
    found = client.identify("ident", [rolled()[2], blank, slap()])
    assert positions(found.samples) == [2, 3, 4, 5]
    assert found.candidates[0].identity_id == known


def test_a_slap_under_the_other_hand(client: Client, known: str) -> None:
    refusal(lambda: client.identify("ident", [slap(position=LEFT)]), "SLAP_WRONG_HAND")
    found = client.identify("ident", [*rolled().values(), slap(position=LEFT)])
    assert sample_pb2.SLAP_DOUBT_WRONG_HAND in found.slaps[0].doubts
    assert list(found.sequence.confirmed_positions) == [2, 3, 4, 5]
    assert found.candidates[0].identity_id == known


def test_one_hand_as_both_hands_is_refused(client: Client) -> None:
    refusal(lambda: client.identify("ident", [slap(), slap(position=LEFT)]), "SLAP_WRONG_HAND")


@pytest.mark.parametrize("position", [RIGHT, LEFT, THUMBS])
def test_nothing_certain_is_refused(client: Client, position: int) -> None:
    for image in (BLANK, print_png(12)):
        error = refusal(
            lambda image=image: client.identify("ident", [sample(image, position)]),  # type: ignore[misc]
            "SLAP_UNCERTAIN",
        )
        assert f"position {position}" in str(error)


def test_a_slap_that_cannot_be_used_fails_alone(client: Client, known: str) -> None:
    found = client.identify("ident", [*rolled().values(), sample(BLANK, RIGHT)])
    assert found.candidates[0].identity_id == known
    [report] = found.slaps
    assert report.failure_reason == "SLAP_UNCERTAIN"
    assert "capture the slap again" in report.failure_message
    assert not found.HasField("sequence")


def test_missing_fingers_are_respected(client: Client, known: str) -> None:
    gone = [missing_finger(4, "XX")]
    found = client.identify("ident", [slap(missing=4)], missing_fingers=gone)
    assert positions(found.samples) == [2, 3, 5]
    assert found.slaps[0].expected_count == 3
    assert found.candidates[0].identity_id == known
    error = refusal(
        lambda: client.identify("ident", [slap()], missing_fingers=gone), "MISSING_FINGER_SENT"
    )
    assert "position 13 shows 4 fingers" in str(error)


def test_a_call_for_one_finger_takes_no_slap(client: Client) -> None:
    refusal(lambda: client.extract_template(slap()), "SLAP_NOT_SUPPORTED")


def test_a_booking_keeps_the_fingers_of_a_slap(agency: Client) -> None:
    tcn = _id()
    booked = agency.submit_booking(tcn, [slap()])
    assert [one.position for one in booked.slaps] == [RIGHT]
    done = _completed(agency, tcn)
    assert positions(done.samples) == [2, 3, 4, 5]
    assert done.slaps == booked.slaps
    assert agency.submit_booking(tcn, [slap()]).tcn == tcn


def test_a_booking_puts_swapped_prints_right(agency: Client) -> None:
    tcn = _id()
    agency.submit_booking(tcn, [*moved({2: 3, 3: 2}), slap()])
    done = _completed(agency, tcn)
    assert {int(one.position): int(one.finger) for one in done.sequence.findings} == {2: 3, 3: 2}
    assert positions(done.samples) == [2, 3, 4, 5]


def test_a_booking_with_a_slap_of_another_person_is_not_stored(agency: Client) -> None:
    tcn = _id()
    refusal(
        lambda: agency.submit_booking(tcn, [*rolled().values(), slap(OTHER_SEED)]),
        "SEQUENCE_MISMATCH",
    )
    with pytest.raises(RpcError) as caught:
        agency.get_booking(tcn)
    assert caught.value.reason == "BOOKING_NOT_FOUND"


def _completed(agency: Client, tcn: str) -> booking_pb2.Booking:
    for booking in agency.watch_booking(tcn):
        last = booking
    return last
