"""Where the process stands between its start and its end, as requests feel it."""

import asyncio
from enum import Enum

from services.wire.errors import ServiceStateError, ShuttingDownError, StartingError


class Phase(Enum):
    """The three times of a process's life."""

    STARTING = "starting"
    SERVING = "serving"
    DRAINING = "draining"


class Lifecycle:
    """Used from one event loop."""

    def __init__(self) -> None:
        self.phase = Phase.STARTING
        self.draining = asyncio.Event()

    def serve(self) -> None:
        """Take requests from now on."""
        self.phase = Phase.SERVING

    def drain(self) -> None:
        """Take no more requests; those who watch are woken up to leave."""
        self.phase = Phase.DRAINING
        self.draining.set()

    def check(self) -> None:
        """Raise StartingError or ShuttingDownError unless the service takes requests."""
        refusal = self._refusal()
        if refusal:
            raise refusal

    def _refusal(self) -> ServiceStateError | None:
        if self.phase is Phase.STARTING:
            return StartingError("the service is loading its galleries: try again in a moment")
        if self.phase is Phase.DRAINING:
            return ShuttingDownError("the service is shutting down: try again in a moment")
        return None
