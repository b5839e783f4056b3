"""A picture of the images whose odds are nearest to the border, on both sides."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from benchmarks.data import refuse_repository
from benchmarks.soundness.composing import REFUSED, Judged, Pixels

_COLUMNS = 12
_SIDE_PX, _LINE_PX = 224, 18
_WHITE = 255


def draw_sheet(singles: Sequence[Judged], composites: Sequence[Judged], path: Path) -> None:
    """Draw two rows each: composites not refused, composites refused, singles by falling odds.

    Raises MeasurementError if the picture would lie in a repository: it shows real prints.
    """
    refuse_repository(path)
    accepted = [one for one in composites if one.outcome != REFUSED]
    refused = [one for one in composites if one.outcome == REFUSED]
    rows = [
        _row("composites that were not refused", sorted(accepted, key=_odds, reverse=True)),
        _row("composites that were refused, weakest first", sorted(refused, key=_odds)),
        _row("single prints, nearest to a refusal first", sorted(singles, key=_odds, reverse=True)),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.vstack(rows))


def _odds(one: Judged) -> float:
    return one.odds


def _row(title: str, judged: Sequence[Judged]) -> Pixels:
    cells = [_cell(one) for one in judged[: 2 * _COLUMNS]]
    blank = np.full((_SIDE_PX + _LINE_PX, _SIDE_PX), _WHITE, np.uint8)
    cells += [blank] * (2 * _COLUMNS - len(cells))
    head = np.full((2 * _LINE_PX, _COLUMNS * _SIDE_PX), _WHITE, np.uint8)
    _write(head, title, 0.8)
    return np.vstack([head, np.hstack(cells[:_COLUMNS]), np.hstack(cells[_COLUMNS:])])


def _cell(one: Judged) -> Pixels:
    cell = np.full((_SIDE_PX + _LINE_PX, _SIDE_PX), _WHITE, np.uint8)
    height, width = one.picture.shape
    cell[:height, :width] = one.picture
    line = cell[_SIDE_PX:]
    _write(line, f"{one.odds:.1f} {one.source[-9:]} gap {one.gap_px}, {one.outcome[:9]}", 0.4)
    return cell


def _write(line: Pixels, text: str, size: float) -> None:
    place = (3, line.shape[0] - 5)
    cv2.putText(line, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (0,), 1, cv2.LINE_AA)
