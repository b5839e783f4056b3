"""How skin lies on the sensor: rotation, shift, torsion, a cone of pressure, random folds.

The folds are a Gaussian random field, drawn as a few random waves. Torsion and pressure act on
the rim: the middle is pressed hardest and does not move, as in Cappelli, Maio & Maltoni,
"Modelling plastic distortion in fingerprint images", 2001.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.second.compiling import kernel
from synthesis.second.conditions import Conditions
from synthesis.second.contact import Contact

Floats = NDArray[np.float64]

WAVES = 6
FOLD_PX = 1.3
"""Deviation of the folds' displacement, in each axis."""
FOLD_LENGTH_PX = 95.0
"""Correlation length of the folds."""
TORSION_RAD = 0.03
"""Deviation of how much further the rim turns than the middle."""
CONE = 0.015
"""Deviation of the rim's stretch; pressure adds half as much."""
RIM_PX = 130.0
"""From the middle to where the rim moves by two thirds of all."""
ROTATION_RAD = 0.14
"""Deviation of the finger's rotation at usual looseness."""
SHIFT_PX = 12.0
"""Deviation of where the contact's middle lies on the sensor, at usual looseness."""


class Skin(NamedTuple):
    """The map from the finger frame to the print's frame."""

    from_x: float
    from_y: float
    to_x: float
    to_y: float
    rotation_rad: float
    torsion_rad: float
    cone: float
    waves: Floats
    """(WAVES, 5) wave vector, phase, displacement x and y."""


@kernel
def lay(rng: np.random.Generator, contact: Contact, conditions: Conditions) -> Skin:
    """Draw how the skin of a touch lies."""
    loose = math.sqrt(conditions.looseness)
    waves = np.empty((WAVES, 5))
    size = FOLD_PX * loose * math.sqrt(2 / WAVES)
    for k in range(WAVES):
        waves[k, 0] = rng.standard_normal() / FOLD_LENGTH_PX
        waves[k, 1] = rng.standard_normal() / FOLD_LENGTH_PX
        waves[k, 2] = 2 * math.pi * rng.random()
        waves[k, 3] = size * rng.standard_normal()
        waves[k, 4] = size * rng.standard_normal()
    shift = SHIFT_PX * conditions.looseness
    return Skin(
        contact.centre_x,
        contact.centre_y,
        0.5 * conditions.width_px + shift * rng.standard_normal(),
        0.5 * conditions.height_px + shift * rng.standard_normal(),
        ROTATION_RAD * conditions.looseness * rng.standard_normal(),
        TORSION_RAD * loose * rng.standard_normal(),
        CONE * (loose * rng.standard_normal() + 0.5 * conditions.pressure),
        waves,
    )


@kernel
def laid(skin: Skin, x: float, y: float) -> tuple[float, float]:
    """Map a point of the finger frame to the print: px, y downwards."""
    dx, dy = x - skin.from_x, y - skin.from_y
    rim = 1 - math.exp(-(dx * dx + dy * dy) / (2 * RIM_PX * RIM_PX))
    turn = skin.rotation_rad + rim * skin.torsion_rad
    stretch = 1 + rim * skin.cone
    c, s = stretch * math.cos(turn), stretch * math.sin(turn)
    to_x, to_y = c * dx - s * dy, s * dx + c * dy
    for k in range(WAVES):
        wave = math.cos(skin.waves[k, 0] * dx + skin.waves[k, 1] * dy + skin.waves[k, 2])
        to_x += skin.waves[k, 3] * wave
        to_y += skin.waves[k, 4] * wave
    return skin.to_x + to_x, skin.to_y - to_y


@kernel
def laid_direction(skin: Skin, x: float, y: float, direction: float) -> float:
    """Map a direction at a point of the finger frame to the print: counter-clockwise, y up."""
    at_x, at_y = laid(skin, x, y)
    on_x, on_y = laid(skin, x + math.cos(direction), y + math.sin(direction))
    return math.atan2(at_y - on_y, on_x - at_x)
