"""What is found in a slap: a box for each finger, the hand, and every doubt."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.types import FingerPosition


class Hand(StrEnum):
    """A hand."""

    RIGHT = "right"
    LEFT = "left"


class Doubt(StrEnum):
    """What makes a segmentation doubtful."""

    FEWER = "fewer fingers than expected"
    MORE = "more fingers than expected"
    JOINED = "fingers that touch were cut apart"
    CUT_OFF = "a finger is cut off by the edge of the image"
    WRONG_HAND = "the hand is not the hand of the stated position"
    UNSURE_HAND = "the hand cannot be told"
    UNSURE_FINGERS = "which fingers these are cannot be told"
    MISSING_FOUND = "a finger that is stated as missing is found"


@dataclass(frozen=True)
class FingerBox:
    """A rotated box. Angle 0 has the tip up; positive angles turn the tip to the left."""

    centre_x_px: float
    centre_y_px: float
    width_px: float
    height_px: float
    angle_rad: float

    @property
    def axes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The unit vectors to the finger's right and down the finger, in x and y of the image."""
        cos, sin = math.cos(self.angle_rad), math.sin(self.angle_rad)
        return np.array([cos, -sin]), np.array([sin, cos])

    @property
    def corners_px(self) -> NDArray[np.float64]:
        """(4, 2) x, y: top left, top right, bottom right, bottom left as the finger sees them."""
        right, down = self.axes
        across, along = right * self.width_px / 2, down * self.height_px / 2
        centre = np.array([self.centre_x_px, self.centre_y_px])
        return np.stack(
            [
                centre - across - along,
                centre + across - along,
                centre + across + along,
                centre - across + along,
            ]
        )


@dataclass(frozen=True, eq=False)
class SlapFinger:
    """One finger of a slap."""

    position: FingerPosition
    """Codes 1 to 10, as far as the position of the slap goes with its hand."""
    box: FingerBox
    """Of the last joint, from the tip to the crease or to where the print ends."""
    outline_px: NDArray[np.float32]
    """(k, 2) x, y: the convex hull of the print."""
    confidence: float
    """How sure it is that this is the finger of that position, 0 to 1."""
    cut_off: bool
    """Whether the edge of the image cuts the print off."""


@dataclass(frozen=True, eq=False)
class SlapSegmentation:
    """What a slap shows."""

    position: FingerPosition
    """As stated: 13, 14 or 15."""
    fingers: tuple[SlapFinger, ...]
    """From left to right."""
    hand: Hand | None
    """The hand that the prints show, whatever the stated position; None for thumbs."""
    hand_confidence: float
    """0.5 to 1; 0 for thumbs."""
    found_count: int
    """Prints that look like finger tips, those that belong to no finger of the hand included."""
    expected_count: int
    """Fingers of the position that are not stated as missing."""
    doubts: tuple[Doubt, ...]
