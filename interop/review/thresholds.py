"""Two thresholds, and people between them: which matches go on by themselves (decision 12).

R8 has every match of IDENT go to the LESC by itself. Here that holds for matches so rare by
chance that no person would add anything; between the thresholds examiners decide first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gallery.types import Candidate, Identification
from matcher import calibration

AUTOMATIC_FPIR = 1e-5
"""A match goes on by itself if at most this share of strangers' searches has one like it."""
REVIEW_FPIR = 1e-3
"""Below what this share of strangers' searches reaches there is no match."""

TailProved = Callable[[int], bool]
"""Tells for a count of compared fingers whether an extrapolated score may act by itself."""


class Route(StrEnum):
    """How a search of IDENT goes on."""

    NO_MATCH = "no match"
    AUTOMATIC = "automatic"
    REVIEW = "review"


class ReviewReason(StrEnum):
    """Why people decide about a match."""

    BETWEEN_THRESHOLDS = "between thresholds"
    TAIL_NOT_PROVED = "tail not proved"
    """Rare enough by its score, but that lies beyond what was counted for so few fingers."""
    KNOWN_NON_MATE = "known non-mate"
    """This pair was a false match before and was corrected."""


@dataclass(frozen=True)
class Thresholds:
    """In decibels of rarity, for one size of gallery."""

    review_db: float
    automatic_db: float


def limits_of(reference_count: int) -> Thresholds:
    """Compute both thresholds of a search of so many references."""
    return Thresholds(
        review_db=calibration.threshold_db(reference_count, REVIEW_FPIR),
        automatic_db=calibration.threshold_db(reference_count, AUTOMATIC_FPIR),
    )


def classify(
    identification: Identification,
    *,
    known_non_mate: bool,
    tail_proved: TailProved = calibration.tail_proved,
) -> Route:
    """Tell how a search goes on, by its best candidate.

    known_non_mate: whether the best candidate and the booked person were a false match before.
    """
    best = best_candidate(identification)
    limits = limits_of(identification.report.reference_count)
    if best is None or best.score_db < limits.review_db:
        return Route.NO_MATCH
    if review_reason(identification, known_non_mate=known_non_mate, tail_proved=tail_proved):
        return Route.REVIEW
    return Route.AUTOMATIC


def review_reason(
    identification: Identification,
    *,
    known_non_mate: bool,
    tail_proved: TailProved = calibration.tail_proved,
) -> ReviewReason | None:
    """Tell why people decide about the best candidate; None where it goes on by itself.

    Asked of a search that has a candidate at or above the review threshold.
    """
    best = best_candidate(identification)
    assert best is not None
    if known_non_mate:
        return ReviewReason.KNOWN_NON_MATE
    if best.score_db < limits_of(identification.report.reference_count).automatic_db:
        return ReviewReason.BETWEEN_THRESHOLDS
    if best.extrapolated and not tail_proved(len(best.fingers)):
        return ReviewReason.TAIL_NOT_PROVED
    return None


def best_candidate(identification: Identification) -> Candidate | None:
    """Pick the candidate of rank 1."""
    return min(identification.candidates, key=lambda candidate: candidate.rank, default=None)


def candidates_for_review(identification: Identification) -> tuple[Candidate, ...]:
    """List the candidates that people look at: all that reach the review threshold."""
    lowest_db = limits_of(identification.report.reference_count).review_db
    return tuple(one for one in identification.candidates if one.score_db >= lowest_db)
