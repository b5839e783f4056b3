"""Looks at names in Ray now and then, on a thread of its own: nobody waits for Ray's head."""

import logging
import threading
from collections.abc import Callable

_EVERY_S = 1.0
_CLOSING_S = 10.0
_LOGGER = logging.getLogger(__name__)


class Lookout:
    """Looks until it is closed. If the head is away, who was known is still asked."""

    def __init__(self, look: Callable[[], object], what: str) -> None:
        """Look for the first time; what that raises is raised. what: whose names, for the log."""
        self._look = look
        self._what = what
        self._wake = threading.Event()
        self._stopping = False
        look()
        self._thread = threading.Thread(target=self._run, name=f"names of {what}", daemon=True)
        self._thread.start()

    def look_again(self) -> None:
        """Look soon."""
        self._wake.set()

    def close(self) -> None:
        """End the thread."""
        self._stopping = True
        self._wake.set()
        self._thread.join(_CLOSING_S)

    def _run(self) -> None:
        while not self._stopping:
            self._wake.wait(_EVERY_S)
            self._wake.clear()
            if self._stopping:
                return
            try:
                self._look()
            except Exception as fault:
                # The head is away, in whatever words.
                _LOGGER.warning("the names of %s cannot be read: %s", self._what, fault)
