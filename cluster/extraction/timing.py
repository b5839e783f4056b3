"""How much of the processor's time is spent in the network."""

import threading
import time
from typing import Any

from matcher.extraction import Extractor
from matcher.leader import Detection, Leader


class _TimedLeader(Leader):
    """Counts the processor time in the network; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.network_s = 0.0
        super().__init__()
        self.network_s = 0.0

    def detect(self, *given: Any, **others: Any) -> Detection:  # noqa: ANN401 - what `Leader` takes
        """Find minutiae."""
        start_s = time.thread_time()
        try:
            return super().detect(*given, **others)
        finally:
            with self._lock:
                self.network_s += time.thread_time() - start_s


class TimedExtractor(Extractor):
    """Extracts as every `Extractor` does, and counts the processor time in the network."""

    def __init__(self) -> None:
        """Load the network. Raises ModelError."""
        super().__init__()
        self._leader = self._timed = _TimedLeader()

    @property
    def network_s(self) -> float:
        """Seconds of processor time that were spent in the network."""
        return self._timed.network_s
