"""When the work of a request must end: its deadline, or its caller going away."""

import threading
import time
from dataclasses import dataclass, field

from database.errors import CancelledError, DeadlineExpiredError


@dataclass(frozen=True)
class Deadline:
    """Shared by the event loop, which cancels, and worker threads, which check."""

    expiry_s: float | None
    """On the monotonic clock; None: the caller set no deadline."""
    cancelled: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def after(cls, remaining_s: float | None) -> "Deadline":
        """Start from what gRPC says remains of the call."""
        return cls(None if remaining_s is None else time.monotonic() + remaining_s)

    def check(self) -> None:
        """Raise CancelledError or DeadlineExpiredError where the work is no longer wanted."""
        if self.expiry_s is not None and time.monotonic() >= self.expiry_s:
            raise DeadlineExpiredError("the deadline has passed: allow more time")
        if self.cancelled.is_set():
            raise CancelledError("the caller has gone away")
