"""Smooth noise over an image, for what wears a print and what joins it."""

import cv2
import numpy as np
from numpy.typing import NDArray


def blotches(
    shape: tuple[int, ...], wide_px: float, rng: np.random.Generator, margin: int = 2
) -> NDArray[np.float32]:
    """Return smooth noise of about unit spread.

    margin: cells beyond the image on the coarse grid; more leave less of a blur's edge inside.
    """
    step = max(1.0, wide_px / 4)
    small = rng.standard_normal([int(side / step) + margin for side in shape], np.float32)
    smooth = cv2.GaussianBlur(small, (0, 0), 2.0)
    smooth = (smooth - smooth.mean()) / max(float(smooth.std()), 1e-6)
    wide = cv2.resize(smooth, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(wide, np.float32)
