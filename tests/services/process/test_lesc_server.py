"""The LESC stub as a process of its own, on a real channel."""

import json
import math
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from interop.errors import DeliveryError, QueryConflictError
from interop.lesc.messages import LescAnswer, LescQuery
from interop.lesc.research import Status
from services.messages.lesc import query_to_proto
from services.process.lesc_client import AnswerClient, LescClient
from tenprint.errors import rpc_error
from tenprint.v1 import lesc_answer_service_pb2, lesc_service_pb2
from tenprint.v1.lesc_answer_service_pb2_grpc import (
    LescAnswerServiceServicer,
    add_LescAnswerServiceServicer_to_server,
)
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tests.callers import named_channel
from tests.interop.determinations import unresolved
from tests.paths import ROOT

TIMEOUT_S = 60.0
QUERY = LescQuery(
    query_id="iaq:TCN-0000000001",
    tcn="TCN-0000000001",
    ori="CA0190000",
    identity_id="IDENT-1",
    encounter_id="person-1",
    score_db=81.25,
    match_time=datetime(2026, 3, 4, 5, 6, 7, 890_123, tzinfo=UTC),
)


class Taker(LescAnswerServiceServicer):
    """The system that asked, reduced to taking answers."""

    def __init__(self) -> None:
        self.requests: list[lesc_answer_service_pb2.DeliverAnswerRequest] = []
        self.came = threading.Event()

    def DeliverAnswer(  # noqa: N802 - gRPC names it
        self,
        request: lesc_answer_service_pb2.DeliverAnswerRequest,
        context: grpc.ServicerContext,
    ) -> lesc_answer_service_pb2.DeliverAnswerResponse:
        self.requests.append(request)
        self.came.set()
        return lesc_answer_service_pb2.DeliverAnswerResponse(duplicate=len(self.requests) > 1)


@contextmanager
def taking(taker: Taker, port: int) -> Iterator[None]:
    server = grpc.server(ThreadPoolExecutor(1), options=[("grpc.so_reuseport", 0)])
    add_LescAnswerServiceServicer_to_server(taker, server)
    assert server.add_insecure_port(f"127.0.0.1:{port}") == port
    server.start()
    try:
        yield
    finally:
        server.stop(None).wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Stub:
    """A running stub."""

    def __init__(self, data: Path, *flags: str, answer_port: int) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tenprint.cli.main", "lesc", "serve", "--data", str(data)),
                *("--port", "0", "--delay-s", "0", "--answer-target", f"127.0.0.1:{answer_port}"),
                *("--insecure-loopback", *flags),
            ],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        ready, _, port = self.process.stdout.readline().partition(" ")
        assert ready == "ready"
        self.target = f"127.0.0.1:{int(port)}"

    def end(self) -> int:
        status = self.process.wait(TIMEOUT_S)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        return status


@pytest.fixture
def answer_port() -> int:
    return free_port()


@contextmanager
def running(data: Path, *flags: str, answer_port: int) -> Iterator[Stub]:
    data.mkdir(exist_ok=True)
    stub = Stub(data, *flags, answer_port=answer_port)
    try:
        yield stub
    finally:
        if stub.process.returncode is None:
            stub.process.terminate()
            stub.end()


@contextmanager
def client_of(target: str) -> Iterator[LescClient]:
    client = LescClient(target, deadline_s=TIMEOUT_S)
    yield client
    client.close()


def test_queries_outlive_a_kill_and_are_answered(tmp_path: Path, answer_port: int) -> None:
    taker = Taker()
    with running(tmp_path, answer_port=answer_port) as stub, client_of(stub.target) as client:
        receipt = client.submit_query(QUERY)
        assert client.submit_query(QUERY) == receipt
        with pytest.raises(QueryConflictError, match="other content"):
            client.submit_query(replace(QUERY, identity_id="IDENT-2"))
        stub.process.kill()
        assert stub.end() == -signal.SIGKILL
    with (
        running(tmp_path, answer_port=answer_port) as again,
        client_of(again.target) as client,
        taking(taker, answer_port),
    ):
        assert client.submit_query(QUERY) == receipt
        assert taker.came.wait(TIMEOUT_S)
        with named_channel(again.target) as channel:
            listed = LescServiceStub(channel).ListQueries(
                lesc_service_pb2.ListQueriesRequest(tcn=QUERY.tcn)
            )
    [query] = listed.queries
    assert (query.query_id, query.submission_count) == (QUERY.query_id, 3)
    assert taker.requests[0].query_id == QUERY.query_id
    assert taker.requests[0].version == 1
    assert taker.requests[0].determination.status == int(Status.NO_RECORD)


