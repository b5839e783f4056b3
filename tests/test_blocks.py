"""Every block of commands that a newcomer reads is run in a fresh folder, as it is written.

The `text` block behind a block of commands is what the commands print: each of its lines appears,
in this order. `make` is left out, because the tests run in what `make` made; a test of the README
checks the targets. A command that serves runs until the page ends, or until the next one.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kill.lesc_stub import free_port
from tests.paths import ROOT

PAGES = (
    "README.md",
    "docs/quickstart.md",
    "docs/integrators.md",
    "docs/cli.md",
    "examples/README.md",
)
OPERATIONS = "docs/operations.md"
ELSEWHERE = {"/var/lib/": "var/lib/", " /backup/": " backup/", "127.0.0.1:9464": "127.0.0.1:0"}
"""What stands in place of the folders and the port of an installation."""
NOT_RUN = {
    "sudo ": "another user",
    "docker ": "containers",
    'echo "POSTGRES': "the settings of containers",
    "cp keys-of-records/": "keys of a sealed database",
    ".venv/bin/tenprint keys init keys --host": "keys for containers",
}
"""How commands for operators begin that a test cannot run, and what they need."""
SHOWN = {
    "docs/benchmarks.md": "benchmarks take hours: a test checks that they have these options",
    "docs/cli.md": "a form of words: an item of review must wait",
    "docs/console.md": "forms of commands for another machine, and the form of a screen",
    "docs/demo.md": "what the demonstration prints, which its own test compares",
    "docs/programme.md": "a drawing",
    "docs/security.md": "forms of commands with folders of an installation",
}
"""Pages with blocks that are no commands of a newcomer, and what these blocks are."""
_FENCE = re.compile(r"^ *```(\w*)\n.*?^ *```$", re.S | re.M)
_BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```\n(?:\n^```text\n(.*?)^```)?", re.S | re.M)
_COMMAND = re.compile(
    r"^python -m (?:benchmarks|training)[\w.]*(?:.|\n    )*(?=\n)|`python -m [^`]+`", re.M
)
"""A command of a page, with the lines that continue it."""
_ADDRESS = "127.0.0.1:50051"
_READY_S = 600.0
_LIMIT_S = 900.0
SERVE = "serve --insecure-loopback --activation nationwide"


@dataclass(frozen=True)
class Block:
    """A block of a page, and the lines that it prints."""

    language: str
    source: str
    printed: tuple[str, ...]

    @property
    def commands(self) -> list[str]:
        """The lines that a test can run."""
        lines = self.source.splitlines()
        return [line for line in lines if line.strip() and not line.startswith("make ")]


def blocks(page: str) -> list[Block]:
    """Read the blocks of a page, in their order."""
    return [
        Block(language, source, tuple((printed or "").splitlines()))
        for language, source, printed in _BLOCK.findall((ROOT / page).read_text())
    ]


@dataclass
class Desk:
    """A fresh folder with what a checkout has, and the shell of a newcomer."""

    folder: Path
    environment: dict[str, str]
    exports: list[str]

    def run(self, block: Block) -> str:
        """Run the commands of a block, all of which must succeed. Returns what they print."""
        if block.language == "python":
            target = self.environment["TENPRINT_TARGET"]
            source = block.source.replace(_ADDRESS, target)
            return self._done([".venv/bin/python", "-c", source])
        lines = [line for line in block.commands if " serve " not in line]
        told = self._done(["bash", "-ec", "\n".join([*self.exports, *lines])]) if lines else ""
        self.exports += [line for line in lines if line.startswith("export ")]
        return told

    def _done(self, command: list[str]) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=_LIMIT_S,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    """Serve in a fresh folder by the command of the pages."""
    environment = _environment(folder)
    with served(folder, environment, SERVE.split()):
        yield Desk(folder, environment, [])


def _environment(folder: Path) -> dict[str, str]:
    for name in (".venv", "examples"):
        (folder / name).symlink_to(ROOT / name)
    port = free_port()
    mine = {key: value for key, value in os.environ.items() if not key.startswith("TENPRINT_")}
    return mine | {
        "PYTHONPATH": str(ROOT),
        "TENPRINT_PORT": str(port),
        "TENPRINT_LESC_PORT": "0",
        "TENPRINT_CONSOLE_PORT": "0",
        "TENPRINT_TARGET": f"127.0.0.1:{port}",
    }


@contextmanager
def served(folder: Path, environment: dict[str, str], words: list[str]) -> Iterator[None]:
    """Run a command that serves; it is ready when the block begins."""
    with subprocess.Popen(
        [".venv/bin/python", "-m", "tenprint.cli.main", *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as service:
        assert service.stdout is not None
        start_s = time.monotonic()
        while "tenprint is ready on" not in (line := service.stdout.readline()):
            assert line, f"{' '.join(words)} does not start"
            assert time.monotonic() - start_s < _READY_S
        try:
            yield
        finally:
            service.send_signal(signal.SIGTERM)


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("page", PAGES)
def test_every_block_runs_and_prints_what_the_page_says(page: str, tmp_path: Path) -> None:
    with desk(tmp_path) as newcomer:
        for block in blocks(page):
            if not block.commands or block.source.strip().endswith(SERVE):
                continue
            told = _plain(newcomer.run(block))
            place = 0
            for line in block.printed:
                words = _plain(line)
                found = told.find(words, place)
                assert found >= 0, f"{words!r} is not in what this prints:\n{block.source}\n{told}"
                place = found + len(words)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_commands_of_operators_run(tmp_path: Path) -> None:
    """Keys, examination, start, backup beside the service, restore, start of what was restored."""
    lines = [line for block in blocks(OPERATIONS) for line in block.commands]
    commands = [line for line in lines if not line.startswith(tuple(NOT_RUN))]
    for place in ("var/lib", "backup"):
        (tmp_path / place).mkdir(parents=True)
    with contextlib.ExitStack() as running:
        newcomer = Desk(tmp_path, _environment(tmp_path), [])
        served_count = 0
        for line in commands:
            command = line.partition(" #")[0]
            for place, instead in ELSEWHERE.items():
                command = command.replace(place, instead)
            if " serve " in command or " restore " in command:
                running.close()
            if " serve " in command:
                words = command.split()[1:]
                running.enter_context(served(tmp_path, newcomer.environment, words))
                served_count += 1
            else:
                newcomer.run(Block("sh", command, ()))
    assert served_count == 2
    assert (tmp_path / "backup" / "2026-11-30" / "backup.json").is_file()
    assert (tmp_path / "var" / "lib" / "tenprint-new" / "tenprint.sqlite").is_file()


def test_each_command_that_is_left_out_is_there() -> None:
    lines = [line for block in blocks(OPERATIONS) for line in block.commands]
    for start in NOT_RUN:
        assert any(line.startswith(start) for line in lines), start


@pytest.mark.slow
def test_benchmarks_have_the_options_that_pages_name() -> None:
    """Benchmarks take hours, so that their commands are read and not run."""
    named: dict[str, set[str]] = {}
    for path in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        for command in _COMMAND.findall(path.read_text()):
            module = command.split()[2].strip("`")
            named.setdefault(module, set()).update(re.findall(r"--[a-z][a-z-]+", command))
    assert len(named) > 20
    for module, options in named.items():
        asked = [sys.executable, "-m", module, "--help"]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{module}: {done.stderr}"
        known = set(re.findall(r"--[a-z][a-z-]+", done.stdout))
        assert options <= known, f"{module} has no {options - known}"


def _plain(text: str) -> str:
    """Take out what a table adds around its words."""
    return " ".join(text.split())


def test_every_page_with_commands_is_run() -> None:
    """A page that shows commands to run is among the pages whose blocks are run."""
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md"]:
        name = path.relative_to(ROOT).as_posix()
        shown = [block for block in blocks(name) if block.language == "sh" and block.commands]
        assert not shown or name in {*PAGES, OPERATIONS}, f"{name} has blocks that no test runs"


def test_every_other_block_is_known() -> None:
    """A block is run, or is what a block prints, or a page of the list above shows it."""
    guides = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "decisions").glob("*.md")]
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "examples" / "README.md", *guides]
    left = set()
    for path in pages:
        name = path.relative_to(ROOT).as_posix()
        kinds = Counter(_FENCE.findall(path.read_text()))
        run = Counter(block.language for block in blocks(name))
        assert kinds["sh"] == run["sh"], f"{name}: a block of commands that is not read"
        if kinds[""] or kinds.total() - kinds["sh"] - kinds["text"] - kinds[""] - (
            kinds["python"] if name in PAGES else 0
        ):
            left.add(name)
    assert left - {"docs/decisions/0009-segments.md"} == set(SHOWN)


def test_the_tables_that_a_script_of_the_benchmarks_writes(tmp_path: Path) -> None:
    [script] = [one for one in blocks("docs/benchmarks.md") if one.language == "python"]
    subprocess.run([sys.executable, "-c", script.source], cwd=tmp_path, check=True)
    whole, split = (
        (tmp_path / name).read_text().splitlines()
        for name in ("people_fvc.csv", "people_fvc_split.csv")
    )
    assert whole[0] == split[0] == "person,encounter,position,path,ppi"
    assert (len(whole) - 1, len(split) - 1) == (3 * 8 * 10, 3 * 8 * 8)
    assert "fvc2002_db1_b,1,1,fvc2002_db1_b/101_1.tif,500" in whole


def test_the_pages_start_the_service_as_the_test_does() -> None:
    lines = [line for page in PAGES for one in blocks(page) for line in one.commands]
    served = {line.partition("tenprint ")[2] for line in lines if "/tenprint serve" in line}
    assert served == {SERVE}
