"""Cuts prints apart that lie so close that their areas of ridges are one: along a straight gap."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.bool_]


@dataclass(frozen=True)
class GapParameters:
    """Chosen on rendered slaps whose prints are 14 px apart and more."""

    least_width_px: int = 330
    """An area that is not wider is one print; few prints are wider."""
    least_sides_px: tuple[int, int] = (110, 110)
    """Of what is left before and behind the cut: the width of a small print."""
    turns_rad: tuple[float, float, int] = (-0.5, 0.5, 21)
    """Gaps are tried at these angles to upright: first, last, number."""
    band_px: int = 8
    """Width of the line along which ink is averaged."""
    max_ink: float = 0.4
    """Of the ink of the area; between the ridges of one print there is more on every line."""
    ink_beyond: float = 0.8
    """On either side of a gap, the best line has at least this share of the area's ink."""


WIDE = GapParameters(least_width_px=470, max_ink=0.8, ink_beyond=0.9)
"""For areas that are wider than any print: where they are least like one print."""

CREASE = GapParameters(
    least_width_px=430,
    least_sides_px=(230, 110),
    turns_rad=(-0.4, 0.4, 17),
    band_px=12,
    max_ink=0.55,
)
"""For areas that lie on their side: along the crease below the last joint of a finger."""


def cut_at_gaps(
    mask: Cells, ink: NDArray[np.float32], scale_px: int, parameters: GapParameters | None = None
) -> list[Cells]:
    """Cut an area of ridges along straight lines without ink, while it is wider than a print.

    mask: (rows, columns). ink: of the same shape, darkness above paper.
    scale_px: side of a cell in pixels at 500 ppi.
    """
    p = parameters or GapParameters()
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if (columns[-1] - columns[0]) * scale_px <= p.least_width_px:
        return [mask]
    window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    line = _emptiest_line(mask[window], ink[window], scale_px, p)
    if line is None:
        return [mask]
    angle, offset = line
    y, x = np.mgrid[: mask.shape[0], : mask.shape[1]]
    beyond = _across(x - columns[0], y - rows[0], angle) > offset
    return [
        piece
        for side in (mask & ~beyond, mask & beyond)
        for piece in cut_at_gaps(_largest(side), ink, scale_px, p)
    ]


def _emptiest_line(
    mask: Cells, ink: NDArray[np.float32], scale_px: int, p: GapParameters
) -> tuple[float, float] | None:
    """Return angle and offset of the line with least ink, or None if there is ink on every line."""
    y, x = np.nonzero(_hull(mask))
    inked = np.where(mask, ink, 0.0)[y, x]
    typical = float(ink[mask].mean())
    best = (p.max_ink * typical, 0.0, 0.0)
    band = p.band_px / scale_px
    before, behind = (int(side / p.band_px) for side in p.least_sides_px)
    for angle in np.linspace(*p.turns_rad):
        across = _across(x, y, float(angle))
        first = float(across.min())
        bins = ((across - first) / band).astype(np.int64)
        counts = np.bincount(bins)
        mean = np.bincount(bins, inked) / np.maximum(counts, 1)
        inside = mean[before : len(mean) - behind]
        if len(inside) and (least := float(inside.min())) < best[0]:
            at = before + int(inside.argmin())
            # A print fades towards its rim; beyond a gap there is ink again.
            if min(mean[:at].max(), mean[at:].max()) > p.ink_beyond * typical:
                best = (least, float(angle), first + (at + 0.5) * band)
    return best[1:] if best[0] < p.max_ink * typical else None


def _across(x: NDArray[np.int64], y: NDArray[np.int64], angle_rad: float) -> NDArray[np.float64]:
    """Return how far right points lie, for lines that lean to the left by an angle."""
    return np.asarray(x * math.cos(angle_rad) - y * math.sin(angle_rad))


def _hull(mask: Cells) -> Cells:
    contours, _ = cv2.findContours(
        mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    filled = np.zeros(mask.shape, np.uint8)
    cv2.fillConvexPoly(filled, cv2.convexHull(np.concatenate(contours)), 1)
    return filled > 0


def _largest(mask: Cells) -> Cells:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])))
