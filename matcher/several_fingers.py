"""Refuses an image that shows several fingers where one was stated.

The signs are: a seam, along which ridges break and differ on both sides; a second area of ridges as
large as a finger, apart from the first or joined to it by a neck; two cores that open to the same
side; and the layout as a whole, as a small network sees it. A scar or a crease breaks ridges too,
but the ridges go on beyond it in the same direction. A smaller second area, such as the edge of a
neighbouring block on a card, is left out by the segmentation and is no reason to refuse the finger
that is meant.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.cores import alike
from matcher.errors import SeveralFingersError
from matcher.layout import layout_map, load_weights, several_odds
from matcher.seams import CELL_PX, Lines, lines
from matcher.segmentation import Segmentation

SIGNS = ("gap", "edge, turned", "gap, turned", "neck", "cores")
"""Columns of `signs`. The last two are of the whole image, the others of one line."""
_EDGE_SCALE = 0.3
"""A sharp cut has this edge; more tells no more."""
_ALIKE = 0.6
"""Cores that are less alike than this tell nothing. Chosen on rendered prints, which stay below."""


@dataclass(frozen=True)
class OneFingerParameters:
    """Weights and threshold are fitted by `training.seams`; the sizes are a finger's."""

    weights: tuple[float, ...] = (1.27, 7.52, 31.84, 12.16, 23.06)
    """Of the columns of `signs`; in log odds."""
    bias: float = -6.85
    max_odds: float = 2.5
    """Log odds from which an image shows several fingers. The highest of 500 rendered single prints
    has 1.2, with a scar of 15 px across the whole print."""
    sure_neck: float = 0.55
    """A deeper neck is enough by itself; 740 single prints have at most 0.5."""
    sure_cores: float = 0.18
    """Cores that are alike by so much more than `_ALIKE` are enough by themselves; 740 single
    prints have at most 0.13."""
    max_layout_odds: float = 10.0
    """Log odds of the layout by the network from which an image shows several fingers. The highest
    of 3,187 rendered and worn single prints of people of whom the network learned nothing has
    7.3."""
    min_side_cells: int = 2_200
    """Ridges on either side of a seam, in squares of 4 px: 0.14 square inch, half of a little
    finger's print. What handwriting and creases add to a print on a card is smaller."""
    min_radius_px: float = 52.0
    """A second finger holds a circle of this radius: 0.2 inch across, eleven ridges."""
    min_radius_share: float = 0.5
    """And of this share of the largest circle's radius."""


@dataclass(frozen=True)
class Evidence:
    """What speaks for several fingers."""

    odds: float
    """Log odds of the line that looks most like a seam."""
    neck: float
    """1 for two areas apart from each other; 0 for one area without a neck."""
    cores: float
    """How alike two cores are."""
    layout: float
    """Log odds that the layout of the foreground is of several fingers."""


def refuse_several_fingers(
    seen: Segmentation, parameters: OneFingerParameters | None = None
) -> None:
    """Raise SeveralFingersError if an image shows several fingers."""
    p = parameters or OneFingerParameters()
    if shows_several(weigh(seen, p), p):
        raise SeveralFingersError(
            "the image shows several fingers: send each finger as its own sample"
        )


def shows_several(found: Evidence, parameters: OneFingerParameters | None = None) -> bool:
    """Decide by the evidence."""
    p = parameters or OneFingerParameters()
    sure = found.neck > p.sure_neck or found.cores > p.sure_cores
    return sure or found.odds > p.max_odds or found.layout > p.max_layout_odds


def beyond_border(found: Evidence, parameters: OneFingerParameters | None = None) -> float:
    """Return by how many log odds the stronger of seams and layout is beyond its border."""
    p = parameters or OneFingerParameters()
    return max(found.odds - p.max_odds, found.layout - p.max_layout_odds)


def weigh(seen: Segmentation, parameters: OneFingerParameters | None = None) -> Evidence:
    """Weigh what speaks for several fingers in an image."""
    p = parameters or OneFingerParameters()
    found = signs(seen, p)
    odds = found @ np.array(p.weights) + p.bias
    layout = several_odds(layout_map(seen), load_weights())
    neck, cores = found[0, -2:].tolist()
    return Evidence(float(odds.max()), neck, cores, layout)


def signs(seen: Segmentation, parameters: OneFingerParameters | None = None) -> Lines:
    """Return the signs of a seam of each line that may be one: (n, len(SIGNS)), n > 0.

    If no line may be one, the only row has the signs of the whole image.
    """
    p = parameters or OneFingerParameters()
    found = lines(seen)
    found = found[np.minimum(found[:, 4], found[:, 5]) >= p.min_side_cells]
    if not len(found):
        found = np.zeros((1, found.shape[1]))
    _, edge, gap, turn, _, _ = found.T
    edge = np.minimum(edge / _EDGE_SCALE, 1.0)
    neck, cores = _neck(seen.parts, p), max(0.0, alike(seen) - _ALIKE)
    whole = (np.full(len(found), neck), np.full(len(found), cores))
    return np.stack([gap, edge * turn, gap * turn, *whole], 1)


def _neck(parts: NDArray[np.bool_], p: OneFingerParameters) -> float:
    """Return how narrow the neck is that joins two areas as large as fingers, 0 to 1.

    A disc that lies in the second area cannot pass the neck; the neck is the share of the disc's
    radius that has to be given up to pass.
    """
    padded = np.pad(parts.astype(np.uint8), 1)
    radius = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[::2, ::2]
    largest = float(radius.max())
    least = max(p.min_radius_px / CELL_PX, p.min_radius_share * largest)
    peak = np.unravel_index(int(radius.argmax()), radius.shape)
    for level in np.linspace(0.0, 0.9, 10) * largest:
        _, labels = cv2.connectedComponents((radius > level).astype(np.uint8))
        second = float(radius[labels != labels[peak]].max(initial=0.0))
        if second >= least:
            return max(0.0, 1 - float(level) / second)
    return 0.0
