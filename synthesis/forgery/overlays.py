"""Prints laid freely on one image: turned, over each other, or cut along a line at any slant."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.segmentation import segment
from synthesis.forgery.composites import Composite, cut_out

Pixels = NDArray[np.uint8]
Owners = NDArray[np.uint8]

NOBODY = 255
"""Owner of what shows no print."""
_TURN_RAD = 0.35
"""Spread of the turn of one print against the others."""
_APART = (0.35, 1.1)
"""Distance of two prints, as a share of the distance at which they touch."""
_MAX_CUT_GAP_PX = 30
_MARGIN_PX = 24


@dataclass(frozen=True, eq=False)
class Overlay:
    """Several prints on one image."""

    pixels: Pixels
    """(height, width), 500 ppi, ridges dark."""
    owners: Owners
    """(height, width): which print is seen there, by its place in the sequence, or NOBODY."""


def overlay(prints: Sequence[Pixels], rng: np.random.Generator) -> Overlay:
    """Lay prints on one image, each beside, over, through or up to a line against those before.

    Raises SampleError if a print has no foreground.
    """
    paper = int(rng.choice([200, 225, 255]))
    made = _piece(prints[0], 0, rng)
    for k, one in enumerate(prints[1:], 1):
        made = _joined(made, _piece(one, k, rng), rng)
    around = ((_MARGIN_PX, _MARGIN_PX), (_MARGIN_PX, _MARGIN_PX))
    owners = np.pad(made.owners, around, constant_values=NOBODY)
    pixels = np.where(owners == NOBODY, paper, np.pad(made.pixels, around))
    return Overlay(pixels.astype(np.uint8), owners)


def owned(composite: Composite) -> Overlay:
    """Say of a composite which print is seen where."""
    owners = np.full(composite.pixels.shape, NOBODY, np.uint8)
    for k, (left, top, right, bottom) in enumerate(composite.boxes_px):
        owners[top:bottom, left:right] = k
    return Overlay(composite.pixels, owners)


def _piece(pixels: Pixels, number: int, rng: np.random.Generator) -> Overlay:
    """Cut a print out, as a rectangle or along its outline, and turn it."""
    cut = cut_out(pixels, tight=bool(rng.integers(2)))
    whole = np.ones(cut.shape, np.uint8)
    if rng.random() < 0.5:
        whole = segment(cut).mask.view(np.uint8)
    height, width = cut.shape
    turn_rad = rng.normal(0.0, _TURN_RAD)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), np.degrees(turn_rad), 1.0)
    cosine, sine = abs(np.cos(turn_rad)), abs(np.sin(turn_rad))
    size = (int(height * sine + width * cosine) + 1, int(height * cosine + width * sine) + 1)
    matrix[:, 2] += np.array(size) / 2 - (width / 2, height / 2)
    turned = np.asarray(cv2.warpAffine(cut, matrix, size), np.uint8)
    inside = cv2.warpAffine(whole, matrix, size, flags=cv2.INTER_NEAREST) > 0
    return Overlay(turned, np.where(inside, number, NOBODY).astype(np.uint8))


def _joined(one: Overlay, other: Overlay, rng: np.random.Generator) -> Overlay:
    """Lay two images on one canvas, at a random place towards each other."""
    sizes = np.array([one.pixels.shape, other.pixels.shape], float)
    angle_rad = rng.choice(4) * np.pi / 2 + rng.normal(0.0, 0.3)
    towards = np.array([np.sin(angle_rad), np.cos(angle_rad)])
    away = towards * sizes.mean(0) * rng.uniform(*_APART)
    first = np.array([-sizes[0] / 2, away - sizes[1] / 2])
    corners = np.rint(first - first.min(0)).astype(int)
    shape = tuple((corners + sizes.astype(int)).max(0).tolist())
    below, above = (
        _placed(image, corner, shape) for image, corner in zip((one, other), corners, strict=True)
    )
    return _combined(below, above, towards, corners + sizes / 2, rng)


def _placed(image: Overlay, corner: NDArray[np.int64], shape: tuple[int, ...]) -> Overlay:
    pixels, owners = np.full(shape, 255, np.uint8), np.full(shape, NOBODY, np.uint8)
    top, left = corner.tolist()
    place = np.s_[top : top + image.pixels.shape[0], left : left + image.pixels.shape[1]]
    pixels[place], owners[place] = image.pixels, image.owners
    return Overlay(pixels, owners)


def _combined(
    one: Overlay, other: Overlay, towards: NDArray[np.float64], middles: NDArray[np.float64],
    rng: np.random.Generator,
) -> Overlay:  # fmt: skip
    """Choose at each pixel which image is seen."""
    free, taken = one.owners == NOBODY, other.owners != NOBODY
    way = rng.integers(4)
    hidden = np.zeros(free.shape, np.bool_)
    if way == 0:  # the other print lies over the first
        chosen = taken
    elif way == 1:  # both inks are seen
        chosen = taken & (free | (other.pixels < one.pixels))
    else:  # a straight cut between the two, with or without a gap
        rows, columns = np.ogrid[: free.shape[0], : free.shape[1]]
        slant = rng.normal(0.0, 0.4)
        across = np.array(
            [
                towards[0] * np.cos(slant) - towards[1] * np.sin(slant),
                towards[0] * np.sin(slant) + towards[1] * np.cos(slant),
            ]
        )
        at = middles.mean(0)
        beyond = (rows - at[0]) * across[0] + (columns - at[1]) * across[1]
        gap_px = 0.0 if way == 2 else rng.uniform(1.0, _MAX_CUT_GAP_PX)
        chosen = taken & (beyond > 0)
        hidden = np.abs(beyond) < gap_px / 2
        hidden |= (beyond > 0) & ~taken & (rng.random() < 0.5)
    pixels = np.where(chosen, other.pixels, one.pixels)
    owners = np.where(chosen, other.owners, one.owners)
    owners[hidden] = NOBODY
    return Overlay(pixels, owners)
