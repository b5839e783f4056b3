"""Finds where ridges are on an image of several fingers, and cuts that area into pieces.

A window with ridges has contrast, and its grey levels change as fast as ridges do. Handwriting,
printed text, the rim of a hole and the rim of a print change more slowly: they fall away.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.printed_lines import erase_lines
from matcher.segmentation import FLOW_STEP_PX, SegmentationParameters, derivatives, window_means
from matcher.slaps.gaps import CREASE, WIDE, cut_at_gaps

Cells = NDArray[np.bool_]
"""(rows, columns): one value for a square of `CELL_PX`."""

CELL_PX = FLOW_STEP_PX
GAP_PX = 2
"""Gaps between prints are looked for on a finer grid."""


@dataclass(frozen=True)
class AreaParameters:
    """Chosen on rendered slaps and looked at on inked cards."""

    min_side_px: int = 100
    """A smaller image is narrower than a finger."""
    min_contrast: float = 2.0
    """Least root mean square gradient, in grey levels a pixel."""
    relative_contrast: float = 0.2
    """Of the image's 95th percentile."""
    max_period_px: float = 15.0
    """Grey levels in a window of ridges change like a wave of 8 to 14 px."""
    closing_cells: int = 5
    """Gaps up to this width are filled, such as creases."""
    opening_cells: int = 6
    """What is narrower than a disc of this radius is no print: printed lines and text."""
    max_hole_cells: int = 2_000
    """Holes up to this size are filled: a punch hole, a wound, a spot that does not touch."""
    steps_cells: tuple[int, ...] = (3, 6, 9, 12, 15, 18)
    """An area falls into pieces where its necks are narrower than twice these."""
    min_piece_cells: int = 500
    """A piece that holds a finger is not smaller, after the necks have been cut: 0.03 sq. inch."""
    rim_cells: int = 6
    """A piece grows back by at most this to the rim of its print."""
    smooth_cells: int = 9
    """What sticks out of a print and is narrower than a disc of this radius is no part of it."""
    rim_contrast: float = 0.65
    """The rim of a print is where the contrast has fallen to this share."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A connected area of ridges."""

    mask: Cells
    """Of the whole image."""
    contrast: float
    """Median root mean square gradient, in grey levels a pixel."""
    cut: bool
    """Whether the piece was cut off from another one at a neck."""


def find_pieces(pixels: NDArray[np.uint8], parameters: AreaParameters | None = None) -> list[Piece]:
    """Find the areas of ridges of a (height, width) image at 500 ppi, cut at narrow necks."""
    p = parameters or AreaParameters()
    if min(pixels.shape) < p.min_side_px:
        return []
    cleaned = erase_lines(pixels)
    contrast, period = _maps(cleaned)
    least = max(p.min_contrast, p.relative_contrast * float(np.percentile(contrast, 95)))
    ridges = (contrast > least) & (period < p.max_period_px)
    filled = _opened(_filled(_closed(ridges, p), p), p.opening_cells)
    ink = _ink(cleaned)
    parts = []
    for whole in _components(filled, p):
        for neckless, at_neck in _cut_at_necks(whole, p):
            for piece, at_gap in _cut_at_gaps(neckless, ink, p):
                parts.append((piece, at_neck or at_gap))
    return _grown_to_rims(parts, contrast, ridges, p)


