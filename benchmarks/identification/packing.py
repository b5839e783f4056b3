"""Prepared fingers of many people, as files keep them and as the comparison reads them."""

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.comparison import Cylinders, PackedCylinders

Columns = dict[str, NDArray[np.generic]]

_T = TypeVar("_T", bound=np.generic)


class Prepared(PackedCylinders):
    """One finger of many people, person by person."""

    @classmethod
    def of(cls, packed: PackedCylinders) -> "Prepared":
        """Take what was packed."""
        return cls(packed.words, packed.frame, packed.start, packed.cylinder_count)

    @cached_property
    def widest(self) -> int:
        """Padded cylinders of the largest; asked for at every comparison."""
        return super().widest

    def cylinders(self, row: int) -> Cylinders:
        """Return one person's finger to search with; it no longer knows its minutiae."""
        first, end = int(self.start[row]), int(self.start[row + 1])
        count, total = int(self.cylinder_count[row]), int(self.start[-1])
        return Cylinders(
            words=_block(self.words, first, end, total),
            frame=_block(self.frame, first, end, total),
            minutia_index=np.arange(count),
            minutia_count=count,
            quality=0,
        )


def _block(flat: NDArray[_T], first: int, end: int, total: int) -> NDArray[_T]:
    height = len(flat) // max(1, total)
    return flat[height * first : height * end].reshape(height, end - first)


def join(parts: Sequence[Prepared]) -> Prepared:
    """Put the same finger of more people end to end."""
    before = np.cumsum([0, *(int(one.start[-1]) for one in parts)])
    starts = [one.start[:-1] + first for one, first in zip(parts, before, strict=False)]
    return Prepared(
        np.concatenate([one.words for one in parts]),
        np.concatenate([one.frame for one in parts]),
        np.concatenate([*starts, before[-1:]]),
        np.concatenate([one.cylinder_count for one in parts]),
    )


def columns(fingers: Sequence[Prepared]) -> Columns:
    """Return what a file keeps of the fingers of some people."""
    names = ("words", "frame", "start", "cylinder_count")
    return {
        f"{name}_{number}": getattr(finger, name)
        for number, finger in enumerate(fingers)
        for name in names
    }


def from_columns(kept: Columns, finger_count: int) -> tuple[Prepared, ...]:
    """Take what `columns` gave."""
    return tuple(
        Prepared(
            words=kept[f"words_{number}"].astype(np.uint64, copy=False),
            frame=kept[f"frame_{number}"].astype(np.float32, copy=False),
            start=kept[f"start_{number}"].astype(np.int64, copy=False),
            cylinder_count=kept[f"cylinder_count_{number}"].astype(np.int64, copy=False),
        )
        for number in range(finger_count)
    )
