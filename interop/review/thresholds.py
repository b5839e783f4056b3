"""Two thresholds that decide which matches go on without an examiner (decision 12).

R8 has every match of IDENT go to the LESC automatically. Here a match goes on automatically if
chance makes it so rarely that an examiner would add nothing. Between the thresholds examiners
decide first.
"""

from dataclasses import dataclass
from enum import StrEnum

from gallery.types import Candidate, Identification
from matcher import calibration

AUTOMATIC_FPIR = 1e-5
"""The largest share of strangers' searches that has a match which goes on automatically."""
REVIEW_FPIR = 1e-3
"""The largest share of strangers' searches that has a match at all."""


class Route(StrEnum):
    """What follows a search of IDENT."""

    NO_MATCH = "no match"
    AUTOMATIC = "automatic"
    REVIEW = "review"


class ReviewReason(StrEnum):
    """Why examiners decide about a match."""

    BETWEEN_THRESHOLDS = "between thresholds"
    TAIL_NOT_PROVED = "tail not proved"
    """The score is rare enough, but is extrapolated beyond the counts for so few fingers."""
    KNOWN_NON_MATE = "known non-mate"
    """A correction withdrew an earlier match of this pair."""


@dataclass(frozen=True)
class Thresholds:
    """Thresholds in decibels of rarity, for a size of the gallery."""

    review_db: float
    automatic_db: float


def limits_of(reference_count: int) -> Thresholds:
    """Compute both thresholds of a search by the number of references."""
    return Thresholds(
        review_db=calibration.threshold_db(reference_count, REVIEW_FPIR),
        automatic_db=calibration.threshold_db(reference_count, AUTOMATIC_FPIR),
    )


def classify(identification: Identification, *, known_non_mate: bool) -> Route:
    """Tell what follows a search, by its best candidate.

    known_non_mate: whether a match of the best candidate and the booked person was withdrawn.
    """
    best = best_candidate(identification)
    limits = limits_of(identification.report.reference_count)
    if best is None or best.score_db < limits.review_db:
        return Route.NO_MATCH
    if review_reason(identification, known_non_mate=known_non_mate):
        return Route.REVIEW
    return Route.AUTOMATIC


def review_reason(identification: Identification, *, known_non_mate: bool) -> ReviewReason | None:
    """Tell why examiners decide about the best candidate; None if the match goes on automatically.

    The search must have a candidate at or above the review threshold.
    """
    best = best_candidate(identification)
    assert best is not None
    if known_non_mate:
        return ReviewReason.KNOWN_NON_MATE
    if best.score_db < limits_of(identification.report.reference_count).automatic_db:
        return ReviewReason.BETWEEN_THRESHOLDS
    if best.extrapolated and not calibration.tail_proved(len(best.fingers)):
        return ReviewReason.TAIL_NOT_PROVED
    return None


def best_candidate(identification: Identification) -> Candidate | None:
    """Find the candidate of rank 1."""
    return min(identification.candidates, key=lambda candidate: candidate.rank, default=None)


def candidates_for_review(identification: Identification) -> tuple[Candidate, ...]:
    """List the candidates that examiners see: all at or above the review threshold."""
    lowest_db = limits_of(identification.report.reference_count).review_db
    return tuple(one for one in identification.candidates if one.score_db >= lowest_db)
