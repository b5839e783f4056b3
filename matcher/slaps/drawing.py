"""The picture of a slap with what was found in it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.slaps.types import SlapSegmentation

_BOX = (70, 150, 40)
_TIP = (40, 40, 220)
_CUT_OFF = (200, 110, 20)
_WORDS_PX = 34

SLAP_LEGEND = (
    ("finger, with its position and confidence", _BOX),
    ("finger that is cut off", _CUT_OFF),
    ("edge at the tip", _TIP),
)
"""The colours of `draw_segmentation`."""


def draw_segmentation(pixels: NDArray[np.uint8], found: SlapSegmentation) -> NDArray[np.uint8]:
    """Draw the box of each finger with its position and confidence; the edge at the tip is red.

    pixels: (height, width) at 500 ppi.
    Returns (height, width, 3), blue-green-red. Boxes of fingers that are cut off are blue.
    """
    picture = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    for finger in found.fingers:
        corners = np.rint(finger.box.corners_px).astype(np.int32)
        colour = _CUT_OFF if finger.cut_off else _BOX
        cv2.polylines(picture, [corners], True, colour, 4, cv2.LINE_AA)
        cv2.line(picture, corners[0].tolist(), corners[1].tolist(), _TIP, 6, cv2.LINE_AA)
        words = f"{int(finger.position)}: {finger.confidence:.2f}"
        _write(picture, words, tuple(corners[3].tolist()))
    hand = f"{found.hand} hand {found.hand_confidence:.3f}, " if found.hand else ""
    summary = f"{hand}{found.found_count} found, {found.expected_count} expected"
    _write(picture, summary, (12, picture.shape[0] - 14))
    return picture


def _write(picture: NDArray[np.uint8], words: str, place: tuple[int, int]) -> None:
    """Write on a white ground, inside the picture."""
    (width, height), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 2)
    x = min(max(place[0], 4), max(4, picture.shape[1] - width - 4))
    y = min(place[1] + _WORDS_PX, picture.shape[0] - 8)
    cv2.rectangle(picture, (x - 4, y - height - 6), (x + width + 4, y + 8), (255, 255, 255), -1)
    cv2.putText(picture, words, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (40, 40, 40), 2, cv2.LINE_AA)
