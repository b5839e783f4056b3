"""The middle phalanx of a finger, which touches below the crease of a slap at times."""

import math

import cv2
import numpy as np

from matcher.slaps import FingerBox
from synthesis.images.contact import Conditions, touch
from synthesis.images.growth import grow
from synthesis.images.texture import Image, noise
from synthesis.people import Person

_SIDE_PX = 320
"""Of the skin that is grown; the phalanges of a hand are parts of it."""


def phalanx(someone: Person, rng: np.random.Generator) -> Image:
    """Grow skin as it is below the crease: ridges across the finger, slightly slanted.

    Returns (side, side) float32 height of the skin, -1 in valleys to 1 on ridges.
    """
    shape = (_SIDE_PX // 2, _SIDE_PX // 2)
    slant = rng.normal(0.0, 0.2) + 0.25 * noise(rng, shape, 60.0)
    period = np.full(shape, 0.5 * someone.body.period_px * 1.08)
    grown = grow(slant.astype(np.float64), period, np.ones(shape, np.bool_), rng)
    return np.asarray(cv2.resize(grown, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))


def lay_phalanx(
    canvas: Image, skin: Image, above: FingerBox, crease_px: float, rng: np.random.Generator
) -> None:
    """Press a middle phalanx on the canvas, below a print, with a crease between them."""
    width, height = int(above.width_px * rng.uniform(0.75, 1.0)), int(rng.uniform(120, 290))
    width, height = min(width, _SIDE_PX), min(height, _SIDE_PX)
    rows, columns = np.mgrid[-1.0 : 1.0 : height * 1j, -1.0 : 1.0 : width * 1j]
    depth = (np.abs(rows) ** 6 + np.abs(columns) ** 3) ** (1 / 4)
    part = skin[:height, :width][:, :: int(rng.choice([-1, 1]))]
    conditions = Conditions(rng.uniform(1.0, 2.4), rng.normal(-0.6, 0.4))
    ink = touch(np.asarray(part, np.float32), depth.astype(np.float32), rng, conditions)
    _, down = above.axes
    centre = np.array([above.centre_x_px, above.centre_y_px])
    centre += down * (above.height_px / 2 + crease_px + height / 2)
    _turn_onto(canvas, ink, centre[0], centre[1], above.angle_rad)


def _turn_onto(canvas: Image, ink: Image, x_px: float, y_px: float, angle_rad: float) -> None:
    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), math.degrees(angle_rad), 1.0)
    matrix[:, 2] += (x_px - width / 2, y_px - height / 2)
    turned = cv2.warpAffine(ink, matrix, canvas.shape[::-1], flags=cv2.INTER_LINEAR)
    np.maximum(canvas, turned, out=canvas)