def _query(score_db: float) -> lesc_service_pb2.SubmitQueryRequest:
    return query_to_proto(replace(QUERY, query_id="iaq:other", score_db=score_db))


def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, answer_port: int) -> None:
    with (
        running(tmp_path, answer_port=answer_port) as stub,
        named_channel(stub.target) as channel,
    ):
        lesc = LescServiceStub(channel)
        refusals = {}
        for name, call, request in (
            ("no id", lesc.SubmitQuery, lesc_service_pb2.SubmitQueryRequest()),
            ("no score", lesc.SubmitQuery, _query(math.nan)),
            ("unknown", lesc.GetQuery, lesc_service_pb2.GetQueryRequest(query_id="iaq:none")),
            ("page", lesc.ListQueries, lesc_service_pb2.ListQueriesRequest(page_size=-1)),
            ("token", lesc.ListQueries, lesc_service_pb2.ListQueriesRequest(page_token="eA==")),
        ):
            with pytest.raises(grpc.RpcError) as caught:
                call(request, timeout=TIMEOUT_S)
            error = rpc_error(caught.value)
            refusals[name] = (error.code, error.reason)
    assert refusals == {
        "no id": (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"),
        "no score": (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"),
        "unknown": (grpc.StatusCode.NOT_FOUND, "QUERY_NOT_FOUND"),
        "page": (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"),
        "token": (grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FIELD"),
    }


def test_it_says_where_it_is_and_that_it_serves(tmp_path: Path, answer_port: int) -> None:
    with running(tmp_path, answer_port=answer_port) as stub:
        said = json.loads((tmp_path / "lesc.json").read_text())
        assert f"{said['host']}:{said['port']}" == stub.target
        assert said["pid"] == stub.process.pid
        with named_channel(stub.target) as channel:
            answer = health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(service="tenprint.v1.LescService"), timeout=TIMEOUT_S
            )
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        stub.process.terminate()
        assert stub.end() == 0
    assert not (tmp_path / "lesc.json").exists()


def test_it_ends_with_its_parent(tmp_path: Path, answer_port: int) -> None:
    with running(tmp_path, "--watch-parent", answer_port=answer_port) as stub:
        assert stub.process.stdin is not None
        stub.process.stdin.close()
        assert stub.end() == 0


def test_a_taken_port_is_one_clear_line(tmp_path: Path, answer_port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [
                *(
                    sys.executable,
                    "-m",
                    "tenprint.cli.main",
                    "lesc",
                    "serve",
                    "--data",
                    str(tmp_path),
                ),
                *("--port", str(port), "--insecure-loopback"),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    assert done.returncode == 2
    [line] = done.stderr.strip().splitlines()
    assert str(port) in line


def test_clients_name_what_cannot_be_reached(answer_port: int) -> None:
    with client_of(f"127.0.0.1:{answer_port}") as client, pytest.raises(DeliveryError):
        client.submit_query(QUERY)


def test_a_client_follows_an_address_that_changes(answer_port: int) -> None:
    places = [f"127.0.0.1:{free_port()}", f"127.0.0.1:{answer_port}"]
    taker = Taker()
    client = AnswerClient(lambda: places[0], deadline_s=TIMEOUT_S)
    time = QUERY.match_time
    answer = LescAnswer(QUERY.query_id, 1, unresolved("early", time), None, time)
    with pytest.raises(DeliveryError):
        client.deliver_answer(answer)
    with taking(taker, answer_port):
        places.pop(0)
        assert not client.deliver_answer(answer)
        assert client.deliver_answer(answer)
    client.close()
