"""Which skin touches the sensor: pressure, moisture, dirt, and the shape of the contact area."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from synthesis.images.texture import Image, draw_stroke, noise


@dataclass(frozen=True)
class Conditions:
    """How a finger is at the moment of capture."""

    difficulty: float
    """As of `synthesis.capture`."""
    moisture: float
    """From dry (-1) to wet (1), about."""

    @property
    def hardness(self) -> float:
        """Effect of difficulty on the image; bounded, so that something of every print is left."""
        return self.difficulty / math.sqrt(1.0 + (self.difficulty / 4.0) ** 2)


@dataclass(frozen=True)
class ContactParameters:
    """Spreads at difficulty 1; heights are in units of half a ridge's relief.

    Set so that aggregate statistics of extracted templates (count, confidence, mated scores)
    agree with the pool of real prints.
    """

    pressure: float = 0.16
    """Uneven pressure over some ridges."""
    grain: float = 0.36
    """Roughness finer than a ridge."""
    beads: float = 0.45
    """How much dry ridges break up."""
    worn: float = 1.0
    """Patches that do not touch."""
    smear: float = 1.1
    """Sweat that fills valleys."""
    scratches: float = 1.5
    """Mean number of lines of one print."""
    tilt: float = 0.10
    """How much less one side touches."""


def touch(
    height: Image,
    depth: Image,
    rng: np.random.Generator,
    conditions: Conditions,
    parameters: ContactParameters | None = None,
) -> Image:
    """Return how much of each pixel touches, 0 to 1.

    height: of the skin, -1 in valleys to 1 on ridges; depth: 0 at the centre of contact, 1 on its
    outline.
    """
    p, hard = parameters or ContactParameters(), conditions.hardness
    shape, wet = height.shape, conditions.moisture
    local = wet + 0.35 * hard * noise(rng, shape, 80.0)
    skin = height + 0.30 * local - 0.06
    skin += p.pressure * (0.2 + 0.8 * hard) * noise(rng, shape, 40.0)
    skin += p.grain * (0.15 + 0.85 * hard) * (1.0 - 0.3 * np.tanh(local)) * noise(rng, shape, 2.4)
    dry = np.clip(0.25 - 0.75 * local, 0.0, 1.5)
    skin -= p.beads * (0.15 + 0.85 * hard) * dry * np.maximum(noise(rng, shape, 5.0), -0.5)
    skin -= p.worn * hard * np.maximum(noise(rng, shape, 26.0) - 1.7, 0.0)
    skin += p.smear * hard * np.maximum(noise(rng, shape, 13.0) - 2.1 + 0.8 * local, 0.0)
    skin -= _scratches(shape, rng, p.scratches * hard)
    skin -= _rim(depth, rng, hard, p)
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(-5.0 * skin, -80.0, 80.0))), np.float32)


def _rim(depth: Image, rng: np.random.Generator, hard: float, p: ContactParameters) -> Image:
    """Return how much lower the skin is towards the ragged outline of the contact area."""
    rows = np.linspace(-1.0, 1.0, depth.shape[0], dtype=np.float32)[:, None]
    columns = np.linspace(-1.0, 1.0, depth.shape[1], dtype=np.float32)
    lean = rng.normal(0.0, p.tilt * hard, 2)
    leaning = np.float32(lean[0]) * columns + np.float32(lean[1]) * rows
    ragged = 0.022 * noise(rng, depth.shape, 40.0) + 0.03 * noise(rng, depth.shape, 8.0)
    edge = (depth * (1.0 + leaning) - 0.96 + ragged) / 0.09
    return np.asarray(1.5 * np.clip(edge, 0.0, 3.0), np.float32)


def _scratches(shape: tuple[int, ...], rng: np.random.Generator, mean_count: float) -> Image:
    lines = np.zeros(shape, np.uint8)
    for _ in range(rng.poisson(mean_count)):
        start = rng.uniform(0.1, 0.9, 2) * (shape[1], shape[0])
        heading = rng.uniform(-np.pi, np.pi)
        draw_stroke(lines, start, heading, rng.uniform(25.0, 110.0), rng, 1 + rng.poisson(0.3))
    return np.float32(0.008) * cv2.GaussianBlur(lines, (0, 0), 0.9)
