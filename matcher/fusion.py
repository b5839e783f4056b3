"""Fingers of one person against fingers of another: the sum of log likelihood ratios."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher import calibration
from matcher.comparison import MIN_CYLINDERS, prepare, score_and_count_packed
from matcher.cylinders import Cylinders, PackedCylinders, pack, spread_px, spreads_px
from matcher.types import Features, FingerPosition

PreparedFingers = Mapping[FingerPosition, Cylinders]
"""Cylinders by finger (codes 1 to 10), ready for comparison."""


@dataclass(frozen=True)
class FingerComparison:
    """The comparison of one finger of a probe with the same finger of a reference."""

    position: FingerPosition
    score: float
    llr: float
    """log10 of (likelihood if mated / likelihood if non-mated)."""
    paired_minutia_count: int


@dataclass(frozen=True)
class PersonComparison:
    """The comparisons of all fingers that two people have in common, and their sum."""

    fingers: tuple[FingerComparison, ...]
    total_llr: float
    score_db: float
    """-10 log10 of the false match rate of `total_llr` at this finger count."""
    extrapolated: bool

    @property
    def tail_proved(self) -> bool:
        """Whether an extrapolated score of this finger count may act without a reviewer."""
        return calibration.tail_proved(len(self.fingers))


def best_per_finger(features: Iterable[Features]) -> dict[FingerPosition, Features]:
    """Keep the best impression of each finger; the first of equals."""
    best: dict[FingerPosition, Features] = {}
    for one in features:
        kept = best.get(one.position.finger)
        if kept is None or one.template.quality > kept.template.quality:
            best[one.position.finger] = one
    return best


def prepare_fingers(features: Sequence[Features]) -> PreparedFingers:
    """Prepare a person's fingers; of several impressions of a finger the best counts.

    A finger too sparse for comparison is left out: it is no evidence for or against.
    """
    best = best_per_finger(features)
    prepared = {finger: prepare(best[finger].template) for finger in sorted(best)}
    return {finger: c for finger, c in prepared.items() if c.cylinder_count >= MIN_CYLINDERS}


@dataclass(frozen=True, eq=False)
class PackedFinger:
    """The same finger of several people."""

    packed: PackedCylinders
    people: Sequence[int]
    """The people's numbers."""


def compare_people(probe: PreparedFingers, reference: PreparedFingers) -> PersonComparison:
    """Compare the fingers that both people have; without any the score is 0 dB."""
    return compare_shortlist(probe, [reference])[0]


def compare_shortlist(
    probe: PreparedFingers, references: Sequence[PreparedFingers]
) -> list[PersonComparison]:
    """Compare a probe with many people, each finger with all references in one call."""
    fingers = {}
    for position in probe:
        there = [k for k, reference in enumerate(references) if position in reference]
        packed = pack([references[k][position] for k in there])
        fingers[position] = PackedFinger(packed, there)
    return compare_packed(probe, fingers, len(references))


def compare_packed(
    probe: PreparedFingers, fingers: Mapping[FingerPosition, PackedFinger], people_count: int
) -> list[PersonComparison]:
    """Compare a probe, finger by finger, with people whose fingers are packed.

    Fingers too sparse for comparison are left out.
    """
    found: list[list[FingerComparison]] = [[] for _ in range(people_count)]
    for position, cylinders in probe.items():
        finger = fingers[position]
        which = np.flatnonzero(finger.packed.cylinder_count >= MIN_CYLINDERS)
        compared = _compare_finger(position, cylinders, finger.packed, which)
        for k, one in zip(which.tolist(), compared, strict=True):
            found[finger.people[k]].append(one)
    return _judge(found)


def together(one: PersonComparison, other: PersonComparison) -> PersonComparison:
    """Add two comparisons of the same two people by different fingers."""
    fingers = sorted((*one.fingers, *other.fingers), key=lambda finger: finger.position)
    return _judge([fingers])[0]


def without_fingers(
    people: Sequence[PersonComparison], fingers: Collection[FingerPosition]
) -> list[PersonComparison]:
    """Judge comparisons again as if these fingers of the probe were missing."""
    return _judge([[one for one in p.fingers if one.position not in fingers] for p in people])


def total_llr(
    scores: NDArray[np.floating],
    cylinder_counts: NDArray[np.int64],
    spreads: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Sum the evidence of many people's fingers, for `calibration.score_db_many`.

    scores: (..., fingers). cylinder_counts: the same shape, the smaller of both templates; a
    finger that was not compared has fewer than MIN_CYLINDERS. spreads: the same shape, the
    smaller of both, in pixels.
    Returns (...) summed llr and (...) fingers compared.
    """
    compared = cylinder_counts >= MIN_CYLINDERS
    llr = calibration.llr_many(scores, calibration.bands(cylinder_counts, spreads))
    return np.where(compared, llr, 0.0).sum(-1), compared.sum(-1)


def _judge(people: Sequence[Sequence[FingerComparison]]) -> list[PersonComparison]:
    """Sum the evidence of each person's fingers."""
    total = np.array([sum(one.llr for one in fingers) for fingers in people])
    count = np.array([len(fingers) for fingers in people], np.int64)
    decibels, extrapolated = calibration.score_db_many(total, count)
    return [
        PersonComparison(tuple(fingers), float(t), float(d), bool(e))
        for fingers, t, d, e in zip(people, total, decibels, extrapolated, strict=True)
    ]


def _compare_finger(
    position: FingerPosition, probe: Cylinders, packed: PackedCylinders, which: NDArray[np.int64]
) -> list[FingerComparison]:
    scores, pair_counts = score_and_count_packed(probe, packed, which)
    smaller = np.minimum(packed.cylinder_count[which], probe.cylinder_count)
    spreads = np.minimum(spreads_px(packed, which), spread_px(probe))
    llr = calibration.llr_many(scores, calibration.bands(smaller, spreads))
    return [
        FingerComparison(position, *one)
        for one in zip(scores.tolist(), llr.tolist(), pair_counts.tolist(), strict=True)
    ]
