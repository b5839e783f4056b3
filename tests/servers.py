"""A real server as a process of its own, for tests that speak to it over a real channel."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from tests.paths import ROOT

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 60


@dataclass(frozen=True)
class RunningServer:
    """Where it is, and its process."""

    process: subprocess.Popen[str]
    data: Path
    target: str
    lesc_target: str
    lesc_people_target: str
    log_path: Path

    def log(self) -> list[dict[str, Any]]:
        """Read what it has logged so far."""
        lines = self.log_path.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def stop(self) -> int:
        """Ask it to stop; returns the exit status."""
        self.process.terminate()
        return self.process.wait(STOP_TIMEOUT_S)


@contextmanager
def running_server(
    data: Path, *flags: str, door: tuple[str, ...] = ("--insecure-loopback",)
) -> Iterator[RunningServer]:
    """Run a server on ports of the system's choice until the block ends.

    door: how the server knows its callers.
    """
    data.mkdir(parents=True, exist_ok=True)
    log_path = data / "server.log"
    with log_path.open("w") as log:
        process = start_server(
            *(
                "--data",
                str(data),
                "--port",
                "0",
                "--lesc-port",
                "0",
                "--lesc-people-port",
                "0",
                "--no-console",
                "--log-format",
                "json",
            ),
            *("--lesc-delay-s", "0.2", "--activation", "nationwide", *door),
            *flags,
            stderr=log,
        )
        assert process.stdout is not None
        try:
            ready = process.stdout.readline()
            assert ready.startswith("tenprint is ready"), log_path.read_text()
            state = json.loads((data / "server.json").read_text())
            target = f"{state['host']}:{state['port']}"
            lesc, people = state["lesc_address"], state["lesc_people_address"]
            yield RunningServer(process, data, target, lesc, people, log_path)
        finally:
            process.terminate()
            process.wait(STOP_TIMEOUT_S)
            process.stdout.close()


def start_server(
    *flags: str, stderr: IO[str] | int | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start the process; its standard output is a pipe. environment: what it gets beside ours."""
    ours = {name: value for name, value in os.environ.items() if "TENPRINT_" not in name}
    return subprocess.Popen(
        [sys.executable, "server.py", *flags],
        cwd=ROOT,
        env={**ours, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One server for all tests that do not mind each other's data."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running
