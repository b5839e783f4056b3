"""Prints as images: a finger's master pattern, and impressions of it at 500 ppi.

    finger → master (minutiae, period, ridges grown, pores, creases, scars)
           → impression (placement → contact → exposure)

The master's ridges grow from the clearest minutiae that `synthesis.minutiae` gives the same finger;
the other minutiae arise while ridges grow. So the prints of a finger at both levels lie in the same
place, but share less than a third of their minutiae. These are too few to compare a print of one
level with a print of the other.
The same arguments give the same bits on one machine with the same package versions.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.types import STANDARD_PPI, ImpressionType
from synthesis.capture import Capture
from synthesis.finger import Finger, Stream
from synthesis.images.contact import Conditions, touch
from synthesis.images.exposure import Look, expose
from synthesis.images.growth import grow
from synthesis.images.periods import adapted_period
from synthesis.images.skin import mark
from synthesis.images.texture import Image
from synthesis.minutiae import true_minutiae
from synthesis.observation import TrueMinutiae
from synthesis.orientation import Floats
from synthesis.placement import Placement, captured_stream, place, place_captured, sample_grid

_GRID_PX = 8
_SEEDED_PER_MM2 = 0.05
"""Known minutiae that growth begins with. As many more arise during growth. Set so that all
together are as dense as the minutiae that LEADER finds on real prints, in aggregate."""
_MARGIN_PX = 24
"""Margin around the contact area, where nothing touches any more."""

LOOKS = {
    "finger of a slap": Look.LIVESCAN,
    "rolled block": Look.LIVESCAN,
    "optical": Look.OPTICAL,
    "small optical": Look.PLATEN,
    "capacitive": Look.CAPACITIVE,
}
"""Look of a sensor's images, by its name; prints that are no live scans are inked."""


@dataclass(frozen=True, eq=False)
class Master:
    """The ridges of a whole pad at 500 ppi; grow a master once per finger and keep it."""

    finger: Finger
    ridges: NDArray[np.uint8]
    """(height, width): 128 + 127 * height of the skin, ridges high."""
    left_px: float
    """Finger's x of the first column."""
    top_px: float
    """Finger's y of the first row."""


@dataclass(frozen=True, eq=False)
class Impression:
    """One print as a sensor delivers it."""

    pixels: NDArray[np.uint8]
    """(height, width), 500 ppi, ridges dark."""
    kind: ImpressionType
    placement: Placement


