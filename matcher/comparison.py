"""Template against template: Minutia Cylinder-Code, its pairing relaxed to a consistent whole.

A cylinder describes the neighbourhood of one minutia in the minutia's own frame, so that it
does not change when the finger turns or moves. Cylinders are compared bit by bit; pairs are
assigned greedily; relaxation then lets pairs that agree on distance, relative direction and
radial angle strengthen each other and lets chance pairs fade. The score is the sum of what is
left above a floor.

Source: Cappelli, Ferrara & Maltoni, "Minutia Cylinder-Code", PAMI 32(12), 2010: §3 (cylinders),
§4.1 (local similarity), §4.2.3 (relaxation). Cells 8 x 8 x 5 and the sum of relaxed strengths
are our variant. The method is covered in Italy by patent IT1393022B1; see docs/decisions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher import mcc
from matcher.types import Template, Trace

MIN_CYLINDERS = 2
"""Relaxation needs two pairs at least."""


@dataclass(frozen=True)
class ComparisonParameters:
    """Of comparison; those of the cylinders themselves are in `mcc`."""

    min_quality: float = 0.2
    """LEADER's confidence from which minutiae take part. Fewer, surer ones compare worse."""
    max_minutiae: int = 128
    """The best so many take part; bounds the cost of hostile input."""
    hull_margin_px: float = 50.0
    """How far around its minutiae a print is taken to reach (Ω in the source)."""


@dataclass(frozen=True, eq=False)
class Cylinders:
    """A template prepared for comparison; columns are parallel, one row a valid cylinder."""

    x_px: NDArray[np.float64]
    y_px: NDArray[np.float64]
    direction_rad: NDArray[np.float64]
    """Frame of `mcc`: y down, clockwise."""
    values: NDArray[np.uint64]
    masks: NDArray[np.uint64]
    minutia_index: NDArray[np.int64]
    """Row of the template behind each cylinder."""
    minutia_count: int
    """Minutiae that took part, with or without a valid cylinder."""
    quality: int
    """Sample quality of the template."""


@dataclass(frozen=True)
class Pair:
    """A minutia of the probe and the one of the reference that was found to be the same."""

    probe_index: int
    reference_index: int
    strength: float
    """0 to 1 after relaxation."""


@dataclass(frozen=True)
class Comparison:
    """How alike two templates are."""

    score: float
    """Sum of the relaxed strengths above the floor; 0 for strangers, tens for mates."""
    pairs: tuple[Pair, ...] = field(default=())
    """Strongest first."""


def prepare(template: Template, parameters: ComparisonParameters | None = None) -> Cylinders:
    """Build the cylinders of a template; a sparse one gives few or none."""
    p = parameters or ComparisonParameters()
    # Best quality first by contract, so the first so many are the best.
    kept = np.flatnonzero(template.minutia_quality >= p.min_quality)[: p.max_minutiae]
    x = template.x_px[kept].astype(np.float64)
    y = template.y_px[kept].astype(np.float64)
    direction = -template.direction_rad[kept].astype(np.float64)
    values, masks, valid = mcc.cylinders(x, y, direction, _hull(x, y, p.hull_margin_px))
    return Cylinders(
        x_px=x[valid],
        y_px=y[valid],
        direction_rad=direction[valid],
        values=values[valid],
        masks=masks[valid],
        minutia_index=kept[valid],
        minutia_count=len(kept),
        quality=template.quality,
    )


def compare(probe: Cylinders, reference: Cylinders, trace: Trace | None = None) -> Comparison:
    """Compare two prepared templates; symmetric but for the order of pairs.

    trace: receives `local_similarity`, `assigned_pairs`, `relaxed_strength`.
    """
    if min(len(probe.x_px), len(reference.x_px)) < MIN_CYLINDERS:
        return Comparison(0.0)
    similarity = mcc.local_similarity(
        probe.values,
        probe.masks,
        probe.direction_rad,
        reference.values,
        reference.masks,
        reference.direction_rad,
    )
    rows, columns, initial = mcc.assign(similarity)
    relaxed = mcc.relax(
        rows,
        columns,
        initial,
        probe.x_px,
        probe.y_px,
        probe.direction_rad,
        reference.x_px,
        reference.y_px,
        reference.direction_rad,
    )
    if trace is not None:
        trace("local_similarity", similarity)
        trace("assigned_pairs", np.stack([rows, columns], 1))
        trace("relaxed_strength", relaxed)
    order = [i for i in np.argsort(-relaxed, kind="stable") if relaxed[i] > mcc.STRENGTH_FLOOR]
    pairs = tuple(
        Pair(
            int(probe.minutia_index[rows[i]]),
            int(reference.minutia_index[columns[i]]),
            float(relaxed[i]),
        )
        for i in order
    )
    return Comparison(mcc.total_strength(relaxed), pairs)


def score_many(probe: Cylinders, references: Sequence[Cylinders]) -> NDArray[np.float32]:
    """Score one probe against many references, without the pairs: (n,) float32."""
    return np.array([score(probe, reference) for reference in references], np.float32)


def score(probe: Cylinders, reference: Cylinders) -> float:
    """Score alone: what `compare` gives, without the pairs."""
    return score_and_count(probe, reference)[0]


def score_and_count(probe: Cylinders, reference: Cylinders) -> tuple[float, int]:
    """Score and number of pairs: what `compare` gives, without building them."""
    if min(len(probe.x_px), len(reference.x_px)) < MIN_CYLINDERS:
        return 0.0, 0
    total, count = mcc.score(*_columns(probe), *_columns(reference))
    return total, count


def _columns(c: Cylinders) -> tuple[mcc.Bits, mcc.Bits, mcc.Floats, mcc.Floats, mcc.Floats]:
    return c.values, c.masks, c.x_px, c.y_px, c.direction_rad


def _hull(x: NDArray[np.float64], y: NDArray[np.float64], margin_px: float) -> NDArray[np.uint8]:
    """The convex hull of the minutiae grown by the margin, one value per 4 x 4 px."""
    step, border = mcc.HULL_STEP_PX, mcc.HULL_BORDER
    if not len(x):
        return np.zeros((1, 1), np.uint8)
    points = np.rint(np.stack([x, y], 1) / step + border).astype(np.int32)
    width, height = points.max(0) + border
    grid = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(grid, cv2.convexHull(points), 1)
    side = 2 * round(margin_px / step) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(grid, disc), np.uint8)
