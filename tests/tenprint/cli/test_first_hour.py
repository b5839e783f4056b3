"""What the first hour with the commands needs: whole words, one kind of error, no silence."""

import json
import os
import shutil
import subprocess
import sys
import time
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import get_args, get_type_hints

import click
import pytest
from click.testing import CliRunner
from rich.console import Console
from rich.progress import Progress, ProgressColumn, TimeRemainingColumn
from rich.table import Table

from ebts.faults import Fault
from gallery.duplicates import DuplicateReport
from gallery.expungement import Expungement
from services.settings import Settings, flag_name
from tenprint.cli.at_rest.expunging import ExpungementReport
from tenprint.cli.main import tenprint
from tenprint.cli.operator.gallery_duplicates import DuplicatesFound, PossibleDuplicate
from tenprint.cli.shared import announced_lesc, announced_service, output, progress
from tenprint.cli.transactions.group import FoundFault, ValidatedFile
from tenprint.cli.transactions.showing import Verdict
from tests.images import print_png
from tests.paths import ROOT
from tests.reference.commands import printed
from tests.tenprint.cli.test_docs import COMMANDS

NOWHERE = "127.0.0.1:1"
WITHOUT_JSON = {"tenprint serve", "tenprint lesc serve", "tenprint console"}
"""These run until they are stopped."""
TO_A_FILE = {"tenprint demo"}
"""Its answers are a file, beside the account that it prints."""


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tenprint.cli.main", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - WITHOUT_JSON))
def test_every_command_prints_json(name: str) -> None:
    command = COMMANDS[name]
    assert "--json" in {option for one in command.params for option in one.opts}
    assert command.callback is not None
    assert name in TO_A_FILE or printed(command.callback) is not None, "nothing says what it prints"


def test_what_commands_say_of_their_json_is_what_they_print() -> None:
    """Where a class of the service is written as it is, the documented form has its fields."""
    assert _fields(ValidatedFile) == _fields(Verdict)
    assert _fields(FoundFault) == _fields(Fault)
    assert set(_fields(DuplicatesFound)) == set(DuplicateReport("ident").as_json())
    assert set(_fields(ExpungementReport)) == {*_fields(Expungement), "withdrawn_matches"}
    [_, finding] = get_args(get_type_hints(DuplicateReport)["findings"])
    assert _fields(PossibleDuplicate) == _fields(finding)


def _fields(kind: type) -> list[str]:
    return list(get_type_hints(kind))


def test_no_help_is_cut() -> None:
    groups: list[tuple[str, click.Group]] = [("tenprint", tenprint)]
    for name, group in groups:
        told = " ".join(CliRunner().invoke(group, ["--help"]).stdout.split())
        for command in group.commands.values():
            first = " ".join((command.help or "").split("\n\n")[0].split())
            assert first in told, f"{name} cuts the help of {command.name}"
            if isinstance(command, click.Group):
                groups.append((f"{name} {command.name}", command))


