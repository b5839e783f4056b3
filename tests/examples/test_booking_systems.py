"""The example booking systems, in Python, Node and Go, against a real server."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tenprint.client import Client
from tests.images import finger
from tests.paths import ROOT
from tests.servers import RunningServer
from tests.test_languages import plugin, protoc

ORI = "WVEXAMPLE"
SEED = 7
NODE = ROOT / "examples" / "node"
GO = ROOT / "examples" / "go"
GO_SOURCES = Path("/usr/share/gocode")
"""Where Debian keeps the sources of Go's packages."""
TIMEOUT_S = 280
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

    def __init__(self, command: list[str], target: str) -> None:
        self._command, self._target = command, target

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        if self._command[0] == sys.executable:
            where = ["--target", self._target, "--ori", ORI]
            return _run([*self._command, *where, *words])
        return _run([*self._command, *words], TENPRINT_TARGET=self._target, TENPRINT_ORI=ORI)


def _in_python(_: Path) -> list[str]:
    return [sys.executable, str(ROOT / "examples" / "python" / "booking_system.py")]


def _in_node(_: Path) -> list[str]:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    if not (NODE / "node_modules").is_dir():
        pytest.skip("`make node` was not run")
    return ["node", str(NODE / "booking_system.js")]


def _in_go(folder: Path) -> list[str]:
    """Compile the example with the packages of Debian, as examples/README.md says."""
    if shutil.which("go") is None:
        pytest.skip("go is not installed")
    if not (GO_SOURCES / "src" / "google.golang.org" / "grpc").is_dir():
        pytest.skip("golang-google-grpc-dev is not installed")
    services, messages = plugin("protoc-gen-go-grpc"), plugin("protoc-gen-go")
    sources = folder / "src"
    shutil.copytree(GO, sources / "tenprint")
    protoc(
        *(f"--plugin=protoc-gen-go={messages}", f"--go_out={sources}"),
        *(f"--plugin=protoc-gen-go-grpc={services}", f"--go-grpc_out={sources}"),
    )
    program = folder / "booking_system"
    done = _run(
        ["go", "build", "-o", str(program), "tenprint/booking_system"],
        GOPATH=f"{folder}:{GO_SOURCES}",
        GO111MODULE="off",
        GOFLAGS="",
        GOCACHE=str(folder / "cache"),
    )
    assert done.returncode == 0, done.stderr
    return [str(program)]


LANGUAGES = {"python": _in_python, "node": _in_node, "go": _in_go}
ARRESTED = {"python": "2012-01-03", "node": "2012-02-03", "go": "2012-03-03"}
"""By language, the day of its arrest: an arrest has one detainer."""


@pytest.fixture(scope="module")
def known(server: RunningServer) -> None:
    """IDENT knows the person of the files by another capture."""
    with Client(server.target, ori=ORI, roles=["operator"]) as client:
        client.enrol("ident", [finger(SEED, position) for position in (2, 3, 7)])


@pytest.fixture(params=LANGUAGES, scope="module")
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def booking_system(
    language: str,
    server: RunningServer,
    known: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> BookingSystem:
    command = LANGUAGES[language](tmp_path_factory.mktemp(language))
    return BookingSystem(command, server.target)


def _file(folder: Path, tcn: str, arrested: str) -> Path:
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
        "--arrested",
        arrested,
        str(path),
    ]
    done = _run([sys.executable, "-m", "tenprint.cli.main", *make])
    assert done.returncode == 0, done.stderr
    return path


def test_a_booking_from_submission_to_the_answered_detainer(
    language: str,
    booking_system: BookingSystem,
    server: RunningServer,
    tmp_path: Path,
) -> None:
    tcn = f"EXAMPLE-{language.upper()}-1"
    done = booking_system("submit", str(_file(tmp_path, tcn, ARRESTED[language])))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"{tcn} is stored"
    assert "BOOKING_STATE_QUERY_SENT_TO_LESC" in lines
    assert "IDENT: SECOND_RESPONSE_KIND_IDR_WITH_IAR" in lines
    responses = [line.partition(":")[0] for line in lines if line.startswith("response ")]
    assert responses == ["response SRE"] * 2
    with Client(server.target, ori="ICEIRC000", roles=["field_office"]) as officer:
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
