"""Template against template: Minutia Cylinder-Code, judged on the common area of two prints.

A cylinder describes the neighbourhood of one minutia in the minutia's own frame, so that it
does not change when the finger turns or moves. Cylinders are compared bit by bit; pairs are
assigned greedily; relaxation then lets pairs that agree on distance, relative direction and
radial angle strengthen each other and lets chance pairs fade. The remaining pairs lay one print on
the other. Relaxation is repeated for the common area. The score is the strength that support has
added to the pairs, weighted by the share of the common area's minutiae that are paired.

Source: Cappelli, Ferrara & Maltoni, "Minutia Cylinder-Code", PAMI 32(12), 2010: §3 (cylinders),
§4.1 (local similarity), §4.2.3 (relaxation). Cells 8 x 8 x 5, the sum of strengths and the common
area are ours. The method is covered in Italy by patent IT1393022B1; see docs/decisions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from matcher.cylinders import (
    NO_CYLINDERS,
    Cylinders,
    PackedCylinders,
    Workspace,
    hull,
    lay_out,
    mcc,
    pack,
    pairing,
    prepare_packed,
    workspace,
)
from matcher.types import Template, Trace

__all__ = [
    "MIN_CYLINDERS",
    "NO_CYLINDERS",
    "Comparison",
    "ComparisonParameters",
    "Cylinders",
    "PackedCylinders",
    "Pair",
    "compare",
    "pack",
    "prepare",
    "prepare_stored",
    "score",
    "score_and_count_packed",
    "score_packed",
]

MIN_CYLINDERS = 2
"""Relaxation needs at least two pairs."""


@dataclass(frozen=True)
class ComparisonParameters:
    """Parameters of comparison; the parameters of the cylinders are in `mcc`."""

    min_quality: float = 0.2
    """Minutiae of at least this LEADER confidence take part. Fewer, surer ones compare worse."""
    max_minutiae: int = 128
    """The best minutiae up to this number take part; bounds the cost of hostile input."""
    hull_margin_px: float = 50.0
    """How far beyond its minutiae a print is assumed to reach (Ω in the source)."""


@dataclass(frozen=True)
class Pair:
    """A minutia of the probe, paired with a minutia of the reference."""

    probe_index: int
    reference_index: int
    strength: float
    """0 to 1: the strength that the support of other pairs has added."""


@dataclass(frozen=True)
class Comparison:
    """The similarity of two templates."""

    score: float
    """Sum of the pairs' strengths above a floor, times the paired shares of the common area: 0 for
    most strangers, up to the number of minutiae for mates."""
    pairs: tuple[Pair, ...] = field(default=())
    """Strongest first."""


def prepare(template: Template, parameters: ComparisonParameters | None = None) -> Cylinders:
    """Build the cylinders of a template; a sparse one gives few or none."""
    p = parameters or ComparisonParameters()
    # By contract the minutiae come best first.
    kept = np.flatnonzero(template.minutia_quality >= p.min_quality)[: p.max_minutiae]
    x = template.x_px[kept].astype(np.float64)
    y = template.y_px[kept].astype(np.float64)
    direction = -template.direction_rad[kept].astype(np.float64)
    reach = hull.extents(x, y, _disc(p.hull_margin_px))
    values, masks, valid = mcc.cylinders(x, y, direction, reach)
    frame = np.stack([x, y, direction, template.minutia_quality[kept]])[:, valid]
    words, places = lay_out(values[valid], masks[valid], frame)
    return Cylinders(words, places, kept[valid], len(kept), template.quality)


def prepare_stored(
    stored: Sequence[bytes], parameters: ComparisonParameters | None = None
) -> PackedCylinders:
    """Decode, prepare and pack stored templates in one call; bit for bit as in single calls.

    Raises CorruptRecordError if a template cannot be read.
    """
    p = parameters or ComparisonParameters()
    return prepare_packed(stored, p.min_quality, p.max_minutiae, _disc(p.hull_margin_px))


def compare(probe: Cylinders, reference: Cylinders, trace: Trace | None = None) -> Comparison:
    """Compare two prepared templates; symmetric except for the order of pairs.

    trace: receives `local_similarity`, `assigned_pairs`, `relaxed_strength`, `gain`,
    `paired_share`.
    """
    if min(probe.cylinder_count, reference.cylinder_count) < MIN_CYLINDERS:
        return Comparison(0.0)
    packed = pack([reference])
    work = _workspace(probe, packed)
    scores, _, count = _score(probe, packed, np.zeros(1, np.int64), work)
    rows, columns, gain = work.row[:count], work.column[:count], work.gain[:count]
    if trace is not None:
        _tell(trace, probe, reference, work, count)
    pairs = tuple(
        Pair(
            int(probe.minutia_index[rows[i]]),
            int(reference.minutia_index[columns[i]]),
            float(gain[i]),
        )
        for i in np.argsort(-gain, kind="stable")
        if gain[i] > pairing.GAIN_FLOOR
    )
    return Comparison(float(scores[0]), pairs)


def score_packed(
    probe: Cylinders, packed: PackedCylinders, which: NDArray[np.int64] | None = None
) -> NDArray[np.float32]:
    """Score one probe against many references in one call: (n,) float32.

    which: (n,) the references to compare with, in any order; None for all.
    Bit for bit the scores of `compare`; 0 if either print has fewer than MIN_CYLINDERS.
    """
    return score_and_count_packed(probe, packed, which)[0]


def score_and_count_packed(
    probe: Cylinders, packed: PackedCylinders, which: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Score as `score_packed` does, with the number of pairs of each comparison."""
    chosen = np.arange(packed.count) if which is None else which
    # The lookup refuses numbers that are too large; the inner loops do not.
    enough = packed.cylinder_count[chosen] >= MIN_CYLINDERS
    chosen = np.where(chosen < 0, chosen + packed.count, chosen)
    scores, pair_counts = np.zeros(len(chosen), np.float32), np.zeros(len(chosen), np.int64)
    if probe.cylinder_count >= MIN_CYLINDERS and enough.any():
        work = _workspace(probe, packed)
        scores[enough], pair_counts[enough], _ = _score(probe, packed, chosen[enough], work)
    return scores, pair_counts


