"""Fingers of one person against fingers of another: the sum of log likelihood ratios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.comparison import Cylinders
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


def prepare_fingers(features: Sequence[Features]) -> PreparedFingers:
    """Prepare a person's fingers; of several impressions of a finger the best quality counts."""
    raise NotImplementedError


def compare_people(probe: PreparedFingers, reference: PreparedFingers) -> PersonComparison:
    """Compare the fingers that both have; with none in common the score is 0 dB."""
    raise NotImplementedError
