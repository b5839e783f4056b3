"""How a finger lies on the sensor: rotation, translation, skin distortion, contact area.

This module places both kinds of print, images and bare minutiae.
"""

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from matcher.types import ImpressionType
from synthesis.capture import Capture
from synthesis.finger import Finger, Stream
from synthesis.orientation import Floats


@dataclass(frozen=True)
class PlacementParameters:
    """Spreads of an ordinary, attended capture; `difficulty` scales the faults.

    Set by hand so that scores of mated prints lie among those of FVC2002.
    """

    rotation_rad: float = 0.12
    shift_px: float = 10.0
    contact_shift_px: float = 20.0
    contact_up: float = 0.22
    """How far above the pad's centre a plain touch lies, against the pad's half height. Set so
    that directions by place in the print have the spread of the three FVC sets."""
    bump_px: float = 4.0
    """Displacement by one of three broad bumps of the skin."""
    torsion_rad: float = 0.04
    stretch: float = 0.010
    shear: float = 0.012
    plain_width: tuple[float, float] = (0.46, 0.61)
    """Contact against the pad."""
    plain_height: tuple[float, float] = (0.60, 0.78)
    rolled_width: tuple[float, float] = (0.93, 1.0)
    rolled_height: tuple[float, float] = (0.80, 0.97)


_CAPTURED = 0
"""Separates the streams of encounters from those of single impressions."""

PLAIN_SIZE_PX = (368, 448)
ROLLED_SIZE_PX = (480, 560)


@dataclass(frozen=True, eq=False)
class Placement:
    """One touch of a finger; see `to_finger` for the order of the steps."""

    width_px: int
    height_px: int
    pose: Floats
    """(12,): centre on the image x, y; cos, sin of the rotation; stretch, shear; torsion and its
    1 / (2 width^2); centre of contact x, y in the finger's frame; half width, half height."""
    bumps: Floats
    """(k, 5): x, y from the centre, 1 / (2 width^2), displacement x, y; pixels."""


def is_rolled(kind: ImpressionType) -> bool:
    """Return whether the finger was rolled from nail to nail."""
    return kind in (ImpressionType.LIVESCAN_ROLLED, ImpressionType.NONLIVESCAN_ROLLED)


def place(
    finger: Finger,
    rng: np.random.Generator,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    difficulty: float = 1.0,
    parameters: PlacementParameters | None = None,
    *,
    size_px: tuple[int, int] | None = None,
    turned_rad: float = 0.0,
    contact: float = 1.0,
) -> Placement:
    """Draw one touch of a finger.

    size_px: width and height of the sensor's window; that of the kind by default.
    contact: linear size of the contact area, relative to an ordinary contact.
    turned_rad: rotation of the whole hand, on top of the finger's own rotation.
    """
    p, pad, rolled = parameters or PlacementParameters(), finger.pad, is_rolled(kind)
    width, height = size_px or (ROLLED_SIZE_PX if rolled else PLAIN_SIZE_PX)
    across, down = (p.rolled_width, p.rolled_height) if rolled else (p.plain_width, p.plain_height)
    hard = difficulty
    shift, off_centre = rng.normal(0.0, 1.0, 2) * p.shift_px * hard, rng.normal(0.0, 1.0, 2)
    off_centre *= 0.0 if rolled else p.contact_shift_px * hard
    rotation = turned_rad + float(np.clip(rng.normal(0.0, p.rotation_rad * hard), -0.6, 0.6))
    stretch, shear = rng.normal(0.0, 1.0, 2) * (p.stretch * hard, p.shear * hard)
    torsion = rng.normal(0.0, p.torsion_rad * hard)
    half_width = pad.half_width_px * min(1.0, contact * rng.uniform(*across))
    half_height = pad.half_height_px * min(1.0, contact * rng.uniform(*down))
    pose = np.array(
        [
            0.5 * width + shift[0],
            0.5 * height + shift[1],
            math.cos(rotation),
            math.sin(rotation),
            stretch,
            shear,
            torsion,
            0.5 / rng.uniform(70.0, 140.0) ** 2,
            pad.centre_x_px + off_centre[0],
            pad.centre_y_px
            + off_centre[1]
            - (0.0 if rolled else p.contact_up * pad.half_height_px),
            half_width,
            half_height,
        ]
    )
    return Placement(width, height, pose, _draw_bumps(rng, p.bump_px * hard))


