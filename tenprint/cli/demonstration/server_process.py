"""The real server as a separate process, which starts the LESC stub as another process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
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
    data: Path, *, model_cache: Path, lesc_delay_s: float, more: Sequence[str] = ()
) -> Iterator[ServerAddress]:
    """Run a server on free ports; raise if the server does not stop cleanly at the end.

    more: further flags.
    """
    data.mkdir(parents=True, exist_ok=True)
    log_path = data / _LOG_NAME
    flags = [
        *("--data", str(data), "--port", "0", "--lesc-port", "0", "--no-console"),
        "--insecure-loopback",
        *("--model-cache", str(model_cache), "--lesc-delay-s", str(lesc_delay_s)),
        *("--log-format", "json", "--activation", "nationwide"),
        *more,
    ]
    with log_path.open("w") as log:
        process = subprocess.Popen(  # nosec B603 # a list of our own words, no shell
            [sys.executable, server.__file__, *flags],
            # Without the user's settings, which are for other servers.
            env={k: v for k, v in os.environ.items() if not k.startswith(ENVIRONMENT_PREFIX)},
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
            state = json.loads((data / STATE_NAME).read_text())
            yield ServerAddress(f"{state['host']}:{state['port']}", state["lesc_address"])
        finally:
            process.terminate()
            status = _wait(process)
        if status != 0:
            raise _failure(f"ended with status {status}", log_path)


def _wait(process: subprocess.Popen[str]) -> int:
    try:
        return process.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _failure(what: str, log_path: Path) -> click.ClickException:
    last = log_path.read_text().strip().splitlines()[-1:]
    return click.ClickException(f"the server {what}: {' '.join(last)} (log in {log_path})")
