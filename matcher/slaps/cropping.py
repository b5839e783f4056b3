"""The upright image of one finger of a slap."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.slaps.types import SlapFinger

MARGIN_PX = 24
"""Around the box of a finger."""


def crop(pixels: NDArray[np.uint8], finger: SlapFinger) -> NDArray[np.uint8]:
    """Turn a finger upright and cut it out; what lies beside the print becomes paper.

    pixels: (height, width) of the slap. Returns (height, width) uint8.
    """
    box = finger.box
    width, height = (round(side + 2 * MARGIN_PX) for side in (box.width_px, box.height_px))
    right, down = box.axes
    turn = np.stack([right, down])
    centre = np.array([box.centre_x_px, box.centre_y_px])
    shift = np.array([width / 2, height / 2]) - turn @ centre
    matrix = np.column_stack([turn, shift])
    paper = int(np.percentile(pixels[::8, ::8], 90))
    image = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper
    )
    outline = finger.outline_px @ turn.T + shift
    own = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(own, np.rint(outline).astype(np.int32), 1)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (MARGIN_PX | 1, MARGIN_PX | 1))
    return np.where(cv2.dilate(own, disc) > 0, image, np.uint8(paper)).astype(np.uint8)