def master(finger: Finger) -> Master:
    """Grow the ridge pattern of a finger."""
    pad = finger.pad
    half_width, half_height = int(pad.half_width_px / 2) + 2, int(pad.half_height_px / 2) + 2
    y, x = np.mgrid[-half_height : half_height + 1, -half_width : half_width + 1] * 2.0
    inside = (x / pad.half_width_px) ** 2 + (y / pad.half_height_px) ** 2 <= 1.0
    x, y = x + pad.centre_x_px, y + pad.centre_y_px
    rng = finger.generator(Stream.GROWTH)
    seeds = _seeds(true_minutiae(finger), finger, rng)
    grown = grow(
        finger.field.at(x, y),
        adapted_period(finger, seeds, x, y) / 2.0,
        inside,
        rng,
        dislocations=_on_grid(seeds, x, y),
    )
    grown[~inside] = -1.0  # what lies beyond the pad does not touch the sensor
    ridges = cv2.resize(grown, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    skin = mark(np.asarray(ridges, np.float32), finger, rng)
    levels = np.rint(128.0 + 127.0 * np.clip(skin, -1.0, 1.0)).astype(np.uint8)
    # Doubling puts the first sample half an output pixel left of the first grown one.
    return Master(finger, levels, float(x[0, 0]) - 0.5, float(y[0, 0]) - 0.5)


def _seeds(truth: TrueMinutiae, finger: Finger, rng: np.random.Generator) -> TrueMinutiae:
    """Return the clearest minutiae of a finger, as many as growth begins with."""
    area = np.pi * finger.pad.half_width_px * finger.pad.half_height_px
    density = _SEEDED_PER_MM2 * rng.lognormal(0.0, 0.3) * (25.4 / STANDARD_PPI) ** 2
    kept = np.argsort(-truth.clarity, kind="stable")[: round(density * area)]
    return TrueMinutiae(
        truth.x_px[kept],
        truth.y_px[kept],
        truth.direction_rad[kept],
        truth.type[kept],
        truth.clarity[kept],
    )


def _on_grid(seeds: TrueMinutiae, x: Floats, y: Floats) -> Floats:
    column, row = (seeds.x_px - x[0, 0]) / 2.0, (seeds.y_px - y[0, 0]) / 2.0
    return np.column_stack([column, row, seeds.direction_rad, seeds.type])


def impression(
    master: Master,
    seed: int,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    difficulty: float = 1.0,
) -> Impression:
    """Take a print of a finger as a live scan shows it.

    difficulty: 0 (centred, undistorted, clean) to about 3; 1 is an ordinary capture.
    """
    finger = master.finger
    where = place(finger, finger.generator(Stream.PLACEMENT, seed), kind, difficulty)
    rng = finger.generator(Stream.RENDERING, seed)
    moisture = finger.moisture + rng.normal(0.0, 0.3) * difficulty
    ink = contact(master, where, rng, Conditions(difficulty, float(moisture)))
    return Impression(expose(ink, Look.LIVESCAN, rng), kind, where)


def captured_contact(
    master: Master, capture: Capture, encounter: int, kind: ImpressionType, dryness: float
) -> tuple[Image, Placement, np.random.Generator]:
    """Touch the sensor as an encounter's capture says, in the place of that encounter's minutiae.

    dryness: standard normal of the session.
    Returns contact per pixel, the placement, and the generator that an exposure goes on with.
    """
    finger = master.finger
    where = place_captured(finger, capture, encounter, kind)
    rng = captured_stream(finger, Stream.RENDERING, encounter, kind)
    moisture = finger.moisture - (0.25 * dryness + 0.2 * rng.standard_normal()) * np.sqrt(
        capture.difficulty
    )
    conditions = Conditions(capture.difficulty, float(moisture))
    return contact(master, where, rng, conditions), where, rng


def contact(
    master: Master, where: Placement, rng: np.random.Generator, conditions: Conditions
) -> Image:
    """Return how much of each pixel of the sensor's window touches, 0 to 1."""
    x, y, depth = _image_grid(where)
    result = np.zeros(depth.shape, np.float32)
    rows, columns = np.flatnonzero((depth < 1.25).any(1)), np.flatnonzero((depth < 1.25).any(0))
    if not len(rows):
        return result
    box = np.s_[
        max(0, rows[0] - _MARGIN_PX) : rows[-1] + _MARGIN_PX,
        max(0, columns[0] - _MARGIN_PX) : columns[-1] + _MARGIN_PX,
    ]
    levels = cv2.remap(
        master.ridges,
        x[box] - np.float32(master.left_px),
        y[box] - np.float32(master.top_px),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    height = (levels.astype(np.float32) - 128.0) / 127.0
    result[box] = touch(height, depth[box], rng, conditions)
    return result


def _image_grid(where: Placement) -> tuple[Image, Image, Image]:
    """Return finger x, y and contact depth for every pixel, interpolated from a coarse grid."""
    columns = (np.arange(-1, -(-where.width_px // _GRID_PX) + 1) + 0.5) * _GRID_PX - 0.5
    rows = (np.arange(-1, -(-where.height_px // _GRID_PX) + 1) + 0.5) * _GRID_PX - 0.5
    window = np.s_[_GRID_PX : _GRID_PX + where.height_px, _GRID_PX : _GRID_PX + where.width_px]
    x, y, depth = (
        cv2.resize(coarse.astype(np.float32), None, fx=_GRID_PX, fy=_GRID_PX)[window]
        for coarse in sample_grid(columns, rows, where.pose, where.bumps)
    )
    return x, y, depth
