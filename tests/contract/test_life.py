"""How a server starts, refuses to start, drains and dies."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest

from tenprint.client import Client
from tenprint.v1 import booking_service_pb2 as booking_pb2
from tenprint.v1 import identification_service_pb2 as pb2
from tenprint.v1 import lesc_answer_service_pb2, lesc_service_pb2, research_pb2
from tenprint.v1.lesc_service_pb2_grpc import LescServiceStub
from tests.callers import named_channel
from tests.contract.rpc import LESC, METADATA, ORI, Stubs, plain_channel, refused
from tests.databases import opened_sqlite
from tests.images import finger
from tests.paths import ROOT
from tests.servers import STOP_TIMEOUT_S, RunningServer, running_server, start_server

ROLES = ("booking", "operator")
PATIENCE_S = 60
KNOWN = 51


def refusal(*flags: str) -> str:
    """Start a server that must not start; returns the one line that it says beside its log."""
    process = start_server(*flags, "--log-level", "error", stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=STOP_TIMEOUT_S)
    assert process.returncode == 2, err
    assert out == ""
    [line] = err.splitlines()
    assert line.startswith("tenprint: ")
    return line


def some_ports() -> tuple[str, ...]:
    return (
        "--port",
        "0",
        "--lesc-port",
        "0",
        "--no-console",
        "--log-level",
        "error",
        "--insecure-loopback",
    )


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        (("--port", "70000"), "--port"),
        (("--port", "many"), "--port"),
        (("--lesc-mode", "guessed"), "--lesc-mode"),
        (("--extraction-workers", "0"), "--extraction-workers"),
        (("--drain-s", "nan"), "--drain-s"),
        (("--lesc-address", "no port here"), "--lesc-address"),
    ],
)
def test_wrong_settings(flags: tuple[str, ...], named: str, tmp_path: Path) -> None:
    assert named in refusal("--data", str(tmp_path), *flags)


def test_a_wrong_setting_in_the_environment() -> None:
    environment = {**os.environ, "TENPRINT_WAITING_LIMIT": "-1"}
    done = subprocess.run(
        [sys.executable, "server.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 2
    assert "TENPRINT_WAITING_LIMIT" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_unknown_flag(tmp_path: Path) -> None:
    process = start_server("--nonsense", "1", stderr=subprocess.PIPE)
    _, err = process.communicate(timeout=STOP_TIMEOUT_S)
    assert process.returncode == 2
    assert "--nonsense" in err


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    assert str(file / "data") in refusal("--data", str(file / "data"), *some_ports())


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    believed = "--insecure-loopback"
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        line = refusal(
            "--data", str(tmp_path), "--port", port, "--lesc-port", "0", "--no-console", believed
        )
        assert port in line
        line = refusal(
            "--data", str(tmp_path), "--port", "0", "--lesc-port", port, "--no-console", believed
        )
        assert port in line
        assert "--lesc-port" in line


def test_a_database_of_a_newer_schema(tmp_path: Path) -> None:
    opened_sqlite(tmp_path / "tenprint.sqlite").close()
    with sqlite3.connect(tmp_path / "tenprint.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "newer" in refusal("--data", str(tmp_path), *some_ports())


def test_a_server_that_does_not_know_its_callers(tmp_path: Path) -> None:
    ports = [one for one in some_ports() if one != "--insecure-loopback"]
    assert "--insecure-loopback" in refusal("--data", str(tmp_path), *ports)
    assert "not a loopback address" in refusal(
        "--data", str(tmp_path), "--host", "0.0.0.0", *some_ports()
    )
    missing = str(tmp_path / "nothing")
    assert "keys init" in refusal("--data", str(tmp_path), "--keys", missing, *ports)
    assert "give one" in refusal("--data", str(tmp_path), "--keys", missing, *some_ports())


def test_a_data_folder_in_use(server: RunningServer) -> None:
    assert "in use" in refusal("--data", str(server.data), *some_ports())


def test_a_terminated_server_drains(tmp_path: Path) -> None:
    """Watchers are told, the port closes, and the next server finds everything."""
    with running_server(tmp_path, "--lesc-delay-s", "3600") as server:
        tcn = _booking_that_waits_for_the_lesc(server.target)
        with plain_channel(server.target) as channel:
            watch = booking_pb2.WatchBookingRequest(tcn=tcn)
            stream = Stubs(channel).bookings.WatchBooking(
                watch, metadata=METADATA, timeout=PATIENCE_S
            )
            first = next(stream)
            assert first.booking.state == booking_pb2.BOOKING_STATE_QUERY_SENT_TO_LESC
            server.process.send_signal(signal.SIGTERM)
            refused(lambda *_, **__: stream, None, grpc.StatusCode.UNAVAILABLE, "SHUTTING_DOWN")
        assert server.process.wait(STOP_TIMEOUT_S) == 0
        assert not (tmp_path / "server.json").exists()
        assert not _is_listening(server.target)
        assert not _is_listening(server.lesc_target)
    with (
        running_server(tmp_path) as server,
        Client(server.target, ori=ORI, roles=ROLES) as client,
    ):
        assert client.get_booking(tcn).state == booking_pb2.BOOKING_STATE_QUERY_SENT_TO_LESC


def test_a_server_terminated_while_it_loads_does_not_load_on(tmp_path: Path) -> None:
    process = start_server(
        *(
            "--data",
            str(tmp_path),
            "--port",
            "0",
            "--lesc-port",
            "0",
            "--no-console",
            "--log-format",
            "json",
        ),
        "--insecure-loopback",
        stderr=subprocess.PIPE,
    )
    # The stub runs before the network and the galleries are loaded.
    _wait_until(lambda: (tmp_path / "lesc.json").exists() or process.poll() is not None)
    process.terminate()
    out, err = process.communicate(timeout=STOP_TIMEOUT_S)
    assert process.returncode == 0, err
    assert out == ""
    events = [json.loads(line)["event"] for line in err.splitlines() if line.startswith("{")]
    assert "ready" not in events
    assert events[-1] == "stopped"
    assert not (tmp_path / "server.json").exists()
    assert not (tmp_path / "lesc.json").exists()


@pytest.mark.slow
def test_a_watcher_outlives_a_killed_server(tmp_path: Path) -> None:
    """No orphan holds the stub's port, and the client finds the next server by itself."""
    ports = [_free_port(), _free_port()]
    flags = ("--port", str(ports[0]), "--lesc-port", str(ports[1]), "--no-console")
    states: list[int] = []
    with running_server(tmp_path, *flags, "--lesc-delay-s", "3600") as server:
        tcn = _booking_that_waits_for_the_lesc(server.target)
        watcher = threading.Thread(target=_watch, args=(server.target, tcn, states))
        watcher.start()
        _wait_until(lambda: bool(states))
        server.process.kill()
        server.process.wait(STOP_TIMEOUT_S)
        _wait_until(lambda: not _is_listening(server.lesc_target))
    with running_server(tmp_path, *flags) as server:
        with named_channel(server.lesc_target) as channel:
            request = lesc_service_pb2.ListQueriesRequest(tcn=tcn)
            [query] = LescServiceStub(channel).ListQueries(request, timeout=PATIENCE_S).queries
        with plain_channel(server.target) as channel:
            _answer(Stubs(channel), query.query_id)
        watcher.join(PATIENCE_S)
    assert states == sorted(set(states))
    assert states[-1] == booking_pb2.BOOKING_STATE_SECOND_RESPONSE_READY