def _maps(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return contrast and the period of a wave that changes as fast, for every cell."""
    p = SegmentationParameters()
    smooth, right, down = derivatives(pixels, p)
    energy = window_means(np.square(right) + np.square(down), p)
    mean = window_means(smooth, p)
    variance = np.maximum(window_means(np.square(smooth), p) - mean * mean, 0.0)
    period = 2.0 * math.pi * np.sqrt(variance / (energy + 0.5))
    return np.sqrt(energy), np.asarray(period, np.float32)


def _ink(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return darkness above the paper, for a square of `GAP_PX`."""
    small = cv2.resize(pixels, None, fx=1 / GAP_PX, fy=1 / GAP_PX, interpolation=cv2.INTER_AREA)
    paper = float(np.percentile(small[::4, ::4], 90))
    return np.asarray(np.maximum(paper - small.astype(np.float32), 0.0))


def _cut_at_gaps(
    part: Cells, ink: NDArray[np.float32], p: AreaParameters
) -> list[tuple[Cells, bool]]:
    """Cut an area at gaps between fingers and at creases, which may be narrower than a cell.

    Returns the pieces, and whether a piece was cut off from another finger.
    """
    fine = cv2.resize(part.astype(np.uint8), ink.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    sides = [
        narrow
        for side in cut_at_gaps(fine, ink, GAP_PX)
        for narrow in cut_at_gaps(side, ink, GAP_PX, WIDE)
    ]
    pieces = [last.T for side in sides for last in cut_at_gaps(side.T, ink.T, GAP_PX, CREASE)]
    if len(pieces) == 1:
        return [(part, False)]
    size = part.shape[::-1]
    coarse = [
        cv2.resize(one.astype(np.float32), size, interpolation=cv2.INTER_AREA) >= 0.5
        for one in pieces
    ]
    return [(one, len(sides) > 1) for one in coarse if one.sum() >= p.min_piece_cells]


def _disc(radius: int) -> NDArray[np.uint8]:
    side = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _closed(mask: Cells, p: AreaParameters) -> Cells:
    radius = p.closing_cells // 2
    padded = np.pad(mask.astype(np.uint8), radius)
    closed = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, _disc(radius))
    return np.asarray(closed[radius:-radius, radius:-radius] > 0)


def _opened(mask: Cells, side: int) -> Cells:
    padded = np.pad(mask.astype(np.uint8), side)
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, _disc(side))
    return np.asarray(opened[side:-side, side:-side] > 0) & mask


def _filled(mask: Cells, p: AreaParameters) -> Cells:
    """Fill holes that do not reach the edge of the image."""
    padded = np.pad(~mask, 1, constant_values=True).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(padded, connectivity=4)
    holes = stats[:, cv2.CC_STAT_AREA] <= p.max_hole_cells
    holes[[0, labels[0, 0]]] = False
    return np.asarray(mask | holes[labels][1:-1, 1:-1])


def _components(mask: Cells, p: AreaParameters) -> Iterator[Cells]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    for label in np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= p.min_piece_cells):
        if label > 0:
            yield labels == label


def _cut_at_necks(whole: Cells, p: AreaParameters) -> list[tuple[Cells, bool]]:
    """Cut an area at its narrowest neck, and the pieces again, until no neck is left."""
    padded = np.pad(whole, 1).astype(np.uint8)
    radius = np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 3), np.float32)[1:-1, 1:-1]
    for step in p.steps_cells:
        seeds = list(_seeds(radius, step, p))
        if len(seeds) > 1:
            nearest = _nearest(seeds)
            return [
                (piece, True)
                for n in range(len(seeds))
                for piece, _ in _cut_at_necks(whole & (nearest == n), p)
            ]
    return [(whole, False)]


def _seeds(radius: NDArray[np.float32], step: int, p: AreaParameters) -> Iterator[Cells]:
    """Find what is left of an area when its rim of `step` cells is taken away."""
    left = (radius > step).astype(np.uint8)
    count, labels = cv2.connectedComponents(left, connectivity=4)
    for label in range(1, count):
        seed = labels == label
        inner = float(radius[seed].max())
        # A disc of this radius is the least that the seed was before its rim was taken away.
        if step < 0.7 * inner and seed.sum() + math.pi * inner * step >= p.min_piece_cells:
            yield seed


def _nearest(seeds: list[Cells]) -> NDArray[np.int32]:
    """Return the number of the nearest seed for each cell."""
    distances = [cv2.distanceTransform((~seed).astype(np.uint8), cv2.DIST_L2, 3) for seed in seeds]
    return np.asarray(np.argmin(distances, axis=0), np.int32)


def _grown_to_rims(
    parts: list[tuple[Cells, bool]],
    contrast: NDArray[np.float32],
    ridges: Cells,
    p: AreaParameters,
) -> list[Piece]:
    """Grow pieces to the rims of their prints, and not into each other."""
    if not parts:
        return []
    nearest, near = _nearest([part for part, _ in parts]), _disc(p.rim_cells)
    pieces = []
    for n, (part, cut) in enumerate(parts):
        level = float(np.median(contrast[part & ridges])) if (part & ridges).any() else 0.0
        around = cv2.dilate(part.astype(np.uint8), near) > 0
        rim = around & (contrast > p.rim_contrast * level) & (nearest == n)
        smooth = _opened(part | rim, p.smooth_cells)
        if smooth.any():
            pieces.append(Piece(smooth, level, cut))
    return pieces
