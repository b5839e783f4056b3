"""The real server as a process of its own, with the LESC stub as its second process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

import server
from services.process import STATE_NAME
from services.settings import ENVIRONMENT_PREFIX

_STOP_TIMEOUT_S = 60
_LOG_NAME = "server.log"


@dataclass(frozen=True)
class ServerAddress:
    """Where the server and its LESC stub listen."""

    target: str
    lesc_target: str


@contextmanager
def running_server(
    data: Path, *, model_cache: Path, lesc_delay_s: float
) -> Iterator[ServerAddress]:
    """Run a server on ports of the system's choice; a clean stop is checked at the end."""
    data.mkdir(parents=True, exist_ok=True)
    log_path = data / _LOG_NAME
    flags = [
        *("--data", str(data), "--port", "0", "--lesc-port", "0"),
        *("--model-cache", str(model_cache), "--lesc-delay-s", str(lesc_delay_s)),
        *("--log-format", "json"),
    ]
    with log_path.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, server.__file__, *flags],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    with process.stdout:
        try:
            if not process.stdout.readline():
                raise _failure("does not start", log_path)
            yield _address(data)
        finally:
            process.terminate()
            status = _wait(process)
        if status != 0:
            raise _failure(f"ended with status {status}", log_path)


def _environment() -> dict[str, str]:
    """The demonstration has settings of its own; the user's are for other servers."""
    return {k: v for k, v in os.environ.items() if not k.startswith(ENVIRONMENT_PREFIX)}


def _address(data: Path) -> ServerAddress:
    state = json.loads((data / STATE_NAME).read_text())
    return ServerAddress(f"{state['host']}:{state['port']}", state["lesc_address"])


def _wait(process: subprocess.Popen[str]) -> int:
    try:
        return process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _failure(what: str, log_path: Path) -> click.ClickException:
    last = log_path.read_text().strip().splitlines()[-1:]
    return click.ClickException(f"the server {what}: {' '.join(last)} (log in {log_path})")
