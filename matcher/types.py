"""The matcher's types, and the one place where coordinates and directions are defined.

Coordinates: x to the right and y downwards from the top-left corner of the sample at 500 ppi,
in pixels. Directions: radians in [-pi, pi), counter-clockwise from +x as seen on the picture
(y up), along the ridge and away from the minutia's valley side as LEADER defines it. Code that
needs another frame converts at its own edge.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.contrast import to_common_contrast
from matcher.errors import SlapError, UnknownPositionError
from matcher.ridges import Ridges, measure
from matcher.segmentation import Foreground, analyse
from matcher.several_fingers import refuse_several_fingers

STANDARD_PPI = 500

Trace = Callable[[str, object], None]
"""Receives intermediate results under fixed names."""


class FingerPosition(IntEnum):
    """Friction ridge position codes of ANSI/NIST-ITL 1-2011."""

    UNKNOWN = 0
    RIGHT_THUMB = 1
    RIGHT_INDEX = 2
    RIGHT_MIDDLE = 3
    RIGHT_RING = 4
    RIGHT_LITTLE = 5
    LEFT_THUMB = 6
    LEFT_INDEX = 7
    LEFT_MIDDLE = 8
    LEFT_RING = 9
    LEFT_LITTLE = 10
    PLAIN_RIGHT_THUMB = 11
    PLAIN_LEFT_THUMB = 12
    PLAIN_RIGHT_FOUR = 13
    PLAIN_LEFT_FOUR = 14
    PLAIN_THUMBS = 15

    @property
    def finger(self) -> "FingerPosition":
        """Return the finger (codes 1 to 10) of this position; plain thumbs count as thumbs.

        Raises UnknownPositionError for code 0, SlapError for codes 13 to 15.
        """
        if 1 <= self <= 10:
            return self
        if self == FingerPosition.PLAIN_RIGHT_THUMB:
            return FingerPosition.RIGHT_THUMB
        if self == FingerPosition.PLAIN_LEFT_THUMB:
            return FingerPosition.LEFT_THUMB
        if self == FingerPosition.UNKNOWN:
            raise UnknownPositionError("finger position 0 (unknown): state which finger it is")
        raise SlapError(
            f"finger position {self.value} ({self.name}) is a slap of several fingers: "
            "send each finger as its own sample, positions 1 to 12"
        )


FINGERS = tuple(FingerPosition(code) for code in range(1, 11))


class ImpressionType(IntEnum):
    """Impression type codes of ANSI/NIST-ITL 1-2011."""

    LIVESCAN_PLAIN = 0
    LIVESCAN_ROLLED = 1
    NONLIVESCAN_PLAIN = 2
    NONLIVESCAN_ROLLED = 3


class MinutiaType(IntEnum):
    """Whether a ridge forks or ends. The values are LEADER's."""

    BIFURCATION = 0
    RIDGE_ENDING = 1


@dataclass(frozen=True)
class Sample:
    """One image of one finger, at 500 ppi."""

    pixels: NDArray[np.uint8]
    """(height, width), ridges dark, as submitted."""
    position: FingerPosition
    impression: ImpressionType = ImpressionType.LIVESCAN_PLAIN
    tagged_ppi: float = 0.0
    """The resolution that the file states, in pixels an inch; 0 if the file states none."""

    @cached_property
    def clear(self) -> NDArray[np.uint8]:
        """The pixels as they are read: stretched if the image is faint; see `to_common_contrast`.

        Raises NoForegroundError or ContrastError.
        """
        return to_common_contrast(self.pixels)

    @cached_property
    def foreground(self) -> Foreground:
        """The part with ridges, of one finger.

        Raises as `clear` does, QualityError, see `analyse`, or SeveralFingersError.
        """
        seen = analyse(self.clear)
        refuse_several_fingers(seen)
        return seen.foreground

    @cached_property
    def ridges(self) -> Ridges:
        """What the ridges are like. Raises what `foreground` raises."""
        return measure(self.clear, self.foreground)


@dataclass(frozen=True)
class Minutia:
    """One minutia as an object; algorithms use the template's columns."""

    x_px: float
    y_px: float
    direction_rad: float
    type: MinutiaType
    quality: float


@dataclass(frozen=True, eq=False)
class Template:
    """The lasting description of a sample. Columns are parallel, best quality first."""

    width_px: int
    height_px: int
    quality: int
    """Sample quality 0 (worst) to 100 (best)."""
    outline_px: NDArray[np.float32]
    """(k, 2) x, y: the convex outline of the foreground."""
    x_px: NDArray[np.float32]
    y_px: NDArray[np.float32]
    direction_rad: NDArray[np.float32]
    type: NDArray[np.uint8]
    minutia_quality: NDArray[np.float32]
    """0 to 1; at most 255 minutiae, none below 0.2."""
    extractor_digest: bytes = bytes(8)
    """8 bytes that identify weights and code version of the extractor."""

    @property
    def minutia_count(self) -> int:
        """The number of minutiae."""
        return len(self.x_px)

    def minutiae(self) -> list[Minutia]:
        """The minutiae as objects, best quality first."""
        rows = zip(
            self.x_px.tolist(),
            self.y_px.tolist(),
            self.direction_rad.tolist(),
            self.type.tolist(),
            self.minutia_quality.tolist(),
            strict=True,
        )
        return [Minutia(x, y, d, MinutiaType(t), q) for x, y, d, t, q in rows]


@dataclass(frozen=True, eq=False)
class Features:
    """The data of one finger that a search needs."""

    position: FingerPosition
    template: Template
    vector: NDArray[np.float32]
    """(VECTOR_DIMENSION,) of unit length; all zero if the template is too sparse."""
    ridge_period_px: float = 0.0
    """Of the sample brought to 500 ppi by its stated resolution; 0 if the template was stored."""
    tagged_ppi: float = 0.0
    """As the sample has it; 0 if the template was stored."""
