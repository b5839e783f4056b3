"""The names of replicas. They say how the galleries are cut, and which moves are unfinished."""

import re
from dataclasses import dataclass
from typing import Self

from gallery.store import Slots

_FORM = re.compile(r"(\d{4}-\d{4})/(\d+)(?:\.(\d+))?")


@dataclass(frozen=True, order=True)
class ReplicaName:
    """One copy of a partition in one place.

    A copy that moves is built in the new place under the same number and a higher generation.
    While two generations of a number run, a move is unfinished: the newer one stays.
    """

    slots: Slots
    number: int
    generation: int = 0
    """How many changes of places or of the cut there were before; 0 is left out of the name."""

    def __str__(self) -> str:
        """First and last slot, the number, and the generation."""
        made = f"{self.slots}/{self.number}"
        return f"{made}.{self.generation}" if self.generation else made

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a name; None if it is the name of something else."""
        found = _FORM.fullmatch(text)
        if found is None:
            return None
        slots, number, generation = found.groups()
        return cls(Slots.parse(slots), int(number), int(generation or 0))
