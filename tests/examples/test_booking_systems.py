"""The example booking systems, in Python and in Node, against a real server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenprint.client import Client
from tests.images import finger
from tests.paths import ROOT
from tests.servers import RunningServer

ORI = "WVEXAMPLE"
SEED = 7
NODE = ROOT / "examples" / "node"
TIMEOUT_S = 240
pytestmark = pytest.mark.xdist_group("examples")


def _run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


class BookingSystem:
    """One of the examples: run as its readers run it."""

    def __init__(self, language: str, target: str) -> None:
        self._target = target
        self._in_node = language == "node"

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        if self._in_node:
            command = ["node", str(NODE / "booking_system.js"), *words]
            return _run(command, TENPRINT_TARGET=self._target, TENPRINT_ORI=ORI)
        program = str(ROOT / "examples" / "python" / "booking_system.py")
        return _run([sys.executable, program, "--target", self._target, "--ori", ORI, *words])


@pytest.fixture(scope="module")
def known(server: RunningServer) -> None:
    """IDENT knows the person of the files by another capture."""
    with Client(server.target, ori=ORI, roles=["operator"]) as client:
        client.enrol("ident", [finger(SEED, position) for position in (2, 3, 7)])


@pytest.fixture(params=["python", "node"])
def booking_system(
    request: pytest.FixtureRequest, server: RunningServer, known: None
) -> Iterator[BookingSystem]:
    if request.param == "node":
        if shutil.which("node") is None:
            pytest.skip("node is not installed")
        if not (NODE / "node_modules").is_dir():
            pytest.skip("`make node` was not run")
    yield BookingSystem(request.param, server.target)


def _file(folder: Path, tcn: str) -> Path:
    path = folder / "card.eft"
    make = [
        "ebts",
        "make",
        "--seed",
        str(SEED),
        "--no-slaps",
        "--agency",
        ORI,
        "--tcn",
        tcn,
        str(path),
    ]
    done = _run([sys.executable, "-m", "tenprint.cli.main", *make])
    assert done.returncode == 0, done.stderr
    return path


def test_a_booking_from_submission_to_the_answered_detainer(
    request: pytest.FixtureRequest,
    booking_system: BookingSystem,
    server: RunningServer,
    tmp_path: Path,
) -> None:
    language = request.node.callspec.params["booking_system"]
    tcn = f"EXAMPLE-{language.upper()}-1"
    done = booking_system("submit", str(_file(tmp_path, tcn)))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"{tcn} is stored"
    assert "BOOKING_STATE_QUERY_SENT_TO_LESC" in lines
    assert "IDENT: SECOND_RESPONSE_KIND_IDR_WITH_IAR" in lines
    responses = [line.partition(":")[0] for line in lines if line.startswith("response ")]
    assert responses == ["response SRE"] * 2
    with Client(server.target, ori="ICETEST00", roles=["field_office"]) as officer:
        because = "the person was identified at an interview"
        made = officer.detainers.request(f"case:{tcn}", "A7", against_advice_because=because)
        answered = booking_system("answer-detainers")
        assert answered.returncode == 0, answered.stderr
        case = f"{made.detainer_id} case:{tcn} DETAINER_STATE_ACKNOWLEDGED"
        assert answered.stdout.splitlines() == [case]
        officer.detainers.cancel(made.detainer_id, "the test ends", "A7")


def test_errors_are_handled_by_their_reasons(booking_system: BookingSystem, tmp_path: Path) -> None:
    broken = tmp_path / "broken.eft"
    broken.write_bytes(b"no transaction")
    done = booking_system("submit", str(broken))
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith("TRANSACTION_FAULTY: ")
    assert "mend the file (request " in done.stderr
    assert "unknown" not in done.stderr.splitlines()[-1]
