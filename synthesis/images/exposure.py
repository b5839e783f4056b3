"""What a device makes of contact: grey levels, background, blur, noise, earlier prints."""

from collections.abc import Callable
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

from synthesis.images.texture import Image, noise

Pixels = NDArray[np.uint8]


class Look(Enum):
    """Kinds of device, by the look of their images."""

    LIVESCAN = "live scan"
    """Even grey, as from ten-print stations."""
    OPTICAL = "optical"
    """White ground, hard contrast."""
    PLATEN = "platen"
    """Grey, unevenly lit glass with traces of earlier prints."""
    CAPACITIVE = "capacitive"
    """Dark ground, striped by the columns of the chip."""
    INKED = "inked"
    """Ink on paper, scanned."""


def expose(ink: Image, look: Look, rng: np.random.Generator) -> Pixels:
    """Turn contact, 0 to 1, into grey levels, ridges dark."""
    levels = _LOOKS[look](_blur(ink, rng.uniform(0.45, 0.75)), rng)
    return np.asarray(np.clip(np.rint(levels), 0, 255), np.uint8)


def _blur(image: Image, sigma_px: float) -> Image:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma_px), np.float32)


def _grain(rng: np.random.Generator, shape: tuple[int, ...], level: float) -> Image:
    return np.asarray(level * rng.standard_normal(shape, dtype=np.float32), np.float32)


def _trace(ink: Image, rng: np.random.Generator) -> Image:
    """Return the trace of an earlier print. This print upside down stands in for another finger."""
    moved = np.roll(ink[::-1], rng.integers(20, 120, 2), (0, 1))
    return np.asarray(moved * np.clip(noise(rng, ink.shape, 60.0) + 0.4, 0.0, 1.0), np.float32)


def _livescan(ink: Image, rng: np.random.Generator) -> Image:
    ground = rng.uniform(222.0, 250.0) + 2.0 * noise(rng, ink.shape, 120.0)
    contrast = rng.uniform(120.0, 190.0) * (1.0 + 0.10 * noise(rng, ink.shape, 45.0))
    left = rng.uniform(0.0, 12.0) * _trace(ink, rng)
    levels = ground - contrast * ink - left + _grain(rng, ink.shape, rng.uniform(2.0, 5.0))
    return np.asarray(levels, np.float32)


def _optical(ink: Image, rng: np.random.Generator) -> Image:
    hard = np.clip(1.5 * ink - 0.22, 0.0, 1.0)
    darkest = rng.uniform(5.0, 45.0) * (1.0 + 0.3 * noise(rng, ink.shape, 30.0))
    levels = 253.0 - (253.0 - darkest) * hard
    levels[1::2] = 0.7 * levels[1::2] + 0.3 * levels[:-1:2]  # interlaced rows lag
    return np.asarray(levels + _grain(rng, ink.shape, 1.5), np.float32)


def _platen(ink: Image, rng: np.random.Generator) -> Image:
    slope = np.linspace(-1.0, 1.0, ink.shape[0], dtype=np.float32)[:, None]
    ground = rng.uniform(195.0, 220.0) - 8.0 * slope + 4.0 * noise(rng, ink.shape, 90.0)
    contrast = rng.uniform(70.0, 140.0) * (1.0 + 0.15 * noise(rng, ink.shape, 35.0))
    left = rng.uniform(4.0, 28.0) * _trace(ink, rng)
    levels = ground - contrast * ink - left + _grain(rng, ink.shape, rng.uniform(2.0, 4.0))
    return np.asarray(levels, np.float32)


def _capacitive(ink: Image, rng: np.random.Generator) -> Image:
    stripes = np.asarray(rng.normal(0.0, 2.5, ink.shape[1]), np.float32)
    ground = rng.uniform(85.0, 125.0) + 8.0 * noise(rng, ink.shape, 110.0) + stripes
    contrast = rng.uniform(45.0, 75.0) * (1.0 + 0.15 * noise(rng, ink.shape, 50.0))
    dead = rng.random(ink.shape, dtype=np.float32) < 0.012  # cells that see no skin
    levels = ground - contrast * np.where(dead, 0.3 * ink, ink) + _grain(rng, ink.shape, 4.0)
    return np.asarray(levels, np.float32)


def _inked(ink: Image, rng: np.random.Generator) -> Image:
    shape = ink.shape
    paper = rng.uniform(205.0, 240.0) + 4.0 * noise(rng, shape, 3.0) + 3.0 * noise(rng, shape, 60.0)
    load = np.clip(1.0 + 0.28 * noise(rng, shape, 50.0) + 0.12 * noise(rng, shape, 3.0), 0.3, 1.3)
    blots = 0.5 * np.maximum(noise(rng, shape, 6.0) - 2.6, 0.0) * ink
    darkness = np.clip(ink * load + blots, 0.0, 1.0)
    levels = paper - (paper - rng.uniform(20.0, 60.0)) * darkness + _grain(rng, shape, 3.0)
    return np.asarray(levels, np.float32)


_LOOKS: dict[Look, Callable[[Image, np.random.Generator], Image]] = {
    Look.LIVESCAN: _livescan,
    Look.OPTICAL: _optical,
    Look.PLATEN: _platen,
    Look.CAPACITIVE: _capacitive,
    Look.INKED: _inked,
}
