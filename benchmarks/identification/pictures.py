"""Pictures of pairs of prints, for those who look at failures."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.comparison import compare, prepare
from matcher.drawing import Picture, draw_minutiae, draw_pairs
from matcher.types import Template

WHITE = 255


def paired(
    probe: Template,
    reference: Template,
    probe_pixels: NDArray[np.uint8] | None = None,
    reference_pixels: NDArray[np.uint8] | None = None,
) -> Picture:
    """Draw two prints with their paired minutiae; a print without pixels is drawn on paper."""
    found = compare(prepare(probe), prepare(reference))
    left = on_paper(probe) if probe_pixels is None else probe_pixels
    right = on_paper(reference) if reference_pixels is None else reference_pixels
    return draw_pairs(left, probe, right, reference, found.pairs, 1)


def on_paper(template: Template) -> NDArray[np.uint8]:
    """Draw all minutiae in grey on blank paper: a minutiae-level finger has no image."""
    blank = np.full((template.height_px, template.width_px), WHITE, np.uint8)
    return np.asarray(cv2.cvtColor(draw_minutiae(blank, template, 1), cv2.COLOR_BGR2GRAY), np.uint8)


def stack(rows: Sequence[Picture], gap_px: int = 12) -> Picture:
    """Lay pictures below each other, on white."""
    width = max(row.shape[1] for row in rows)
    return np.concatenate([_padded(row, (0, gap_px), (0, width - row.shape[1])) for row in rows])


def beside(cells: Sequence[Picture], gap_px: int = 12) -> Picture:
    """Lay pictures side by side, on white."""
    height = max(cell.shape[0] for cell in cells)
    padded = [_padded(cell, (0, height - cell.shape[0]), (0, gap_px)) for cell in cells]
    return np.concatenate(padded, axis=1)


def _padded(picture: Picture, below: tuple[int, int], right: tuple[int, int]) -> Picture:
    return np.pad(picture, (below, right, (0, 0)), constant_values=WHITE)
