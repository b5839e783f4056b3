"""The skin that touches the sensor: a superellipse whose border is ragged at every scale."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.second.compiling import kernel
from synthesis.second.conditions import Conditions

Floats = NDArray[np.float64]

RIPPLES = 9
RIPPLE = 0.05
"""Deviation of the border's first ripple, relative; the k-th is k to the power `RIPPLE_SLOPE`."""
RIPPLE_SLOPE = -1.2
PLAIN_HALF_WIDTH = 0.53
"""Of a plain touch of mean pressure, in core heights."""
PLAIN_HALF_HEIGHT = 0.65
ROLLED_HALF_WIDTH = 0.90
ROLLED_HALF_HEIGHT = 0.88
SIZE_BY_PRESSURE = 0.10
SIZE_DEVIATION = 0.09
SHIFT = 0.06
"""Deviation of where the finger touches, in core heights, at mean looseness."""
PARTIAL_SHARE = 0.02
"""Of plain touches with a tip or a side only, at mean looseness."""
PARTIAL_SHIFT = (0.28, 0.38)
"""Least and most of such a touch, in core heights."""


class Contact(NamedTuple):
    """The skin that touches, in the finger frame."""

    centre_x: float
    centre_y: float
    half_width: float
    half_height: float
    exponent: float
    ripple: Floats
    """(RIPPLES, 2) cosine and sine parts, relative to the radius."""


@kernel
def touch(rng: np.random.Generator, core_height: float, conditions: Conditions) -> Contact:
    """Draw a touch."""
    grown = 1 + SIZE_BY_PRESSURE * conditions.pressure
    wide = grown * (1 + SIZE_DEVIATION * rng.standard_normal())
    high = grown * (1 + SIZE_DEVIATION * rng.standard_normal())
    loose = SHIFT * conditions.looseness * (0.4 if conditions.rolled else 1.0)
    x, y = loose * rng.standard_normal(), 1 + loose * rng.standard_normal()
    partial, amount, side = rng.random(), rng.random(), rng.random()
    if not conditions.rolled and partial < PARTIAL_SHARE * conditions.looseness:
        shift = PARTIAL_SHIFT[0] + amount * (PARTIAL_SHIFT[1] - PARTIAL_SHIFT[0])
        if side < 0.5:
            y += shift
        else:
            x += shift if side < 0.75 else -shift
    wide *= ROLLED_HALF_WIDTH if conditions.rolled else PLAIN_HALF_WIDTH
    high *= ROLLED_HALF_HEIGHT if conditions.rolled else PLAIN_HALF_HEIGHT
    ripple = np.empty((RIPPLES, 2))
    for k in range(RIPPLES):
        size = RIPPLE * (k + 1.0) ** RIPPLE_SLOPE
        ripple[k, 0] = size * rng.standard_normal()
        ripple[k, 1] = size * rng.standard_normal()
    exponent = 2.1 + 0.9 * rng.random()
    h = core_height
    return Contact(h * x, h * y, h * wide, h * max(0.3, high), exponent, ripple)


@kernel
def border_px(contact: Contact, bearing: float) -> float:
    """Return how far the contact reaches from its centre towards a bearing."""
    c, s = math.cos(bearing), math.sin(bearing)
    e = contact.exponent
    share = abs(c / contact.half_width) ** e + abs(s / contact.half_height) ** e
    ripple = 1.0
    # Each turn by the bearing gives cos and sin of its next multiple.
    turn, turned = complex(c, s), complex(1.0, 0.0)
    for k in range(RIPPLES):
        turned *= turn
        ripple += contact.ripple[k, 0] * turned.real + contact.ripple[k, 1] * turned.imag
    return ripple * math.pow(share, -1 / e)


@kernel
def depth_px(contact: Contact, x: float, y: float) -> float:
    """Return how far inside the contact a point lies, along its radius; negative outside."""
    dx, dy = x - contact.centre_x, y - contact.centre_y
    return border_px(contact, math.atan2(dy, dx)) - math.sqrt(dx * dx + dy * dy)
