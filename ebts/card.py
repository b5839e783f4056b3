"""A transaction as a ten-print card: two rows of rolled prints, and the plain prints below."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.types import FingerPosition

Pixels = NDArray[np.uint8]

_CELL_PX = 320
"""Side of a block of the card."""
_LABEL_PX = 26
_MARGIN_PX = 8
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_INK, _PAPER = 30, 255

_ROWS = (
    tuple((position, 1) for position in range(1, 6)),
    tuple((position, 1) for position in range(6, 11)),
    # As on the card FD-249: left four, thumbs, right four. Position 15 shows both thumbs.
    ((14, 2), (12, 0.5), (11, 0.5), (13, 2)),
)
"""Positions from left to right, and widths in blocks."""
_BOTH_THUMBS = ((14, 2), (15, 1), (13, 2))


def draw_card(pictures: Mapping[int, Pixels | str], title: str = "") -> Pixels:
    """Draw a card.

    pictures: by position, 1 to 15, (height, width) grey at 500 ppi, or words that stand in its
    place, such as why there is no image. Returns (height, width) uint8.
    """
    last = _BOTH_THUMBS if 15 in pictures else _ROWS[2]
    rows = [np.hstack([_block(pictures, *one) for one in row]) for row in (*_ROWS[:2], last)]
    head = np.full((2 * _LABEL_PX, rows[0].shape[1]), _PAPER, np.uint8)
    _write(head, title, (_MARGIN_PX, _LABEL_PX + 8), 0.7)
    return np.vstack([head, *rows])


def _block(pictures: Mapping[int, Pixels | str], position: int, width: float) -> Pixels:
    block = np.full((_CELL_PX + _LABEL_PX, round(_CELL_PX * width)), _PAPER, np.uint8)
    name = FingerPosition(position).name.replace("_", " ").lower()
    label = f"{position} {name}" if width >= 1 else f"{position}"
    shown = pictures.get(position)
    if isinstance(shown, str):
        words = shown.split()
        for line, start in enumerate(range(0, len(words), 3)):
            at = (_MARGIN_PX, 60 + 24 * line)
            _write(block, " ".join(words[start : start + 3]), at, 0.5)
    elif shown is not None:
        _paste(block, shown)
    _write(block, label, (_MARGIN_PX, _CELL_PX + 18), 0.5)
    cv2.rectangle(block, (0, 0), (block.shape[1] - 1, block.shape[0] - 1), _INK, 1)
    return block


def _paste(block: Pixels, picture: Pixels) -> None:
    """Fit a picture into a block without stretching it."""
    room = (block.shape[1] - 2 * _MARGIN_PX, _CELL_PX - 2 * _MARGIN_PX)
    scale = min(room[0] / picture.shape[1], room[1] / picture.shape[0], 1.0)
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    top = _MARGIN_PX + (room[1] - size[1]) // 2
    left = _MARGIN_PX + (room[0] - size[0]) // 2
    block[top : top + size[1], left : left + size[0]] = small


def _write(block: Pixels, text: str, at: tuple[int, int], size: float) -> None:
    plain = text.encode("ascii", "replace").decode()
    cv2.putText(block, plain, at, _FONT, size, _INK, 1, cv2.LINE_AA)
