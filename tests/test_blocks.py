"""Every block of commands that a newcomer reads is run in a fresh folder, as it is written.

The `text` block behind a block of commands is what the commands print: each of its lines appears,
in this order. `make` is left out, because the tests run in what `make` made; a test of the README
checks the targets. A command that serves runs until the page ends.
"""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.kill.lesc_stub import free_port
from tests.paths import ROOT

PAGES = ("README.md", "docs/quickstart.md", "docs/integrators.md", "examples/README.md")
NOT_RUN = {"docs/operations.md": "an installation in /var/lib, containers, sudo"}
"""Pages with blocks that a test cannot run, and what these blocks need."""
_BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```\n(?:\n^```text\n(.*?)^```)?", re.S | re.M)
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
    for name in (".venv", "examples"):
        (folder / name).symlink_to(ROOT / name)
    port = free_port()
    mine = {key: value for key, value in os.environ.items() if not key.startswith("TENPRINT_")}
    environment = mine | {
        "PYTHONPATH": str(ROOT),
        "TENPRINT_PORT": str(port),
        "TENPRINT_LESC_PORT": "0",
        "TENPRINT_TARGET": f"127.0.0.1:{port}",
    }
    with subprocess.Popen(
        [".venv/bin/python", "-m", "tenprint.cli.main", *SERVE.split()],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as service:
        assert service.stdout is not None
        start_s = time.monotonic()
        while "tenprint is ready on" not in (line := service.stdout.readline()):
            assert line, "the service does not start"
            assert time.monotonic() - start_s < _READY_S
        try:
            yield Desk(folder, environment, [])
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


def _plain(text: str) -> str:
    """Take out what a table adds around its words."""
    return " ".join(text.split())


def test_every_page_with_commands_is_run() -> None:
    """A page that shows commands to run is among the pages whose blocks are run."""
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md"]:
        name = path.relative_to(ROOT).as_posix()
        shown = [block for block in blocks(name) if block.language == "sh" and block.commands]
        assert not shown or name in {*PAGES, *NOT_RUN}, f"{name} has blocks that no test runs"


def test_the_pages_start_the_service_as_the_test_does() -> None:
    lines = [line for page in PAGES for one in blocks(page) for line in one.commands]
    served = {line.partition("tenprint ")[2] for line in lines if "/tenprint serve" in line}
    assert served == {SERVE}
