"""Prepared fingers of many people, as files keep them and as the comparison reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.cylinders import FRAME_ROWS, WORD_ROWS, Cylinders, PackedCylinders

Columns = dict[str, NDArray[np.generic]]

_T = TypeVar("_T", bound=np.generic)
_NAMES = tuple(field.name for field in fields(PackedCylinders))


class Prepared(PackedCylinders):
    """One finger of many people, person by person."""

    @classmethod
    def of(cls, columns: Columns) -> "Prepared":
        """Take the columns of what was packed."""
        return cls(**columns)  # type: ignore[arg-type]

    @property
    def columns(self) -> Columns:
        """The columns by name."""
        return {name: getattr(self, name) for name in _NAMES}

    def take(self, rows: NDArray[np.int64]) -> PackedCylinders:
        """Copy some people's, in the order given."""
        places = list(zip(self.start[rows].tolist(), self.start[rows + 1].tolist(), strict=True))
        words = [self.words[WORD_ROWS * first : WORD_ROWS * end] for first, end in places]
        frame = [self.frame[FRAME_ROWS * first : FRAME_ROWS * end] for first, end in places]
        return PackedCylinders(
            np.concatenate([self.words[:0], *words]),
            np.concatenate([self.frame[:0], *frame]),
            np.cumsum([0, *(end - first for first, end in places)], dtype=np.int64),
            self.cylinder_count[rows],
        )

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


def prepared(packed: PackedCylinders) -> Prepared:
    """Take what `pack` gave."""
    return Prepared.of({name: getattr(packed, name) for name in _NAMES})


def join(parts: Sequence[Prepared]) -> Prepared:
    """Put the same finger of more people end to end."""
    before = np.cumsum([0, *(int(one.start[-1]) for one in parts)])
    starts = [one.start[:-1] + first for one, first in zip(parts, before, strict=False)]
    whole = {name: np.concatenate([one.columns[name] for one in parts]) for name in _NAMES}
    return Prepared.of(whole | {"start": np.concatenate([*starts, before[-1:]])})


def to_columns(fingers: Sequence[Prepared]) -> Columns:
    """Return what a file keeps of the fingers of some people."""
    return {
        f"{name}_{number}": column
        for number, finger in enumerate(fingers)
        for name, column in finger.columns.items()
    }


def from_columns(kept: Mapping[str, NDArray[np.generic]], number: int) -> Prepared:
    """Take one finger of what `to_columns` gave."""
    return Prepared.of({name: kept[f"{name}_{number}"] for name in _NAMES})


def _block(flat: NDArray[_T], first: int, end: int, total: int) -> NDArray[_T]:
    """Cut one person's columns from all people's, which lie one person after the other."""
    height = len(flat) // max(1, total)
    return flat[height * first : height * end].reshape(height, end - first)
