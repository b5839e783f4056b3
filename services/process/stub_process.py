"""Run the LESC stub as a second process, restart the stub, and leave no orphan."""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

import structlog

from services.errors import SettingError
from services.wire import check_port_is_free

COMMAND = (sys.executable, "-m", "tenprint.cli.main", "lesc", "serve")
HOST = "127.0.0.1"
"""Only this machine can reach the stub."""
READY_PREFIX = "ready "
"""The first line of the stub is this prefix and the port."""
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 5.0
PORT_TIMEOUT_S = 10.0
PORT_PAUSE_S = 0.1
_FIRST_PAUSE_S = 0.5
_MAX_PAUSE_S = 10.0
_log = structlog.get_logger("services.process.stub_process")


class StubProcess:
    """Runs the stub until told to stop. Used from one event loop.

    The standard input of the stub is a lifeline. That input closes when this process ends, even
    after a kill.
    """

    def __init__(
        self, arguments: Sequence[str], port: int, command: Sequence[str] = COMMAND
    ) -> None:
        """Remember how to start the stub.

        arguments: of the command, without host and port. port: 0 lets the system choose
        once. A restarted stub takes the same port.
        """
        self._command = list(command)
        self._arguments = list(arguments)
        self.port = port
        self._process: Process | None = None
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the stub and wait until the stub listens. Raises SettingError if it fails."""
        await self._wait_for_port()
        if not await self._spawn():
            raise SettingError("the LESC stub does not start: its log says why")
        self._watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """End the stub, by force if the stub does not obey."""
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher
        if self._process is not None:
            await _end(self._process)

    async def _wait_for_port(self) -> None:
        """Wait until the stub of a server that was just killed frees the port."""
        end_s = time.monotonic() + PORT_TIMEOUT_S
        while True:
            try:
                return check_port_is_free(HOST, self.port, "--lesc-port")
            except SettingError:
                if time.monotonic() >= end_s:
                    raise
                await asyncio.sleep(PORT_PAUSE_S)

    async def _spawn(self) -> bool:
        """Start one process. Returns whether that process listens."""
        process = await asyncio.create_subprocess_exec(
            *(*self._command, "--watch-parent"),
            *("--host", HOST, "--port", str(self.port), *self._arguments),
            stdin=PIPE,
            stdout=PIPE,
            # An interrupt at the terminal reaches only the server. The server then ends the stub.
            start_new_session=True,
        )
        self._process = process
        port = await _announced_port(process)
        if port is None:
            await _end(process)
            return False
        self.port = port
        _log.info("stub_ready", port=self.port, pid=process.pid)
        return True

    async def _restart(self) -> bool:
        try:
            return await self._spawn()
        except Exception:
            # The machine may be short of memory or processes for a while. The watcher goes on.
            _log.exception("stub_not_started")
            return False

    async def _watch(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while True:
            assert self._process is not None
            status = await self._process.wait()
            _log.warning("stub_ended", status=status, restart_s=pause_s)
            await asyncio.sleep(pause_s)
            pause_s = _FIRST_PAUSE_S if await self._restart() else min(2 * pause_s, _MAX_PAUSE_S)


async def _announced_port(process: Process) -> int | None:
    """Wait for the port that the stub announces. None means that no port came."""
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
