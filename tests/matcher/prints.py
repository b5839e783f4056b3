"""Templates and prints for tests of the matcher."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matcher.types import FingerPosition, Template
from synthesis.minutiae import minutiae_template
from synthesis.people import person

INDEX = FingerPosition.RIGHT_INDEX


@cache
def finger(seed: int, impression: int = 1, position: FingerPosition = INDEX) -> Template:
    """Take an impression of a synthetic finger, as minutiae."""
    return minutiae_template(person(seed).finger(position), impression)


def best(one: Template, count: int) -> Template:
    """Keep the best minutiae of a template."""
    return kept(one, np.arange(len(one.x_px)) < count)


def kept(one: Template, which: NDArray[np.bool_]) -> Template:
    """Keep some minutiae of a template."""
    return replace(
        one,
        x_px=one.x_px[which],
        y_px=one.y_px[which],
        direction_rad=one.direction_rad[which],
        type=one.type[which],
        minutia_quality=one.minutia_quality[which],
    )


def joined(
    one: Template,
    *,
    x_px: NDArray[np.float64],
    y_px: NDArray[np.float64],
    direction_rad: NDArray[np.float64],
) -> Template:
    """Put false minutiae of full quality before those of a template."""
    return replace(
        one,
        x_px=np.concatenate([x_px, one.x_px]).astype(np.float32),
        y_px=np.concatenate([y_px, one.y_px]).astype(np.float32),
        direction_rad=np.concatenate([direction_rad, one.direction_rad]).astype(np.float32),
        type=np.concatenate([np.zeros(len(x_px), np.uint8), one.type]),
        minutia_quality=np.concatenate([np.ones(len(x_px), np.float32), one.minutia_quality]),
    )


def moved(one: Template, turn_rad: float, x_px: float, y_px: float) -> Template:
    """Turn a template counter-clockwise about its minutiae's centre, then shift it."""
    c, s = math.cos(turn_rad), math.sin(turn_rad)
    x, y = one.x_px - one.x_px.mean(), one.y_px - one.y_px.mean()
    direction = (one.direction_rad + turn_rad + math.pi) % (2 * math.pi) - math.pi
    return replace(
        one,
        x_px=(c * x + s * y + 300 + x_px).astype(np.float32),
        y_px=(-s * x + c * y + 300 + y_px).astype(np.float32),
        direction_rad=direction.astype(np.float32),
    )
