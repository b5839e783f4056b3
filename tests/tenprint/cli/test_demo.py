"""The demonstration as it is called: interrupted, taken up again, and run once more."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from database.caller import Caller
from database.connection import open_database
from interop.reports.desk import ReportDesk
from interop.reports.types import ReportedException
from tests.paths import ROOT

pytestmark = [pytest.mark.timeout(900), pytest.mark.slow]

PATIENCE_S = 30
"""For helpers that end when they see their process gone."""
SMALL = ("--people", "2", "--both", "1")
AT_WORK = ("rendering and enrolling: ", "starting the server on a copy", "DEMO-IAFIS-1")
"""What stands in the first line after the heading, however fast the machine is."""
INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM


def demo(data: Path, *flags: str) -> subprocess.Popen[str]:
    """Start a small demonstration."""
    environment = {name: value for name, value in os.environ.items() if "TENPRINT_" not in name}
    return subprocess.Popen(
        [sys.executable, "-m", "tenprint.cli.main", "demo", "--data", str(data), *SMALL, *flags],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Where the tests run in the background of a shell, SIGINT is ignored, and children
        # would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )


def others_of_session(leader: int) -> list[str]:
    """Name the processes that the leader of a session has left behind, on Linux."""
    left = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, rest = stat.read_text().rsplit(")", 1)
            state, _, _, session = rest.split()[:4]
            if int(session) == leader and state != "Z":
                left.append(name)
    return left


def output_of(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate()
    assert process.returncode == 0, output
    return output


def exceptions_in(database: Path) -> tuple[ReportedException, ...]:
    """List what the demonstration left without an answer, an end or an acknowledgement."""
    auditor = Caller("DHSOIG000", frozenset({"auditor"}), "audit")
    with closing(open_database(f"sqlite:///{database}")) as opened:
        return ReportDesk(opened).exceptions(timedelta(), auditor).exceptions


def test_an_interrupted_demonstration_goes_on_and_is_right(tmp_path: Path) -> None:
    data, answers = tmp_path / "demo", tmp_path / "answers.json"
    for number, status in ((signal.SIGTERM, TERMINATED), (signal.SIGINT, INTERRUPTED)):
        first = demo(data)
        assert first.stdout is not None
        seen = next(line for line in first.stdout if any(one in line for one in AT_WORK))
        first.send_signal(number)
        first.communicate()
        assert first.returncode == status, seen
        deadline_s = time.monotonic() + PATIENCE_S
        while (left := others_of_session(first.pid)) and time.monotonic() < deadline_s:
            time.sleep(0.1)
        assert not left

    assert "answered as the truth has it" in output_of(demo(data))

    output = output_of(demo(data, "--json", str(answers)))
    assert "enrolled from an earlier run" in output
    to_copy = "  tenprint "  # Commands stay on one line, however long.
    lines = [line for line in output.splitlines() if not line.startswith(to_copy)]
    assert max(map(len, lines)) <= 100
    assert f"  tenprint serve --insecure-loopback --activation nationwide --data {data}" in output
    assert "open http://127.0.0.1:50080/ in a browser" in output
    assert (data / "identification.png").read_bytes().startswith(b"\x89PNG")

    assert exceptions_in(data / "bookings" / "tenprint.sqlite") == ()

    told = json.loads(answers.read_text())
    assert told["all_right"]
    assert [one["faults"] for one in told["stories"]] == [[], [], []]
    for story in told["stories"]:
        assert "closed" in story["steps"][-2]["what"]
        assert "intact" in story["steps"][-1]["what"]
    assert [(one["in_iafis"], one["in_ident"]) for one in told["bookings"]] == [
        *((True, False), (False, True), (True, True), (False, False), (False, False))
    ]
    for one in told["bookings"]:
        assert one["booking"]["first_response"]["report"]["stages"]
        assert ("lesc_receipt" in one["booking"]) == one["in_ident"]
        assert len(one["lesc_queries"]) == one["in_ident"]
