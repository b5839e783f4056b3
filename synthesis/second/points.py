"""Minutiae as a marked point process: Poisson arrivals, thinned by their neighbours.

The intensity of arrivals is that of the ridges that must begin or end at a place (`ridge_births`),
and an excess that all skin has. Arrivals come one by one. Each stays with a probability that falls
with every minutia near it, in the frame of the ridges and by direction: a soft-core Matérn process
of type III with marks.
Sources: Matérn, Spatial Variation, 1960; Wieditz et al. 2022 (see `flow`) for the two parts.
Constants are set so that aggregates over many prints are near those of real ones.
"""

import math

import numpy as np
from numpy.typing import NDArray

from synthesis.second.compiling import kernel
from synthesis.second.flow import Flow, angle, ridge_births

Floats = NDArray[np.float64]

PAD_HALF_WIDTH = 0.92
"""Of the skin with ridges, nail to nail, in core heights."""
PAD_HALF_HEIGHT = 0.95
PAD_EXPONENT = 2.8
"""Of the superellipse that bounds it."""
NECESSARY_WEIGHT = 1.05
"""Arrivals for each ridge that must begin or end, with those that crowding refuses."""
MAX_BIRTHS = 0.0016
"""Per px²: near singular points the divergence is unbounded, but the density of minutiae is not."""
EXCESS = 0.0003
"""Per px²: minutiae that the flow does not ask for."""
CORE_PX = 9.2
"""Neighbours nearer than this are rare."""
CORE_SHARPNESS = 5.0
ALONG_STRETCH = 1.8
"""The core is longer along the ridge: |sin| of bearing and ridge has median 0.76 below 25 px."""
CROWDING = 0.02
"""Share of arrivals that each neighbour within `CROWDING_PX` refuses."""
CROWDING_PX = 20.0
OPPOSED_PX = 15.0
"""Nearer neighbours tend to face each other, more distant ones to point the same way: …"""
OPPOSED = 2.2
ALIGNED = 0.25
ALIGNED_PX = 140.0
"""… log odds at most, fading out up to here."""
DEVIATION_RAD = 0.11
"""Deviation of a minutia's own direction from the flow at its place …"""
ASTRAY_SHARE = 0.06
"""… but for so many, which may point anywhere."""

_MAX_POINTS = 240


@kernel
def on_pad(flow: Flow, x: float, y: float) -> bool:
    """Say whether a point of the finger frame has ridges."""
    u = abs(x) / (PAD_HALF_WIDTH * flow.core_height_px)
    v = abs(y / flow.core_height_px - 1) / PAD_HALF_HEIGHT
    return math.pow(u, PAD_EXPONENT) + math.pow(v, PAD_EXPONENT) < 1


@kernel
def _neighbourhood(
    points: Floats, count: int, x: float, y: float, along: float
) -> tuple[float, float]:
    """Return how the neighbours treat an arrival.

    That is the share of arrivals that they let stay, and the log of how much they favour the
    direction `along` over the opposite direction.
    """
    share, favour = 1.0, 0.0
    c, s = math.cos(along), math.sin(along)
    for k in range(count):
        dx, dy = points[k, 0] - x, points[k, 1] - y
        squared = dx * dx + dy * dy
        if squared > ALIGNED_PX * ALIGNED_PX:
            continue
        same = math.cos(points[k, 2] - along)
        if squared > (ALONG_STRETCH * CROWDING_PX) ** 2:
            favour += ALIGNED * same * (1 - math.sqrt(squared) / ALIGNED_PX)
            continue
        distance = math.hypot((c * dx + s * dy) / ALONG_STRETCH, c * dy - s * dx)
        if distance < OPPOSED_PX:
            favour -= OPPOSED * same
        else:
            favour += ALIGNED * same * (1 - math.sqrt(squared) / ALIGNED_PX)
        if distance < CROWDING_PX:
            share *= 1 - CROWDING
            share *= 1 - math.exp(-((distance / CORE_PX) ** CORE_SHARPNESS))
    return share, favour


@kernel
def place_minutiae(rng: np.random.Generator, flow: Flow, gain: float) -> Floats:
    """Draw the minutiae of a finger: (n, 3) x, y in px and direction, finger frame.

    gain: factor on the density.
    """
    h = flow.core_height_px
    half_width, half_height = PAD_HALF_WIDTH * h, PAD_HALF_HEIGHT * h
    highest = NECESSARY_WEIGHT * MAX_BIRTHS + EXCESS
    points = np.empty((_MAX_POINTS, 3))
    count = 0
    for _ in range(rng.poisson(4 * half_width * half_height * highest * gain)):
        x = (2 * rng.random() - 1) * half_width
        y = h + (2 * rng.random() - 1) * half_height
        if count == _MAX_POINTS or not on_pad(flow, x, y):
            continue
        along = angle(flow, x, y)
        births = ridge_births(flow, x, y, along)
        births = NECESSARY_WEIGHT * min(MAX_BIRTHS, max(-MAX_BIRTHS, births))
        if rng.random() * highest > abs(births) + EXCESS:
            continue
        share, favour = _neighbourhood(points, count, x, y, along)
        beginning = (max(0.0, births) + 0.5 * EXCESS) * math.exp(favour)
        if rng.random() > share:
            continue
        ahead = rng.random() * (beginning + max(0.0, -births) + 0.5 * EXCESS) < beginning
        points[count, 0], points[count, 1] = x, y
        points[count, 2] = _own_direction(rng, along if ahead else along + math.pi)
        count += 1
    return points[:count].copy()


@kernel
def _own_direction(rng: np.random.Generator, direction: float) -> float:
    if rng.random() < ASTRAY_SHARE:
        return 2 * math.pi * rng.random()
    return direction + DEVIATION_RAD * rng.standard_normal()
