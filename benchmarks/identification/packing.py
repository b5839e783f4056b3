"""Prepared fingers of many people, in files and in the form that the comparison reads."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.cylinders import FRAME_ROWS, WORD_ROWS, Cylinders, PackedCylinders

Columns = dict[str, NDArray[np.generic]]

_T = TypeVar("_T", bound=np.generic)
_NAMES = tuple(field.name for field in fields(PackedCylinders))


def take(packed: PackedCylinders, rows: NDArray[np.int64]) -> PackedCylinders:
    """Copy some people, in the given order."""
    places = list(zip(packed.start[rows].tolist(), packed.start[rows + 1].tolist(), strict=True))
    words = [packed.words[WORD_ROWS * first : WORD_ROWS * end] for first, end in places]
    frame = [packed.frame[FRAME_ROWS * first : FRAME_ROWS * end] for first, end in places]
    return PackedCylinders(
        np.concatenate([packed.words[:0], *words]),
        np.concatenate([packed.frame[:0], *frame]),
        np.cumsum([0, *(end - first for first, end in places)], dtype=np.int64),
        packed.cylinder_count[rows],
    )


def cylinders(packed: PackedCylinders, row: int) -> Cylinders:
    """Return one person's finger to search with; its minutiae are not known any more."""
    first, end = int(packed.start[row]), int(packed.start[row + 1])
    count, total = int(packed.cylinder_count[row]), int(packed.start[-1])
    return Cylinders(
        words=_block(packed.words, first, end, total),
        frame=_block(packed.frame, first, end, total),
        minutia_index=np.arange(count),
        minutia_count=count,
        quality=0,
    )


def join(parts: Sequence[PackedCylinders]) -> PackedCylinders:
    """Put the same finger of more people end to end."""
    before = np.cumsum([0, *(int(one.start[-1]) for one in parts)])
    starts = [one.start[:-1] + first for one, first in zip(parts, before, strict=False)]
    whole = {name: np.concatenate([getattr(one, name) for one in parts]) for name in _NAMES}
    return PackedCylinders(**whole | {"start": np.concatenate([*starts, before[-1:]])})


def to_columns(fingers: Sequence[PackedCylinders]) -> Columns:
    """Return the columns by which a file keeps the fingers of some people."""
    return {
        f"{name}_{number}": getattr(finger, name)
        for number, finger in enumerate(fingers)
        for name in _NAMES
    }


def from_columns(kept: Mapping[str, NDArray[np.generic]], number: int) -> PackedCylinders:
    """Return one finger from the columns of `to_columns`."""
    columns: dict[str, Any] = {name: kept[f"{name}_{number}"] for name in _NAMES}
    return PackedCylinders(**columns)


def _block(flat: NDArray[_T], first: int, end: int, total: int) -> NDArray[_T]:
    """Cut one person's columns out; people lie one after the other."""
    height = len(flat) // max(1, total)
    return flat[height * first : height * end].reshape(height, end - first)
