"""Layouts of fingers: slaps of several fingers, and the printed block of a card round a print."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.types import FingerPosition
from synthesis.images.texture import Image

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]

SLAP_SIZE_PX = (1600, 1000)
"""Width and height of a slap of four fingers: 3.2 x 2 inch."""

# Height of finger tips from thumb to little finger, in pixels below the longest finger's.
_LOWERED = {1: 60, 2: 70, 3: 0, 4: 40, 5: 190}
_TOUCHING = 0.2
"""Smoothed contact from which a pixel counts as touched."""


def lay_side_by_side(
    touches: Mapping[FingerPosition, Image], rng: np.random.Generator
) -> tuple[Image, dict[FingerPosition, Box]]:
    """Lay fingers on one window from left to right. Return contact per pixel, and their boxes."""
    width, height = SLAP_SIZE_PX[0] * len(touches) // 4, SLAP_SIZE_PX[1]
    canvas = np.zeros((height, width), np.float32)
    cut = {p: _cut(ink) for p, ink in touches.items()}
    gap = (width - sum(ink.shape[1] for ink in cut.values())) / (len(cut) + 1)
    left = gap
    boxes = {}
    for p, ink in cut.items():
        top = 110.0 + _LOWERED[(p - 1) % 5 + 1] + rng.normal(0.0, 25.0)
        row = int(np.clip(top, 0, height - ink.shape[0]))
        column = int(np.clip(left + rng.normal(0.0, 0.15 * abs(gap)), 0, width - ink.shape[1]))
        window = canvas[row : row + ink.shape[0], column : column + ink.shape[1]]
        np.maximum(window, ink, out=window)
        boxes[p] = (column, row, column + ink.shape[1], row + ink.shape[0])
        left += ink.shape[1] + gap
    return canvas, boxes


def print_block(
    pixels: NDArray[np.uint8], p: FingerPosition, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Draw what is printed in a finger's block of a card: frame and name."""
    ink = np.zeros(pixels.shape, np.uint8)
    height, width = pixels.shape
    shift = rng.integers(-12, 13, 2)
    for inset in (14, width - 14):
        _line(ink, (inset + shift[0], 0), (inset + shift[0] + rng.integers(-4, 5), height))
    for inset in (18, height - 70, height - 12):
        _line(ink, (0, inset + shift[1]), (width, inset + shift[1] + rng.integers(-4, 5)))
    text = f"{int(p)}. {p.name.replace('_', ' ')}"
    origin = (40 + int(shift[0]), height - 30 + int(shift[1]))
    cv2.putText(ink, text, origin, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2, cv2.LINE_AA)
    soft = cv2.GaussianBlur(ink, (0, 0), 0.7).astype(np.float32) / np.float32(255.0)
    return np.asarray(np.rint(pixels * (1.0 - np.float32(0.7) * soft)), np.uint8)


def _cut(ink: Image) -> Image:
    """Return the part of a window that is touched."""
    touched = cv2.GaussianBlur(ink, (0, 0), 4.0) > _TOUCHING
    rows, columns = np.flatnonzero(touched.any(1)), np.flatnonzero(touched.any(0))
    if not len(rows):
        return ink
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _line(ink: Pixels, start: tuple[int, int], end: tuple[int, int]) -> None:
    cv2.line(ink, tuple(map(int, start)), tuple(map(int, end)), 255, 2, cv2.LINE_AA)
