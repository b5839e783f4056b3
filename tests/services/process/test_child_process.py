"""How the stub is watched, with a script in its place that can be made to fail."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from services.process.child_process import ChildProcess, Program

PATIENCE_S = 30.0
_SCRIPT = """#!/bin/sh
echo $$ >> "{pids}"
echo "{line}"
exec cat > /dev/null
"""


class Stub:
    """A program that says a line and waits; it keeps a list of its process ids."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "stub"
        self._pids = folder / "pids"

    def says(self, line: str) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(_SCRIPT.format(pids=self._pids, line=line))
        new.chmod(0o700)
        new.rename(self.path)

    def is_missing(self) -> None:
        self.path.unlink()

    @property
    def pids(self) -> list[int]:
        return [int(line) for line in self._pids.read_text().split()]


def watched(stub: Stub, use: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        process = ChildProcess(Program("stub", (str(stub.path),), "--lesc-port"), [], 0)
        try:
            await process.start()
            await use()
        finally:
            await process.stop()

    stub.says("ready 4711")
    asyncio.run(run())


async def wait_until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.01)


def test_a_stub_that_cannot_be_executed_for_a_while_comes_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stub = Stub(tmp_path)
    said = ""

    def not_started() -> bool:
        nonlocal said
        said += "".join(capfd.readouterr())
        return "child_not_started" in said

    async def use() -> None:
        stub.is_missing()
        os.kill(stub.pids[-1], signal.SIGKILL)
        await wait_until(not_started)
        stub.says("ready 4711")
        await wait_until(lambda: len(stub.pids) == 2)

    watched(stub, use)


@pytest.mark.parametrize("line", ["ready soon", "no port", "ready " + 70_000 * "1"])
def test_a_stub_that_says_nonsense_is_ended_and_tried_again(tmp_path: Path, line: str) -> None:
    stub = Stub(tmp_path)

    async def use() -> None:
        stub.says(line)
        os.kill(stub.pids[-1], signal.SIGKILL)
        await wait_until(lambda: len(stub.pids) == 2)
        stub.says("ready 4711")
        await wait_until(lambda: len(stub.pids) >= 3)
        assert not Path(f"/proc/{stub.pids[1]}").exists()

    watched(stub, use)
