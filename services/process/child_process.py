"""Run the LESC stub and the console as processes of their own, restart them, leave no orphan."""

import asyncio
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog

from services.errors import SettingError
from services.wire import check_port_is_free

HOST = "127.0.0.1"
"""Only this machine can reach the stub."""
READY_PREFIX = "ready "
"""The first line of a child is this prefix and the port."""
PORT_TIMEOUT_S = 10.0
"""How long the child of a service that was killed may keep its port."""
START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 5.0
PORT_PAUSE_S = 0.1
_FIRST_PAUSE_S = 0.5
_MAX_PAUSE_S = 10.0
_log = structlog.get_logger("services.process.child_process")


@dataclass(frozen=True)
class Program:
    """A program that runs beside the service."""

    name: str
    command: Sequence[str]
    """Takes --host, --port and --watch-parent, and says `ready PORT`."""
    port_flag: str
    """The flag of the service that sets the port."""


_TENPRINT = (sys.executable, "-m", "tenprint.cli.main")
LESC_STUB = Program("LESC stub", (*_TENPRINT, "lesc", "serve"), "--lesc-port")
CONSOLE = Program("console", (*_TENPRINT, "console"), "--console-port")


async def wait_for_port(host: str, port: int, flag: str, timeout_s: float) -> None:
    """Wait until the child of a server that was just killed frees its port.

    flag: sets the port. Raises SettingError if the port is not free in time.
    """
    end_s = time.monotonic() + timeout_s
    while True:
        try:
            return check_port_is_free(host, port, flag)
        except SettingError:
            if time.monotonic() >= end_s:
                raise
            await asyncio.sleep(PORT_PAUSE_S)


def free_port(host: str = HOST) -> int:
    """Let the system choose a port that is free now."""
    with socket.create_server((host, 0)) as listening:
        return int(listening.getsockname()[1])


class ChildProcess:
    """Runs a program until told to stop. Used from one event loop.

    The standard input of the child is a lifeline. That input closes when this process ends, even
    after a kill.
    """

    def __init__(
        self, program: Program, arguments: Sequence[str], port: int, host: str = HOST
    ) -> None:
        """Remember how to start the program.

        arguments: of the command, without host and port. port: 0 lets the system choose
        once. A restarted child takes the same port.
        """
        self._program = program
        self._arguments = list(arguments)
        self._host = host
        self.port = port
        self._process: Process | None = None
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the child and wait until it listens. Raises SettingError if it fails."""
        await wait_for_port(self._host, self.port, self._program.port_flag, PORT_TIMEOUT_S)
        if not await self._spawn():
            raise SettingError(f"the {self._program.name} does not start: its log says why")
        self._watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """End the child, by force if the child does not obey."""
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher
        if self._process is not None:
            await _end(self._process)

    async def _spawn(self) -> bool:
        """Start one process. Returns whether that process listens."""
        process = await asyncio.create_subprocess_exec(
            *(*self._program.command, "--watch-parent"),
            *("--host", self._host, "--port", str(self.port), *self._arguments),
            stdin=PIPE,
            stdout=PIPE,
            # An interrupt at the terminal reaches only the server. The server then ends the child.
            start_new_session=True,
        )
        self._process = process
        port = await _announced_port(process)
        if port is None:
            await _end(process)
            return False
        self.port = port
        _log.info("child_ready", name=self._program.name, port=self.port, pid=process.pid)
        return True

    async def _restart(self) -> bool:
        try:
            return await self._spawn()
        except Exception:
            # The machine may be short of memory or processes for a while. The watcher goes on.
            _log.exception("child_not_started", name=self._program.name)
            return False

    async def _watch(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while True:
            assert self._process is not None
            status = await self._process.wait()
            _log.warning("child_ended", name=self._program.name, status=status, restart_s=pause_s)
            await asyncio.sleep(pause_s)
            pause_s = _FIRST_PAUSE_S if await self._restart() else min(2 * pause_s, _MAX_PAUSE_S)


async def _announced_port(process: Process) -> int | None:
    """Wait for the port that the child announces. None means that no port came."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            line = (await process.stdout.readline()).decode()
        return int(line.removeprefix(READY_PREFIX)) if line.startswith(READY_PREFIX) else None
    except (TimeoutError, ValueError):
        return None


async def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.terminate()
    try:
        async with asyncio.timeout(STOP_TIMEOUT_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
