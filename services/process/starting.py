"""A start that waits says for what, after 2 s and then every 10 s."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from database.errors import WorkStoppedError
from matcher.kernels import watch_compilations

FIRST_S = 2.0
EVERY_S = 10.0

_log = structlog.get_logger("services.process.starting")


class Start:
    """What a start waits for at present. Used from one event loop."""

    def __init__(self, stop: asyncio.Event) -> None:
        """Remember what is set if the start is not wanted any more."""
        self._stop = stop
        self._waits_for = "the data folder"
        self._compiled_count = 0
        self._start_s = time.monotonic()

    def words(self) -> str:
        """Say what the start waits for, and how long it has lasted."""
        seconds = time.monotonic() - self._start_s
        compiled = f", {self._compiled_count} kernels compiled" if self._compiled_count else ""
        return f"{self._waits_for}, after {seconds:.0f} s{compiled}"

    def waits_for(self, what: str) -> None:
        """Name what the start waits for from now on. Raises WorkStoppedError after a signal."""
        self.check()
        self._waits_for = what

    def check(self, *_progress: int) -> None:
        """Raise WorkStoppedError if a signal to stop has come."""
        if self._stop.is_set():
            raise WorkStoppedError("the service was asked to stop")

    @asynccontextmanager
    async def told(self) -> AsyncIterator[None]:
        """Log what the start waits for, as long as the body runs."""
        task = asyncio.create_task(self._repeat())
        try:
            with watch_compilations(self._compiling):
                yield
        finally:
            task.cancel()

    def _compiling(self, count: int) -> None:
        self._compiled_count = count

    async def _repeat(self) -> None:
        pause_s = FIRST_S
        while True:
            await asyncio.sleep(pause_s)
            pause_s = EVERY_S
            compiled = {"compiled_kernels": self._compiled_count} if self._compiled_count else {}
            seconds = round(time.monotonic() - self._start_s, 1)
            _log.info("starting", waits_for=self._waits_for, seconds=seconds, **compiled)
