"""A contact sheet with synthetic and real prints side by side."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.data import refuse_repository
from benchmarks.realism.prints import Prints

_COLUMNS, _ROWS = 6, 4
COUNT = _COLUMNS * _ROWS
_CELL_PX = (300, 330)
"""Width and height of a print on the sheet; all prints have one scale."""
_SCALE = 0.75
_GAP_PX = 24
_TITLE_PX = 48
_WHITE = 255


def contact_sheet(synthetic: Prints, real: Sequence[Prints], path: Path) -> None:
    """Write 24 synthetic prints on the left and 24 real prints on the right.

    Raises MeasurementError if the folder of `path` is under version control: real prints must stay
    out of repositories.
    """
    refuse_repository(path)
    rng = np.random.default_rng(0)
    left = _panel([_cell(synthetic, row) for row in _choose(synthetic, COUNT, rng)], "synthetic")
    share = -(-COUNT // len(real))
    cells = [_cell(one, row) for one in real for row in _choose(one, share, rng)]
    right = _panel(cells[:COUNT], "real")
    gap = np.full((left.shape[0], 2 * _GAP_PX), _WHITE, np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.hstack([left, gap, right]))


def _choose(prints: Prints, count: int, rng: np.random.Generator) -> list[int]:
    """Choose prints, of different fingers as far as possible."""
    order = rng.permutation(len(prints.finger))
    seen = np.zeros(prints.finger_count, np.int64)
    turn = []
    for row in order:
        turn.append(seen[prints.finger[row]])
        seen[prints.finger[row]] += 1
    return [int(row) for row in order[np.argsort(turn, kind="stable")][:count]]


def _cell(prints: Prints, row: int) -> NDArray[np.uint8]:
    pixels = cv2.resize(
        prints.pixels(row), None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_AREA
    )
    width, height = _CELL_PX
    top, left = max(0, (pixels.shape[0] - height) // 2), max(0, (pixels.shape[1] - width) // 2)
    pixels = pixels[top : top + height, left : left + width]
    cell = np.full((height + _GAP_PX, width + _GAP_PX), _WHITE, np.uint8)
    y, x = (height + _GAP_PX - pixels.shape[0]) // 2, (width + _GAP_PX - pixels.shape[1]) // 2
    cell[y : y + pixels.shape[0], x : x + pixels.shape[1]] = pixels
    return cell


def _panel(cells: list[NDArray[np.uint8]], title: str) -> NDArray[np.uint8]:
    blank = np.full_like(cells[0], _WHITE)
    cells = [*cells, *[blank] * (COUNT - len(cells))]
    rows = [np.hstack(cells[k : k + _COLUMNS]) for k in range(0, COUNT, _COLUMNS)]
    head = np.full((_TITLE_PX, rows[0].shape[1]), _WHITE, np.uint8)
    cv2.putText(head, title, (_GAP_PX, 36), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0,), 2, cv2.LINE_AA)
    return np.vstack([head, *rows])
