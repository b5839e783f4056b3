"""Marks that a finger shows in every print besides its ridges: pores, creases, scars, worn skin."""

import cv2
import numpy as np

from synthesis.finger import Finger, generator
from synthesis.images.texture import Image, draw_stroke, noise

_PERSON_KEY = 3
"""Stream below (seed, 0) for what the fingers of a person have in common."""


def mark(ridges: Image, finger: Finger, rng: np.random.Generator) -> Image:
    """Return the height of the skin: ridges with all lasting marks."""
    age = generator(finger.person_seed, 0, _PERSON_KEY).standard_normal()
    skin = ridges * _relief(ridges.shape, age, rng)
    skin = _add_pores(np.asarray(skin, np.float32), rng)
    return _add_scar(_add_creases(skin, age, rng), rng)


def _relief(shape: tuple[int, ...], age: float, rng: np.random.Generator) -> Image:
    """Return how high ridges stand, 0 to 1: they are lower where skin is worn, more so with age."""
    worn = np.maximum(noise(rng, shape, 34.0) - (1.9 - 0.25 * age), 0.0)
    return np.asarray(np.clip(1.0 - 0.6 * worn, 0.15, 1.0), np.float32)


def _add_pores(ridges: Image, rng: np.random.Generator) -> Image:
    """Dent the ridges' crests where sweat pores open."""
    height, width = ridges.shape
    count = ridges.size // 24
    rows, columns = rng.integers(0, height, count), rng.integers(0, width, count)
    on_crest = ridges[rows, columns] > 0.85
    pores = np.zeros_like(ridges)
    depth = rng.uniform(2.0, 9.0, count).astype(np.float32)
    pores[rows[on_crest], columns[on_crest]] = depth[on_crest]
    return np.asarray(ridges - cv2.GaussianBlur(pores, (0, 0), 1.0), np.float32)


def _add_creases(skin: Image, age: float, rng: np.random.Generator) -> Image:
    """Cut the white lines of a finger: few on most hands, many and broad on some."""
    height, width = skin.shape
    lines = np.zeros((height, width), np.uint8)
    for _ in range(min(30, rng.poisson(2.0 * np.exp(0.8 * age)))):
        start = rng.uniform((0.0, 0.1), (0.9, 0.95)) * (width, height)
        length, broad = rng.uniform(30.0, 170.0), 1 + min(6, rng.poisson(0.9))
        draw_stroke(lines, start, rng.normal(0.0, 0.45), length, rng, broad)
    return skin - np.float32(0.008) * cv2.GaussianBlur(lines, (0, 0), 1.3)


def _add_scar(skin: Image, rng: np.random.Generator) -> Image:
    """Cut one finger in twelve across, and pull its ridges out of line on one side."""
    if rng.random() > 1.0 / 12.0:
        return skin
    height, width = skin.shape
    line = np.zeros((height, width), np.uint8)
    start = rng.uniform(0.25, 0.75, 2) * (width, height)
    length = rng.uniform(60.0, 200.0)
    draw_stroke(line, start, rng.uniform(-np.pi, np.pi), length, rng, 3)
    near = cv2.GaussianBlur(line, (0, 0), 14.0).astype(np.float32)
    pull = 3.0 * near / max(1.0, float(near.max()))
    rows, columns = np.indices(skin.shape, np.float32)
    pulled = cv2.remap(skin, columns + pull, rows - pull, cv2.INTER_LINEAR)
    return np.asarray(pulled - 0.008 * cv2.GaussianBlur(line, (0, 0), 1.6), np.float32)
