"""The convex outline of the foreground that an extractor finds around an impression."""

import math

import numpy as np
from numpy.typing import NDArray

from synthesis.second.compiling import kernel
from synthesis.second.conditions import Conditions
from synthesis.second.contact import Contact, border_px
from synthesis.second.skin import Skin, laid

Floats = NDArray[np.float64]

OUTLINE_POINTS = 24
OUTLINE_MARGIN_PX = 12.0
"""How far the foreground reaches beyond the ridges that can be read."""


@kernel
def outline(contact: Contact, skin: Skin, conditions: Conditions) -> Floats:
    """Return (n, 2) the convex hull of the contact on the sensor, by Andrew's chain."""
    points = np.empty((OUTLINE_POINTS, 2))
    for k in range(OUTLINE_POINTS):
        bearing = 2 * math.pi * k / OUTLINE_POINTS
        radius = border_px(contact, bearing) + OUTLINE_MARGIN_PX
        x = contact.centre_x + radius * math.cos(bearing)
        y = contact.centre_y + radius * math.sin(bearing)
        px, py = laid(skin, x, y)
        points[k, 0] = round(min(conditions.width_px - 1.0, max(0.0, px)))
        points[k, 1] = round(min(conditions.height_px - 1.0, max(0.0, py)))
    order = np.argsort(points[:, 0] * 10_000 + points[:, 1])
    hull = np.empty((2 * OUTLINE_POINTS, 2))
    size = 0
    for chain in range(2):
        floor = size + 1
        for step in range(OUTLINE_POINTS):
            point = points[order[step if chain == 0 else OUTLINE_POINTS - 1 - step]]
            while size > floor and _turn(hull[size - 2], hull[size - 1], point) <= 0:
                size -= 1
            hull[size] = point
            size += 1
        size -= 1
    return hull[:size].copy()


@kernel
def _turn(a: Floats, b: Floats, c: Floats) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