def place_captured(
    finger: Finger, capture: Capture, encounter: int, kind: ImpressionType
) -> Placement:
    """Place a touch as an encounter's capture says, in the same way for minutiae and images."""
    return place(
        finger,
        captured_stream(finger, Stream.PLACEMENT, encounter, kind),
        kind,
        capture.difficulty,
        contact=capture.contact,
        size_px=(capture.sensor.width_px, capture.sensor.height_px),
        turned_rad=capture.rotation_rad,
    )


def captured_stream(
    finger: Finger, stream: Stream, encounter: int, kind: ImpressionType
) -> np.random.Generator:
    """Return the generator of one print of an encounter."""
    return finger.generator(stream, _CAPTURED, encounter, int(kind))


def _draw_bumps(rng: np.random.Generator, displacement_px: float) -> Floats:
    count = 3
    return np.column_stack(
        [
            rng.uniform(-150.0, 150.0, count),
            rng.uniform(-180.0, 180.0, count),
            0.5 / rng.uniform(70.0, 180.0, count) ** 2,
            rng.normal(0.0, displacement_px, count),
            rng.normal(0.0, displacement_px, count),
        ]
    )


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def _warp(x: float, y: float, pose: Floats, bumps: Floats) -> tuple[float, float]:
    """Return the skin's displacement at a point of the image, from the centre of contact."""
    twist = pose[6] * math.exp(-(x * x + y * y) * pose[7])
    moved_x = pose[4] * x + pose[5] * y - twist * y
    moved_y = -pose[4] * y + twist * x
    for i in range(bumps.shape[0]):
        dx, dy = x - bumps[i, 0], y - bumps[i, 1]
        weight = math.exp(-(dx * dx + dy * dy) * bumps[i, 2])
        moved_x += bumps[i, 3] * weight
        moved_y += bumps[i, 4] * weight
    return moved_x, moved_y


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def to_finger(x: float, y: float, pose: Floats, bumps: Floats) -> tuple[float, float]:
    """Map a pixel of the image to the finger's frame: shift, distort, turn, shift."""
    x, y = x - pose[0], y - pose[1]
    moved_x, moved_y = _warp(x, y, pose, bumps)
    x, y = x + moved_x, y + moved_y
    return (
        pose[8] + pose[2] * x + pose[3] * y,
        pose[9] - pose[3] * x + pose[2] * y,
    )


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def to_image(x: float, y: float, pose: Floats, bumps: Floats) -> tuple[float, float]:
    """Invert `to_finger`: four rounds leave 0.01 px at difficulty 1 and 0.1 px at 2."""
    x, y = x - pose[8], y - pose[9]
    turned_x, turned_y = pose[2] * x - pose[3] * y, pose[3] * x + pose[2] * y
    u, v = turned_x, turned_y
    for _ in range(4):
        moved_x, moved_y = _warp(u, v, pose, bumps)
        u, v = turned_x - moved_x, turned_y - moved_y
    return u + pose[0], v + pose[1]


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def contact_depth(x: float, y: float, pose: Floats) -> float:
    """Return 0 at the centre of contact, 1 on its outline, more outside (finger's frame)."""
    u, v = abs(x - pose[8]) / pose[10], abs(y - pose[9]) / pose[11]
    return float((u**2.3 + v**2.3) ** (1.0 / 2.3))


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def sample_grid(
    columns: Floats, rows: Floats, pose: Floats, bumps: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return finger x, finger y and contact depth where image rows and columns cross."""
    x = np.empty((rows.shape[0], columns.shape[0]))
    y = np.empty_like(x)
    depth = np.empty_like(x)
    for i in range(rows.shape[0]):
        for j in range(columns.shape[0]):
            x[i, j], y[i, j] = to_finger(columns[j], rows[i], pose, bumps)
            depth[i, j] = contact_depth(x[i, j], y[i, j], pose)
    return x, y, depth
