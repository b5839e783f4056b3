"""The end of the work of a request: its deadline passes, or its caller goes away."""

import threading
import time
from dataclasses import dataclass, field

from database.errors import CancelledError, DeadlineExpiredError
from interop.roles import Group


@dataclass(frozen=True)
class Deadline:
    """Tells worker threads to stop. The event loop cancels; worker threads check."""

    expiry_s: float | None
    """Time on the monotonic clock. None means that the caller set no deadline."""
    owner: str = ""
    """Whose work it is: owners share places and take turns."""
    group: Group = Group.PRINTS
    """What the work is for: desks find a place and are served first."""
    cancelled: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def after(
        cls, remaining_s: float | None, owner: str = "", group: Group = Group.PRINTS
    ) -> "Deadline":
        """Make a deadline from the time that gRPC says is left."""
        return cls(None if remaining_s is None else time.monotonic() + remaining_s, owner, group)

    def check(self) -> None:
        """Raise CancelledError or DeadlineExpiredError if nobody waits for the work any more."""
        if self.expiry_s is not None and time.monotonic() >= self.expiry_s:
            raise DeadlineExpiredError("the deadline has passed: allow more time")
        if self.cancelled.is_set():
            raise CancelledError("the caller has gone away")
