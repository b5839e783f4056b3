"""What a booking costs: each image is decoded once, and each finger extracted once."""

from collections.abc import Iterator

import pytest

from tenprint import Client
from tenprint.v1.booking_service_pb2 import BOOKING_STATE_SECOND_RESPONSE_READY
from tenprint.v1.sample_pb2 import Sample
from tests.contract.rpc import ORI
from tests.contract.test_slaps import RIGHT, rolled, slap
from tests.images import finger
from tests.servers import RunningServer, running_server
from tests.services.telemetry.scraping import metrics_port, samples_of, text_of

SEED = 71
FINGERS = (2, 3, 7)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("watched") / "data"
    with running_server(folder, "--metrics", "127.0.0.1:0") as server:
        yield server


def worked(server: RunningServer, tcn: str, samples: list[Sample]) -> tuple[int, int]:
    """Book, and count what was decoded and what was extracted until both responses were there."""
    before = _counts(server)
    with Client(server.target, ori=ORI, roles=["booking"], purpose="arrest", timeout_s=120) as one:
        one.submit_booking(tcn, samples)
        assert one.wait_for_booking(tcn, timeout_s=120).state == BOOKING_STATE_SECOND_RESPONSE_READY
    after = _counts(server)
    return after[0] - before[0], after[1] - before[1]


def _counts(server: RunningServer) -> tuple[int, int]:
    found = samples_of(text_of(metrics_port(server)))
    decoded, extracted = (
        found.get(("tenprint_stage_seconds_count", frozenset({("stage", stage)})), 0)
        for stage in ("decode", "extract")
    )
    return int(decoded), int(extracted)


def test_prints(watched: RunningServer) -> None:
    samples = [finger(SEED, p) for p in FINGERS]
    assert worked(watched, "ONCE-0000001", samples) == (len(FINGERS), len(FINGERS))


def test_prints_beside_a_slap(watched: RunningServer) -> None:
    """The check of the sequence extracts the prints and the four fingers of the slap."""
    single = list(rolled().values())
    extracted = len(single) + 4
    decoded = len(single) + 1 + 4
    assert worked(watched, "ONCE-0000002", [*single, slap(position=RIGHT)]) == (decoded, extracted)


def test_a_slap_alone(watched: RunningServer) -> None:
    assert worked(watched, "ONCE-0000003", [slap(position=RIGHT)]) == (1 + 4, 4)
