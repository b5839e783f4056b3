"""The demonstration as it is called: interrupted, taken up again, and run once more."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from console.navigation import VISITOR
from console.people import WITHOUT_PASSWORDS
from database.caller import Caller
from database.connection import open_database
from interop.reports.desk import ReportDesk
from interop.reports.types import ReportedException
from tenprint.client import Client
from tests.console.test_explore import explored
from tests.console.visitors import forms_of
from tests.paths import ROOT

pytestmark = [pytest.mark.timeout(900), pytest.mark.slow]

LEFT = [
    ("HOLD_WITHOUT_END", "detainer:STORY-HELD-1"),
    ("CLAIM_WITHOUT_END", "claim:DEMO-BOTH-1"),
]
ROW = r"<tr data-href="
DESKS = {
    "law_enforcement": {
        "/jail": r"answer the office(?s:.*)detainer:STORY-HELD-1",
        "/transactions?which=unacknowledged": ROW,
    },
    "field_office": {"/work": r'data-href="/work/case:STORY-HELD-1"'},
    "examiner": {"/compare": r"Do these prints come from one person\?"},
    "lesc": {"/research": r"claims to be a citizen"},
    "supervisor": {"/supervisor/tasks": ROW, "/supervisor/reviews?which=open": ROW},
    "auditor": {
        "/audit": r"the newest first(?s:.*)data-label=\"Place\"",
        "/audit?action=encounter+enrolled": r">encounter enrolled</td>",
        "/audit/exceptions": "STORY-HELD-1",
    },
    "operator": {"/operate": "ident", "/operate/galleries": "iafis"},
}
"""By the name at the door, what the pages of a desk show at least."""
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


def check_desks(bookings: Path) -> None:
    """Sit down at each desk of the door, and find something to do or to look at."""
    with explored(bookings) as address:
        for role, found in DESKS.items():
            with httpx2.Client(base_url=address, follow_redirects=True, timeout=60) as client:
                enter(client, role)
                for path, words in found.items():
                    page = client.get(path)
                    assert page.status_code == 200, path
                    assert re.search(words, page.text), (role, path, words)
        state = json.loads((bookings / "server.json").read_text())
        target = f"{state['host']}:{state['port']}"
        with Client(target, ori="AUDITOR00", roles=["auditor"], purpose="audit") as auditor:
            asked = {one.ori for one in auditor.detainers.list()}
        assert asked == {WITHOUT_PASSWORDS["law_enforcement"].ori}, "the door has this jail's desk"
        check_truth(address)


def check_truth(address: str) -> None:
    """Pick people as a visitor; the page says of each whether the answer is right."""
    with httpx2.Client(base_url=address, follow_redirects=True, timeout=120) as client:
        page = enter(client, VISITOR)
        for seed, gallery, said in ((1, "iafis", "the right person"), (1, "ident", "✓ right")):
            page = client.get("/try").text
            page = send(client, page, "/try/person", seed=str(seed), capture="2")
            page = send(client, page, "/try/identify", gallery=gallery)
            assert said in page, (seed, gallery)
            assert "not the person who was picked" not in page


def enter(client: httpx2.Client, name: str) -> str:
    """Choose a desk at the door."""
    page = client.get("/sign-in").text
    [form] = [one for one in forms_of(page) if one.fields.get("role") == name]
    return client.post(form.action, data=form.fields).text


def send(client: httpx2.Client, page: str, action: str, **given: str) -> str:
    """Fill in the form of the page that goes to an address, and send it."""
    [form] = [one for one in forms_of(page) if one.action == action]
    return client.post(action, data={**form.fields, **given}).text


@pytest.mark.whole
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

    waiting = exceptions_in(data / "bookings" / "tenprint.sqlite")
    assert [(one.kind.name, one.object_id) for one in waiting] == LEFT, "what desks are to do"
    check_desks(data / "bookings")

    told = json.loads(answers.read_text())
    assert told["all_right"]
    assert told["left"]["faults"] == []
    assert "The report of exceptions is empty" in told["left"]["steps"][0]["what"]
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
