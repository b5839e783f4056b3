"""The people whom the kill loop books: with prints that are rendered once and kept, or minutiae."""

from dataclasses import dataclass

from benchmarks.data import minutiae_samples
from matcher.types import FingerPosition
from synthesis.images.print_cache import Recipe
from tenprint.v1.sample_pb2 import Sample
from tests.bookings.prints import synthetic_samples

POSITIONS = (
    FingerPosition.RIGHT_THUMB,
    FingerPosition.RIGHT_INDEX,
    FingerPosition.RIGHT_MIDDLE,
    FingerPosition.RIGHT_RING,
)
"""Enough to be found among a few people; further fingers cost extraction and show nothing."""
ENROLLED, BOOKED = 1, 2
"""The impression in the galleries, and the one that bookings bring."""


@dataclass(frozen=True)
class Subject:
    """Someone who is booked again and again."""

    seed: int
    in_iafis: bool
    in_ident: bool
    by_image: bool

    def samples(self, impression: int) -> list[Sample]:
        """Bring the prints of one occasion."""
        if self.by_image:
            return synthetic_samples(Recipe(self.seed, impression), POSITIONS)
        return list(minutiae_samples(self.seed, impression, POSITIONS))


def subjects(count: int) -> list[Subject]:
    """Choose people: in IAFIS only, in IDENT only, in both, in neither, and so on.

    Those in both are booked by images, and the others by minutiae, which cost no extraction.
    """
    return [
        Subject(
            seed,
            in_iafis=seed % 4 in (0, 2),
            in_ident=seed % 4 in (1, 2),
            by_image=seed % 4 == 2,
        )
        for seed in range(count)
    ]
