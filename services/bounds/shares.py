"""Places that callers share, so that no caller can hold all of them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from services.errors import CallerLimitError, OverloadedError


class Shares:
    """A number of places. A caller may hold no more places than are free. One event loop.

    So one caller alone gets half of the places, two greedy callers get a third each, and some
    places are always left for the next caller. No caller needs a limit of its own.
    """

    def __init__(self, count: int, places: str) -> None:
        """places: what errors call the places, such as "places in the search pool"."""
        self._count = count
        self._places = places
        self._held: Counter[str] = Counter()

    @property
    def free(self) -> int:
        """How many places nobody holds."""
        return self._count - self._held.total()

    @contextmanager
    def hold(self, owner: str) -> Iterator[None]:
        """Hold a place. Raises OverloadedError, and CallerLimitError if others still get places."""
        self.check(owner)
        self._held[owner] += 1
        try:
            yield
        finally:
            self._held[owner] -= 1
            if not self._held[owner]:
                del self._held[owner]

    def check(self, owner: str) -> None:
        """Raise what `hold` would raise now."""
        if self.free <= 0:
            raise OverloadedError(f"all {self._count} {self._places} are taken: try later")
        if self._held[owner] > self.free:
            raise CallerLimitError(
                f"this caller holds {self._held[owner]} of {self._count} {self._places}, and "
                f"{self.free} are left for others: try later"
            )
