"""Finds straight lines that are printed on a card around a finger, and paints them over.

Like ridges, the line of a frame has contrast and flows one way. Unlike ridges, the line is much
longer than wide, and alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_Box = tuple[slice, slice]


@dataclass(frozen=True)
class LineParameters:
    """Parameters chosen on synthetic card blocks; plain prints show no lines of this size."""

    ground_px: int = 17
    """Pixels darker than the lightest within this distance are line or ridge; two periods."""
    min_contrast: int = 24
    """Grey levels between paper and line."""
    run_px: int = 41
    """A line runs straight along rows or columns for this length, even on an askew card."""
    min_length_px: int = 250
    """A line goes on like that for half an inch."""
    max_width_px: int = 16
    """Over this length, a ridge would bend further than this width."""
    around_px: int = 33
    max_dark: float = 0.3
    """Share of dark in a square around the line, averaged along the line; among ridges, a half."""
    margin_px: int = 3
    """Margin around a line, for the blurred edge."""


def erase_lines(
    pixels: NDArray[np.uint8], parameters: LineParameters | None = None
) -> NDArray[np.uint8]:
    """Paint straight horizontal and vertical lines over with the paper beside them.

    pixels: (height, width) at 500 ppi, dark on light. Returned unchanged if there are no lines.
    """
    p = parameters or LineParameters()
    ground = cv2.morphologyEx(pixels, cv2.MORPH_CLOSE, np.ones((p.ground_px, p.ground_px)))
    contrast = cv2.subtract(ground, pixels)
    dark = cv2.threshold(contrast, p.min_contrast - 1, 1, cv2.THRESH_BINARY)[1].astype(np.uint8)
    lines = [*_lines(dark, p, vertical=False), *_lines(dark, p, vertical=True)]
    if not lines:
        return pixels
    marked = np.zeros(pixels.shape, np.uint8)
    for box, part in lines:
        marked[box] |= part
    side = 2 * p.margin_px + 1
    wide = cv2.dilate(marked, np.ones((side, side), np.uint8))
    return np.where(wide > 0, ground, pixels)


def _lines(
    dark: NDArray[np.uint8], p: LineParameters, *, vertical: bool
) -> Iterator[tuple[_Box, NDArray[np.bool_]]]:
    """Find the long, flat, lonely components of straight runs: a box, and the pixels in it."""
    kernel = np.ones((p.run_px, 1) if vertical else (1, p.run_px))
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    # OpenCV chooses a slower algorithm by itself.
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        runs, 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    length, width = sides[:, int(vertical)], sides[:, 1 - int(vertical)]
    candidates = np.flatnonzero((length >= p.min_length_px) & (width <= p.max_width_px))
    candidates = candidates[candidates > 0]  # 0 is the ground
    if not len(candidates):
        return
    density = cv2.boxFilter(dark, cv2.CV_32F, (p.around_px, p.around_px))
    for label in candidates.tolist():
        left, top, across, down, area = stats[label].tolist()
        box = (slice(top, top + down), slice(left, left + across))
        part = labels[box] == label
        if density[box][part].sum() <= p.max_dark * area:
            yield box, part
