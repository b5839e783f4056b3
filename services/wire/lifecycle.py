"""The phase of the process, which decides whether requests are taken."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from types import FrameType

from services.errors import ShuttingDownError, StartingError

_ONE_PRESS_S = 0.3
"""One press of Ctrl-C may reach a process twice: from the terminal, and from who started it."""


def stop_signal() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def ends_at_once(stop: asyncio.Event, left: Callable[[], str]) -> None:
    """Let SIGINT end the process at once if it comes after the process was asked to stop.

    left: says what an end at once leaves. It is called between two instructions of the main
    thread, and so takes no lock. The end is that of a kill, which every store survives.
    """
    asked_s: list[float] = []

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        now_s = time.monotonic()
        if not stop.is_set() or (asked_s and now_s - asked_s[0] < _ONE_PRESS_S):
            asked_s.append(now_s)
            loop.call_soon_threadsafe(stop.set)
            return
        os.write(sys.stderr.fileno(), f"tenprint: ended at once: {left()}\n".encode())
        os._exit(128 + signal.SIGINT)

    loop = asyncio.get_running_loop()
    loop.remove_signal_handler(signal.SIGINT)
    # Unlike a handler of the loop, this one is called while the main thread waits for a thread.
    signal.signal(signal.SIGINT, interrupted)


class Phase(Enum):
    """The three phases of a process."""

    STARTING = "starting"
    SERVING = "serving"
    DRAINING = "draining"


class Lifecycle:
    """Holds the phase of the process. Used from one event loop."""

    def __init__(self, start_waits_for: Callable[[], str] = lambda: "its parts") -> None:
        """start_waits_for: says for what, as long as the service starts."""
        self._start_waits_for = start_waits_for
        self.phase = Phase.STARTING
        self.draining = asyncio.Event()

    def serve(self) -> None:
        """Start to take requests."""
        self.phase = Phase.SERVING

    def drain(self) -> None:
        """Take no more requests, and wake up the watchers so that they leave."""
        self.phase = Phase.DRAINING
        self.draining.set()

    @property
    def is_serving(self) -> bool:
        """Whether requests are taken. Any thread may ask."""
        return self.phase is Phase.SERVING

    async def sleep(self, seconds: float) -> None:
        """Wait some time, or until the service stops."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.draining.wait(), seconds)

    @property
    def words(self) -> str:
        """Say why the service takes no requests; empty if it takes them."""
        match self.phase:
            case Phase.STARTING:
                return f"the service is starting: it waits for {self._start_waits_for()}"
            case Phase.SERVING:
                return ""
            case Phase.DRAINING:
                return "the service is shutting down"

    def check(self) -> None:
        """Raise StartingError or ShuttingDownError unless the service takes requests."""
        if self.phase is Phase.STARTING:
            raise StartingError(f"{self.words}: try again in a moment")
        if self.phase is Phase.DRAINING:
            raise ShuttingDownError(f"{self.words}: try again in a moment")
