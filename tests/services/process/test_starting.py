"""What callers, operators and commands are told while the service starts and when it ends."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest

from database.connection import open_database
from services.process.data_folder import locked
from tenprint.client import Client
from tenprint.errors import RpcError
from tenprint.v1 import booking_service_pb2 as pb2
from tenprint.v1.booking_service_pb2_grpc import BookingServiceStub
from tests.contract.rpc import METADATA, ORI, plain_channel, refused
from tests.kill.lesc_stub import free_port
from tests.paths import ROOT
from tests.servers import STOP_TIMEOUT_S, RunningServer, running_server, start_server

PATIENCE_S = 60.0
AT_ONCE_S = 20.0
"""Longer than a refusal takes on a busy machine, and shorter than a start that compiles."""
HEALTH = (sys.executable, "-m", "tenprint.cli.main", "health", "--timeout", "20")
BASE = ("--insecure-loopback", "--lesc-port", "0", "--no-console")


def health(port: int) -> subprocess.CompletedProcess[str]:
    command = [*HEALTH, "--target", f"127.0.0.1:{port}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@contextmanager
def held_database(data: Path) -> Iterator[None]:
    """Keep others from writing to the database of a data folder."""
    data.mkdir()
    file = data / "tenprint.sqlite"
    open_database(f"sqlite:///{file}").close()
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.close()


@pytest.mark.timeout(180)
def test_whoever_asks_during_the_start_learns_for_what_it_waits(tmp_path: Path) -> None:
    port = free_port()
    none = health(port)
    assert (none.returncode, none.stdout) == (1, "")
    assert f"nobody listens on 127.0.0.1:{port}: start a service with" in none.stderr
    started: list[subprocess.Popen[str]] = []
    try:
        with held_database(tmp_path / "data"):
            started.append(start_server("--data", str(tmp_path / "data"), *_at(port), *BASE))
            _learn_of_a_start(port)
        [process] = started
        assert process.stdout is not None
        assert "tenprint is ready" in process.stdout.readline()
        ready = health(port)
        assert (ready.returncode, ready.stdout) == (0, "SERVING\n")
    finally:
        for one in started:
            one.terminate()
            one.communicate(timeout=STOP_TIMEOUT_S)


def _at(port: int) -> tuple[str, str]:
    return "--port", str(port)


def _learn_of_a_start(port: int) -> None:
    """Ask until the service says that it waits for its database, by health and by calls."""
    end_s = time.monotonic() + PATIENCE_S
    while "it waits for the database" not in (found := health(port)).stdout:
        assert time.monotonic() < end_s, found
        time.sleep(0.2)
    assert found.returncode == 1
    assert found.stdout.startswith("NOT_SERVING: the service is starting: it waits for")
    with plain_channel(f"127.0.0.1:{port}") as channel:
        error = refused(
            BookingServiceStub(channel).GetBooking,
            pb2.GetBookingRequest(tcn="ANY"),
            grpc.StatusCode.UNAVAILABLE,
            "STARTING",
        )
    assert "it waits for the database, after" in error.message
    with (
        Client(f"127.0.0.1:{port}", ori=ORI, timeout_s=12) as client,
        pytest.raises(RpcError, match="the service is starting: it waits for the database"),
    ):
        client.get_booking("ANY")


def test_a_service_that_does_not_listen_yet_is_not_called_missing(tmp_path: Path) -> None:
    """Who has just started a service must not start a second one."""
    port = free_port()
    with locked(tmp_path):
        done = subprocess.run(
            [*HEALTH, "--target", f"127.0.0.1:{port}"],
            cwd=ROOT,
            env={**os.environ, "TENPRINT_DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f"nobody listens on 127.0.0.1:{port} yet: a service of this data folder" in done.stderr


@pytest.mark.parametrize("flag", ["--port", "--lesc-port", "--console-port", "--metrics"])
def test_a_port_that_is_taken_is_told_before_anything_is_loaded(flag: str, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        ports = {"--port": "0", "--lesc-port": "0", "--console-port": "0"}
        ports[flag] = f"127.0.0.1:{taken}" if flag == "--metrics" else str(taken)
        words = [word for pair in ports.items() for word in pair]
        # Kernels would be compiled into this empty folder: minutes.
        words += ["--data", str(tmp_path / "data"), "--model-cache", str(tmp_path / "kernels")]
        start_s = time.monotonic()
        process = start_server(*words, "--insecure-loopback", stderr=subprocess.PIPE)
        _, told = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert time.monotonic() - start_s < AT_ONCE_S
    wanted = f"another program listens on 127.0.0.1:{taken}: end that program, or give another "
    assert f"tenprint: {wanted}{flag} (0 takes a free port)" in told
    assert not list((tmp_path / "data").glob("*.sqlite"))
    assert "kernels" not in told


@contextmanager
def a_call_that_lasts(server: RunningServer) -> Iterator[None]:
    """Begin a call whose message does not come."""
    ended = threading.Event()

    def messages() -> Iterator[pb2.GetBookingRequest]:
        ended.wait()
        yield from ()

    with plain_channel(server.target) as channel:
        method = channel.stream_unary(
            "/tenprint.v1.BookingService/GetBooking",
            request_serializer=pb2.GetBookingRequest.SerializeToString,
            response_deserializer=pb2.Booking.FromString,
        )
        call = method.future(messages(), metadata=METADATA, timeout=PATIENCE_S)
        time.sleep(1.0)
        try:
            yield
        finally:
            ended.set()
            call.cancel()


def test_a_second_interrupt_ends_the_service_at_once_and_says_what_is_left(tmp_path: Path) -> None:
    with running_server(tmp_path / "data", "--drain-s", "50") as server:
        lesc_port = int(server.lesc_target.rpartition(":")[2])
        with a_call_that_lasts(server):
            server.process.send_signal(signal.SIGINT)
            server.process.send_signal(signal.SIGINT)
            time.sleep(1.5)
            assert server.process.poll() is None, "one press that came twice must not end it"
            start_s = time.monotonic()
            server.process.send_signal(signal.SIGINT)
            assert server.process.wait(STOP_TIMEOUT_S) == 128 + signal.SIGINT
            assert time.monotonic() - start_s < 5
        told = server.log_path.read_text()
        assert "tenprint: ended at once: calls cut off: 1; bookings left" in told
        assert "Ctrl-C again ends at once" in told
        assert not (server.data / "server.json").exists()
        _wait_until_free(lesc_port)
    with running_server(tmp_path / "data") as again:
        assert again.stop() == 0


def _wait_until_free(port: int) -> None:
    """Wait until the child of a service that ended has ended too."""
    end_s = time.monotonic() + PATIENCE_S
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return
        assert time.monotonic() < end_s, "the child goes on"
        time.sleep(0.1)
