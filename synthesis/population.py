"""What every population of synthetic people offers, whatever its model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from matcher.types import FINGERS, FingerPosition, ImpressionType, Template


@dataclass(frozen=True)
class CaptureShares:
    """Shares of capture difficulty that belong to person, session and finger.

    Variance shares, summing to 1. Assumed: no public set of ten-print encounters was measured.
    """

    person: float = 0.4
    """Skin, age, worn ridges: the same in every encounter of a person."""
    session: float = 0.3
    """Device, operator, dryness, pressure: the same for the prints of one encounter."""
    finger: float = 0.3
    """Particular to each print."""

    def __post_init__(self) -> None:
        shares = (self.person, self.session, self.finger)
        if min(shares) < 0 or abs(sum(shares) - 1) > 1e-9:
            raise ValueError(f"shares must be positive and sum to 1, not {shares}")

    @classmethod
    def correlated(cls, correlation: float) -> "CaptureShares":
        """Give the prints of an encounter a correlation, shared by person and session as 4 to 3."""
        return cls(correlation * 4 / 7, correlation * 3 / 7, 1 - correlation)


class Population(Protocol):
    """Synthetic people as templates; equal arguments give equal templates, bit for bit."""

    @property
    def name(self) -> str:
        """Name of the population in results: `first`, `second`."""

    @property
    def version(self) -> str:
        """Raised whenever the same arguments would give other templates."""

    def encounter(
        self,
        person_seed: int,
        encounter: int,
        *,
        kind: ImpressionType = ImpressionType.LIVESCAN_PLAIN,
        positions: Sequence[FingerPosition] = FINGERS,
    ) -> dict[FingerPosition, Template]:
        """Take one impression of each of a person's fingers, in one session.

        encounter: from 0; each number is another session of the same person.
        """
