"""The cut of a gallery: each reference lies in one of 4,096 slots, a partition is some of them.

The slot follows from the reference's id alone. An id never changes, and is never used again. A
merge, split or move of identities deletes references and makes others under new ids; it never
changes what an id holds. So no reference ever moves from one partition to another.

The journal names the id of every change, also of references that are gone. So each partition finds
its own changes in the journal by arithmetic, without a list of who lies where.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

SLOT_COUNT = 4_096

_LOW = 2**31
"""The product of a smaller number and the factor fits into 63 bits, as databases count."""
_FACTOR, _MODULUS = 2_654_435_761, 2**32
"""Knuth's multiplier, 2^32 over the golden ratio: neighbours in id lie far apart in slots.
Source: Knuth, The Art of Computer Programming 3, §6.4."""
_SHIFT = _MODULUS // SLOT_COUNT


@dataclass(frozen=True, order=True)
class Slots:
    """The slots from `first` to before `end`."""

    first: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a range that holds nothing, or what does not exist."""
        if not 0 <= self.first < self.end <= SLOT_COUNT:
            raise ValueError(f"slots {self.first} to {self.end} of {SLOT_COUNT}")

    def __str__(self) -> str:
        """Name the first and the last slot."""
        return f"{self.first:04d}-{self.end - 1:04d}"

    @classmethod
    def parse(cls, text: str) -> "Slots":
        """Read a name. Raises ValueError."""
        first, _, last = text.partition("-")
        return cls(int(first), int(last) + 1)

    def hold(self, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
        """Tell, in the database, whether a reference id lies in these slots."""
        slot = cast(Any, column) % _LOW * _FACTOR % _MODULUS // _SHIFT
        return and_(slot >= self.first, slot < self.end)


ALL_SLOTS = Slots(0, SLOT_COUNT)


def slots_of(reference_ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the slot of each reference: (k,)."""
    ids = np.asarray(reference_ids, np.int64).reshape(-1)
    return ids % _LOW * _FACTOR % _MODULUS // _SHIFT


def cut(partition_count: int) -> tuple[Slots, ...]:
    """Cut all slots into partitions of equal size, give or take one slot. Raises ValueError."""
    if not 0 < partition_count <= SLOT_COUNT:
        raise ValueError(f"{partition_count} partitions; 1 to {SLOT_COUNT} are possible")
    ends = [SLOT_COUNT * n // partition_count for n in range(partition_count + 1)]
    return tuple(Slots(first, end) for first, end in pairwise(ends))


def gaps(partitions: Sequence[Slots]) -> str:
    """Say which slots lie in no partition, or in several; "" if each slot lies in one."""
    end, faults = 0, list[str]()
    for one in sorted(partitions):
        if one.first > end:
            faults.append(f"no partition holds slots {Slots(end, one.first)}")
        elif one.first < end:
            faults.append(f"slots {Slots(one.first, min(end, one.end))} lie in several partitions")
        end = max(end, one.end)
    if end < SLOT_COUNT:
        faults.append(f"no partition holds slots {Slots(end, SLOT_COUNT)}")
    return "; ".join(faults)
