"""The commands as a person or a program runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.images import print_png
from tests.servers import RunningServer

SEED = 71
IDENTIFY = ("identify", "--gallery", "ident", "--ppi", "500")


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people") / "anna"
    folder.mkdir()
    for position in (2, 7):
        (folder / f"{position:02}.png").write_bytes(print_png(SEED, position))
    return folder


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tenprint.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def _json(*arguments: str) -> list[dict[str, object]]:
    done = _run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    decoder, text, found = json.JSONDecoder(), done.stdout.strip(), []
    while text:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].lstrip()
    return found


def test_from_enrolment_to_the_lesc(server: RunningServer, person: Path) -> None:
    there = ("--target", server.target, "--ppi", "500")
    [enrolled] = _json("enrol", "--gallery", "ident", *there, str(person))
    identity = enrolled["identity"]
    assert isinstance(identity, dict)
    identity_id = identity["identity_id"]
    [found] = _json("identify", "--gallery", "ident", *there, f"2:{person / '02.png'}")
    assert isinstance(found["candidates"], list)
    assert found["candidates"][0]["identity_id"] == identity_id
    claim = ("--gallery", "ident", "--identity", identity_id)
    [verified] = _json("verify", *claim, *there, str(person))
    assert isinstance(verified["comparison"], dict)
    assert verified["comparison"]["above_threshold"]
    tcn = "CLI-TEST-0001"
    states = _json("submit", "--tcn", tcn, "--watch", *there, str(person))
    assert states[-1]["state"] == "BOOKING_STATE_SECOND_RESPONSE_READY"
    [shown] = _json("booking", "show", tcn, "--target", server.target)
    assert shown == states[-1]
    assert _json("watch", tcn, "--target", server.target) == [shown]
    own = ("--agency", str(shown["ori"]), "--state", "SECOND_RESPONSE_READY")
    listed = _json("booking", "list", *own, "--target", server.target)
    assert tcn in [entry["tcn"] for entry in listed]
    assert tcn in _run("booking", "list", "--target", server.target).stdout
    queries = _json("lesc", "queries", "--target", server.lesc_target, "--tcn", tcn)
    assert [query["tcn"] for query in queries] == [tcn]
    for command in (("booking", "show", tcn), ("watch", tcn)):
        done = _run(*command, "--target", server.target)
        assert done.returncode == 0
        assert identity_id in done.stdout


def test_a_folder_of_people_is_enrolled(server: RunningServer, person: Path) -> None:
    there = ("--target", server.target, "--ppi", "500", "--gallery", "iafis")
    enrolled = _json("enrol", "--people", *there, str(person.parent))
    encounters = [entry["encounter"] for entry in enrolled]
    assert person.name in [entry["encounter_id"] for entry in encounters]  # type: ignore[index]


def test_what_fails_and_what_is_missing_is_shown(
    server: RunningServer, person: Path, tmp_path: Path
) -> None:
    blank = tmp_path / "blank.png"
    Image.new("L", (400, 400), 255).save(blank)
    there = ("--target", server.target, "--ppi", "500")
    prints = ("--missing", "9:UP", "--missing", "10:XX", str(person), f"4:{blank}")
    commands = (
        ("enrol", "--gallery", "risc", *there, *prints),
        ("submit", "--tcn", "CLI-TEST-0002", "--watch", *there, *prints),
        ("booking", "show", "CLI-TEST-0002", "--target", server.target),
    )
    for command in commands:
        done = _run(*command)
        assert done.returncode == 0, done.stderr
        for said in (
            "NO_FOREGROUND",
            "no sample of left ring: unable to print",
            "no sample of left little: amputated",
        ):
            assert said in done.stdout, command


@pytest.mark.parametrize("local", [True, False])
def test_extract_and_draw(local: bool, server: RunningServer, person: Path, tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.png"
    where = ["--local"] if local else ["--target", server.target]
    arguments = ["--ppi", "500", "--draw", str(overlay), f"2:{person / '02.png'}"]
    [extracted] = _json("extract", *where, *arguments)
    assert isinstance(extracted["minutiae"], list)
    assert len(extracted["minutiae"]) >= 8
    with Image.open(overlay) as picture:
        assert picture.mode == "RGB"
        assert picture.width >= int(str(extracted["width_px"]))


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["booking", "show", "NOT-THERE-0001"], 1, "BOOKING_NOT_FOUND"),
        (["booking", "show", "x"], 1, "INVALID_FIELD"),
        (["identify", "--gallery", "ident", "2:x.png"], 2, "--ppi"),
        (["identify", "--gallery", "ident", "--ppi", "500", "2:x.png"], 2, "cannot read x.png"),
        (["identify", "--gallery", "ident", "--ppi", "500", "x.png"], 2, "POSITION:PATH"),
        ([*IDENTIFY, "--missing", "3", "2:x.png"], 2, "POSITION:CODE"),
        ([*IDENTIFY, "--missing", "11:XX", "2:x.png"], 2, "finger 11"),
        ([*IDENTIFY, "--missing", "3:NO", "2:x.png"], 2, "XX (amputated)"),
        (
            ["enrol", "--gallery", "ident", "--ppi", "500", "--people", "--missing", "3:XX", "."],
            2,
            "leave out --people",
        ),
        (["nonsense"], 2, "nonsense"),
        (["serve", "--port", "many"], 2, "--port"),
    ],
)
def test_errors(arguments: list[str], status: int, said: str, server: RunningServer) -> None:
    calls_service = arguments[0] in ("booking", "identify", "enrol")
    done = _run(*arguments, *(["--target", server.target] if calls_service else []))
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["iso", "ansi"])
def test_templates_go_out_and_come_in(
    form: str, server: RunningServer, person: Path, tmp_path: Path
) -> None:
    out, own = tmp_path / "index.fmr", tmp_path / "index.tpt"
    where, flags = ("--target", server.target), ("--ppi", "500", "--format", form)
    name = f"2:{person / '02.png'}"
    [exported] = _json("template", "export", *where, *flags, "--out", str(out), name)
    [imported] = _json("template", "import", *where, "--out", str(own), f"2:{out}")
    assert own.read_bytes().startswith(b"TPTM")
    assert imported["width_px"] == exported["width_px"]
    shown = _run("template", "show", str(out))
    assert shown.returncode == 0, shown.stderr
    assert "view 1 of 1" in shown.stdout
    [found] = _json("extract", *where, "--ppi", "500", f"2:{out}")
    assert found["minutiae"] == imported["minutiae"]


def test_what_is_no_template_is_not_shown_or_imported(person: Path, tmp_path: Path) -> None:
    image, out = str(person / "02.png"), tmp_path / "x"
    shown = _run("template", "show", image)
    assert (shown.returncode, "is no ISO, ANSI or Type-9" in shown.stderr) == (1, True)
    imported = _run("template", "import", "--out", str(out), f"2:{image}")
    assert (imported.returncode, "tenprint extract" in imported.stderr) == (2, True)
    assert not out.exists()
    broken = tmp_path / "broken.fmr"
    broken.write_bytes(b"FMR\0 20\0" + bytes(30))
    shown = _run("template", "show", str(broken))
    assert (shown.returncode, "record length is 0" in shown.stderr) == (1, True)


def test_who_names_no_agency_is_told_so(server: RunningServer) -> None:
    """A new shell has lost the variable: the agency that stands in for none is no agency."""
    done = _run("booking", "show", "--target", server.target, "NO-SUCH-TCN")
    assert done.returncode == 1
    assert "of this agency: it does not exist, or is another agency's" in done.stderr
    assert done.stderr.strip().endswith("no agency was named: give --ori, or set TENPRINT_ORI")
    named = _run("booking", "show", "--ori", "WVTEST000", "--target", server.target, "NO-SUCH-TCN")
    assert "no agency was named" not in named.stderr


def test_who_calls_the_lesc_in_place_of_the_service_is_told_so(server: RunningServer) -> None:
    done = _run("booking", "list", "--target", server.lesc_target)
    assert done.returncode == 1
    assert "call the HOST:PORT of the service, which is another server" in done.stderr
    other = _run("lesc", "statistics", "--target", server.target)
    assert other.returncode == 1
    assert "call the HOST:PORT of the LESC, which is another server" in other.stderr
