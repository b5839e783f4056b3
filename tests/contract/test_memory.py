"""What messages cost of the server's memory, whole and unfinished, as docs/limits.md bounds it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest

from services.bounds.intake import IMAGES, MAX_MESSAGE_BYTES, MIB, NAMELESS, SHORT
from services.wire.transport import MAX_RPCS, NAMELESS_RPCS, UNREAD_BYTES
from tenprint.channel import caller_metadata
from tenprint.errors import rpc_error
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1.sample_pb2 import IMAGE_ENCODING_RAW_GREY8, Sample
from tests.contract.rpc import METADATA, ORI, TIMEOUT_S, Stubs, plain_channel
from tests.h2 import UnfinishedCalls
from tests.images import finger
from tests.servers import RunningServer, running_server

MESSAGE_BYTES = 30 * MIB
BOUND_MIB = (
    IMAGES.room_bytes
    + SHORT.room_bytes
    + NAMELESS.room_bytes
    + (MAX_RPCS + NAMELESS_RPCS) * UNREAD_BYTES
    + 2 * MAX_MESSAGE_BYTES
) // MIB
"""Room of all lanes, what nobody reads yet, and the pieces of the message that was just read."""
IDENTIFY = "/tenprint.v1.IdentificationService/Identify"
GET_BOOKING = "/tenprint.v1.BookingService/GetBooking"
POSITIONS = (*range(1, 11), 11, 12, 13, 14)
HEALTH = "/grpc.health.v1.Health/Check"
REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
SEED = 43


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server whose memory no other test changes."""
    with running_server(tmp_path_factory.mktemp("memory")) as running:
        _identify(running, ORI)
        yield running


def _identify(server: RunningServer, ori: str) -> pb2.IdentifyResponse:
    request = pb2.IdentifyRequest(gallery="iafis", samples=[finger(SEED)])
    with plain_channel(server.target) as channel:
        metadata = caller_metadata(ori, ["operator"], "upkeep")
        answer = Stubs(channel).identification.Identify(
            request, metadata=metadata, timeout=TIMEOUT_S
        )
    assert isinstance(answer, pb2.IdentifyResponse)
    return answer


def _memory_mib(server: RunningServer, what: str) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith(f"{what}:")]
    return int(line.split()[1]) // 1024


def _forget_the_peak(server: RunningServer) -> int:
    """Let the peak begin anew, and return what the server takes now, in MiB."""
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")
    return _memory_mib(server, "VmRSS")


@pytest.mark.parametrize("method", [IDENTIFY, GET_BOOKING, HEALTH, REFLECTION])
def test_unfinished_messages_take_bounded_memory_and_keep_out_nobody(
    own: RunningServer, method: str
) -> None:
    before_mib = _forget_the_peak(own)
    calls = UnfinishedCalls(own.target)
    try:
        for _ in range(40):
            calls.begin(method, MESSAGE_BYTES, METADATA)
        sent = calls.send(2)
        assert _identify(own, "WVOTHER00").samples
        sent += calls.send(2)
    finally:
        calls.close()
    grown_mib = _memory_mib(own, "VmHWM") - before_mib
    if method in (IDENTIFY, GET_BOOKING):
        # One caller has half of the room of a lane.
        lane = IMAGES if method == IDENTIFY else SHORT
        assert sent <= lane.room_bytes / 2 + lane.reading_bytes + 40 * UNREAD_BYTES
    assert grown_mib <= BOUND_MIB / 2


def test_complete_messages_take_bounded_memory(own: RunningServer) -> None:
    width_px = height_px = 1_480
    blank = bytes(width_px * height_px)
    samples = [
        Sample(
            position=position,
            image=blank,
            encoding=IMAGE_ENCODING_RAW_GREY8,
            resolution_ppi=1_000,
            width_px=width_px,
            height_px=height_px,
        )
        for position in POSITIONS
    ]
    request = pb2.IdentifyRequest(gallery="iafis", samples=samples)
    assert MESSAGE_BYTES * 0.9 < request.ByteSize() < MESSAGE_BYTES
    before_mib = _forget_the_peak(own)
    with plain_channel(own.target) as channel, ThreadPoolExecutor(30) as callers:
        identify = Stubs(channel).identification.Identify

        def ask(_: int) -> str:
            with pytest.raises(grpc.RpcError) as caught:
                identify(request, metadata=METADATA, timeout=TIMEOUT_S)
            return rpc_error(caught.value).reason

        reasons = set(callers.map(ask, range(30)))
    assert reasons <= {"NO_FOREGROUND", "CALLER_LIMIT", "OVERLOADED"}
    grown_mib = _memory_mib(own, "VmHWM") - before_mib
    assert grown_mib <= BOUND_MIB


def test_the_memory_is_free_again_for_the_next_caller(own: RunningServer) -> None:
    assert _identify(own, ORI).samples