@pytest.mark.slow
def test_a_stub_that_dies_is_started_again(tmp_path: Path) -> None:
    with (
        running_server(tmp_path) as server,
        Client(server.target, ori=ORI, roles=ROLES) as client,
    ):
        stub_pid = json.loads((tmp_path / "lesc.json").read_text())["pid"]
        os.kill(stub_pid, signal.SIGKILL)
        tcn = _submit_known(client)
        booking = client.wait_for_booking(tcn, timeout_s=PATIENCE_S)
        assert booking.second_response.determination == "no record"
        assert json.loads((tmp_path / "lesc.json").read_text())["pid"] != stub_pid


@pytest.mark.slow
def test_a_damaged_template_is_told_as_such(tmp_path: Path) -> None:
    with (
        running_server(tmp_path) as server,
        Client(server.target, ori=ORI, roles=ROLES) as client,
    ):
        identity_id = client.enrol("ident", [finger(KNOWN)]).identity.identity_id
    with sqlite3.connect(tmp_path / "tenprint.sqlite") as database:
        [stored] = database.execute("SELECT template FROM impression").fetchone()
        damaged = bytes([*stored[:-9], stored[-9] ^ 0xFF, *stored[-8:]])
        database.execute("UPDATE impression SET template = ?", (damaged,))
    database.close()
    with running_server(tmp_path) as server, plain_channel(server.target) as channel:
        refused(
            Stubs(channel).identification.Verify,
            pb2.VerifyRequest(gallery="ident", identity_id=identity_id, samples=[finger(KNOWN)]),
            grpc.StatusCode.DATA_LOSS,
            "CORRUPT_RECORD",
        )


def _booking_that_waits_for_the_lesc(target: str) -> str:
    with Client(target, ori=ORI, roles=ROLES) as client:
        tcn = _submit_known(client)
        for booking in client.watch_booking(tcn, timeout_s=PATIENCE_S):
            if booking.state == booking_pb2.BOOKING_STATE_QUERY_SENT_TO_LESC:
                return tcn
    raise AssertionError("the booking ended without waiting for the LESC")


def _submit_known(client: Client) -> str:
    client.enrol("ident", [finger(KNOWN, position) for position in (2, 7)])
    tcn = f"TEST-{uuid.uuid4().hex}"
    client.submit_booking(tcn, [finger(KNOWN, position, 1) for position in (2, 7)])
    return tcn


def _answer(stubs: Stubs, query_id: str) -> None:
    request = lesc_answer_service_pb2.DeliverAnswerRequest(
        query_id=query_id,
        version=1,
        determination=research_pb2.Determination(status=research_pb2.IMMIGRATION_STATUS_NO_RECORD),
    )
    request.answer_time.GetCurrentTime()
    stubs.answers.DeliverAnswer(request, metadata=LESC, timeout=PATIENCE_S)


def _watch(target: str, tcn: str, states: list[int]) -> None:
    with Client(target, ori=ORI, roles=ROLES) as client:
        for booking in client.watch_booking(tcn, timeout_s=PATIENCE_S):
            states.append(booking.state)


def _wait_until(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.05)


def _is_listening(target: str) -> bool:
    host, _, port = target.rpartition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
