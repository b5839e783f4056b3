"""The phase of the process, which decides whether requests are taken."""

import asyncio
import signal
from contextlib import suppress
from enum import Enum

from services.errors import ShuttingDownError, StartingError


def stop_signal() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


class Phase(Enum):
    """The three phases of a process."""

    STARTING = "starting"
    SERVING = "serving"
    DRAINING = "draining"


class Lifecycle:
    """Holds the phase of the process. Used from one event loop."""

    def __init__(self) -> None:
        self.phase = Phase.STARTING
        self.draining = asyncio.Event()

    def serve(self) -> None:
        """Start to take requests."""
        self.phase = Phase.SERVING

    def drain(self) -> None:
        """Take no more requests, and wake up the watchers so that they leave."""
        self.phase = Phase.DRAINING
        self.draining.set()

    async def sleep(self, seconds: float) -> None:
        """Wait some time, or until the service stops."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.draining.wait(), seconds)

    def check(self) -> None:
        """Raise StartingError or ShuttingDownError unless the service takes requests."""
        if self.phase is Phase.STARTING:
            raise StartingError("the service is loading its galleries: try again in a moment")
        if self.phase is Phase.DRAINING:
            raise ShuttingDownError("the service is shutting down: try again in a moment")