def test_help_loads_nothing_of_the_service() -> None:
    code = (
        "import sys, tenprint.cli.main;"
        "heavy = {'grpc', 'google', 'rich', 'numpy', 'numba', 'sqlalchemy', 'pydantic', 'cv2'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_help_of_serve_lists_every_setting_and_the_values_of_each_choice() -> None:
    done = _run("serve", "--help")
    assert done.stdout.startswith("Usage: tenprint serve [OPTIONS]")
    assert "--activation [registry|nationwide]" in done.stdout
    assert "--log-level [debug|info|warning|error]" in done.stdout
    for name in Settings.model_fields:
        assert flag_name(name) in done.stdout


@pytest.mark.parametrize(
    ("status", "arguments"),
    [
        (2, ("serve", "--bogus", "1")),
        (2, ("serve", "--activation", "maybe")),
        (2, ("nothing",)),
        (2, ("enrol", "--gallery", "ident")),
        (1, ("gallery", "verify", "--gallery", "ident", "--data", "/nowhere")),
        (1, ("booking", "show", "X", "--target", NOWHERE, "--timeout", "0.2")),
    ],
)
def test_every_error_is_one_line_of_one_form(status: int, arguments: tuple[str, ...]) -> None:
    done = _run(*arguments)
    assert (done.returncode, done.stdout) == (status, "")
    lines = [one for one in done.stderr.splitlines() if one.startswith("tenprint: ")]
    assert len(lines) == 1
    assert "Error:" not in done.stderr
    assert "Usage:" not in done.stderr


@pytest.mark.parametrize("width", [20, 40, 200])
def test_no_id_breaks_in_a_table(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = "IDENT-0123456789ABCDEF0123456789ABCDEF"
    shown = Console(width=width, soft_wrap=True)
    monkeypatch.setattr(output, "console", shown)
    table = Table("identity", "words", "encounter")
    table.add_row(identity, "several words that may be wrapped anywhere", identity)
    with shown.capture() as capture:
        output.print_table(table)
    assert capture.get().count(identity) == 2


def test_what_is_not_read_of_a_folder_is_named(tmp_path: Path) -> None:
    for name in ("01.png", "04_ring.png"):
        (tmp_path / name).write_bytes(print_png(71, 1))
    there = ("--ppi", "500", "--target", NOWHERE, "--timeout", "0.2")
    done = _run("identify", "--gallery", "ident", *there, tmp_path)
    assert "04_ring.png" in done.stderr
    assert "01.png" not in done.stderr
    # A booking is not taken back, and is not made of a part.
    booked = _run("submit", "--tcn", "BOOKING-0001", *there, tmp_path)
    assert booked.returncode == 2
    assert "not named 01 to 12 by finger position: 04_ring.png; rename them" in booked.stderr
    whole = tmp_path / "whole"
    whole.mkdir()
    (whole / "01.png").write_bytes(print_png(71, 1))
    assert "not read" not in _run("identify", "--gallery", "ident", *there, whole).stderr


@pytest.mark.parametrize("target", ["http://127.0.0.1:50051", "127.0.0.1", "here:port"])
def test_an_address_that_no_waiting_mends_is_refused_at_once(target: str) -> None:
    done = _run("booking", "list", "--target", target)
    assert done.returncode == 2
    assert "is not HOST:PORT, such as 127.0.0.1:50051" in done.stderr


def test_a_day_is_asked_for_by_an_example() -> None:
    done = _run("submit", "--arrested", "01/03/2026", "--tcn", "BOOKING-0001", "1:one.png")
    assert "'01/03/2026' is no day as it is written here, such as 2026-01-31" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("extract", "--local", "--ppi", "500", "--draw"),
        ("slaps", "--position", "13", "--ppi", "500", "--out"),
        ("template", "import", "--target", NOWHERE, "--out"),
    ],
)
def test_a_missing_folder_is_told_before_the_work(words: tuple[str, ...], tmp_path: Path) -> None:
    print_ = tmp_path / "02.png"
    print_.write_bytes(print_png(71, 2))
    place = print_ if words[0] == "slaps" else f"2:{print_}"
    done = CliRunner().invoke(tenprint, [*words, str(tmp_path / "none" / "x.png"), str(place)])
    assert done.exit_code == 2
    assert f"there is no folder {tmp_path / 'none'}" in done.output


@pytest.mark.parametrize(
    "words",
    [
        *((name, "--gallery", "ident") for name in ("status", "verify", "rebuild", "dedupe")),
        *((name, "--gallery", "ident") for name in ("compact", "snapshot")),
        ("export", "--gallery", "ident", "people.parquet"),
        ("import", "--gallery", "ident", "people.parquet"),
    ],
)
def test_a_missing_database_is_told_at_once(words: tuple[str, ...], tmp_path: Path) -> None:
    data = tmp_path / "nothing"
    done = CliRunner().invoke(tenprint, ["gallery", *words, "--data", str(data)])
    assert done.exit_code == 1
    assert f"there is no database {data / 'tenprint.sqlite'}" in done.output
    assert not data.exists()


