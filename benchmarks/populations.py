"""Populations of synthetic people by name, and the fingers that single-finger figures take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matcher.types import FINGERS, FingerPosition, ImpressionType, Template
from synthesis.minutiae import GENERATOR_VERSION, enrolment
from synthesis.people import person
from synthesis.population import Population

FVC_POSITIONS = (
    FingerPosition.RIGHT_INDEX,
    FingerPosition.RIGHT_MIDDLE,
    FingerPosition.LEFT_INDEX,
    FingerPosition.LEFT_MIDDLE,
)
"""FVC's prints are of index and middle fingers: what is laid beside them is, too."""


@dataclass(frozen=True)
class FirstPopulation:
    """The minutiae-level generator, each finger by itself."""

    name: str = "first"
    version: str = GENERATOR_VERSION

    def encounter(
        self,
        person_seed: int,
        encounter: int,
        *,
        kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
        positions: Sequence[FingerPosition] = FINGERS,
    ) -> dict[FingerPosition, Template]:
        """Take one impression of each of a person's fingers."""
        return enrolment(person(person_seed), encounter, positions=positions, kind=kind)


POPULATIONS: dict[str, Callable[[], Population]] = {"first": FirstPopulation}
