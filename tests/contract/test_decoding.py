"""A server whose decoding workers are killed or stopped goes on, and leaves none behind."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import grpc
import pytest

from tenprint.v1 import identification_service_pb2 as pb2
from tests.contract.rpc import Stubs, call, plain_channel, refused
from tests.images import finger
from tests.servers import RunningServer, running_server
from tests.waiting import until

SEED = 11
WAIT_S = 30.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("decoding"), "--decoding-workers", "2") as running:
        yield running


@pytest.fixture(scope="module")
def stubs(server: RunningServer) -> Iterator[Stubs]:
    with plain_channel(server.target) as channel:
        yield Stubs(channel)


def workers_of(server: RunningServer) -> list[int]:
    """Find the processes that decode for a server."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if b"matcher.decoding.worker" in words and parent == server.process.pid:
            found.append(int(folder.name))
    return sorted(found)


def extract(stubs: Stubs) -> int:
    request = pb2.ExtractTemplateRequest(sample=finger(SEED))
    response = call(stubs.identification.ExtractTemplate, request)
    assert isinstance(response, pb2.ExtractTemplateResponse)
    return response.report.minutia_count


def kill(pid: int) -> None:
    """Kill a worker, and wait until it has ended: one that dies with an image blames the image."""
    os.kill(pid, signal.SIGKILL)
    until(partial(_has_ended, pid), within_s=WAIT_S)


def _has_ended(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"


def test_killed_workers_are_replaced(server: RunningServer, stubs: Stubs) -> None:
    wanted, before = extract(stubs), workers_of(server)
    assert len(before) == 2
    for pid in before:
        kill(pid)
    assert extract(stubs) == wanted
    end_s = time.monotonic() + WAIT_S
    while len(workers_of(server)) < 2 or {*before} & {*workers_of(server)}:
        assert time.monotonic() < end_s
        extract(stubs)
    assert extract(stubs) == wanted


def test_every_image_goes_through_the_workers(server: RunningServer, stubs: Stubs) -> None:
    """Nothing is decoded while the workers stand still, and the service stays alive."""
    identify = pb2.IdentifyRequest(gallery="ident", samples=[finger(SEED)])
    asked = [
        (stubs.identification.Identify, identify),
        (stubs.identification.ExtractTemplate, pb2.ExtractTemplateRequest(sample=finger(SEED))),
    ]
    for pid in workers_of(server):
        os.kill(pid, signal.SIGSTOP)
    code = grpc.StatusCode.INVALID_ARGUMENT
    with ThreadPoolExecutor() as threads:
        found = [threads.submit(refused, *one, code, "DECODING_FAILED") for one in asked]
        assert all("within 10 s" in one.result(WAIT_S).message for one in found)
    assert extract(stubs) > 20


def test_a_server_that_stops_leaves_no_worker(server: RunningServer, stubs: Stubs) -> None:
    extract(stubs)
    pids = workers_of(server)
    assert pids
    assert server.stop() == 0
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
