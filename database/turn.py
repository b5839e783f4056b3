"""A lock that is handed on: whoever asked first gets it first, and nobody overtakes.

`threading.Lock` promises no order. A thread that writes again and again takes it back before a
waiting thread has woken up, so that a short write of somebody at a screen waited for seconds.
"""

import threading
from collections import deque


class Turn:
    """A lock whose waiters get it in the order in which they asked. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken = False
        self._waiting = deque[threading.Lock]()

    def acquire(self, timeout_s: float) -> bool:
        """Wait for the turn. Returns False if it did not come in time."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        if gate.acquire(timeout=timeout_s):
            return True
        with self._lock:
            if gate in self._waiting:
                self._waiting.remove(gate)
                return False
        # The turn came as the time ended.
        return True

    def release(self) -> None:
        """Hand the turn to whoever waits the longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