@pytest.mark.parametrize(
    ("host", "called"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("jail", "jail")]
)
def test_the_address_of_the_service_comes_from_the_service(
    host: str, called: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENPRINT_DATA_DIR", str(tmp_path))
    assert announced_service() == "127.0.0.1:50051"
    state = {"host": host, "port": 7, "lesc_address": "127.0.0.1:8"}
    (tmp_path / "server.json").write_text(json.dumps(state))
    assert announced_service() == f"{called}:7"


@pytest.mark.slow
def test_a_service_that_is_not_there_is_told_with_what_to_do() -> None:
    done = _run("booking", "list", "--target", NOWHERE, "--timeout", "12")
    assert done.returncode == 1
    assert "nothing listens there: connection refused" in done.stderr
    assert NOWHERE in done.stderr
    assert "`tenprint serve`" in done.stderr
    assert "--target" in done.stderr


@pytest.mark.parametrize("name", ["missing.eft", "nowhere/"])
def test_a_missing_file_of_a_booking_is_called_missing(name: str) -> None:
    done = CliRunner().invoke(tenprint, ["submit", "--target", NOWHERE, name])
    assert done.exit_code == 2
    assert f"there is no file or folder {name}" in done.output


def test_an_image_is_not_read_as_a_transaction(tmp_path: Path) -> None:
    path = tmp_path / "01.png"
    path.write_bytes(print_png(7))
    done = CliRunner().invoke(tenprint, ["submit", "--target", NOWHERE, str(path)])
    assert done.exit_code == 2
    assert "is an image: name its finger, such as 2:" in " ".join(done.output.split())


def test_the_address_of_the_lesc_comes_from_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENPRINT_DATA_DIR", str(tmp_path))
    assert announced_lesc() == "127.0.0.1:50061"
    state = {"host": "127.0.0.1", "port": 7, "lesc_address": "127.0.0.1:8"}
    (tmp_path / "server.json").write_text(json.dumps(state))
    assert announced_lesc() == "127.0.0.1:8"
    assert announced_lesc("127.0.0.1:7") == "127.0.0.1:8"
    assert announced_lesc("elsewhere:7") == "127.0.0.1:50061"
    (tmp_path / "server.json").write_text("[]")
    assert announced_lesc() == "127.0.0.1:50061"


def test_a_log_gets_a_line_although_nothing_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "FIRST_S", 0.01)
    monkeypatch.setattr(progress, "EVERY_S", 0.01)
    log = Console(width=40, file=StringIO())
    with progress.waiting("searching", log) as change:
        time.sleep(0.2)
        change("still searching")
        time.sleep(0.2)
    with progress.stepwise("enrolling", 4, "people", log) as advance:
        advance()
        time.sleep(0.2)
    told = _text(log)
    assert told.count("searching: 0 s so far\n") > 1
    assert "still searching" in told
    assert "enrolling: 1 of 4 people, about" in told


def test_what_is_left_is_judged_by_what_follows_the_first_step() -> None:
    """Imports and first calls belong to the first step alone."""
    pace = progress.Pace(0.0)
    assert pace.left_s(30.0) is None
    pace.tell(0.5, 4, 60.0)
    assert pace.left_s(60.0) is None, "a part of a step says nothing of the others"
    pace.tell(1.0, 4, 62.0)
    assert pace.left_s(62.0) == pytest.approx(4.0 * 3.0)
    assert pace.left_s(63.0) == pytest.approx(4.0 * 3.0 - 1.0)
    assert pace.left_s(64.0) == pytest.approx(4.0 * 2.5)
    # This part takes longer than the one before, and slows the judgement before it is over.
    assert pace.left_s(90.0) == pytest.approx(30.0 * 2.5)
    pace.tell(1.5, 4, 90.0)
    assert pace.left_s(90.0) == pytest.approx(30.0 * 2.5)
    pace.tell(4.0, 4, 100.0)
    assert pace.left_s(100.0) == 0.0


