"""Corrections and the audit log, as people run them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.images import print_png
from tests.servers import RunningServer

SEED = 151
TCN = "CLI-CORRECTION-1"
AGENCY = ("--ori", "CA0190000")
EXAMINER = ("--ori", "DHSEXAM01", "--role", "examiner")
AUDITOR = ("--ori", "DHSAUDIT1", "--role", "auditor")


def _run(server: RunningServer, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tenprint.cli.main", *arguments, "--target", server.target]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def _lines(server: RunningServer, *arguments: str) -> list[dict[str, object]]:
    done = _run(server, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def matched(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("person")
    for position in (2, 7):
        (folder / f"{position:02}.png").write_bytes(print_png(SEED, position))
    images = (*AGENCY, "--ppi", "500", str(folder))
    assert _run(server, "enrol", "--gallery", "ident", *images).returncode == 0
    assert _run(server, "submit", "--tcn", TCN, "--watch", *images).returncode == 0
    return TCN


def test_a_match_is_withdrawn_and_acknowledged(server: RunningServer, matched: str) -> None:
    because = ("--reason", "different-person", "--id", "cli-correction-1")
    denied = _run(server, "correction", "match", matched, *because, *AGENCY)
    assert denied.returncode == 1
    assert "PERMISSION_DENIED" in denied.stderr
    done = _run(server, "correction", "match", matched, *because, *EXAMINER)
    assert done.returncode == 0, done.stderr
    assert f"booking {matched}" in done.stdout
    [listed] = _lines(server, "correction", "list", "--tcn", matched, *EXAMINER)
    assert listed["reason"] == "CORRECTION_REASON_DIFFERENT_PERSON"
    [notice] = _lines(server, "correction", "notices", "--tcn", matched, "--open", *AGENCY)
    notice_id = str(notice["notice_id"])
    known = _run(server, "correction", "acknowledge", notice_id, *AGENCY)
    assert "acknowledged by CA0190000" in known.stdout
    shown = _run(server, "correction", "show", "cli-correction-1", *EXAMINER)
    assert notice_id in shown.stdout
    assert _lines(server, "correction", "notices", "--tcn", matched, "--open", *AGENCY) == []


def test_the_audit_log_is_read_and_verified(
    server: RunningServer, matched: str, tmp_path: Path
) -> None:
    kept = tmp_path / "heads.txt"
    kept.write_text(_run(server, "audit", "head", *AUDITOR).stdout)
    entries = _lines(server, "audit", "list", "--kind", "booking", "--object", matched, *AUDITOR)
    assert {entry["object_id"] for entry in entries} <= {matched}
    intact = _run(server, "audit", "verify", "--heads", str(kept), *AUDITOR)
    assert intact.returncode == 0, intact.stderr
    assert "1 kept heads found" in intact.stdout
    number, _, digest = kept.read_text().strip().partition(":")
    other = f"{number}:{'0' * len(digest)}"
    broken = _run(server, "audit", "verify", "--head", other, *AUDITOR)
    assert broken.returncode == 1
    assert f"broken from entry {number} on" in broken.stdout
    wrong = _run(server, "audit", "verify", "--head", "12", *AUDITOR)
    assert wrong.returncode == 2
    assert "NUMBER:DIGEST" in wrong.stderr
