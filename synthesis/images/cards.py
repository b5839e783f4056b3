"""What is printed and written on a card round prints: the block of a finger and of a slap."""

from typing import SupportsInt

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.types import FingerPosition
from synthesis.images.texture import draw_stroke

Pixels = NDArray[np.uint8]

_SLAP_TEXT = {
    FingerPosition.PLAIN_RIGHT_FOUR: "RIGHT FOUR FINGERS TAKEN SIMULTANEOUSLY",
    FingerPosition.PLAIN_LEFT_FOUR: "LEFT FOUR FINGERS TAKEN SIMULTANEOUSLY",
    FingerPosition.PLAIN_THUMBS: "LEFT THUMB  RIGHT THUMB",
}


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
    return _inked(pixels, ink)


def print_slap_block(
    pixels: NDArray[np.uint8], p: FingerPosition, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Draw what is printed in a slap's block of a card, and what people write there by hand."""
    ink = np.zeros(pixels.shape, np.uint8)
    height, width = pixels.shape
    for row in (rng.integers(2, 9), height - rng.integers(3, 9)):
        _line(ink, (0, row), (width, row + rng.integers(-3, 4)))
    for column in (rng.integers(2, 9), width - rng.integers(3, 9)):
        _line(ink, (column, 0), (column + rng.integers(-3, 4), height))
    origin = (int(rng.integers(30, 70)), int(rng.integers(36, 56)))
    cv2.putText(ink, _SLAP_TEXT[p], origin, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 3, cv2.LINE_AA)
    if p == FingerPosition.PLAIN_THUMBS:
        middle = width // 2 + int(rng.integers(-8, 9))
        _line(ink, (middle, 0), (middle + rng.integers(-4, 5), height))
    for _ in range(rng.poisson(1.0)):
        _write(ink, rng)
    return _inked(pixels, ink)


def _write(ink: Pixels, rng: np.random.Generator) -> None:
    """Write a few strokes by hand beside each other."""
    height, width = ink.shape
    start = rng.uniform(0.0, 1.0, 2) * (width - 250, 0.3 * height)
    for _ in range(rng.integers(3, 9)):
        start += np.array([rng.uniform(15.0, 45.0), rng.normal(0.0, 12.0)])
        draw_stroke(ink, start, rng.normal(1.7, 0.6), rng.uniform(60.0, 180.0), rng, 7)


def _inked(pixels: NDArray[np.uint8], ink: Pixels) -> NDArray[np.uint8]:
    soft = cv2.GaussianBlur(ink, (0, 0), 0.7).astype(np.float32) / np.float32(255.0)
    return np.asarray(np.rint(pixels * (1.0 - np.float32(0.7) * soft)), np.uint8)


def _line(ink: Pixels, start: tuple[SupportsInt, ...], end: tuple[SupportsInt, ...]) -> None:
    cv2.line(ink, tuple(map(int, start)), tuple(map(int, end)), 255, 2, cv2.LINE_AA)
