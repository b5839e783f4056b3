"""Places that callers share, so that no caller and no group of callers can hold all of them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from interop.roles import Group
from services.errors import CallerLimitError, OverloadedError

RESERVED_SHARE = 8
"""One of so many places is for desks, however much the agencies send."""


class Shares:
    """A number of places. A caller may hold no more places than are free. One event loop.

    So one caller alone gets half of the places, two greedy callers get a third each, and some
    places are always left for the next caller. No caller needs a limit of its own. An eighth of the
    places is free for desks alone, so that any number of agencies leaves them room.
    """

    def __init__(self, count: int, places: str) -> None:
        """places: what errors call the places, such as "places in the search pool"."""
        self._count = count
        self._places = places
        self._reserved = count // RESERVED_SHARE
        self._held: Counter[tuple[str, Group]] = Counter()

    def free(self, group: Group = Group.PRINTS) -> int:
        """Count the places that callers of a group could hold."""
        free = self._count - self._held.total()
        if group is Group.DESKS:
            return free
        desks = sum(many for (_, held_by), many in self._held.items() if held_by is Group.DESKS)
        return free - max(0, self._reserved - desks)

    @contextmanager
    def hold(self, owner: str, group: Group = Group.PRINTS) -> Iterator[None]:
        """Hold a place. Raises OverloadedError, and CallerLimitError if others still get places."""
        self.check(owner, group)
        self._held[owner, group] += 1
        try:
            yield
        finally:
            self._held[owner, group] -= 1
            if not self._held[owner, group]:
                del self._held[owner, group]

    def check(self, owner: str, group: Group = Group.PRINTS) -> None:
        """Raise what `hold` would raise now."""
        free, held = self.free(group), self._held[owner, group]
        if free <= 0:
            raise OverloadedError(f"all {self._count} {self._places} are taken: try later")
        if held > free:
            raise CallerLimitError(
                f"this caller holds {held} of {self._count} {self._places}, and {free} are left "
                "for others: try later"
            )
