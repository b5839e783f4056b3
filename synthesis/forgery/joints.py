"""What a block of a card holds beside a print: the joint below it, and a neighbour's rim."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from matcher.segmentation import segment
from synthesis.forgery.blotches import blotches

Pixels = NDArray[np.uint8]
Rng = np.random.Generator

_PERIOD_PX = (8.0, 11.5)

_smooth = partial(blotches, margin=6)


def jointed(pixels: Pixels, rng: Rng) -> Pixels:
    """Print the crease of the joint below a print, and ridges of the next part of the finger.

    Raises SampleError if the print has no foreground.
    """
    left, top, right, bottom = segment(pixels).box(0)
    first = int(bottom - rng.uniform(-0.02, 0.25) * (bottom - top))
    height = int(rng.uniform(50, 190))
    missing = max(0, first + height - pixels.shape[0])
    paper = float(np.percentile(pixels, 90))
    grey = np.pad(pixels, ((0, missing), (0, 0)), mode="edge").astype(np.float32)
    below = np.s_[first : first + height, :]
    # Between the two lies a pale crease, which bends and may close.
    columns = np.arange(pixels.shape[1])
    bend = _smooth((1, len(columns)), 90.0, rng)[0] * rng.uniform(0, 8)
    wide = np.maximum(0, rng.uniform(2, 26) + _smooth((1, len(columns)), 60.0, rng)[0] * 7)
    rows = np.arange(height, dtype=np.float32)[:, None]
    end = bend + rng.uniform(-0.1, 0.1) * (columns - columns.mean()) + 12
    beyond = np.clip((rows - end - wide) / 3, 0, 1)
    crease = np.clip((rows - end) / 3 + 0.5, 0, 1)
    sides = (left + rng.uniform(-20, 40), right - rng.uniform(-20, 40))
    inside = np.clip((columns - sides[0]) / 12, 0, 1) * np.clip((sides[1] - columns) / 12, 0, 1)
    inked = inside * np.clip((height - rows) / rng.uniform(5, 60), 0, 1)
    inked = inked * np.clip(1.2 + 0.6 * _smooth(grey[below].shape, 40.0, rng), 0, 1)
    dark = float(np.percentile(pixels[top:bottom, left:right], 8))
    ridges = paper + (dark - paper) * inked * _ridges(grey[below].shape, rng)
    pale = paper + (grey[below] - paper) * rng.uniform(0.0, 0.3)
    mixed = grey[below] * (1 - crease) + pale * crease
    grey[below] = mixed * (1 - beyond) + ridges * beyond
    grey[first + height :] = paper
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8)


def neighboured(pixels: Pixels, other: Pixels, rng: Rng) -> tuple[Pixels, NDArray[np.bool_]]:
    """Show the rim of another print at the left or right edge; say where it is seen.

    Raises SampleError if one of the prints has no foreground.
    """
    left, top, right, _ = segment(pixels).box(0)
    a, b, c, d = segment(other).box(0)
    wide = int(rng.uniform(15, 0.35 * (c - a)))
    flip = rng.random() < 0.5  # at the left
    if flip:
        pixels, left, right = pixels[:, ::-1], pixels.shape[1] - right, pixels.shape[1] - left
    rim = other[b:d, c - wide : c][:, ::-1] if flip else other[b:d, a : a + wide]
    start = right + int(rng.uniform(4, 60))
    paper = int(np.percentile(pixels, 90))
    found = np.full((pixels.shape[0], start + wide), paper, np.uint8)
    kept = min(start, pixels.shape[1])
    found[:, :kept] = pixels[:, :kept]
    upper = int(np.clip(top + rng.normal(0, 60), 0, pixels.shape[0] - 40))
    part = rim[: pixels.shape[0] - upper]
    where = np.zeros(found.shape, np.bool_)
    where[upper : upper + len(part), start:] = True
    found[upper : upper + len(part), start:] = part
    if flip:
        found, where = found[:, ::-1], where[:, ::-1]
    return np.ascontiguousarray(found), np.ascontiguousarray(where)


def _ridges(shape: tuple[int, ...], rng: Rng) -> NDArray[np.float32]:
    """Return wavy, mostly level ridges, 0 to 1."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    slope = rng.normal(0.0, 0.2)
    away = rows + slope * columns + _smooth(shape, 110.0, rng) * rng.uniform(4, 14)
    wave = np.sin(2 * np.pi * away / rng.uniform(*_PERIOD_PX)) + 0.5 * blotches(
        shape, 5.0, rng, margin=6
    )
    return np.asarray(1 / (1 + np.exp(-4 * wave)), np.float32)
