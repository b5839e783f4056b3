"""A real server in its own process, on loopback and on ports that the system chooses."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.data import MODEL_CACHE, MeasurementError

_ROOT = Path(__file__).parents[2]
_START_TIMEOUT_S = 300.0
_STOP_TIMEOUT_S = 30.0


@contextmanager
def own_server(data: Path, *flags: str) -> Iterator[str]:
    """Run a server over a data folder; yields HOST:PORT. Raises MeasurementError.

    flags: more of its settings.
    """
    # Settings in the environment belong to another server.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TENPRINT_")}
    command = [sys.executable, "server.py", "--data", str(data.resolve()), "--port", "0"]
    options = [
        "--insecure-loopback",
        "--lesc-port",
        "0",
        "--no-console",
        "--log-level",
        "error",
        "--model-cache",
        str(MODEL_CACHE),
    ]
    process = subprocess.Popen(  # nosec B603 # a list of our own words, no shell
        [*command, *options, *flags], cwd=_ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        _wait_until_ready(process)
        state = json.loads((data / "server.json").read_text())
        yield f"{state['host']}:{state['port']}"
    finally:
        _stop(process)


def free_port() -> int:
    """Find a port of loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    # A silent server is killed, which ends the wait for its line.
    timer = threading.Timer(_START_TIMEOUT_S, process.kill)
    timer.start()
    try:
        line = process.stdout.readline()
    finally:
        timer.cancel()
    if not line.startswith("tenprint is ready"):
        raise MeasurementError("the server did not start: its last lines are above")


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