def test_what_an_earlier_run_had_done_says_nothing_of_this_one() -> None:
    pace = progress.Pace(0.0)
    pace.tell(900, 1000, 1.0)
    assert pace.left_s(1.0) is None
    pace.tell(910, 1000, 11.0)
    assert pace.left_s(11.0) == pytest.approx(90.0)


def test_what_is_left_does_not_jump_while_a_machine_is_busy_now_and_then() -> None:
    """Each second without news the time left is a second less, and news change it little."""
    ours, theirs = _jumps(progress.TimeLeft()), _jumps(TimeRemainingColumn())
    assert max(ours) < 0.25 * max(theirs)
    assert max(ours) < 60


def _jumps(column: ProgressColumn) -> list[float]:
    """Let a bar count 300 steps of 1 s, or of 4 s in every other minute.

    Returns for each second after the first two minutes by how much what the bar says moved, beside
    the second itself.
    """
    now = 0.0
    bar = Progress(column, get_time=lambda: now, console=Console(file=StringIO()))
    task = bar.add_task("busy", total=300)
    said: list[float] = []
    end = 1.0
    while not bar.tasks[0].finished:
        while end <= now:
            bar.advance(task)
            end += 4.0 if end // 60 % 2 else 1.0
        text = str(column(bar.tasks[0]))
        if "-" not in text:
            hours, minutes, seconds = map(int, text.split(":"))
            said.append(3600 * hours + 60 * minutes + seconds)
        now += 1.0
    assert len(said) > 400
    return [abs(later - earlier + 1) for earlier, later in pairwise(said[120:])]


def test_every_bar_of_the_product_judges_what_is_left_alike() -> None:
    """Nobody uses the column of rich, which forgets what is older than 30 s."""
    for folder in ("tenprint", "benchmarks", "training", "services", "console", "gallery"):
        for path in (ROOT / folder).rglob("*.py"):
            assert "TimeRemainingColumn" not in path.read_text(), path


def test_a_short_wait_says_nothing() -> None:
    log = Console(file=StringIO())
    with progress.waiting("searching", log):
        pass
    assert _text(log) == ""


def _text(log: Console) -> str:
    assert isinstance(log.file, StringIO)
    return log.file.getvalue()


@pytest.mark.whole
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_nothing_is_compiled_after_setup(tmp_path: Path) -> None:
    """What a newcomer runs first finds every kernel that `tenprint compile` left."""
    usual = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    environment = dict(os.environ)
    environment.pop("NUMBA_CACHE_DIR", None)
    environment.pop("TENPRINT_MODEL_CACHE", None)
    person = tmp_path / "people" / "person-000002"

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tenprint.cli.main", *map(str, words)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    # Other tests leave kernels of their own in the usual folder meanwhile: look at a copy.
    left = Path(json.loads(run("compile", "--json").stdout)["folder"])
    folder = tmp_path / "cache" / left.relative_to(usual)
    shutil.copytree(left, folder)
    environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    kept = sorted(folder.rglob("*.nbc"))
    assert kept
    made = run("people", "make", "--seed", "2", "--count", "1", "--out", tmp_path / "people")
    prints = ("--local", "--ppi", "500", f"7:{person / 'prints' / '07.png'}")
    for done in (made, run("extract", *prints)):
        assert "compiling kernels" not in done.stderr
    assert sorted(folder.rglob("*.nbc")) == kept
    # Neither does a process compile for itself what is kept nowhere.
    again = json.loads(run("compile", "--json").stdout)
    assert (Path(again["folder"]), again["compiled_count"]) == (folder, 0)
