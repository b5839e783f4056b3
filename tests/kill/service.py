"""A real server that may be killed: started, found by its announcement, ended without notice."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.servers import start_server

START_TIMEOUT_S = 120
_POLL_S = 0.02

Found = TypeVar("Found")


@dataclass(frozen=True)
class Place:
    """Where a running service is."""

    target: str
    lesc_target: str


class KillableService:
    """The server and its LESC stub over one data folder, through as many lives as it takes."""

    def __init__(
        self, data: Path, *flags: str, environment: Mapping[str, str] | None = None
    ) -> None:
        self.data = data
        self._flags = flags
        self._environment = environment
        self.place = Place("", "")
        self._process: subprocess.Popen[str] | None = None
        self._log: IO[str] | None = None
        data.mkdir(parents=True, exist_ok=True)

    def start(self) -> Place:
        """Start it and wait until it takes requests."""
        log = (self.data / "server.log").open("a")
        process = start_server(
            *("--data", str(self.data), "--port", "0", "--lesc-port", "0", "--no-console"),
            *("--log-format", "json", "--insecure-loopback", "--activation", "nationwide"),
            *self._flags,
            stderr=log,
            environment=self._environment,
        )
        self._process, self._log = process, log
        try:
            state = wait_for(
                lambda: self._announced("server.json", process.pid), "the server", process
            )
            place = self.place = Place(f"{state['host']}:{state['port']}", state["lesc_address"])
            wait_for(lambda: _is_serving(place.target), "health SERVING", process)
        except AssertionError as error:
            error.add_note(self._end_of_log())
            raise
        return place

    def lesc_pid(self) -> int | None:
        """Find the stub that is announced; a stub that stopped by itself has taken it back."""
        try:
            return int(json.loads((self.data / "lesc.json").read_text())["pid"])
        except FileNotFoundError:
            return None

    def kill_server(self) -> None:
        """End the server at once."""
        assert self._process is not None
        self._process.kill()
        self._reap()

    def kill_lesc(self) -> None:
        """End the stub at once; the server starts another."""
        self._signal_lesc(signal.SIGKILL)

    def hold_lesc(self) -> None:
        """Let the stub hang: it keeps its connections, and answers nothing."""
        self._signal_lesc(signal.SIGSTOP)

    def let_lesc_go(self) -> None:
        """End the hanging of the stub."""
        self._signal_lesc(signal.SIGCONT)

    def log_lines(self) -> list[str]:
        """Read what the server and its stub have logged in all lives."""
        return (self.data / "server.log").read_text().splitlines()

    def stop(self) -> int:
        """Ask the server to stop; returns its exit status."""
        assert self._process is not None
        self._process.terminate()
        return self._reap()

    def _signal_lesc(self, number: signal.Signals) -> None:
        pid = self.lesc_pid()
        # It may be between two lives.
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _end_of_log(self) -> str:
        return "\n".join(self.log_lines()[-20:])

    def _reap(self) -> int:
        assert self._process is not None and self._log is not None
        status = self._process.wait(START_TIMEOUT_S)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._log.close()
        return status

    def _announced(self, name: str, pid: int) -> dict[str, Any] | None:
        # A killed server leaves its announcement behind: only this life's own counts.
        try:
            state: dict[str, Any] = json.loads((self.data / name).read_text())
        except FileNotFoundError:
            return None
        return state if state["pid"] == pid else None


def is_alive(pid: int) -> bool:
    """Tell whether a process lives; one that waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_for(
    look: Callable[[], Found | None],
    what: str,
    process: subprocess.Popen[str] | None = None,
    timeout_s: float = START_TIMEOUT_S,
) -> Found:
    """Look until there is something; a process that ends meanwhile is an error."""
    end_s = time.monotonic() + timeout_s
    while not (found := look()):
        if process is not None and process.poll() is not None:
            raise AssertionError(f"waiting for {what}: the server ended with {process.returncode}")
        if time.monotonic() > end_s:
            raise AssertionError(f"waited {timeout_s} s for {what}")
        time.sleep(_POLL_S)
    return found


def _is_serving(target: str) -> bool:
    with grpc.insecure_channel(target) as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=5
            )
        except grpc.RpcError:
            return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)
