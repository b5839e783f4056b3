"""Too much work, too little time, and callers who go away."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from tenprint.client import Client
from tenprint.errors import RpcError, rpc_error
from tenprint.v1 import identification_service_pb2 as pb2
from tests.contract.rpc import METADATA, ORI, Stubs, call, plain_channel, refused
from tests.images import finger
from tests.servers import RunningServer, running_server

ROLES = ("booking", "operator")
SEED = 41
PATIENCE_S = 60


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with one worker for extraction, no place to wait, and nobody enrolled."""
    flags = ("--extraction-workers", "1", "--waiting-limit", "0")
    with running_server(tmp_path_factory.mktemp("narrow"), *flags) as running:
        yield running


def _extract(stubs: Stubs) -> RpcError | None:
    request = pb2.ExtractTemplateRequest(sample=finger(SEED))
    try:
        call(stubs.identification.ExtractTemplate, request)
    except grpc.RpcError as error:
        return rpc_error(error)
    return None


def test_overload_is_refused_with_a_delay(narrow: RunningServer) -> None:
    end_s = time.monotonic() + PATIENCE_S
    with plain_channel(narrow.target) as channel, ThreadPoolExecutor(8) as callers:
        stubs = Stubs(channel)
        outcomes: list[RpcError | None] = []
        while not any(outcomes) and time.monotonic() < end_s:
            outcomes += callers.map(_extract, [stubs] * 8)
    refusals = [error for error in outcomes if error is not None]
    assert None in outcomes
    assert refusals
    for error in refusals:
        assert (error.code, error.reason) == (
            grpc.StatusCode.RESOURCE_EXHAUSTED,
            "OVERLOADED",
        )
        assert error.retry_delay_s is not None
        assert error.retry_delay_s > 0


def test_the_client_comes_back_after_overload(narrow: RunningServer) -> None:
    with (
        Client(narrow.target, ori=ORI, roles=ROLES) as client,
        ThreadPoolExecutor(3) as callers,
    ):
        answers = list(callers.map(client.extract_template, [finger(SEED)] * 3))
    assert [answer.report.minutia_count >= 8 for answer in answers] == [True] * 3


def test_an_empty_gallery_gives_an_empty_candidate_list(narrow: RunningServer) -> None:
    with Client(narrow.target, ori=ORI, roles=ROLES) as client:
        for gallery in ("iafis", "ident"):
            found = client.identify(gallery, [finger(11)])
            assert list(found.candidates) == []
            assert found.report.reference_count == 0
            assert found.samples[0].minutia_count >= 8


def test_an_expired_deadline_stops_the_work(server: RunningServer, stubs: Stubs) -> None:
    encounter_id = f"late-{uuid.uuid4().hex}"
    samples = [finger(SEED, position) for position in range(1, 11)]
    request = pb2.EnrolRequest(gallery="ident", encounter_id=encounter_id, samples=samples)
    with pytest.raises(grpc.RpcError) as caught:
        stubs.identification.Enrol(request, metadata=METADATA, timeout=0.2)
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert _ending(server, "Enrol", {"DEADLINE_EXCEEDED", "CANCELLED"})
    _was_not_stored(stubs, encounter_id)


def test_a_caller_who_goes_away_stops_the_work(server: RunningServer, stubs: Stubs) -> None:
    encounter_id = f"gone-{uuid.uuid4().hex}"
    samples = [finger(SEED + 1, position) for position in range(1, 11)]
    request = pb2.EnrolRequest(gallery="ident", encounter_id=encounter_id, samples=samples)
    endings = _endings(server, "Enrol", {"CANCELLED"})
    pending = stubs.identification.Enrol.future(request, metadata=METADATA, timeout=PATIENCE_S)
    time.sleep(0.2)
    pending.cancel()
    assert _ending(server, "Enrol", {"CANCELLED"}, endings)
    _was_not_stored(stubs, encounter_id)


def test_a_deadline_that_is_over_on_arrival_starts_no_work(stubs: Stubs) -> None:
    request = pb2.IdentifyRequest(gallery="ident", samples=[finger(SEED)])
    with pytest.raises(grpc.RpcError) as caught:
        stubs.identification.Identify(request, metadata=METADATA, timeout=0)
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


def _was_not_stored(stubs: Stubs, encounter_id: str) -> None:
    refused(
        stubs.identification.DeleteEncounter,
        pb2.DeleteEncounterRequest(gallery="ident", encounter_id=encounter_id),
        grpc.StatusCode.NOT_FOUND,
        "ENCOUNTER_NOT_FOUND",
    )


def _endings(server: RunningServer, rpc: str, codes: set[str]) -> int:
    lines = server.log()
    return sum(line.get("rpc") == rpc and line.get("code") in codes for line in lines)


def _ending(server: RunningServer, rpc: str, codes: set[str], known: int = 0) -> bool:
    """Wait until the log tells of one more call that ended so."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        if _endings(server, rpc, codes) > known:
            return True
        time.sleep(0.05)
    return False
