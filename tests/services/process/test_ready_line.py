"""Whoever starts the service reads by what prints go to IDENT (R4)."""

import signal
from pathlib import Path

import pytest

from tests.servers import start_server

PATIENCE_S = 60


@pytest.mark.parametrize(
    ("flags", "said"),
    [((), "activation by registry"), (("--activation", "nationwide"), "activation by nationwide")],
)
def test_r4_the_ready_line_says_by_what_prints_go_to_ident(
    flags: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    ports = ("--port", "0", "--lesc-port", "0", "--no-console")
    with (tmp_path / "log").open("w") as log:
        process = start_server(
            *("--data", str(tmp_path / "data"), *ports, "--insecure-loopback", *flags), stderr=log
        )
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE_S)
    assert said in ready, (tmp_path / "log").read_text()
