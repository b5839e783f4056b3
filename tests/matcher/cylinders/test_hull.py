"""The compiled hull against what OpenCV draws."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.cylinders import hull

RADIUS = 12
DISC_IMAGE = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * RADIUS + 1, 2 * RADIUS + 1))
DISC = np.asarray(DISC_IMAGE.sum(1, dtype=np.int64) // 2)


def by_opencv(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.uint8]:
    points = np.rint(np.stack([x, y], 1) / hull.STEP_PX + hull.BORDER).astype(np.int32)
    width, height = points.max(0) + hull.BORDER
    grid = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(grid, cv2.convexHull(points), 1)
    return np.asarray(cv2.dilate(grid, DISC_IMAGE), np.uint8)


def drawn(extents: NDArray[np.int64], width: int) -> NDArray[np.uint8]:
    columns = np.arange(width)
    inside = (columns >= extents[0][:, None]) & (columns <= extents[1][:, None])
    return np.asarray(inside, np.uint8)


def test_extents_are_what_opencv_draws_and_grows() -> None:
    random = np.random.default_rng(20)
    for count in (1, 2, 3, 4, 6, 20, 128) * 30:
        size = random.choice([8, 40, 300, 800])
        x, y = np.round(random.uniform(0, size, (2, count)) * [[8], [random.integers(1, 9)]]) / 8
        expected = by_opencv(x, y)
        assert np.array_equal(drawn(hull.extents(x, y, DISC), expected.shape[1]), expected)


def test_nothing_reaches_nowhere() -> None:
    assert hull.extents(np.empty(0), np.empty(0), DISC).shape == (2, 0)
