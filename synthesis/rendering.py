"""Prints as images: a finger's master pattern, and impressions of it at 500 ppi.

    finger → master (orientation and period on a grid, ridges grown, pores, creases)
           → impression (placement, pressure and moisture, worn spots, scratches, grey levels)

A first cut: it carries tests and demonstrations and does not stand for a population.
The same arguments give the same bits on one machine with the same package versions.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.types import ImpressionType
from synthesis.finger import Finger, Stream
from synthesis.growth import grow
from synthesis.placement import Placement, place, sample_grid

Image = NDArray[np.float32]

_GRID_PX = 8


@dataclass(frozen=True, eq=False)
class Master:
    """The ridges of a whole pad at 500 ppi; grow it once per finger and keep it."""

    finger: Finger
    ridges: NDArray[np.uint8]
    """(height, width): 128 + 127 * height of the skin, ridges high."""
    left_px: float
    """Finger's x of the first column."""
    top_px: float
    """Finger's y of the first row."""


@dataclass(frozen=True, eq=False)
class Impression:
    """One print as a sensor delivers it."""

    pixels: NDArray[np.uint8]
    """(height, width), 500 ppi, ridges dark."""
    kind: ImpressionType
    placement: Placement


def master(finger: Finger) -> Master:
    """Grow the ridge pattern of a finger."""
    pad = finger.pad
    half_width, half_height = int(pad.half_width_px / 2) + 2, int(pad.half_height_px / 2) + 2
    y, x = np.mgrid[-half_height : half_height + 1, -half_width : half_width + 1] * 2.0
    inside = (x / pad.half_width_px) ** 2 + (y / pad.half_height_px) ** 2 <= 1.0
    x, y = x + pad.centre_x_px, y + pad.centre_y_px
    rng = finger.generator(Stream.GROWTH)
    grown = grow(finger.field.at(x, y), finger.period_at(x, y) / 2.0, inside, rng)
    grown[~inside] = -1.0  # what lies beyond the pad does not touch the sensor
    ridges = cv2.resize(grown, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    ridges = _add_creases(_add_pores(np.asarray(ridges, np.float32), rng), rng)
    levels = np.rint(128.0 + 127.0 * np.clip(ridges, -1.0, 1.0)).astype(np.uint8)
    # Doubling puts the first sample half an output pixel left of the first grown one.
    return Master(finger, levels, float(x[0, 0]) - 0.5, float(y[0, 0]) - 0.5)


def _add_pores(ridges: Image, rng: np.random.Generator) -> Image:
    """Dent the ridges' crests where sweat pores open."""
    height, width = ridges.shape
    count = ridges.size // 24
    rows, columns = rng.integers(0, height, count), rng.integers(0, width, count)
    on_crest = ridges[rows, columns] > 0.85
    pores = np.zeros_like(ridges)
    depth = rng.uniform(2.0, 7.0, count).astype(np.float32)
    pores[rows[on_crest], columns[on_crest]] = depth[on_crest]
    return np.asarray(ridges - cv2.GaussianBlur(pores, (0, 0), 1.0), np.float32)


def _add_creases(ridges: Image, rng: np.random.Generator) -> Image:
    """Cut the few white lines that a finger shows in every print."""
    height, width = ridges.shape
    lines = np.zeros((height, width), np.uint8)
    for _ in range(rng.poisson(1.2)):
        start = rng.uniform((0.1, 0.2), (0.9, 0.95)) * (width, height)
        _draw_stroke(lines, start, rng.normal(0.0, 0.5), rng.uniform(40.0, 140.0), rng)
    return ridges - np.float32(0.008) * cv2.GaussianBlur(lines, (0, 0), 1.2)


def _draw_stroke(
    canvas: NDArray[np.uint8],
    start: NDArray[np.float64],
    heading_rad: float,
    length_px: float,
    rng: np.random.Generator,
) -> None:
    """Draw a slightly bent line into `canvas`."""
    steps = np.linspace(0.0, length_px, 12)
    heading = heading_rad + np.cumsum(rng.normal(0.0, 0.06, len(steps)))
    step = length_px / len(steps)
    points = start + np.cumsum(np.column_stack([np.cos(heading), np.sin(heading)]) * step, axis=0)
    fixed = np.rint(points * 16.0).astype(np.int32)
    cv2.polylines(canvas, [fixed], False, 255, 1, cv2.LINE_AA, 4)


def impression(
    master: Master,
    seed: int,
    kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
    difficulty: float = 1.0,
) -> Impression:
    """Take a print of a finger.

    difficulty: 0 (centred, undistorted, clean) to about 2; 1 is an ordinary capture.
    """
    finger = master.finger
    where = place(finger, finger.generator(Stream.PLACEMENT, seed), kind, difficulty)
    rng = finger.generator(Stream.RENDERING, seed)
    x, y, depth = _image_grid(where)
    levels = cv2.remap(
        master.ridges,
        x - np.float32(master.left_px),
        y - np.float32(master.top_px),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=0,
    )
    height = (levels.astype(np.float32) - 128.0) / 127.0
    ink = _ink(height, depth, rng, finger.moisture, difficulty)
    return Impression(_expose(ink, rng), kind, where)


def _image_grid(where: Placement) -> tuple[Image, Image, Image]:
    """Return finger x, y and contact depth for every pixel, interpolated from a coarse grid."""
    columns = (np.arange(-1, where.width_px // _GRID_PX + 1) + 0.5) * _GRID_PX - 0.5
    rows = (np.arange(-1, where.height_px // _GRID_PX + 1) + 0.5) * _GRID_PX - 0.5
    x, y, depth = (
        cv2.resize(coarse.astype(np.float32), None, fx=_GRID_PX, fy=_GRID_PX)[
            _GRID_PX:-_GRID_PX, _GRID_PX:-_GRID_PX
        ]
        for coarse in sample_grid(columns, rows, where.pose, where.bumps)
    )
    return x, y, depth


def _noise(rng: np.random.Generator, shape: tuple[int, ...], scale_px: float) -> Image:
    """Return smooth noise of unit variance; `scale_px` is the size of its blobs."""
    step = max(1.0, scale_px / 2.0)
    coarse = rng.standard_normal(
        (int(shape[0] / step) + 2, int(shape[1] / step) + 2), dtype=np.float32
    )
    smooth = cv2.GaussianBlur(coarse, (0, 0), 1.0)
    smooth = np.asarray(smooth / smooth.std(), np.float32)
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(smooth, size, interpolation=cv2.INTER_CUBIC), np.float32)


def _ink(
    height: Image,
    depth: Image,
    rng: np.random.Generator,
    moisture: float,
    difficulty: float,
) -> Image:
    """Return how much of each pixel touches the sensor, 0 to 1."""
    shape = height.shape
    wet = float(np.clip(moisture + rng.normal(0.0, 0.3) * difficulty, -1.0, 1.0))
    rough = (0.38 + 0.28 * max(0.0, -wet)) * (0.3 + 0.7 * difficulty)
    pressure = -0.08 + 0.35 * wet + (0.12 + 0.1 * difficulty) * _noise(rng, shape, 70.0)
    worn = np.maximum(_noise(rng, shape, 26.0) - 1.75, 0.0) * difficulty
    skin = height + pressure + rough * _noise(rng, shape, 2.4) - 1.1 * worn
    skin -= _scratches(shape, rng, difficulty)
    edge = (depth - 0.97 + 0.022 * _noise(rng, shape, 40.0)) / 0.07
    skin -= 1.6 * np.clip(edge, 0.0, 3.0)
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(-4.5 * skin, -80.0, 80.0))), np.float32)


def _scratches(shape: tuple[int, ...], rng: np.random.Generator, difficulty: float) -> Image:
    lines = np.zeros(shape, np.uint8)
    for _ in range(rng.poisson(1.5 * difficulty)):
        start = rng.uniform(0.1, 0.9, 2) * (shape[1], shape[0])
        heading = rng.uniform(-np.pi, np.pi)
        _draw_stroke(lines, start, heading, rng.uniform(25.0, 110.0), rng)
    return np.float32(0.008) * cv2.GaussianBlur(lines, (0, 0), 0.9)


def _expose(ink: Image, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Turn contact into grey levels: light ground, dark ridges, blur and sensor noise."""
    shape = ink.shape
    ground = rng.uniform(222.0, 250.0) + 2.0 * _noise(rng, shape, 120.0)
    contrast = rng.uniform(120.0, 185.0) * (1.0 + 0.10 * _noise(rng, shape, 45.0))
    sharp = ground - contrast * ink
    soft = cv2.GaussianBlur(sharp, (0, 0), rng.uniform(0.5, 0.8))
    grain = rng.uniform(2.0, 5.0) * rng.standard_normal(shape, dtype=np.float32)
    return np.asarray(np.clip(np.rint(soft + grain), 0, 255), np.uint8)
