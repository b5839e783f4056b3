"""Fingers of one person against fingers of another: the sum of log likelihood ratios."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcher import calibration
from matcher.comparison import MIN_CYLINDERS, Cylinders, prepare, score_and_count
from matcher.types import Features, FingerPosition

PreparedFingers = Mapping[FingerPosition, Cylinders]
"""By finger (codes 1 to 10), ready to be compared."""


@dataclass(frozen=True)
class FingerComparison:
    """One finger of a probe against the same finger of a reference."""

    position: FingerPosition
    score: float
    llr: float
    """log10 of (likelihood if mated / likelihood if non-mated)."""
    paired_minutia_count: int


@dataclass(frozen=True)
class PersonComparison:
    """The fingers two people have in common, and what they say together."""

    fingers: tuple[FingerComparison, ...]
    total_llr: float
    score_db: float
    """-10 log10 of the false match rate of `total_llr` at this finger count."""
    extrapolated: bool


def best_per_finger(features: Iterable[Features]) -> dict[FingerPosition, Features]:
    """Keep the impression of the best quality of each finger; the first of equals."""
    best: dict[FingerPosition, Features] = {}
    for one in features:
        kept = best.get(one.position.finger)
        if kept is None or one.template.quality > kept.template.quality:
            best[one.position.finger] = one
    return best


def prepare_fingers(features: Sequence[Features]) -> PreparedFingers:
    """Prepare a person's fingers; of several impressions of a finger the best quality counts.

    A finger too sparse to be compared is left out: it says nothing, for or against.
    """
    best = best_per_finger(features)
    prepared = {finger: prepare(best[finger].template) for finger in sorted(best)}
    return {finger: c for finger, c in prepared.items() if len(c.x_px) >= MIN_CYLINDERS}


def compare_people(probe: PreparedFingers, reference: PreparedFingers) -> PersonComparison:
    """Compare the fingers that both have; with none in common the score is 0 dB."""
    fingers = tuple(
        _compare_finger(finger, cylinders, reference[finger])
        for finger, cylinders in probe.items()
        if finger in reference
    )
    total = sum(finger.llr for finger in fingers)
    decibels, extrapolated = calibration.score_db(total, len(fingers))
    return PersonComparison(fingers, total, decibels, extrapolated)


def _compare_finger(
    position: FingerPosition, probe: Cylinders, reference: Cylinders
) -> FingerComparison:
    score, pair_count = score_and_count(probe, reference)
    smaller = min(len(probe.x_px), len(reference.x_px))
    return FingerComparison(position, score, calibration.llr(score, smaller), pair_count)