def score(probe: Cylinders, reference: Cylinders) -> float:
    """Return the score of `compare`, without the pairs."""
    return float(score_packed(probe, pack([reference]))[0])


def _tell(
    trace: Trace, probe: Cylinders, reference: Cylinders, work: Workspace, count: int
) -> None:
    similarity = (work.keys >> pairing.COLUMN_BITS).astype(np.float32) / pairing.SIMILARITY_STEPS
    trace("local_similarity", similarity[: probe.cylinder_count, : reference.cylinder_count])
    trace("assigned_pairs", np.stack([work.row[:count], work.column[:count]], 1))
    trace("relaxed_strength", work.strength[:count])
    trace("gain", work.gain[:count])
    trace("paired_share", work.share)


def _workspace(probe: Cylinders, packed: PackedCylinders) -> Workspace:
    return workspace(probe.frame.shape[1], packed.widest)


def _score(
    probe: Cylinders, packed: PackedCylinders, which: NDArray[np.int64], work: Workspace
) -> tuple[NDArray[np.float32], NDArray[np.int64], int]:
    """Return scores, pair counts, and the number of pairs that the workspace holds at the end."""
    scores, pair_counts = np.empty(len(which), np.float32), np.empty(len(which), np.int64)
    count = pairing.score_blocks(
        probe.words.ravel(),
        probe.frame.ravel(),
        probe.cylinder_count,
        packed.words,
        packed.frame,
        packed.start,
        packed.cylinder_count,
        which,
        work,
        scores,
        pair_counts,
    )
    return scores, pair_counts, count


@lru_cache(maxsize=8)
def _disc(radius_px: float) -> NDArray[np.int64]:
    """Return the half width of each row of a disc."""
    radius = round(radius_px / hull.STEP_PX)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(disc.sum(1, dtype=np.int64) // 2)
