"""Smooth noise and strokes, from which skin, contact and paper are made."""

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.float32]


def noise(rng: np.random.Generator, shape: tuple[int, ...], scale_px: float) -> Image:
    """Return smooth noise of unit variance; `scale_px` is the size of its blobs."""
    step = max(1.0, scale_px / 2.0)
    coarse = rng.standard_normal(
        (int(shape[0] / step) + 2, int(shape[1] / step) + 2), dtype=np.float32
    )
    smooth = cv2.GaussianBlur(coarse, (0, 0), 1.0)
    smooth = np.asarray(smooth / smooth.std(), np.float32)
    size = (shape[1], shape[0])
    return np.asarray(cv2.resize(smooth, size, interpolation=cv2.INTER_LINEAR), np.float32)


def draw_stroke(
    canvas: NDArray[np.uint8],
    start: NDArray[np.float64],
    heading_rad: float,
    length_px: float,
    rng: np.random.Generator,
    width_px: int = 1,
) -> None:
    """Draw a slightly bent line into `canvas`."""
    steps = np.linspace(0.0, length_px, 12)
    heading = heading_rad + np.cumsum(rng.normal(0.0, 0.06, len(steps)))
    step = length_px / len(steps)
    points = start + np.cumsum(np.column_stack([np.cos(heading), np.sin(heading)]) * step, axis=0)
    fixed = np.rint(points * 16.0).astype(np.int32)
    cv2.polylines(canvas, [fixed], False, 255, width_px, cv2.LINE_AA, 4)
