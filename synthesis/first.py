"""The first population: people of `synthesis.people`, their prints as bare minutiae."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from matcher.types import FINGERS, FingerPosition, ImpressionType, Template
from synthesis.capture import CaptureParameters, captures
from synthesis.finger import Finger
from synthesis.minutiae import GENERATOR_VERSION, captured_template, true_minutiae
from synthesis.observation import TrueMinutiae
from synthesis.people import Person, person
from synthesis.population import CaptureShares

_KEPT_PEOPLE = 16
"""Callers take several impressions of a person one after the other."""


@dataclass(frozen=True)
class FirstPopulation:
    """Ten-print people as templates; see `synthesis.population.Population`."""

    shares: CaptureShares = field(default_factory=CaptureShares)
    parameters: CaptureParameters = field(default_factory=CaptureParameters)

    @property
    def name(self) -> str:
        """Name of the population in results."""
        return "first"

    @property
    def version(self) -> str:
        """Raised whenever the same arguments would give other templates."""
        return GENERATOR_VERSION

    def encounter(
        self,
        person_seed: int,
        encounter: int,
        *,
        kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
        positions: Sequence[FingerPosition] = FINGERS,
    ) -> dict[FingerPosition, Template]:
        """Take one impression of each of a person's fingers, in one session.

        encounter: from 0; rolled and plain prints of one number belong to one session.
        """
        taken = captures(
            person_seed,
            encounter,
            kind=kind,
            positions=positions,
            shares=self.shares,
            parameters=self.parameters,
        )
        return {
            position: captured_template(*_finger(person_seed, position), capture, encounter, kind)
            for position, capture in taken.items()
        }


@lru_cache(maxsize=_KEPT_PEOPLE)
def _person(seed: int) -> Person:
    return person(seed)


@lru_cache(maxsize=_KEPT_PEOPLE * len(FINGERS))
def _finger(seed: int, position: FingerPosition) -> tuple[Finger, TrueMinutiae]:
    finger = _person(seed).finger(position)
    return finger, true_minutiae(finger)
