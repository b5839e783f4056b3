"""The stages of a request before its search. Waiting for a free worker is one stage."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from gallery.types import Stage

T = TypeVar("T")

WAITING = "queue"


class RequestClock:
    """Times the stages of one request. A stage begins where the stage before it ends."""

    def __init__(self) -> None:
        self._stages: list[tuple[str, float, int]] = []
        self._waited_s = 0.0
        self._ended_s = time.perf_counter()
        self._started_s: float | None = None

    def marked(self, piece: Callable[[], T]) -> Callable[[], T]:
        """Wrap a piece of work. The waiting ends when a worker begins the first piece."""

        def run() -> T:
            if self._started_s is None:
                self._started_s = time.perf_counter()
            return piece()

        return run

    def end(self, name: str, kept_count: int) -> None:
        """End a stage whose work was marked. The next stage begins now."""
        started_s = self._wait_over()
        self._ended_s = time.perf_counter()
        self._stages.append((name, (self._ended_s - started_s) * 1_000, kept_count))

    def stages(self, kept_count: int) -> "tuple[Stage, ...]":
        """List the stages. The last stage is the sum of all waiting."""
        # The stub of the LESC has clocks too, and no gallery.
        from gallery.types import Stage

        self._wait_over()
        measured = (*self._stages, (WAITING, self._waited_s * 1_000, kept_count))
        return tuple(Stage(*one) for one in measured)

    def _wait_over(self) -> float:
        started_s = self._ended_s if self._started_s is None else self._started_s
        self._started_s = None
        self._waited_s += started_s - self._ended_s
        return started_s
