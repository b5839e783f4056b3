"""Cylinders in the layout of the inner loops: one template, or many end to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.cylinders.pairing import FRAME_ROWS, LANES, WORD_ROWS


@dataclass(frozen=True, eq=False)
class Cylinders:
    """A template prepared for comparison: one column per valid cylinder, padded to whole lanes."""

    words: NDArray[np.uint64]
    """(6, padded): the bits of five direction layers, then the mask."""
    frame: NDArray[np.float32]
    """(4, padded): x_px, y_px, direction_rad in the frame of `mcc` (y down, clockwise), quality."""
    minutia_index: NDArray[np.int64]
    """The template's row of each cylinder."""
    minutia_count: int
    """Minutiae that took part, with or without a valid cylinder."""
    quality: int
    """Sample quality of the template."""

    @property
    def cylinder_count(self) -> int:
        """The number of cylinders, without padding."""
        return len(self.minutia_index)

    @property
    def x_px(self) -> NDArray[np.float32]:
        """(n,) places of the cylinders."""
        return self.frame[0, : self.cylinder_count]

    @property
    def y_px(self) -> NDArray[np.float32]:
        """(n,) places of the cylinders."""
        return self.frame[1, : self.cylinder_count]

    @property
    def direction_rad(self) -> NDArray[np.float32]:
        """(n,) directions of the cylinders, clockwise."""
        return self.frame[2, : self.cylinder_count]

    @property
    def values(self) -> NDArray[np.uint64]:
        """(n, 5) bits of each layer."""
        return self.words[: WORD_ROWS - 1, : self.cylinder_count].T

    @property
    def masks(self) -> NDArray[np.uint64]:
        """(n,) bits of the cells in view."""
        return self.words[WORD_ROWS - 1, : self.cylinder_count]


@dataclass(frozen=True, eq=False)
class PackedCylinders:
    """Many references in flat arrays, so that one call compares a probe with all of them."""

    words: NDArray[np.uint64]
    """The words of each reference, one after the other."""
    frame: NDArray[np.float32]
    """The frames of each reference, one after the other."""
    start: NDArray[np.int64]
    """(n + 1,) padded cylinders before each reference."""
    cylinder_count: NDArray[np.int64]
    """(n,) cylinders of each reference, without padding."""

    def __post_init__(self) -> None:
        """Refuse arrays of another layout: the inner loops would read outside them."""
        total = int(self.start[-1])
        assert len(self.words) == WORD_ROWS * total, "words of another layout"
        assert len(self.frame) == FRAME_ROWS * total, "frames of another layout"

    @property
    def count(self) -> int:
        """The number of references."""
        return len(self.cylinder_count)

    @cached_property
    def widest(self) -> int:
        """Padded cylinders of the largest reference; cached, because every comparison needs it."""
        return int(np.diff(self.start).max(initial=0))


NO_CYLINDERS = Cylinders(
    words=np.zeros((WORD_ROWS, 0), np.uint64),
    frame=np.zeros((FRAME_ROWS, 0), np.float32),
    minutia_index=np.zeros(0, np.int64),
    minutia_count=0,
    quality=0,
)
"""The cylinders of a print without a template: keeps the print's place and scores 0."""


def lay_out(
    values: NDArray[np.uint64],
    masks: NDArray[np.uint64],
    frame: NDArray[np.float64],
) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Turn rows of cylinders into padded columns: words and frame of `Cylinders`.

    values: (n, 5). masks: (n,). frame: (4, n); missing rows are zero.
    """
    count = len(masks)
    padded = -(-count // LANES) * LANES
    words = np.zeros((WORD_ROWS, padded), np.uint64)
    words[:-1, :count] = values.T
    words[-1, :count] = masks
    places = np.zeros((FRAME_ROWS, padded), np.float32)
    places[: len(frame), :count] = frame
    return words, places


def pack(references: Sequence[Cylinders]) -> PackedCylinders:
    """Pack references end to end; about 80 bytes a cylinder."""
    padded = [reference.frame.shape[1] for reference in references]
    words = [np.empty(0, np.uint64), *(reference.words.ravel() for reference in references)]
    frame = [np.empty(0, np.float32), *(reference.frame.ravel() for reference in references)]
    return PackedCylinders(
        words=np.concatenate(words),
        frame=np.concatenate(frame),
        start=np.cumsum([0, *padded], dtype=np.int64),
        cylinder_count=np.array([r.cylinder_count for r in references], np.int64),
    )
