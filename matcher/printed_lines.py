"""Finds straight lines that are printed on a card around a finger, and paints them over.

Like ridges, the line of a frame has contrast and flows one way. Unlike ridges, the line is much
longer than wide, and alone.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


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
    dark = (cv2.subtract(ground, pixels) >= p.min_contrast).astype(np.uint8)
    density = np.asarray(cv2.blur(dark.astype(np.float32), (p.around_px, p.around_px)), np.float32)
    lines = _lines(dark, density, p) | _lines(dark.T, density.T, p).T
    if not lines.any():
        return pixels
    side = 2 * p.margin_px + 1
    wide = cv2.dilate(lines.astype(np.uint8), np.ones((side, side), np.uint8))
    return np.where(wide > 0, ground, pixels)


def _lines(
    dark: NDArray[np.uint8], density: NDArray[np.float32], p: LineParameters
) -> NDArray[np.bool_]:
    """Return the pixels of long, flat, lonely components of horizontal runs."""
    runs = cv2.morphologyEx(np.ascontiguousarray(dark), cv2.MORPH_OPEN, np.ones((1, p.run_px)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    long = stats[:, cv2.CC_STAT_WIDTH] >= p.min_length_px
    flat = stats[:, cv2.CC_STAT_HEIGHT] <= p.max_width_px
    around = np.bincount(labels.ravel(), density.ravel(), len(stats))
    line = long & flat & (around <= p.max_dark * stats[:, cv2.CC_STAT_AREA])
    line[0] = False  # the ground
    return np.asarray(line[labels])
